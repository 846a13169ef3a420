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


def read_integer(text: str) -> int:
    """Read an integer.

    :raise ValueError: for any other text, as all that read do.
    """
    if len(text) > MAX_DIGITS or INTEGER.fullmatch(text) is None:
        raise ValueError
    return int(text)


def read_uuid(text: str) -> uuid.UUID:
    """Read a UUID, in little more than half of the time that its class takes to see which of five forms it was given."""
    octets = bytes.fromhex(text.replace("-", ""))
    # White space between octets is let through, but then there are fewer of them.
    if len(octets) != 16 or len(text) != 36 or text[8:24:5] != "----":
        raise ValueError
    value = object.__new__(_UUID)
    _set_int(value, int.from_bytes(octets, "big"))
    _set_is_safe(value, _IS_SAFE)
    return value


# Instances refuse to be changed, so a new one is filled in by its slots.
_UUID, _IS_SAFE = uuid.UUID, uuid.SafeUUID.unknown
_set_int = _UUID.__dict__["int"].__set__
_set_is_safe = _UUID.__dict__["is_safe"].__set__


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
