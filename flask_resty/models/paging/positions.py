"""Where a page ends, as text: the values that its rows are sorted by, each of the type that it had."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from base64 import b64decode
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Any
from typing import NamedTuple

from ...errors import ContractError


class Member(NamedTuple):
    """A member of an enumeration, as long as it is not known of which."""

    name: str


#: What JSON has no word for: its type, its name in a position, how it is written and read. A datetime is a date, so it comes first.
_KINDS: tuple[tuple[type[Any], str, Callable[[Any], Any], Callable[[Any], Any]], ...] = (
    (Enum, "member", lambda value: value.name, Member),
    (dt.datetime, "datetime", dt.datetime.isoformat, dt.datetime.fromisoformat),
    (dt.date, "date", dt.date.isoformat, dt.date.fromisoformat),
    (dt.time, "time", dt.time.isoformat, dt.time.fromisoformat),
    (dt.timedelta, "duration", lambda value: value // dt.timedelta(microseconds=1), lambda value: dt.timedelta(microseconds=value)),
    (Decimal, "decimal", str, Decimal),
    (uuid.UUID, "uuid", str, uuid.UUID),
    (bytes, "bytes", lambda value: b64encode(value).decode(), b64decode),
)

#: What JSON has a word for.
_PLAIN = frozenset({type(None), bool, int, float, str})

_READERS = {name: read for _, name, _, read in _KINDS}

_ENCODER = json.JSONEncoder(separators=(",", ":"))


def write(values: Sequence[Any]) -> str:
    """Write values as text.

    :raise ContractError: for a value that no rows can be sorted by.
    """
    return _ENCODER.encode([_written(value) for value in values])


def _written(value: Any) -> Any:
    # A member of an enumeration may be a number or text as well, so only these very types are written as they are.
    if type(value) in _PLAIN:
        return value
    for kind, name, written, _ in _KINDS:
        if isinstance(value, kind):
            return {name: written(value)}
    if isinstance(value, int | float | str):
        return value
    raise ContractError(f"A cursor holds no {type(value).__qualname__}. Sort by text, numbers, dates, UUIDs, bytes or members of an Enum.")


def read(text: str) -> tuple[Any, ...]:
    """Read what was written. A member of an enumeration is a :class:`Member` at first."""
    return tuple(_read(value) for value in json.loads(text))


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((name, written),) = value.items()
    return _READERS[name](written)


def with_members(values: Sequence[Any], kinds: Sequence[type[Any] | None]) -> tuple[Any, ...]:
    """Give values with the members of enumerations in place.

    :param kinds: for each value the type of its attribute, as far as that is known.
    :raise KeyError: for a member that is gone.
    :raise ContractError: where the type is not known to be an enumeration.
    """
    return tuple(_member(value, kind) if isinstance(value, Member) else value for value, kind in zip(values, kinds, strict=True))


def _member(value: Member, kind: type[Any] | None) -> Any:
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        raise ContractError("Rows are sorted by an Enum, but the store does not tell of which type the attribute is. Sort by its value.")
    return kind[value.name]
