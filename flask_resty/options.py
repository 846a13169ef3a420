"""OPTIONS: the CORS preflight, and what a resource tells of itself."""

from __future__ import annotations

from collections.abc import Callable

from flask import Request
from flask import Response
from flask import current_app
from werkzeug.routing import MapAdapter

from .http.methods import allow
from .pipeline import Route
from .pipeline import Run
from .pipeline import compile
from .pipeline import compose
from .pipeline import outermost
from .stack import Placed
from .stack import Preflight
from .stack import resolve

#: Gives the route at an endpoint and rule, if it is one of ours.
Find = Callable[[str, str], Route | None]


def at_first(route: Route, find: Find) -> Run:
    """Make a function that makes the one that answers OPTIONS when it is first asked, and puts that in its place."""

    def run(request: Request) -> Response:
        route.runs["OPTIONS"] = answer = _options(route, find)
        return answer(request)

    return run


def _options(route: Route, find: Find) -> Run:
    around, written = route.around(), route.operations.get("OPTIONS")
    if written is not None:
        plain = compile(written, around)
    else:
        stack = tuple(placed for placed in resolve(route.layers, "OPTIONS") if _is_for_options(placed))
        plain = compose(_describing(route), stack, around, route.endpoint, "OPTIONS")

    def answer(request: Request) -> Response:
        method = request.environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"]
        preflight = _policy(request, method, route, find)
        return plain(request) if preflight is None else preflight(request, frozenset(_adapter(request).allowed_methods()))

    # Answered before anything else of the stack runs: a preflight carries no credentials (Fetch, CORS-preflight fetch).
    preflight = outermost(answer, around)

    def run(request: Request) -> Response:
        environ = request.environ
        is_preflight = "HTTP_ORIGIN" in environ and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
        return preflight(request) if is_preflight else plain(request)

    return run


def _is_for_options(placed: Placed) -> bool:
    return placed.methods is not None or (placed.place == "edge" and placed.entry.on_options)


def _describing(route: Route) -> Run:
    """Make the answer to a plain OPTIONS: 204 with what the resource serves and reads (RFC 9110, 9.3.7)."""
    make = route.around().app.response_class
    fields = [
        (f"Accept-{method.title()}", ", ".join(parser.media_type for parser in operation.parsers))
        for method, operation in route.operations.items()
        if method in {"POST", "PATCH", "QUERY"} and "body" in operation.contract.accepts
    ]

    def line(request: Request) -> Response:
        response = make(status=204, headers=[("Allow", allow(_adapter(request).allowed_methods())), *fields])
        del response.headers["Content-Type"]
        return response

    return line


def _adapter(request: Request) -> MapAdapter:
    """Give what tells of all rules at the path of a request: they may overlap."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    return adapter


def _policy(request: Request, method: str, route: Route, find: Find) -> Preflight | None:
    """Give the CORS policy of the operation that would serve a method at the path of a request."""
    adapter = _adapter(request)
    if not adapter.test(method=method):
        return route.preflight(method)
    rule = adapter.match(method=method, return_rule=True)[0]
    found = find(rule.endpoint, rule.rule)
    return None if found is None else found.preflight(method)
