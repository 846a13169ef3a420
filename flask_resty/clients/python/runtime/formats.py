"""What the text of a format looks like."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Address
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit

_HOURS = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_HOURS}(?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-]{_HOURS})?"
_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_EMAIL = r"[^@\s]+@[^@\s]+"


def _matches(pattern: str) -> Callable[[str], Any]:
    return re.compile(pattern).fullmatch


def _is_date(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and _reads(date.fromisoformat, text)


def _is_moment(text: str) -> bool:
    day, _, time = text.partition("T")
    return _is_date(day) and re.fullmatch(_TIME, time) is not None


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _is_uri(text: str) -> bool:
    return _reads(urlsplit, text) and bool(urlsplit(text).scheme)


#: For each format that is checked, what tells whether text is of it. The server is the judge of others.
FORMATS: Mapping[str, Callable[[str], Any]] = {
    "date": _is_date,
    "date-time": _is_moment,
    "time": _matches(_TIME),
    "uuid": _matches(_UUID),
    "email": _matches(_EMAIL),
    "uri": _is_uri,
    "ipv4": lambda text: _reads(IPv4Address, text),
    "ipv6": lambda text: _reads(IPv6Address, text),
}


def is_base64(text: str) -> bool:
    """Tell whether text is octets in base64 (RFC 4648, 4)."""
    return _reads(lambda one: base64.b64decode(one, validate=True), text)


@lru_cache(512)
def pattern_of(pattern: str) -> re.Pattern[str] | None:
    """Give a pattern of ECMA 262 as one of Python; ``None`` for what Python does not know."""
    # At the end, Python's would let a line end pass.
    ours = re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda found: found[1] or r"\Z", pattern, flags=re.DOTALL)
    try:
        return re.compile(ours)
    except re.error:
        return None
