"""Objects of a document, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...clients.references import follower

#: A document, or an object in it. What is no object where there should be one counts as an empty one: who judges documents reads on.
Node = dict[str, Any]


def resolved(document: Node, node: Any) -> Node:
    """Give an object, or what it refers to with what stands beside the reference put over it (OpenAPI 3.1, Reference Object).

    :raise ConfigError: for a reference that leads nowhere, out of the document or in a circle.
    """
    found = follower(document)(node)
    if not isinstance(node, dict):
        return {}
    beside = {name: value for name, value in node.items() if name != "$ref"}
    return {**found, **beside} if isinstance(found, dict) else beside


def objects(node: Any) -> Iterator[tuple[str, Node]]:
    """Give the members of an object that are objects themselves."""
    if isinstance(node, dict):
        yield from ((str(name), one) for name, one in node.items() if isinstance(one, dict))


def listed(node: Any) -> list[Any]:
    """Give the items of a list; none of what is no list."""
    return node if isinstance(node, list) else []
