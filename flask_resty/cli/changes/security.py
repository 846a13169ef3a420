"""Who is let in: by which schemes, and with which scopes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from .impacts import Change
from .references import Node
from .references import listed
from .references import objects
from .references import resolved

#: One way to be let in: the schemes that are needed together, each with its scopes.
_Way = Mapping[str, frozenset[str]]


def compare_security(old: Node, new: Node, operation: str, before: Node, after: Node) -> Iterator[Change]:
    """Compare the ways to be let in by an operation."""
    was, now = _ways(old, before), _ways(new, after)
    lost = [way for way in was if not any(_lets_in(one, way) for one in now)]
    if lost:
        yield Change("security-tightened", operation, f"No more let in: {_told(lost)}.")
    gained = [way for way in now if not any(_lets_in(one, way) for one in was)]
    if gained:
        yield Change("security-relaxed", operation, f"Let in now: {_told(gained)}.")


def _ways(document: Node, operation: Node) -> list[_Way]:
    said = listed(operation.get("security", document.get("security")))
    ways = [{str(name): frozenset(map(str, listed(scopes))) for name, scopes in one.items()} for one in said if isinstance(one, dict)]
    # Where nothing is said, nothing is asked.
    return [*ways] if ways else [{}]


def _lets_in(way: _Way, sent: _Way) -> bool:
    return all(name in sent and scopes <= sent[name] for name, scopes in way.items())


def _told(ways: list[_Way]) -> str:
    return "; ".join(
        " and ".join(f"{name} {' '.join(sorted(scopes))}".rstrip() for name, scopes in way.items()) or "anybody" for way in ways
    )


def compare_schemes(old: Node, new: Node) -> Iterator[Change]:
    """Compare how credentials of one name are sent."""
    before, after = _schemes(old), _schemes(new)
    for name, scheme in before.items():
        if name in after and (was := _manner(scheme)) != (now := _manner(after[name])):
            yield Change("security-scheme-changed", f"security scheme {name}", f"It was {was}, and is {now}.")


def _schemes(document: Node) -> dict[str, Node]:
    components = document.get("components")
    found = objects(components.get("securitySchemes") if isinstance(components, dict) else None)
    return {name: resolved(document, scheme) for name, scheme in found}


def _manner(scheme: Node) -> str:
    said: list[Any] = [scheme.get(name) for name in ("type", "scheme", "in", "name")]
    return " ".join(str(one).lower() for one in said if one is not None)
