"""Strict loading: a twin of a schema that checks each value before marshmallow may coerce it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow.exceptions import SCHEMA

from .messages import coded_messages
from .messages import coded_validator
from .messages import refusal
from .textual import reader
from .twin import twin_schema
from .typed import typed_check


def strict_schema(schema: Schema, *, typed: bool) -> Schema:
    """Give a twin that loads strictly: typed input, or text by its grammar. Its errors carry codes."""
    return twin_schema(schema, ("load_fields",), _change_schema, _change_typed if typed else _change_textual)


def _change_schema(twin: Any) -> None:
    names = tuple(name if field.data_key is None else field.data_key for name, field in twin.load_fields.items())
    twin.error_messages = coded_messages(twin, names)


def _change_typed(field: Any) -> None:
    _change(field)
    is_right = typed_check(field)
    if is_right is not None:
        field._deserialize = _checked(field, field._deserialize, is_right)


def _change_textual(field: Any) -> None:
    _change(field)
    read = reader(field)
    if read is not None:
        field._deserialize = _read(field, field._deserialize, read)


def _change(field: Any) -> None:
    field.error_messages = coded_messages(field)
    field.validators = [coded_validator(validator) for validator in field.validators]
    if isinstance(field, fields.Tuple):
        field.validate_length = coded_validator(field.validate_length)  # type: ignore[assignment]
    if isinstance(field, fields.Mapping):
        field._deserialize = _flat(field._deserialize)  # type: ignore[method-assign]


def _checked(field: Any, deserialize: Callable[..., Any], is_right: Callable[[Any], bool]) -> Callable[..., Any]:
    def checked(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if is_right(value):
            return deserialize(value, attr, data, **kwargs)
        raise _of_wrong_type(field, value)

    return checked


def _read(field: Any, deserialize: Callable[..., Any], read: Callable[[str], Any]) -> Callable[..., Any]:
    def checked(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        # What is no text was converted before, by a converter of the rule.
        if isinstance(value, str):
            try:
                value = read(value)
            except ValueError:
                raise _of_wrong_type(field, value) from None
        return deserialize(value, attr, data, **kwargs)

    return checked


def _of_wrong_type(field: Any, value: Any) -> ValidationError:
    """Give the error in the words of the field. Text in a wrong shape is of the right type, but not in the right format."""
    key = next((key for key in field.error_messages if key.startswith("invalid")), "")
    code = "format" if isinstance(value, str) and isinstance(field, fields.DateTime | fields.Date | fields.Time) else "type"
    text = field.error_messages.get(key)
    if not isinstance(text, str):
        return refusal(code)
    return refusal(code, str.format(text, input="", obj_type=getattr(field, "OBJ_TYPE", ""), format=""))


def _flat(deserialize: Callable[..., Any]) -> Callable[..., Any]:
    """Put errors of keys and values of a mapping where the value is, so that their pointers say where to look."""

    def flat(value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return deserialize(value, attr, data, **kwargs)
        except ValidationError as error:
            if isinstance(error.messages, dict):
                error.messages = {key: _merged(**inner) for key, inner in error.messages.items()}
            raise

    return flat


def _merged(key: Any = (), value: Any = ()) -> Any:
    if isinstance(value, dict):
        return {**value, SCHEMA: [*key, *value.get(SCHEMA, ())]}
    return [*key, *value]
