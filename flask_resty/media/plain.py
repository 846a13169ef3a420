"""Data in the few types that every format has: strings, numbers, booleans, ``None``, lists, and dicts named by strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import ValuesView
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from enum import Enum
from math import isfinite
from types import NoneType
from typing import Any
from uuid import UUID

import orjson

from ..errors import ContractError

#: Decimals are written out, and ``Decimal("1E+999999999")`` is short only as long as nobody does.
_MOST_DIGITS = 10_000

#: What JSON has no type for is refused, and so is what only looks like one of its types.
_STRICTLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS

_OCTETS = (bytes, bytearray, memoryview)
_ATOMS: frozenset[type] = frozenset({str, int, float, bool, NoneType})


def plain(data: Any, *, octets: bool = False) -> Any:
    """Give the same data in plain types.

    Tuples (named ones, too), other sequences and the ``values()`` of a mapping become lists; mappings become dicts.
    Names may be strings, integers, UUIDs, dates and enums of these. Sets have no order and generators can be read only once,
    so both are refused, as are dataclasses and other objects: a schema says which of their attributes are public.

    :param octets: whether bytes stay what they are, for formats that carry them; else they are refused.
    :raise ContractError: for what has no plain form. It names the type and the place, never the value.
    """
    try:
        return _plain(data, "", _ATOMS | {bytes} if octets else _ATOMS)
    except RecursionError as error:
        raise ContractError("The data refers to itself, or is nested too deeply to be written.") from error


def nearly_plain(data: Any, *, octets: bool = False) -> Any:
    """Give data as they are where they are almost plain, and else in plain types: for encoders that have ways of their own for the rest.

    Almost plain are plain types, tuples, enums and UUIDs; floats need not be finite. The fastest way to find out is to have the data
    written as JSON; that takes a tenth of what other encoders take.

    :param octets: as for :func:`plain`.
    :raise ContractError: for what has no plain form.
    """
    try:
        orjson.dumps(data, None, _STRICTLY)
    except TypeError:
        return plain(data, octets=octets)
    return data


def finder(pattern: bytes, *octets: bytes) -> Callable[[bytes], bool]:
    """Make what tells whether content has a place that looks like a pattern.

    :param octets: each such place has one of these. Few contents do, and a single one is found many times as fast as a pattern.
    """
    search = re.compile(pattern, re.DOTALL).search

    def finds(content: bytes) -> bool:
        for octet in octets:
            if octet in content:
                return search(content) is not None
        return False

    return finds


def _plain(value: Any, place: str, atoms: frozenset[type]) -> Any:
    kind = type(value)
    if kind in atoms:
        return _checked(value, place)
    if kind is dict:
        return _plain_dict(value, place, atoms)
    if kind is list or kind is tuple:
        return [_plain(item, f"{place}/{index}", atoms) for index, item in enumerate(value)]
    try:
        other = stand_in(value)
    except TypeError as error:
        raise _refusal(value, place, "has no plain form. Declare a schema with @returns, or return dicts and lists") from error
    return _plain(other, place, atoms)


def _checked(value: Any, place: str) -> Any:
    if isinstance(value, float) and not isfinite(value):
        raise _refusal(value, place, "is not a finite number")
    if isinstance(value, str) and not _is_well_formed(value):
        raise _refusal(value, place, "holds a surrogate that stands alone, so it is no text")
    return value


def _refusal(value: Any, place: str, reason: str) -> ContractError:
    return ContractError(f"The {type(value).__qualname__} at {place!r} of the data {reason}.")


def _is_well_formed(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain_dict(members: dict[Any, Any], place: str, atoms: frozenset[type]) -> dict[str, Any]:
    plain_members: dict[str, Any] = {}
    for key, value in members.items():
        name = _name(key, place)
        if name in plain_members:
            raise _refusal(key, f"{place}/{name}", "is the second member of this name")
        plain_members[name] = _plain(value, f"{place}/{name}", atoms)
    return plain_members


def _name(key: Any, place: str) -> str:
    if isinstance(key, Enum):
        return _name(key.value, place)
    if isinstance(key, str | UUID | date) or (isinstance(key, int) and not isinstance(key, bool)):
        name = stand_in(key)
        if isinstance(name, int) or _is_well_formed(name):
            return str(name)
    raise _refusal(key, place, "cannot be the name of a member")


def stand_in(value: Any) -> Any:
    """Give what stands for a value in another format, one step nearer to plain types.

    :raise TypeError: if nothing does.
    """
    if isinstance(value, Decimal):
        return _fixed(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    # Subclasses may override str() and the like; what they are is the value underneath.
    for kind, convert in _CONVERSIONS:
        if isinstance(value, kind):
            return convert(value)
    if isinstance(value, Sequence | ValuesView) and not isinstance(value, _OCTETS):
        return list(value)
    raise TypeError(f"{type(value).__qualname__} has no plain form.")


_CONVERSIONS: tuple[tuple[type, Any], ...] = ((str, str.__str__), (int, int.__int__), (float, float.__float__), (UUID, str))


def _fixed(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise TypeError("This Decimal cannot be written out.")
    return format(value, "f")
