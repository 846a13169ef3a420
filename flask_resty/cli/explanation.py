"""What an app would do with a request, and why: routed as Flask routes it, but not carried out."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from flask import Flask
from flask import Request
from flask import request as current_request
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect

from ..contract import Returns
from ..description import reason_of
from ..http.methods import KNOWN
from ..http.methods import allow
from ..operation import Operation
from ..options import preflight_of
from ..options import stack_of
from ..outcomes import Outcome
from ..outcomes import outcomes_of
from ..pipeline import Route
from ..prefixes import Owner
from ..registry import State
from ..registry import state_of
from ..stack import Placed
from ..stack import explain
from ..stack import resolve
from .lines import called
from .lines import line_of

#: What is found out about a request: members with a name each, as JSON can have them.
Found = dict[str, Any]

_PACKAGE = Path(__file__).parents[1]


def explain_request(app: Flask, method: str, path: str, headers: Mapping[str, str] | None = None) -> Found:
    """Tell what an app would do with a request. Nothing is carried out; of your own code only converters of paths are asked.

    :param path: the path, or a whole URL where hosts matter.
    :param headers: the fields that it comes with.
    """
    with app.test_request_context(path, method=method, headers=headers):
        request: Request = current_request._get_current_object()  # type: ignore[attr-defined]
        return {"method": method, "path": request.path, **_explained(app, request)}


def explain_preflight(app: Flask, method: str, path: str, origin: str) -> Found:
    """Tell what browsers are told that ask whether a page of some origin may send a request (Fetch, CORS-preflight fetch).

    :param origin: the origin of the page: ``https://app.example``.
    """
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    with app.test_request_context(path, method="OPTIONS", headers=asked):
        request: Request = current_request._get_current_object()  # type: ignore[attr-defined]
        state = state_of(app)
        route = _routed(state, request) or state.serving(request, method)
        if route is None or preflight_of(request, route, state.serving) is None:
            return {"origin": origin, "is_allowed": False, "reason": "No CORS policy stands at this address.", "headers": {}}
        answer = route.runs["OPTIONS"](request)
        said = {name: value for name, value in answer.headers.items() if name.startswith("Access-Control-")}
        allowed = [name.strip() for name in said.get("Access-Control-Allow-Methods", "").split(",")]
        # Browsers do not ask for these (Fetch, CORS-safelisted method), but are told all the same.
        is_allowed = "Access-Control-Allow-Origin" in said and (method in allowed or method in {"GET", "HEAD", "POST"})
        reason = "The policy allows it." if is_allowed else "The policy does not allow it."
        return {"origin": origin, "is_allowed": is_allowed, "reason": reason, "headers": said}


def _explained(app: Flask, request: Request) -> Found:
    state, error = state_of(app), request.routing_exception
    if request.method not in KNOWN:
        return _refused(state, request, 501, "The server does not know this method.")
    if isinstance(error, RequestRedirect):
        return {"kind": "redirect", "status": error.code, "reason": "The rule is written with another slash.", "location": error.new_url}
    if error is not None:
        return _unrouted(app, state, request, error)
    route = _routed(state, request)
    if route is None:
        assert request.url_rule is not None
        return {
            "kind": "view",
            "reason": "A view of the app serves it, which no Api knows of.",
            "rule": request.url_rule.rule,
            "endpoint": request.url_rule.endpoint,
        }
    found = {"api": _api_of(route), "rule": route.rule, "endpoint": route.endpoint, "path_args": _plain(request.view_args or {})}
    operation = route.operation_for(request.method)
    return {**found, **(_options(app, request, route) if operation is None else _operation(operation, app))}


def _routed(state: State, request: Request) -> Route | None:
    rule = request.url_rule
    return None if rule is None else state.route(rule.endpoint, rule.rule)


def _api_of(owner: Owner) -> str:
    """Give the title of the Api that a route, or the owner of a prefix, belongs to: its layer is the outermost."""
    return owner.layers[0].called


# -- where a verb answers ------------------------------------------------------------------------------------------------


def _operation(operation: Operation, app: Flask) -> Found:
    """Explain what a verb does; and what those without credentials are answered by, where that is another one."""
    cls = operation.resource
    asked = {"find": operation.found_by, "version": operation.version_by, "last_modified": operation.modified_by}
    found: Found = {
        **line_of(operation, app),
        "kind": "operation",
        "source": source_of(operation),
        "calls": {name: list(names) for name, names in asked.items() if names is not None and hasattr(cls, name)},
        "arguments": list(operation.arguments),
        "requires_match": operation.require_match,
        "stack": _stack(operation.stack),
        "outcomes": [_outcome(outcome) for outcome in outcomes_of(operation, app)],
        "anonymous": None if operation.anonymous is None else _operation(operation.anonymous, app),
    }
    # Those were told of the request.
    return {name: value for name, value in found.items() if name not in {"method", "rule", "endpoint"}}


def source_of(operation: Operation) -> str | None:
    """Tell where a verb is written, or the class that it is made for; ``None`` where that is not known."""
    written: tuple[Any, ...] = (operation.handler, *operation.resource.__mro__)
    for one in written:
        try:
            file, line = Path(inspect.getsourcefile(one) or ""), inspect.getsourcelines(one)[1]
        except (OSError, TypeError):
            continue
        # Verbs of model resources are ours; the class that they are made for is not.
        if not file.is_relative_to(_PACKAGE):
            return f"{file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}:{line}"
    return None


def _outcome(outcome: Outcome) -> Found:
    said: Returns | None = outcome.said
    return {
        "status": outcome.status,
        "reason": outcome.reason,
        "content": "Problem" if outcome.is_problem else None if said is None else called(said.schema),
        "headers": list(outcome.headers),
    }


def _options(app: Flask, request: Request, route: Route) -> Found:
    """Explain an OPTIONS that nobody wrote: what stands at the edge, and what it tells."""
    return {
        "kind": "options",
        "status": 204,
        "reason": "It is answered for the resource. Nothing is asked of who calls.",
        "allow": allow(_allowed(app, request)),
        "stack": _stack(stack_of(route)),
    }


# -- where none does -----------------------------------------------------------------------------------------------------


def _unrouted(app: Flask, state: State, request: Request, error: HTTPException) -> Found:
    if isinstance(error, MethodNotAllowed):
        served = sorted(error.valid_methods or ())
        return {**_refused(state, request, 405, "This method is not served here."), "allow": allow(served)}
    if error.code == 404:
        return {**_refused(state, request, 404, reason_of(404)), "near": _near_rules(app, request.path)}
    return _refused(state, request, error.code or 500, error.description or "")


def _refused(state: State, request: Request, status: int, reason: str) -> Found:
    """Explain a request that no verb answers: whoever owns the address does, inside of the edge of its stack."""
    error = request.routing_exception
    methods = sorted(error.valid_methods or ()) if isinstance(error, MethodNotAllowed) else ()
    routes = [route for method in methods if (route := state.serving(request, method)) is not None]
    owner = routes[0] if routes else state.prefixes.owner(request.path)
    if owner is None:
        whose = f"{reason} No Api owns it, so Flask answers."
        return {"kind": "refusal", "status": status, "reason": whose, "api": None, "owner": None, "stack": []}
    method = request.method if request.method in KNOWN else ""
    edge = tuple(placed for placed in resolve(owner.layers, method) if placed.place == "edge")
    said = {"kind": "refusal", "status": status, "reason": reason, "api": _api_of(owner), "owner": owner.endpoint}
    return {**said, "stack": _stack(edge)}


def _near_rules(app: Flask, path: str) -> list[str]:
    return get_close_matches(path, sorted({rule.rule for rule in app.url_map.iter_rules()}), 3)


# -- what they share -----------------------------------------------------------------------------------------------------


def _stack(stack: Sequence[Placed]) -> list[Found]:
    return [{**said, "asks_item": placed.entry.needs_item} for said, placed in zip(explain(stack), stack, strict=True)]


def _allowed(app: Flask, request: Request) -> Collection[str]:
    adapter = app.create_url_adapter(request)
    assert adapter is not None
    return list(adapter.allowed_methods())


def _plain(values: Mapping[str, Any]) -> Found:
    return {name: value if isinstance(value, int | str | float | bool | None) else str(value) for name, value in values.items()}
