"""Strict loading: a twin of a schema that checks each value before marshmallow may coerce it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from typing import Literal

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..schematic import is_stock
from .bounds import bounded_list
from .bounds import bounded_many
from .bounds import bounded_mapping
from .bounds import bounded_names
from .bounds import told_of_too_many
from .kinds import Kind
from .kinds import kind_of
from .messages import CodedMessages
from .messages import code_for
from .messages import recoded
from .messages import schema_code
from .twin import Twins
from .validators import runner

Strict = Literal["typed", "textual"]


#: Gives what a twin deserializes with; ``None`` if its author has a way of his own.
Deserializer = Callable[[Schema], Callable[..., Any] | None]


def strict_twins(strict: Strict, deserializer: Deserializer) -> Twins:
    """Give what makes twins that load strictly: typed input, or text by its grammar. Their errors carry codes."""
    textual = partial(_change_field, textual=True)
    # In JSON the keys of an object are text, whatever they stand for.
    return Twins("load", partial(_change_schema, deserializer), partial(_change_field, textual=strict == "textual"), textual)


def _change_schema(deserializer: Deserializer, twin: Any) -> None:
    names = [name if field.data_key is None else field.data_key for name, field in twin.load_fields.items()]
    twin.error_messages = CodedMessages(twin.error_messages, schema_code, names)
    twin._deserialize = bounded_many(bounded_names(names, twin._deserialize))
    twin._deserialize = told_of_too_many(twin, deserializer(twin) or twin._deserialize)


def _change_field(field: Any, textual: bool) -> None:
    field.error_messages = CodedMessages(field.error_messages, code_for(field))
    if isinstance(field, fields.List) and is_stock(field, fields.List, "_deserialize"):
        field._deserialize = bounded_list(field)  # type: ignore[method-assign]
    _change_validators(field)
    if isinstance(field, fields.Mapping) and is_stock(field, fields.Mapping, "_deserialize"):
        field._deserialize = bounded_mapping(field)  # type: ignore[method-assign]
    elif isinstance(field, fields.Pluck) and is_stock(field, fields.Pluck, "_deserialize"):
        field._deserialize = _placed(field._deserialize, partial(_without_plucked, field))  # type: ignore[method-assign]
    kind = kind_of(field)
    if kind is not None:
        field._deserialize = (_reading if textual else _checking)(field, field._deserialize, kind)


def _change_validators(field: Any) -> None:
    run = runner(field.validators)
    field.validators = [run] if field.validators else []
    if is_stock(field, fields.Field, "_validate") and is_stock(field, fields.Field, "_validate_all"):
        field._validate = run if field.validators else _nothing
    if isinstance(field, fields.Tuple):
        field.validate_length = runner([field.validate_length])  # type: ignore[assignment]


def _nothing(value: Any) -> None:
    """Run no validators."""


def _checking(field: Any, deserialize: Callable[..., Any], kind: Kind) -> Callable[..., Any]:
    exact, is_right, crashes = kind.exact, kind.is_right, kind.crashes

    def checked(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if type(value) not in exact and not is_right(value):
            raise _refused(field, kind, value, kind.text_code if isinstance(value, str) else kind.code)
        try:
            return deserialize(value, attr, data, **kwargs)
        except crashes as error:
            raise _refused(field, kind, value, "format") from error

    return checked


def _reading(field: Any, deserialize: Callable[..., Any], kind: Kind) -> Callable[..., Any]:
    """What is no text was converted before, by a converter of the rule or a hook: it is checked like typed input."""
    typed = _checking(field, deserialize, kind)
    read, crashes = kind.read, kind.crashes

    def checked(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            return typed(value, attr, data, **kwargs)
        try:
            value = read(value)
        except ValueError:
            raise _refused(field, kind, value, kind.text_code) from None
        try:
            return deserialize(value, attr, data, **kwargs)
        except crashes as error:
            raise _refused(field, kind, value, "format") from error

    return checked


def _refused(field: Any, kind: Kind, value: Any, code: str) -> ValidationError:
    """Give the error in the words of the field."""
    said = {"input": value, "obj_type": getattr(field, "OBJ_TYPE", ""), "choices": getattr(field, "choices_text", "")}
    error: ValidationError = field.make_error(kind.message, **said)
    error.messages = recoded(error.messages, code)
    return error


def _placed(deserialize: Callable[..., Any], move: Callable[[Any], Any]) -> Callable[..., Any]:
    """Put errors where the value was sent, so that their pointers say where to look."""

    def placed(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return deserialize(value, attr, data, **kwargs)
        except ValidationError as error:
            if isinstance(error.messages, dict):
                error.messages = move(error.messages)
            raise

    return placed


def _without_plucked(field: fields.Pluck, messages: dict[Any, Any]) -> Any:
    """Marshmallow tells of the member that it plucks, which the client never sent."""
    name = field._field_data_key
    if field.many:
        return {index: _unwrapped(inner, name) for index, inner in messages.items()}
    return _unwrapped(messages, name)


def _unwrapped(messages: Any, name: str) -> Any:
    return list(messages.values()) if isinstance(messages, dict) and name in messages else messages
