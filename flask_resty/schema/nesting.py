"""What is inside of schemas and fields, one step down."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from typing import Any
from typing import Literal

from marshmallow import Schema
from marshmallow import fields

from ..schematic import OneOf
from ..schematic import nested_schema_or_none

#: Which fields of a schema are meant: those of a response, or those of a request.
Side = Literal["dump", "load"]


def fields_of(schema: Schema, side: Side) -> Mapping[str, Any]:
    """Give the fields of a schema by their names."""
    return schema.dump_fields if side == "dump" else schema.load_fields


def inside(schema: Any, side: Side) -> Collection[Any]:
    """Give what is one step inside of a schema or a field."""
    if isinstance(schema, OneOf):
        return schema.schemas
    if isinstance(schema, Schema):
        return fields_of(schema, side).values()
    if isinstance(schema, fields.Tuple):
        return schema.tuple_fields
    slot = slot_of(schema)
    inner: Any = nested_schema_or_none(schema) if isinstance(schema, fields.Nested) else slot and getattr(schema, slot)
    return () if inner is None else (inner,)


def slot_of(field: Any) -> str | None:
    """Give the name of the attribute by which a field has that of its items or values; ``None`` if it is no list and no mapping."""
    return "inner" if isinstance(field, fields.List) else "value_field" if isinstance(field, fields.Mapping) else None
