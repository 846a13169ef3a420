"""What a field accepts from typed input, such as JSON: nothing is coerced."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from marshmallow import fields

from .twin import is_stock

#: Tells whether a value is of the right type.
Is = Callable[[Any], bool]

#: JSON's grammar of numbers (RFC 8259, 6).
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)

#: RFC 3339, 5.6, where seconds and the offset may be left out.
_TIME_TEXT = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
_TIME = re.compile(_TIME_TEXT + r"([Zz]|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]" + _TIME_TEXT + r"([Zz]|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)


def is_text(value: Any) -> bool:
    """Tell whether a value is text."""
    return isinstance(value, str)


def is_integer(value: Any) -> bool:
    """Tell whether a value is a whole number; Python takes truth values for such."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number."""
    return is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_decimal(value: Any) -> bool:
    return is_number(value) or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


def _shaped(pattern: re.Pattern[str]) -> Is:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def temporal_pattern(field: Any) -> re.Pattern[str] | None:
    """Give the shape of the text of a date or time field; ``None`` if its format is not ISO 8601's."""
    if getattr(field, "format", None) not in {None, "iso", "iso8601"}:
        return None
    if isinstance(field, fields.DateTime):
        return _DATETIME
    return _DATE if isinstance(field, fields.Date) else _TIME


def _temporal(field: Any) -> Is:
    if str(getattr(field, "format", "")).startswith("timestamp"):
        return is_number
    pattern = temporal_pattern(field)
    return is_text if pattern is None else _shaped(pattern)


def _constant(field: Any) -> Is:
    return lambda value: type(value) is type(field.constant) and value == field.constant


#: For each class of marshmallow, how to make its check; the nearest in a field's ancestry counts.
_CHECKS: dict[type, Callable[[Any], Is]] = {
    fields.String: lambda field: is_text,
    fields.UUID: lambda field: is_text,
    fields.IP: lambda field: is_text,
    fields.IPInterface: lambda field: is_text,
    fields.Integer: lambda field: is_integer,
    fields.Float: lambda field: is_number,
    fields.Decimal: lambda field: _is_decimal,
    fields.Boolean: lambda field: lambda value: isinstance(value, bool),
    fields.DateTime: _temporal,
    fields.NaiveDateTime: _temporal,
    fields.AwareDateTime: _temporal,
    fields.Date: _temporal,
    fields.Time: _temporal,
    fields.TimeDelta: lambda field: is_number,
    fields.Constant: _constant,
    fields.List: lambda field: lambda value: isinstance(value, list),
    fields.Tuple: lambda field: lambda value: isinstance(value, list),
    fields.Dict: lambda field: lambda value: isinstance(value, dict),
}


def typed_check(field: Any) -> Is | None:
    """Give the check of a field; ``None`` where its author decides, or marshmallow is strict already."""
    for base in type(field).__mro__:
        if base in _CHECKS:
            return _CHECKS[base](field) if is_stock(field, base, "_deserialize") else None
    return None
