"""Whether what was declared fits an app: its place is free there, and its formats and entries can do their work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from flask import Flask

from .errors import ConfigError
from .media import Emitter
from .media import Parser
from .offers import parsers_for
from .operation import Operation
from .pagination import check_pager
from .pipeline import Route
from .resource import Resource
from .resource import where
from .schematic import Binary
from .short_names import check_names
from .stack import Entry
from .surroundings import seating

#: A path variable in a rule: its converter, the arguments of that, and its name.
VARIABLE = re.compile(r"""<(?:([a-zA-Z_]\w*)(?:\(((?:[^()"']|"[^"]*"|'[^']*')*)\))?:)?([a-zA-Z_]\w*)>""")


def check_free(
    rules: Mapping[tuple[str | None, str], Route],
    routes: Mapping[str, Mapping[str, Route]],
    app: Flask,
    cls: type[Resource],
    place: tuple[str | None, str],
    endpoint: str,
) -> None:
    """Check that no other resource has the place, the host or subdomain and the rule, and that the endpoint is this class's own.

    :raise ConfigError: if one of them is taken.
    """
    if place in rules:
        other = rules[place].resource
        raise ConfigError(f"Two resources have the rule {place[1]!r}: {where(other)} and {where(cls)}. Give each a rule of its own.")
    for other in (route.resource for route in routes.get(endpoint, {}).values()):
        if other is not cls:
            raise ConfigError(
                f"Two resources have the endpoint {endpoint!r}: {where(other)} and {where(cls)}. Pass endpoint= to one of them."
            )
    if place[1] in routes.get(endpoint, {}) or (endpoint in app.view_functions and endpoint not in routes):
        raise ConfigError(f"The endpoint {endpoint!r} of {where(cls)} is taken in the app already. Pass endpoint= to choose another.")


def variables_of(place: str | None, rule: str) -> list[str]:
    """List the variables of a rule; its host or subdomain may have some, too."""
    found = [name for _, _, name in VARIABLE.findall(f"{place or ''}{rule}")]
    for name in found:
        if found.count(name) > 1:
            raise ConfigError(f"The path variable {name!r} stands twice in {rule!r}. Rename one of the two.")
    return found


def with_anonymous(made: Iterable[Operation]) -> Iterator[Operation]:
    """Give operations, and those that answer callers without credentials in their place."""
    for operation in made:
        yield operation
        if operation.anonymous is not None:
            yield operation.anonymous


def settle(app: Flask, made: Iterable[Operation]) -> None:
    """Let the entries of each stack get ready, and refuse what does not fit.

    :raise ConfigError: for what does not.
    """
    for operation in with_anonymous(made):
        _check_formats(app, operation)
        check_names(operation)
        check_pager(operation.contract.pager, app)
        settling = [placed for placed in operation.stack if type(placed.entry).settle is not Entry.settle]
        if settling:
            seat = seating(app, operation)
            for placed in settling:
                placed.entry.settle(seat(placed))


def _check_formats(app: Flask, operation: Operation) -> None:
    """Have each format look at the app that is to speak it, and at the schemas of what is written and read."""
    said = operation.contract.accepts.get("body")
    written: list[tuple[Emitter | Parser, Any]] = [(offer.emitter, operation.selected_schema(offer)) for offer in operation.offers]
    read = {} if said is None or isinstance(said.schema, Binary) else parsers_for(operation, said)
    for one, schema in (*written, *read.items()):
        if one.check is not None:
            one.check(app)
        if one.check_schema is not None and schema is not None:
            one.check_schema(schema)
