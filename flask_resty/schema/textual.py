"""What a field accepts from text, such as a query string: one grammar, and nothing beside it.

Integers are ``-?(0|[1-9][0-9]*)``, other numbers as in JSON, truth values ``true`` and ``false``, dates and times as in
RFC 3339, members of an enum their name or the text of their value, strings what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from marshmallow import fields

from .twin import is_stock
from .typed import NUMBER
from .typed import temporal_pattern

#: Python reads no longer ones (CVE-2020-10735).
MAX_DIGITS = 4300

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)

#: Gives the typed value that a text stands for, or raises ``ValueError``.
Read = Callable[[str], Any]


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS or not _INTEGER.fullmatch(text):
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError
    return float(text)


def _decimal(text: str) -> str:
    if len(text) > MAX_DIGITS or not NUMBER.fullmatch(text):
        raise ValueError
    return text


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError
    return text == "true"


def _temporal(field: Any) -> Read | None:
    if str(getattr(field, "format", "")).startswith("timestamp"):
        return _number
    pattern = temporal_pattern(field)
    if pattern is None:
        return None

    def shaped(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return shaped


def _enum(field: Any) -> Read | None:
    if field.by_value is not True:
        return None
    by_text = {str(member.value): member.value for member in field.enum}
    return lambda text: by_text.get(text, text)


def _constant(field: Any) -> Read:
    def constant(text: str) -> Any:
        if text != str(field.constant):
            raise ValueError
        return field.constant

    return constant


#: For each class of marshmallow, how to make what reads its text; the nearest in a field's ancestry counts.
_READERS: dict[type, Callable[[Any], Read | None]] = {
    fields.Integer: lambda field: _integer,
    fields.Float: lambda field: _number,
    fields.Decimal: lambda field: _decimal,
    fields.Boolean: lambda field: _boolean,
    fields.DateTime: _temporal,
    fields.NaiveDateTime: _temporal,
    fields.AwareDateTime: _temporal,
    fields.Date: _temporal,
    fields.Time: _temporal,
    fields.TimeDelta: lambda field: _number,
    fields.Enum: _enum,
    fields.Constant: _constant,
}


def reader(field: Any) -> Read | None:
    """Give what reads the text of a field; ``None`` if the field does it itself."""
    for base in type(field).__mro__:
        if base in _READERS:
            return _READERS[base](field) if is_stock(field, base, "_deserialize") else None
    return None
