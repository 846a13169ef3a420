"""The directives of ``Cache-Control`` in answers (RFC 9111, 5.2.2; RFC 5861; RFC 8246)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping

#: Directives in the order in which they are sent: ``True``, or seconds for those that have an argument.
Directives = Mapping[str, int | bool]

#: How long an answer is fresh, and what is done with it then.
_OF_USE = frozenset({"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error", "immutable", "must-revalidate", "proxy-revalidate"})

#: What lets a cache answer without asking (RFC 5861, 3 and 4; RFC 8246, 2).
_UNASKED = frozenset({"stale-while-revalidate", "stale-if-error"})

#: What is for caches that several users share (RFC 9111, 5.2.2).
_OF_SHARED = frozenset({"public", "s-maxage", "proxy-revalidate"})

_CONTRADICTIONS = {
    "no-store": _OF_USE | {"public"},
    "no-cache": _UNASKED | {"immutable"},
    "must-revalidate": _UNASKED,
    "private": _OF_SHARED,
}


def contradiction(names: Collection[str]) -> tuple[str, str] | None:
    """Give two directives of which one denies what the other says, ``None`` if there are none."""
    denials = ((name, denied) for name in names for denied in sorted(_CONTRADICTIONS.get(name, ())))
    return next((pair for pair in denials if pair[1] in names), None)


def written(directives: Directives) -> str:
    """Write the value of ``Cache-Control``."""
    return ", ".join(name if value is True else f"{name}={value}" for name, value in directives.items())


def privately(directives: Directives) -> Directives:
    """Give a policy for one user's caches alone; one that lets nothing be stored stays as it is."""
    if "no-store" in directives or "private" in directives:
        return directives
    return {"private": True} | {name: value for name, value in directives.items() if name not in _OF_SHARED}
