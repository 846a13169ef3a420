"""Formats that an address names: ``/posts.yaml`` is ``/posts``, as YAML."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Request
from flask import Response

from .line import Run
from .location import FORMAT_VARIABLE
from .negotiating import FORMAT_OF_PATH
from .offers import names_of
from .operation import Operation
from .pipeline import Route


def rule_with_format(rule: str, operations: Iterable[Operation]) -> str | None:
    """Give the rule of the addresses that name a format, or ``None`` where there is nothing to put its name behind."""
    names = sorted({name for operation in operations for name in names_of(operation.offers)})
    path = rule.rstrip("/")
    if not path or not names:
        return None
    quoted = ",".join(f'"{name}"' for name in names)
    return f"{path}.<any({quoted}):{FORMAT_VARIABLE}>"


def route_with_format(route: Route, rule: str) -> Route:
    """Give the route of the addresses that name a format: it answers as its model does, once the name is taken away."""
    named = Route(
        endpoint=route.endpoint, rule=rule, resource=route.resource, layers=route.layers, operations=route.operations, around=route.around
    )
    named.runs = {method: _taking_away(route, method) for method in route.runs}
    return named


def _taking_away(route: Route, method: str) -> Run:
    def answer(request: Request) -> Response:
        arguments = request.view_args or {}
        if FORMAT_VARIABLE in arguments:
            request.environ[FORMAT_OF_PATH] = arguments.pop(FORMAT_VARIABLE)
        # Asked now, since it puts what it compiles in the place of what compiled it.
        return route.runs[method](request)

    return answer
