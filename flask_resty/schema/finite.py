"""Whether the floats in what a schema dumps are all known to be finite, once its dump is checked."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from .stock import class_of

#: Gives the schema nested in a field, if nobody's code stands between.
Nested = Callable[[fields.Nested], Schema | None]

_NEVER_FLOATS = (
    fields.String,
    fields.Email,
    fields.Url,
    fields.UUID,
    fields.Integer,
    fields.Boolean,
    fields.DateTime,
    fields.NaiveDateTime,
    fields.AwareDateTime,
    fields.Date,
    fields.Time,
    # A period of time is finite.
    fields.TimeDelta,
    fields.IP,
    fields.IPv4,
    fields.IPv6,
    fields.IPInterface,
    fields.IPv4Interface,
    fields.IPv6Interface,
)


def is_finite(schema: Schema, nested: Nested) -> bool:
    """Tell whether a schema dumps no float that is not finite.

    A field of another class than marshmallow's says so itself, by an attribute ``is_finite`` that its constructor sets to ``True``.
    """
    return _Search(nested).schema(schema)


class _Search:
    """Looks for floats that may not be finite, once in each schema."""

    def __init__(self, nested: Nested) -> None:
        self._nested = nested
        self._seen: set[int] = set()

    def schema(self, schema: Schema) -> bool:
        """Tell whether a schema dumps none."""
        if id(schema) in self._seen:
            return True
        self._seen.add(id(schema))
        return all(map(self._field, schema.dump_fields.values()))

    def _field(self, field: Any) -> bool:
        cls = class_of(field)
        if "_serialize" in field.__dict__ or "serialize" in field.__dict__:
            return False
        if cls in _NEVER_FLOATS or field.__dict__.get("is_finite") is True:
            return True
        if cls is fields.Float or cls is fields.Decimal:
            return not field.allow_nan
        if cls is fields.Enum:
            return not field.by_value or (field.by_value is True and all(_is_finite(member.value) for member in field.enum))
        if cls is fields.Constant:
            return _is_finite(field.constant)
        return self._holding(field, cls)

    def _holding(self, field: Any, cls: type) -> bool:
        if cls is fields.List:
            return self._field(field.inner)
        if cls is fields.Tuple:
            return all(map(self._field, field.tuple_fields))
        if cls is fields.Dict:
            return field.value_field is not None and self._field(field.value_field)
        inner = self._nested(field) if cls is fields.Nested else None
        return inner is not None and self.schema(inner)


def _is_finite(value: Any) -> bool:
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value))
