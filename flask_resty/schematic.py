"""What may stand for a schema."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields

from .errors import ConfigError


class OneOf:
    """Alternatives for one location: the first that validates is taken; if none does, the errors of all are told."""

    def __init__(self, *schemas: Any) -> None:
        if len(schemas) < 2:
            raise ConfigError("OneOf() needs two alternatives or more. Name them, or give the one schema itself.")
        self.schemas = tuple(as_schema(schema) for schema in schemas)

    def __repr__(self) -> str:
        return f"OneOf({', '.join(name_of(schema) for schema in self.schemas)})"


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


def name_of(schema: Any) -> str:
    """Give the name that errors call a schema by."""
    return repr(schema) if isinstance(schema, OneOf) else type(schema).__name__


def keys_of(schema: Any) -> tuple[str, ...]:
    """Give the names that a schema loads, as they are sent; of alternatives those of all."""
    from_all = schema.schemas if isinstance(schema, OneOf) else (schema,)
    named = (item for one in from_all if isinstance(one, Schema) for item in one.load_fields.items())
    return tuple(dict.fromkeys(key_of(name, field) for name, field in named))


def key_of(name: str, field: Any) -> str:
    """Give the name of a field as it is sent."""
    return name if field.data_key is None else field.data_key
