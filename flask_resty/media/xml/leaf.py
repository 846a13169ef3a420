"""Which fields read from text just what they dump, so that an element need not tell what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from ...schematic import is_stock

_TEXT = (fields.String, fields.UUID, fields.IP, fields.IPInterface)
_NUMBERS = (fields.Float, fields.Decimal, fields.DateTime, fields.Time, fields.TimeDelta)
_ATOMS = frozenset({str, int, float, bool})


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """What its field reads of text."""

    #: The types, beside text, that need not be told.
    types: frozenset[type] = frozenset()
    allows_nan: bool = False


def is_custom(field: Any) -> bool:
    """Tell whether a field does anything else than its class of marshmallow, so that it may dump and want anything."""
    known = next(each for each in type(field).__mro__ if each.__module__ == fields.__name__)
    return not (is_stock(field, known, "_serialize") and is_stock(field, known, "_deserialize"))


def leaf_of(field: Any) -> Leaf | None:
    """Give how a field that holds no others is text; ``None`` if text would not tell which value is meant."""
    if isinstance(field, _TEXT):
        return Leaf()
    if isinstance(field, fields.Integer):
        return Leaf(frozenset({int}))
    # Dates are numbers, too, if their format is a timestamp.
    if isinstance(field, _NUMBERS):
        return Leaf(frozenset({int, float}), bool(getattr(field, "allow_nan", False)))
    if isinstance(field, fields.Boolean) and field.truthy is fields.Boolean.truthy and field.falsy is fields.Boolean.falsy:
        return Leaf(frozenset({bool}))
    return _chosen(field)


def _chosen(field: Any) -> Leaf | None:
    """Give the same for a field that has a few values. If they are of one type, text says which one is meant."""
    values: list[Any] = []
    if isinstance(field, fields.Enum):
        values = [member.value if field.by_value else name for name, member in field.enum.__members__.items()]
    elif isinstance(field, fields.Constant):
        values = [field.constant]
    types = frozenset(type(value) for value in values)
    return Leaf(types) if len(types) == 1 and types <= _ATOMS else None
