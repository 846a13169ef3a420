"""The grammar of textual values: one way to write a thing, and nothing beside it."""

from __future__ import annotations

import re
import uuid
from enum import Enum
from typing import Any

#: Python reads no integers with more (CVE-2020-10735).
MAX_DIGITS = 4300

#: RFC 8259, 6.
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")

#: RFC 8259, 6. An exponent has four digits at most: written out, nobody could keep more.
NUMBER = re.compile(r"-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]{1,4})?+")

#: What is no number, where a field says that it allows it.
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})

#: RFC 9562, 4.
UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")

_HOURS = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_HOURS}(?::[0-5][0-9](?:\.[0-9]+)?)?"
_OFFSET = rf"(?:Z|[+-]{_HOURS})?"

#: RFC 3339, 5.6, where seconds and the offset may be left out, and ``T`` and ``Z`` are capital.
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(_TIME + _OFFSET)
DATETIME = re.compile(rf"{DATE.pattern}T{_TIME}{_OFFSET}")

_ZEROS_FOR_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_ZEROS_FOR_HEX = bytes.maketrans(b"123456789abcdefABCDEF", b"0" * 21)

_UUID_SHAPE = b"00000000-0000-0000-0000-000000000000"
_DATETIME_SHAPES = frozenset({b"0000-00-00T00:00:00", b"0000-00-00T00:00:00.000", b"0000-00-00T00:00:00.000000"})


def is_date(text: str) -> bool:
    """Tell whether a text that Python reads as a date is written as one here."""
    return len(text) == 10 and text[7] == "-"


def is_datetime(text: str) -> bool:
    """Tell whether a text that Python reads as a date and time is written as one here; the usual ones are known by shape."""
    bare = text.removesuffix("+00:00").removesuffix("Z").encode("ascii", "replace")
    return bare.translate(_ZEROS_FOR_DIGITS) in _DATETIME_SHAPES or DATETIME.fullmatch(text) is not None


def read_integer(text: str) -> int:
    """Read an integer.

    :raise ValueError: for any other text, as all that read do.
    """
    if len(text) > MAX_DIGITS or INTEGER.fullmatch(text) is None:
        raise ValueError
    return int(text)


def read_uuid(text: str) -> uuid.UUID:
    """Read a UUID, in half of the time that its class takes to see which of five forms it was given."""
    if text.encode("ascii", "replace").translate(_ZEROS_FOR_HEX) != _UUID_SHAPE:
        raise ValueError
    value = uuid.UUID.__new__(uuid.UUID)
    _set_int(value, int(text.replace("-", ""), 16))
    _set_is_safe(value, uuid.SafeUUID.unknown)
    return value


# Instances refuse to be changed, so a new one is filled in by its slots.
_set_int = uuid.UUID.__dict__["int"].__set__
_set_is_safe = uuid.UUID.__dict__["is_safe"].__set__


def check_number(text: str) -> str:
    """Give back the text of a number."""
    if len(text) > MAX_DIGITS or NUMBER.fullmatch(text) is None:
        raise ValueError
    return text


def read_number(text: str) -> float:
    """Read a number, which may be too large to be finite."""
    return float(check_number(text))


def read_boolean(text: str) -> bool:
    """Read a truth value."""
    if text not in {"true", "false"}:
        raise ValueError
    return text == "true"


def text_of(value: Any) -> str:
    """Write a value as the grammar has it."""
    if isinstance(value, Enum):
        return text_of(value.value)
    return ("false", "true")[value] if isinstance(value, bool) else str(value)
