"""Attributes that not every caller may read: nobody else learns of them by filters, orders and free text, either."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from flask import has_request_context
from flask import request
from marshmallow import Schema
from marshmallow import fields

from ..principal import principal_of
from ..principal import scopes_of
from ..schema.scopes import taken
from ..schematic import nested_schema_or_none


def scopes_to_read(schemas: Sequence[Schema | None], attribute: str) -> frozenset[str]:
    """Give the scopes that a caller needs who wants to read an attribute, as far as schemas tell that show it.

    :param attribute: dotted through relations.
    """
    # What is shown twice may be read by whoever may read one of the two.
    ways = [way for schema in schemas if schema is not None for way in _ways(schema, attribute.split("."))]
    return min(ways, key=len, default=frozenset())


def _ways(schema: Schema, path: Sequence[str]) -> Iterator[frozenset[str]]:
    """Give the scopes for each field that shows what is at a path."""
    for name, field in schema.dump_fields.items():
        steps = (field.attribute or name).split(".")
        rest = path[len(steps) :]
        if path[: len(steps)] != steps:
            continue
        own = frozenset(taken(field, "dump"))
        nested = _nested(field)
        behind = list(_ways(nested, rest)) if rest and nested is not None else []
        # What is behind and not shown is a part of what the field is about.
        yield from (own | scopes for scopes in behind or [frozenset[str]()])


def _nested(field: Any) -> Schema | None:
    inner = field.inner if isinstance(field, fields.List) else field
    return nested_schema_or_none(inner) if isinstance(inner, fields.Nested) else None


def may_read(scopes: Collection[str]) -> bool:
    """Tell whether the caller has all of some scopes."""
    return not scopes or _callers().issuperset(scopes)


def _callers() -> frozenset[str]:
    return scopes_of(principal_of(request.environ) if has_request_context() else None)
