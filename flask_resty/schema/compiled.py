"""The one interface to schemas: what is behind it may change, what is before it need not know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Any
from typing import Literal

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..errors import ContractError
from .messages import SENTENCES
from .messages import Message
from .output import Broken
from .output import checked_schema
from .strict import strict_schema

logger = logging.getLogger("flask_resty")

Strict = Literal["typed", "textual"]
Checked = Literal["raise", "log", "off"]

#: The member that a bare field is put under while it is loaded or dumped.
_VALUE = "value"


class OneOf:
    """Alternatives for one location: the first that validates is taken; if none does, the errors of all are told."""

    def __init__(self, *schemas: Any) -> None:
        if len(schemas) < 2:
            raise ConfigError("OneOf() needs two alternatives or more. Name them, or give the one schema itself.")
        self.schemas = tuple(as_schema(schema) for schema in schemas)

    def __repr__(self) -> str:
        return f"OneOf({', '.join(_name(schema) for schema in self.schemas)})"


#: What stands for a schema in a contract.
Schematic = Schema | type[Schema] | fields.Field[Any] | OneOf


def as_schema(schema: Any) -> Schema | fields.Field[Any] | OneOf:
    """Give the instance that is meant by a schema class, a schema instance, a field instance or alternatives.

    :raise ConfigError: for anything else.
    """
    if isinstance(schema, type) and issubclass(schema, Schema):
        return schema()
    if isinstance(schema, Schema | fields.Field | OneOf):
        return schema
    raise ConfigError(f"{schema!r} is no schema. Give a marshmallow Schema, an instance of one, or a field instance such as fields.Int().")


def _name(schema: Any) -> str:
    return repr(schema) if isinstance(schema, OneOf) else type(schema).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What a schema can do."""

    name: str
    #: The marshmallow schema or field that it was made from.
    schema: Any
    #: Whether it is for a list.
    many: bool
    #: Whether ``None`` may be dumped.
    allows_none: bool
    #: The names that it loads, as they are sent.
    keys: tuple[str, ...]
    #: Load typed data; raises :exc:`marshmallow.ValidationError`.
    load: Callable[[Any], Any]
    #: Load text: each name with all the values that came; raises the same.
    load_text: Callable[[Mapping[str, Sequence[Any]]], Any]
    #: Dump an object; raises :exc:`flask_resty.ContractError` where the check says so.
    dump: Callable[[Any], Any]


def compile(schema: Any, *, strict: Strict | None = None, check: Checked = "off", output_required: bool = True) -> Compiled:
    """Make what loads and dumps a schema.

    :param schema: a schema class, a schema instance, a field instance, or :class:`OneOf`.
    :param strict: refuse what is of another type (``typed``), or text that is outside of the grammar (``textual``);
        ``None`` is marshmallow as it is.
    :param check: what happens when something is dumped that the schema does not promise.
    :param output_required: whether a field that is missing on the dumped object breaks the promise.
    :raise ConfigError: for what is no schema.
    """
    schema = as_schema(schema)
    if isinstance(schema, OneOf):
        return _compile_alternatives(schema, strict, check, output_required)
    if isinstance(schema, fields.Field):
        return _compile_field(schema, strict, check, output_required)
    loading = schema if strict is None else strict_schema(schema, typed=strict == "typed")
    return Compiled(
        name=_name(schema),
        schema=schema,
        many=bool(schema.many),
        allows_none=False,
        keys=tuple(name if field.data_key is None else field.data_key for name, field in schema.load_fields.items()),
        load=loading.load,
        load_text=_text_loader(loading),
        dump=_dumper(schema, _name(schema), check, output_required),
    )


def _text_loader(schema: Schema) -> Callable[[Mapping[str, Sequence[Any]]], Any]:
    lists = frozenset(
        name if field.data_key is None else field.data_key for name, field in schema.load_fields.items() if _takes_many(field)
    )

    def load_text(values: Mapping[str, Sequence[Any]]) -> Any:
        folded = {name: list(given) if name in lists else given[0] for name, given in values.items() if given}
        repeated = [name for name, given in values.items() if len(given) > 1 and name not in lists]
        if not repeated:
            return schema.load(folded)
        errors = {name: [Message(SENTENCES["repeated"], "repeated")] for name in repeated}
        try:
            schema.load(folded)
        except ValidationError as error:
            # What is wrong with one of several values is beside the point, but an unknown name stays unknown.
            others = {name: message for name, message in error.messages_dict.items() if name not in errors or _is_unknown(message)}
            raise ValidationError({**errors, **others}, data=folded) from error
        raise ValidationError(errors, data=folded)

    return load_text


def _takes_many(field: Any) -> bool:
    return isinstance(field, fields.List | fields.Tuple) or (isinstance(field, fields.Nested) and bool(field.many))


def _is_unknown(messages: Any) -> bool:
    return any(isinstance(message, Message) and message.code == "unknown" for message in messages)


def _dumper(schema: Schema, name: str, check: Checked, required: bool) -> Callable[[Any], Any]:
    if check == "off":
        return schema.dump
    checked = checked_schema(schema, required=required)
    plain = schema.dump if check == "log" else None

    def dump(obj: Any) -> Any:
        # What can be read only once is read once.
        obj = list(obj) if plain is not None and schema.many and not isinstance(obj, Collection) else obj
        try:
            return checked.dump(obj)
        except Broken as broken:
            if plain is None:
                raise broken.error(name) from None
            logger.warning("A response breaks its contract. %s", broken.error(name))
        return plain(obj)

    return dump


def _compile_field(field: fields.Field[Any], strict: Strict | None, check: Checked, output_required: bool) -> Compiled:
    """Make it by way of a schema that has just this field."""
    inside = compile(Schema.from_dict({_VALUE: field}), strict=strict, check=check, output_required=output_required)

    def load(data: Any) -> Any:
        try:
            return inside.load({_VALUE: data})[_VALUE]
        except ValidationError as error:
            raise ValidationError(error.messages_dict[_VALUE], data=data) from error

    def load_text(values: Mapping[str, Sequence[Any]]) -> Any:
        raise ConfigError(f"{_name(field)} has no names, so it cannot be read from named values. Give a schema.")

    def dump(obj: Any) -> Any:
        try:
            return inside.dump({_VALUE: obj})[_VALUE]
        except ContractError as error:
            raise ContractError(str(error).replace(f"GeneratedSchema/{_VALUE}", _name(field), 1)) from None

    many = isinstance(field, fields.List | fields.Tuple)
    made = replace(inside, name=_name(field), schema=field, many=many, allows_none=field.allow_none, keys=())
    return replace(made, load=load, load_text=load_text, dump=dump)


def _compile_alternatives(alternatives: OneOf, strict: Strict | None, check: Checked, output_required: bool) -> Compiled:
    made = [compile(schema, strict=strict, check=check, output_required=output_required) for schema in alternatives.schemas]

    def dump(obj: Any) -> Any:
        raise ConfigError(f"{alternatives!r} is for what is accepted. Give one schema for what is returned.")

    return Compiled(
        name=repr(alternatives),
        schema=alternatives,
        many=all(one.many for one in made),
        allows_none=False,
        keys=tuple(dict.fromkeys(key for one in made for key in one.keys)),
        load=_first([one.load for one in made]),
        load_text=_first([one.load_text for one in made]),
        dump=dump,
    )


def _first(loaders: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def load(data: Any) -> Any:
        errors: list[Any] = []
        for one in loaders:
            try:
                return one(data)
            except ValidationError as error:
                errors.append(error.messages)
        raise ValidationError(errors, data=data)

    return load
