"""The choice of the format that a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .mediatype import USUAL_LENGTH
from .mediatype import MediaType
from .mediatype import read

# A comma in a quoted string does not end a member; a quote that is never closed takes the rest.
_MEMBER = re.compile(r'(?:[^",]++|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)

# From 0 to 1, with at most three digits (RFC 9110, 12.4.2).
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


class Preference(NamedTuple):
    """A member of ``Accept``: a media range, and how much it is liked."""

    range: MediaType
    weight: float


def negotiate(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """Give the offer that the client likes best, the first of several; ``None`` if it refuses them all.

    The most specific range decides about an offer, whatever its weight, and weight 0 refuses. A malformed member is ignored;
    where nothing is left, anything is welcome. An offer with parameters is covered by ranges with some of them, or with none.
    """
    if not accept or not offers:
        return offers[0] if offers else None
    chosen = negotiate_family(accept, tuple((offer,) for offer in offers))
    return None if chosen is None else offers[chosen]


def negotiate_family(accept: str | None, families: tuple[tuple[str, ...], ...]) -> int | None:
    """Give the number of the family of media types that the client likes best: of each, the best liked member counts."""
    if not accept:
        return 0
    return _remembered(accept, families) if len(accept) <= USUAL_LENGTH else _decide(accept, families)


def _decide(accept: str, families: tuple[tuple[str, ...], ...]) -> int | None:
    preferences = [found for member in _MEMBER.findall(accept) if (found := _preference(member))]
    if not preferences or not families:
        return 0
    weights = [max(_weight(preferences, offer) for offer in family) for family in families]
    best = max(weights)
    return weights.index(best) if best > 0 else None


_remembered = lru_cache(maxsize=1024)(_decide)


def _preference(member: str) -> Preference | None:
    found = read(member)
    if found is None or (found.type == "*" and found.subtype != "*"):
        return None
    # Whatever is called "q" is the weight, wherever it stands (RFC 9110, 12.5.1).
    weight = found.parameters.get("q", "1")
    if not _WEIGHT.fullmatch(weight):
        return None
    parameters = {name: value for name, value in found.parameters.items() if name != "q"}
    return Preference(MediaType(found.type, found.subtype, parameters), float(weight))


def _weight(preferences: list[Preference], offer: str) -> float:
    media_type = read(offer)
    if media_type is None:
        return 0
    fitting = [(_precision(range), weight) for range, weight in preferences if range.covers(media_type)]
    return max(fitting)[1] if fitting else 0


def _precision(range: MediaType) -> tuple[bool, bool, int]:
    return range.type != "*", range.subtype != "*", len(range.parameters)
