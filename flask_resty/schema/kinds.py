"""What each class of fields accepts, as a value and as text."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from enum import Flag
from typing import Any
from typing import NamedTuple

from marshmallow import fields

from ..schematic import is_stock
from . import grammar

#: Tells whether a value is right.
Is = Callable[[Any], bool]

#: Gives the value that a text stands for, or raises ``ValueError``.
Read = Callable[[str], Any]


def _never(value: Any) -> bool:
    return False


def _as_it_is(text: str) -> str:
    return text


class Kind(NamedTuple):
    """What a field accepts."""

    #: The types of which every value is right; for all others, the question.
    exact: frozenset[type] = frozenset()
    is_right: Is = _never
    #: What makes a value of text.
    read: Read = _as_it_is
    #: The field's message for what is refused, and its code for text and for anything else.
    message: str = "invalid"
    text_code: str = "type"
    code: str = "type"
    #: What marshmallow lets through where a value of the right type makes no sense.
    crashes: tuple[type[Exception], ...] = ()


def kind_of(field: Any) -> Kind | None:
    """Give what a field accepts; ``None`` where its author decides, or marshmallow is strict by itself."""
    for base in type(field).__mro__:
        if base in _KINDS:
            return _KINDS[base](field) if is_stock(field, base, "_deserialize") else None
    return None


def _is(*types: type) -> Is:
    return lambda value: isinstance(value, types)


_TEXT = Kind(exact=frozenset({str}), is_right=_is(str))
_INTEGER = Kind(exact=frozenset({int}), read=grammar.read_integer)


def _float(field: Any) -> Kind:
    return Kind(exact=frozenset({int, float}), read=_or_not_finite(field, grammar.read_number))


def _or_not_finite(field: Any, read: Read) -> Read:
    return (lambda text: text if text in grammar.NOT_FINITE else read(text)) if field.allow_nan else read


def _decimal(field: Any) -> Kind:
    read = _or_not_finite(field, grammar.check_number)
    return Kind(exact=frozenset({int, float, Decimal}), is_right=_is_read_by(read), read=read)


def _is_read_by(read: Read) -> Is:
    def is_right(value: Any) -> bool:
        try:
            return isinstance(value, str) and read(value) is not None
        except ValueError:
            return False

    return is_right


def _boolean(field: Any) -> Kind | None:
    # Who lists the words that are true means these.
    is_usual = field.truthy is fields.Boolean.truthy and field.falsy is fields.Boolean.falsy
    return Kind(exact=frozenset({bool}), read=grammar.read_boolean) if is_usual else None


def _uuid(field: Any) -> Kind:
    return _shaped(grammar.UUID, uuid.UUID, "invalid_uuid")


def _shaped(pattern: re.Pattern[str], internal: type, message: str = "invalid") -> Kind:
    is_internal = _is_internal(internal)

    def read(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError
        return text

    def is_right(value: Any) -> bool:
        return pattern.fullmatch(value) is not None if isinstance(value, str) else is_internal(value)

    return Kind(
        exact=frozenset({internal}),
        is_right=is_right,
        read=read,
        message=message,
        text_code="format",
        crashes=_NONSENSE,
    )


def _is_internal(internal: type) -> Is:
    if internal is dt.date:
        return lambda value: isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return _is(internal)


#: A date before the year 1, a number beyond all floats.
_NONSENSE = (ArithmeticError, LookupError, ValueError)


def _address(*types: type, message: str) -> Callable[[Any], Kind]:
    kind = Kind(exact=frozenset({str, *types}), is_right=_is(str), message=message, text_code="format")
    return lambda field: kind


def _temporal(internal: type, pattern: re.Pattern[str]) -> Callable[[Any], Kind]:
    iso, is_internal = _shaped(pattern, internal), _is_internal(internal)

    def kind(field: Any) -> Kind:
        if field.format in {None, "iso", "iso8601"}:
            return iso
        if field.format in {"timestamp", "timestamp_ms"}:
            return Kind(exact=frozenset({internal, int, float}), read=grammar.read_number, crashes=_NONSENSE)
        return Kind(exact=frozenset({internal, str}), is_right=is_internal, text_code="format", crashes=_NONSENSE)

    return kind


_DATETIME = _temporal(dt.datetime, grammar.DATETIME)
_TIMEDELTA = Kind(exact=frozenset({dt.timedelta, int, float}), read=grammar.read_number, crashes=_NONSENSE)


def _enum(field: Any) -> Kind | None:
    # By name or by a field, the field inside is asked.
    if field.by_value is not True:
        return None
    values = [member.value for member in field.enum]
    by_text = {grammar.text_of(value): value for value in sorted(values, key=lambda value: isinstance(value, str))}
    read = grammar.read_integer if issubclass(field.enum, Flag) else lambda text: by_text.get(text, text)
    return Kind(is_right=_is_like(*values), read=read, message="unknown", code="choice", text_code="choice")


def _is_like(*values: Any) -> Is:
    """Make what refuses numbers that only Python takes for others: ``1``, ``1.0`` and ``True`` are equal there."""
    types = {type(value) for value in values}
    has_numbers = any(issubclass(each, int | float | Decimal) and each is not bool for each in types)
    has_fractions = any(issubclass(each, float | Decimal) for each in types)

    def is_right(value: Any) -> bool:
        if isinstance(value, bool):
            return bool in types
        if isinstance(value, int):
            return has_numbers
        return has_fractions if isinstance(value, float) else True

    return is_right


def _constant(field: Any) -> Kind | None:
    constant = field.constant
    if not isinstance(constant, str | int | float):
        return None
    is_like, text = _is_like(getattr(constant, "value", constant)), grammar.text_of(constant)

    def read(given: str) -> Any:
        if given != text:
            raise ValueError
        return constant

    def is_right(value: Any) -> bool:
        return is_like(value) and bool(value == constant)

    return Kind(is_right=is_right, read=read, message="validator_failed", code="choice", text_code="choice")


_LIST = Kind(exact=frozenset({list, tuple}), is_right=_is(list, tuple))

#: For each class of marshmallow, how to make its kind; the nearest in a field's ancestry counts.
_KINDS: dict[type, Callable[[Any], Kind | None]] = {
    fields.String: lambda field: _TEXT,
    fields.UUID: _uuid,
    fields.IP: _address(ipaddress.IPv4Address, ipaddress.IPv6Address, message="invalid_ip"),
    fields.IPInterface: _address(ipaddress.IPv4Interface, ipaddress.IPv6Interface, message="invalid_ip_interface"),
    fields.Integer: lambda field: _INTEGER,
    fields.Float: _float,
    fields.Decimal: _decimal,
    fields.Boolean: _boolean,
    fields.DateTime: _DATETIME,
    fields.NaiveDateTime: _DATETIME,
    fields.AwareDateTime: _DATETIME,
    fields.Date: _temporal(dt.date, grammar.DATE),
    fields.Time: _temporal(dt.time, grammar.TIME),
    fields.TimeDelta: lambda field: _TIMEDELTA,
    fields.Enum: _enum,
    fields.Constant: _constant,
    fields.List: lambda field: _LIST,
    fields.Tuple: lambda field: _LIST,
}
