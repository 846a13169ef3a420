"""Alternatives of two schemas (``anyOf``, ``oneOf``, ``allOf``): which one became which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

from .references import Node
from .references import listed
from .values import Difference

#: What it does to the values that are good if an alternative goes, and if one comes.
_GONE: dict[str, Difference] = {"anyOf": "narrowed", "oneOf": "narrowed", "allOf": "widened"}
_COME: dict[str, Difference] = {"anyOf": "widened", "oneOf": "widened", "allOf": "narrowed"}


class Pair(NamedTuple):
    """What became of an alternative."""

    old: Any
    new: Any
    #: ``None`` where the two stand for each other; else what it does that one of them is alone.
    difference: Difference | None = None
    detail: str = ""


def paired(old: Node, new: Node) -> Iterator[Pair]:
    """Tell which alternatives of two schemas stand for each other, and which have gone or come."""
    for keyword in _GONE:
        before, after = _alternatives(old, new, keyword), _alternatives(new, old, keyword)
        # Named ones that both have may be different inside.
        yield from (Pair(one, one) for one in before if one in after and "$ref" in repr(one))
        gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
        # Of the others, the first that is left on one side became the first on the other, if they are of one kind.
        both = [(was, now) for was, now in zip(gone, come, strict=False) if _kind(was) == _kind(now)]
        yield from (Pair(was, now) for was, now in both)
        for one in [one for one in gone if one not in [was for was, _ in both]]:
            yield Pair(one, None, _GONE[keyword], f"{_told(one)} is no alternative any more.")
        for one in [one for one in come if one not in [now for _, now in both]]:
            yield Pair(None, one, _COME[keyword], f"{_told(one)} is a new alternative.")


def _alternatives(schema: Node, other: Node, keyword: str) -> list[Any]:
    """Give the alternatives of a schema. One without any is the only one itself, beside one that has some."""
    found = listed(schema.get(keyword))
    if not found and listed(other.get(keyword)) and keyword != "allOf":
        return [schema]
    return found


def has_alternatives(schema: Node) -> bool:
    """Tell whether a schema is one of several."""
    return "anyOf" in schema or "oneOf" in schema


def _kind(schema: Any) -> Any:
    """Give what two alternatives have in common where one became the other: both are named, or both have one type."""
    if not isinstance(schema, dict):
        return None
    return "named" if "$ref" in schema else schema.get("type")


def _told(schema: Any) -> str:
    if not isinstance(schema, dict):
        return repr(schema)
    return str(schema.get("$ref", "")).rpartition("/")[2] or str(schema.get("type", "something else"))
