"""What operations are called in the document: an ``operationId`` for each, the same whatever else there is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping

from ..description import said_of
from ..errors import ConfigError
from ..operation import Operation

#: What the name of a class says of its kind, and not of the thing.
_OF_LISTS = ("Collection", "List")
_OF_ITEMS = ("Detail", "Item")
_OF_NOTHING = ("Resource",)

#: The verbs of people for those of HTTP.
_FOR_LISTS = {"GET": "list", "POST": "create", "PUT": "replace", "PATCH": "update", "DELETE": "delete", "QUERY": "query"}
_FOR_ITEMS = {**_FOR_LISTS, "GET": "get"}


def operation_ids(operations: Iterable[Operation]) -> Mapping[Operation, str]:
    """Name all operations of an Api.

    Where two would have one name, both are called by their endpoints.

    :raise ConfigError: if two have one name all the same.
    """
    given = {operation: said_of(operation).operation_id or _short_id(operation) for operation in operations}
    counts = Counter(given.values())
    for operation, name in given.items():
        if counts[name] > 1 and not said_of(operation).operation_id:
            given[operation] = f"{operation.method.lower()}{_camel(operation.endpoint)}"
    _check(given)
    return given


def _check(given: Mapping[Operation, str]) -> None:
    seen: dict[str, Operation] = {}
    for operation, name in given.items():
        other = seen.setdefault(name, operation)
        if other is not operation:
            what = f"{other.name} at {other.rule!r} and {operation.name} at {operation.rule!r}"
            raise ConfigError(f"Two operations have the operationId {name!r}: {what}. Give one another by @describe(operation_id=...).")


def _short_id(operation: Operation) -> str:
    """Name an operation by its class and the verb alone."""
    name, method = operation.resource.__name__, operation.method
    stem = _without(name, _OF_NOTHING)
    if (thing := _without(stem, _OF_LISTS)) != stem:
        return (
            f"{_FOR_LISTS[method]}{thing if method == 'POST' else _plural(thing, operation.rule)}"
            if method in _FOR_LISTS
            else _other(operation, stem)
        )
    if (thing := _without(stem, _OF_ITEMS)) != stem and method in _FOR_ITEMS:
        return f"{_FOR_ITEMS[method]}{thing}"
    return _other(operation, stem)


def _other(operation: Operation, stem: str) -> str:
    return f"{operation.method.lower()}{stem}"


def _without(name: str, endings: Iterable[str]) -> str:
    return next((name.removesuffix(one) for one in endings if name.endswith(one) and name != one), name)


def _plural(thing: str, rule: str) -> str:
    """Give the plural of a thing as its rule has it: ``Posts`` at ``/posts``."""
    segment = _camel(next((part for part in reversed(rule.split("/")) if part and "<" not in part), ""))
    return segment if segment.lower().startswith(thing.lower()) else thing


def _camel(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text))
