"""The columns of CSV that a schema has: one for each field, and those of a nested object in its place, with dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any
from typing import Literal
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ...schematic import key_of
from ...schematic import nested_schema
from .cells import ANY
from .cells import NUMBER
from .cells import TEXT
from .cells import Column
from .cells import Kind

Side = Literal["dump_fields", "load_fields"]

#: Texts of these classes are never empty, so an empty cell is no text.
_NEVER_EMPTY = (fields.Url, fields.Email)

_TEXTUAL = (fields.String, fields.UUID, fields.IP, fields.IPInterface, fields.DateTime, fields.Date, fields.Time)
_NUMERIC = (fields.Number, fields.TimeDelta)


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of a nested object."""

    name: str
    #: What it stands for if all its cells are empty: ``None``, or ``missing`` where there is no such member.
    empty: Any
    members: tuple[Column | Group, ...]


Members = tuple[Column | Group, ...]


class Table(NamedTuple):
    """What a schema describes as a table."""

    #: The schema of a row.
    schema: Schema
    #: Whether there may be any number of rows; else there is one.
    many: bool


def table_of(schema: Any) -> Table | None:
    """Give the table that a schema or a field describes; ``None`` if it describes something else."""
    if isinstance(schema, Schema):
        return Table(schema, schema.many)
    if _is_nested(schema):
        nested = nested_schema(schema)
        return Table(nested, schema.many or nested.many)
    if isinstance(schema, fields.List) and _is_nested(schema.inner):
        table = table_of(schema.inner)
        return None if table is None or table.many else Table(table.schema, True)
    return None


def _is_nested(field: Any) -> bool:
    return isinstance(field, fields.Nested) and not isinstance(field, fields.Pluck)


@lru_cache(256)
def columns_of(schema: Schema, side: Side) -> Members:
    """Give the columns of a schema, in the order of its fields."""
    return _members(schema, side, (type(schema),))


def _members(schema: Schema, side: Side, path: tuple[type[Schema], ...]) -> Members:
    named: Mapping[str, Any] = getattr(schema, side)
    return tuple(_member(key_of(name, field), field, side, path) for name, field in named.items())


def _member(name: str, field: Any, side: Side, path: tuple[type[Schema], ...]) -> Column | Group:
    if _is_nested(field) and not field.many:
        schema = nested_schema(field)
        # What holds itself has no end of columns.
        if not schema.many and type(schema) not in path:
            members = _members(schema, side, (*path, type(schema)))
            # Without a cell of its own an object of nothing but None could not be told from None.
            if any(isinstance(member, Column) for member in members):
                return Group(name, None if field.allow_none else missing, members)
    return Column(name, _kind(field), _empty(field))


def _kind(field: Any) -> Kind:
    if isinstance(field, fields.Pluck):
        return ANY if field.many else _kind(nested_schema(field).fields[field.field_name])
    if isinstance(field, fields.Enum):
        return _kind_of_enum(field)
    if isinstance(field, fields.Boolean):
        is_usual = field.truthy is fields.Boolean.truthy and field.falsy is fields.Boolean.falsy
        return TEXT if is_usual else ANY
    if isinstance(field, fields.Constant):
        return TEXT if isinstance(field.constant, str) and not isinstance(field.constant, Enum) else ANY
    return NUMBER if isinstance(field, _NUMERIC) else TEXT if isinstance(field, _TEXTUAL) else ANY


def _kind_of_enum(field: Any) -> Kind:
    if field.by_value is False:
        return TEXT
    if field.by_value is not True:
        return _kind(field.field)
    return TEXT if all(isinstance(member.value, str) for member in field.enum) else ANY


def _empty(field: Any) -> Any:
    if field.allow_none:
        return None
    return "" if isinstance(field, fields.String) and not isinstance(field, _NEVER_EMPTY) else missing
