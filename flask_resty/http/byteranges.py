"""Sets of byte ranges, as a client asks for them (RFC 9110, 14.1).

A range of bytes is a ``range`` of Python, so the byte after its last one is its ``stop``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPEC = re.compile(r"(?P<first>[0-9]+)-(?P<last>[0-9]*)|-(?P<suffix>[0-9]+)")

#: Who asks for more ranges at once than this gets the whole: many small parts are slower than all (RFC 9110, 17.15).
_MOST = 16

#: More digits than any length has; ``int`` must not be tried on them (RFC 9110, 14.1.2).
_MOST_DIGITS = 18
_BEYOND = 10**_MOST_DIGITS


def parse(text: str, size: int) -> list[range] | None:
    """Read the value of ``Range``: those of the ranges that have bytes, in the order in which they were asked for.

    :param size: how many bytes there are.
    :return: ``None`` for what is to be ignored: another unit, too many ranges, or a set that is invalid.
    """
    unit, _, members = text.strip(" \t").partition("=")
    # A list may have empty members (RFC 9110, 5.6.1.2).
    specs = [spec for member in members.split(",") if (spec := member.strip(" \t"))]
    if unit.lower() != "bytes" or not 0 < len(specs) <= _MOST:
        return None
    found = [_range(spec, size) for spec in specs]
    return None if None in found else [asked for asked in found if asked]


def _range(spec: str, size: int) -> range | None:
    """Give the bytes that one range has; ``None`` if it is invalid."""
    found = _SPEC.fullmatch(spec)
    if found is None:
        return None
    if found["suffix"]:
        return range(max(size - _number(found["suffix"]), 0), size)
    first, last = _number(found["first"]), _number(found["last"]) if found["last"] else _BEYOND
    return range(first, min(last + 1, size)) if first <= last else None


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    return int(digits or 0) if len(digits) <= _MOST_DIGITS else _BEYOND


def coalesce(ranges: Sequence[range]) -> list[range]:
    """Join ranges that overlap or touch. What was joined stands where its first member did (RFC 9110, 15.3.7.2)."""
    joined: list[range] = []
    for one in sorted(ranges, key=lambda one: one.start):
        if joined and one.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, one.stop))
        else:
            joined.append(one)
    return sorted(joined, key=lambda whole: next(place for place, one in enumerate(ranges) if one.start in whole))
