"""Two documents beside each other: their operations, and what stands above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .answers import compare_answers
from .bodies import compare_bodies
from .impacts import Change
from .parameters import Parameters
from .parameters import compare_parameters
from .parameters import parameters_of
from .references import Node
from .references import objects
from .references import resolved
from .schemas import Schemas
from .security import compare_schemes
from .security import compare_security

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class _Operation(NamedTuple):
    name: str
    said: Node
    parameters: Parameters


def changes_between(old: Node, new: Node) -> list[Change]:
    """List what became different between two OpenAPI documents, in the order of the older one.

    :raise ConfigError: if a document refers to what is not in it.
    """
    return _without_echoes([*_changes(old, new)])


def _changes(old: Node, new: Node) -> Iterator[Change]:
    before, after = _operations(old), _operations(new)
    schemas = Schemas(old, new)
    for key, operation in before.items():
        if key in after:
            yield from _compare(schemas, operation, after[key])
        else:
            yield Change("operation-removed", operation.name, "It is there no more.")
    yield from (Change("operation-added", after[key].name, "It is new.") for key in after if key not in before)
    yield from compare_schemes(old, new)
    if old.get("servers") != new.get("servers"):
        yield Change("servers-changed", "servers", "Other servers are named.")


def _operations(document: Node) -> dict[tuple[str, str], _Operation]:
    """Give the operations by method and path. What path variables are called, no request tells."""
    found = {}
    for path, item in objects(document.get("paths")):
        whole = resolved(document, item)
        for method in _METHODS:
            if isinstance(whole.get(method), dict):
                said = whole[method]
                parameters = parameters_of(document, path, (whole.get("parameters"), said.get("parameters")))
                found[method, re.sub(r"\{[^}]*\}", "{}", path)] = _Operation(f"{method.upper()} {path}", said, parameters)
    return found


def _compare(schemas: Schemas, old: _Operation, new: _Operation) -> Iterator[Change]:
    before, after = old.said.get("operationId"), new.said.get("operationId")
    if before != after:
        yield Change("operation-renamed", new.name, f"It was {before!r}, and is {after!r}.")
    if new.said.get("deprecated") is True and old.said.get("deprecated") is not True:
        yield Change("operation-deprecated", new.name, "It should not be used any more.")
    yield from compare_parameters(schemas, new.name, old.parameters, new.parameters)
    yield from compare_bodies(schemas, new.name, old.said.get("requestBody"), new.said.get("requestBody"))
    yield from compare_answers(schemas, new.name, old.said.get("responses"), new.said.get("responses"))
    yield from compare_security(schemas.old, schemas.new, new.name, old.said, new.said)


def _without_echoes(changes: list[Change]) -> list[Change]:
    """Drop what is told of a selection as of the whole, and what several media types have in common."""
    told = set(changes)

    def is_echo(change: Change) -> bool:
        whole = re.sub(r"^(\w+)Part(?=\b)", r"\1", change.where)
        return whole != change.where and change._replace(where=whole) in told

    return [change for change in dict.fromkeys(changes) if not is_echo(change)]
