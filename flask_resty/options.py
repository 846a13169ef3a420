"""OPTIONS: the CORS preflight, and what a resource tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable

from flask import Request
from flask import Response
from flask import current_app

from .auth.rules import Rule
from .http.answers import empty
from .http.methods import allow
from .line import Run
from .middleware.cors import is_preflight
from .patching import parsers_of
from .pipeline import Route
from .pipeline import compile
from .pipeline import compose
from .pipeline import outermost
from .stack import Placed
from .stack import Preflight
from .stack import resolve

#: Gives the route of ours that serves a method at the path of a request.
Serving = Callable[[Request, str], Route | None]


def at_first(route: Route, serving: Serving) -> Run:
    """Make a function that makes the one that answers OPTIONS when it is first asked, and puts that in its place."""

    def run(request: Request) -> Response:
        route.runs["OPTIONS"] = answer = _options(route, serving)
        return answer(request)

    return run


def _options(route: Route, serving: Serving) -> Run:
    around, written = route.around(), route.operations.get("OPTIONS")
    if written is not None:
        plain = compile(written, around)
    else:
        plain = compose(_describing(route), stack_of(route), around, route.endpoint, "OPTIONS")

    def answer(request: Request) -> Response:
        preflight = preflight_of(request, route, serving) if is_preflight(request) else None
        if preflight is None:
            return plain(request)
        # Answered before anything else of the stack runs: a preflight carries no credentials (Fetch, CORS-preflight fetch).
        return outermost(lambda request: preflight(request, frozenset(_allowed(request))), around)(request)

    return answer


def preflight_of(request: Request, route: Route, serving: Serving) -> Preflight | None:
    """Give what answers a preflight that was routed to a route of ours; ``None`` where no CORS policy stands.

    The route that serves the announced method has the say. A method that nobody serves is answered by the policy of the
    resource, without it.
    """
    method = request.environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"]
    asked = serving(request, method) if method in _allowed(request) else route
    return None if asked is None else asked.preflight(method)


def stack_of(route: Route) -> tuple[Placed, ...]:
    """Give what an OPTIONS that nobody wrote passes: the edge, and what names the method itself."""
    stack = resolve(route.layers, "OPTIONS")
    is_guarded = any(isinstance(placed.entry, Rule) and placed.methods is not None for placed in stack)

    def is_passed(placed: Placed) -> bool:
        # A rule that names OPTIONS has to know who calls.
        is_asked = is_guarded and placed.place == "identity"
        return is_asked or placed.methods is not None or (placed.place == "edge" and placed.entry.on_options)

    return tuple(filter(is_passed, stack))


def _describing(route: Route) -> Run:
    """Make the answer to a plain OPTIONS: 204 with what the resource serves and reads (RFC 9110, 9.3.7)."""
    app = route.around().app
    fields = [
        (f"Accept-{method.title()}", ", ".join(parser.media_type for parser in parsers_of(operation)))
        for method, operation in route.operations.items()
        if method in {"POST", "PATCH", "QUERY"} and "body" in operation.contract.accepts
    ]

    def line(request: Request) -> Response:
        response = empty(app, 204)
        response.headers.extend([("Allow", allow(_allowed(request))), *fields])
        return response

    return line


def _allowed(request: Request) -> Iterable[str]:
    """Give the methods of all rules at the path of a request: they may overlap, and some may be the app's own."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    return adapter.allowed_methods()
