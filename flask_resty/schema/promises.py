"""What each class of fields promises of what it dumps."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import uuid
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from decimal import Decimal
from numbers import Integral
from typing import Any
from typing import NamedTuple

from marshmallow import fields
from marshmallow import missing

from ..schematic import is_stock
from . import grammar


class Promise(NamedTuple):
    """What a field promises."""

    #: What is promised, in words.
    words: str
    #: The types of which every value keeps it; for all others, the question.
    exact: frozenset[type]
    is_kept: Callable[[Any], bool]
    allows_none: bool = False

    def complaint(self, value: Any) -> str | None:
        """Say what is wrong with a value; ``None`` if nothing is."""
        if value is None:
            return None if self.allows_none else "None is not allowed; say allow_none=True if it is"
        return None if self.is_kept(value) else f"{self.words} was promised, {type(value).__name__} came"


def promise_of(field: Any) -> Promise | None:
    """Give what a field promises; ``None`` where its author decides."""
    for base in type(field).__mro__:
        if base in _PROMISES:
            stock = is_stock(field, base, "_serialize")
            return _PROMISES[base](field)._replace(allows_none=allows_none(field)) if stock else None
    return None


def allows_none(field: Any) -> bool:
    """Tell whether a field may be dumped as ``None``."""
    return bool(field.allow_none or field.dump_default is None)


def is_many(value: Any) -> bool:
    """Tell whether a value can be dumped as a list: any iterable but text and mappings."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | Mapping)


def is_object(value: Any) -> bool:
    """Tell whether a value can have members: a named tuple and a member of an enum can, a plain list and text cannot."""
    return is_object_class(type(value))


def is_object_class(cls: type) -> bool:
    """Tell the same of all values of a class."""
    return cls not in _NO_OBJECTS and not issubclass(cls, list)


_NO_OBJECTS = frozenset({type(None), type(missing), str, bytes, bytearray, bool, int, float, list, tuple, set, frozenset})


def _of(words: str, *types: type) -> Promise:
    return Promise(words, frozenset(types), lambda value: isinstance(value, types))


def _that(words: str, is_kept: Callable[[Any], bool], *exact: type) -> Promise:
    return Promise(words, frozenset(exact), is_kept)


def _is_integer(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float | Decimal) or _is_integer(value)


def _is_finite_float(value: Any) -> bool:
    try:
        return _is_number(value) and math.isfinite(float(value))
    except (OverflowError, ValueError):
        # An integer beyond all floats, and the NaN of decimals that signals.
        return False


def _float(field: Any) -> Promise:
    return _that("a number", _is_number) if field.allow_nan else _that("a finite number", _is_finite_float)


def _is_finite(value: Any) -> bool:
    return _is_number(value) and Decimal(value).is_finite()


def _decimal(field: Any) -> Promise:
    return _that("a number", _is_number) if field.allow_nan else _that("a finite number", _is_finite, int)


def _is_uuid(value: Any) -> bool:
    return isinstance(value, uuid.UUID) or (isinstance(value, str) and grammar.UUID.fullmatch(value) is not None)


def _is_date(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_naive(value: Any) -> bool:
    return isinstance(value, dt.datetime) and value.utcoffset() is None


def _is_aware(value: Any) -> bool:
    return isinstance(value, dt.datetime) and value.utcoffset() is not None


def _address(words: str, *both: type) -> Callable[[Any], Promise]:
    # An interface is a subclass of an address in Python, but not written like one.
    def promise(field: Any) -> Promise:
        types = frozenset({field.DESERIALIZATION_CLASS} if field.DESERIALIZATION_CLASS else both)
        return _that(words, lambda value: False, *types)

    return promise


def _fixed(promise: Promise) -> Callable[[Any], Promise]:
    return lambda field: promise


_MANY = _fixed(_that("an iterable", is_many, list, tuple))
_ANYTHING = _fixed(_that("anything", lambda value: True))

#: For each class of marshmallow, how to make its promise; the nearest in a field's ancestry counts.
_PROMISES: dict[type, Callable[[Any], Promise]] = {
    fields.Field: _ANYTHING,
    fields.String: _fixed(_of("a str", str)),
    fields.UUID: _fixed(_that("a UUID", _is_uuid, uuid.UUID)),
    fields.IP: _address("an IP address", ipaddress.IPv4Address, ipaddress.IPv6Address),
    fields.IPInterface: _address("an IP interface", ipaddress.IPv4Interface, ipaddress.IPv6Interface),
    fields.Integer: _fixed(_that("an integer", _is_integer, int)),
    fields.Float: _float,
    fields.Decimal: _decimal,
    fields.Boolean: _fixed(_of("a bool", bool)),
    fields.DateTime: _fixed(_of("a datetime", dt.datetime)),
    fields.NaiveDateTime: _fixed(_that("a naive datetime", _is_naive)),
    fields.AwareDateTime: _fixed(_that("an aware datetime", _is_aware)),
    fields.Date: _fixed(_that("a date", _is_date, dt.date)),
    fields.Time: _fixed(_of("a time", dt.time)),
    fields.TimeDelta: _fixed(_of("a timedelta", dt.timedelta)),
    fields.Enum: lambda field: _of(f"a member of {field.enum.__name__}", field.enum),
    fields.List: _MANY,
    fields.Tuple: _MANY,
    fields.Dict: _fixed(_of("a mapping", dict, Mapping)),
    # Whether these get one object or many is known, and checked, by their schema.
    fields.Nested: _ANYTHING,
    fields.Pluck: _ANYTHING,
}
