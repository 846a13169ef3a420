"""What may stand for a schema, and what one may ask of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from collections.abc import Hashable
from functools import lru_cache
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


#: A media type, or a range of them, with its parameters. (A text, as few have binary content.)
_MEDIA_TYPE = r"[^\s/;,]+/[^\s/;,]+(?:\s*;\s*[^\s=;]+=[^;]+)*"


class Binary:
    """Content that no schema describes: an image, a document, an archive. It is taken and given as it is.

    :param media_types: what it may be; the first is what bytes are sent as where a handler says no more. What is taken may also be a
        range of them, such as ``image/*``.
    :param sniff: whether what a client sends has to begin as content of its media type does, as far as that can be told.
    :raise ConfigError: without a media type, and for what is none.
    """

    def __init__(self, *media_types: str, sniff: bool = True) -> None:
        if not media_types or not all(isinstance(one, str) and re.fullmatch(_MEDIA_TYPE, one) for one in media_types):
            raise ConfigError(f"Binary{media_types!r} does not say what the content is. Name media types: Binary('image/png').")
        self.media_types = media_types
        self.sniff = sniff

    def __repr__(self) -> str:
        return f"Binary({', '.join(map(repr, self.media_types))})"


#: What stands for a schema in a contract.
Schematic = Schema | type[Schema] | fields.Field[Any] | OneOf | Binary


def as_schema(schema: Any) -> Schema | fields.Field[Any] | OneOf | Binary:
    """Give the instance that is meant by a schema class, a schema instance, a field instance, alternatives or binary content.

    :raise ConfigError: for anything else.
    """
    if isinstance(schema, type) and issubclass(schema, Schema):
        return schema()
    # Of a union, a new one would be made each time.
    if isinstance(schema, (Schema, fields.Field, OneOf, Binary)):
        return schema
    raise ConfigError(f"{schema!r} is no schema. Give a marshmallow Schema, an instance of one, or a field instance such as fields.Int().")


def name_of(schema: Any) -> str:
    """Give the name that errors call a schema by."""
    return repr(schema) if isinstance(schema, OneOf | Binary) else type(schema).__name__


def keys_of(schema: Any) -> tuple[str, ...]:
    """Give the names that a schema loads, as they are sent; of alternatives those of all."""
    from_all = schema.schemas if isinstance(schema, OneOf) else (schema,)
    named = (item for one in from_all if isinstance(one, Schema) for item in one.load_fields.items())
    return tuple(dict.fromkeys(key_of(name, field) for name, field in named))


def is_many(schema: Any) -> bool:
    """Tell whether data of a schema are a list: ``PostOut(many=True)``, ``fields.List(...)``; of alternatives, whether those of all are."""
    if isinstance(schema, OneOf):
        return all(map(is_many, schema.schemas))
    if isinstance(schema, _LISTS) or getattr(schema, "many", False) is True:
        return True
    nested = nested_schema_or_none(schema) if isinstance(schema, fields.Nested) else None
    return nested is not None and nested.many is True


_LISTS = (fields.List, fields.Tuple)


def has_members(schema: Any) -> bool:
    """Tell whether a schema is for objects, or for what holds some, so that their members can be selected."""
    if isinstance(schema, Schema):
        return True
    if isinstance(schema, fields.Nested):
        return not isinstance(schema, fields.Pluck)
    if isinstance(schema, fields.Tuple):
        return any(map(has_members, schema.tuple_fields))
    inside = schema.inner if isinstance(schema, fields.List) else schema.value_field if isinstance(schema, fields.Mapping) else None
    return inside is not None and has_members(inside)


def _may_hold(cls: type) -> bool:
    return issubclass(cls, fields.Nested | fields.List | fields.Tuple | fields.Mapping)


#: Tells whether fields of a class may hold others. Some of these classes take their time to know their own, so it is kept.
may_hold: Callable[[type], bool] = lru_cache(1024)(_may_hold)


def key_of(name: str, field: Any) -> str:
    """Give the name of a field as it is sent."""
    return name if field.data_key is None else field.data_key


def nested_schema(field: fields.Nested) -> Schema:
    """Give the schema that is nested in a field."""
    # A copy is asked, because it keeps what it finds.
    return copy.copy(field).schema


def nested_schema_or_none(field: fields.Nested) -> Schema | None:
    """Give the schema that is nested in a field, or ``None`` if it is not to be had."""
    try:
        return nested_schema(field)
    except Exception:
        # Marshmallow complains when the field is used, and perhaps it never is. What makes a schema may raise anything.
        return None


def sameness(field: fields.Nested) -> Hashable:
    """Give all that marshmallow makes a nested schema of: where it is equal, so are the schemas."""
    return (
        id(field.nested),
        id(field._schema),
        None if field.only is None else tuple(field.only),
        tuple(field.exclude),
        field.many,
        tuple(field._nested_normalized_option("load_only")),
        tuple(field._nested_normalized_option("dump_only")),
    )


def is_stock(field: Any, known: type, method: str) -> bool:
    """Tell whether a field does with a value what a class of marshmallow does; an author who overrides it decides."""
    return getattr(type(field), method) is getattr(known, method)
