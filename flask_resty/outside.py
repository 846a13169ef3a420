"""Errors that arise outside of our views, at addresses that are ours: 404, 405, 501, and what other hooks raise."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask import Request
from flask import Response
from flask import after_this_request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import SecurityError
from werkzeug.routing import WebsocketMismatch

from .errors import UNEXPECTED
from .errors import Fault
from .errors import Problem
from .http.host import host_fault
from .http.host import is_host
from .http.host import untrusted
from .http.methods import KNOWN
from .http.methods import allow
from .line import Run
from .middleware.cors import is_preflight
from .middleware.throttling.app_limiter import exempt_options
from .middleware.throttling.app_limiter import retry_after
from .options import preflight_of
from .pipeline import ANSWER
from .pipeline import Route
from .pipeline import compose
from .pipeline import current
from .prefixes import Owner
from .prefixes import Prefixes
from .stack import resolve

logger = logging.getLogger("flask_resty")

#: The key in the WSGI environment of what is to be said where no verb is asked: an error, or a response as it is.
SAID = "flask_resty.said"

#: The methods at which nothing has to be done before the view.
_USUAL = KNOWN - {"OPTIONS"}

#: The media types of an error page: Flask's own, or one without any content.
_PAGES = frozenset({"text/html", ""})

_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding"})


class Refusal(HTTPException):
    """Stands for a routing error at an address that has an owner.

    Flask raises it in place of the error, once all hooks of the app have run. It has no status, as with
    ``abort(response)``, so no error handler of the app is asked about it.
    """

    def __init__(self, owner: Owner, answer: Callable[[], Response]) -> None:
        super().__init__()
        self.owner = owner
        self._answer = answer

    def get_response(self, *args: Any, **kwargs: Any) -> Response:
        """Make the answer; Flask asks for it."""
        response = self._answer()

        # What Flask makes of an exception is a copy.
        @after_this_request
        def put_back(copy: Response) -> Response:
            return response

        return response


class Outside:
    """The hooks of one app that answer for us where none of our views did.

    :param route: gives the route at an endpoint and rule, if it is one of ours.
    :param serving: gives the route of ours that serves a method at the path of a request.
    :param is_ours: tells whether a request was routed to us.
    """

    def __init__(
        self,
        app: Flask,
        prefixes: Prefixes,
        *,
        route: Callable[[str, str], Route | None],
        serving: Callable[[Request, str], Route | None],
        is_ours: Callable[[Request], bool],
    ) -> None:
        self._app = app
        self._prefixes = prefixes
        self._route = route
        self._serving = serving
        self._is_ours = is_ours
        self._runs: dict[tuple[Owner, str], Run] = {}
        _hook(self, app)

    def before(self, request: Request) -> None:
        """Refuse what routing refuses, what only looks like a known method, and what names no host, at our addresses."""
        error, misled = request.routing_exception, host_fault(request.environ)
        # Werkzeug matches methods in any case, but they are case-sensitive (RFC 9110, 9.1).
        if misled is None and error is None and request.environ["REQUEST_METHOD"] == request.method:
            if request.method == "OPTIONS":
                # A Flask-Limiter may have come to the app after us; its hook comes after this one, too.
                exempt_options(self._app, self._is_ours)
            return
        owner = self._routed(request) if error is None else self._owner(request)
        if owner is not None:
            refused = misled or _refused(request, error)
            request.routing_exception = Refusal(owner, lambda: self._answer(request, owner, refused))

    def after(self, request: Request, response: Response) -> Response:
        """Answer for what other hooks refused at our addresses; what our views answered stays."""
        answer: Response | None = request.environ.get(ANSWER)
        if answer is None and is_preflight(request) and (route := self._preflighted(request)) is not None:
            return route.runs["OPTIONS"](request)
        owner = self._owner(request) if response.status_code >= 400 else None
        if owner is None:
            return response
        is_of_view = answer is not None or self._is_theirs(request)
        if response.mimetype in _PAGES or not (is_of_view or _is_returned(self._app, request, response)):
            return self._answer(request, owner, _problem(self._app, response))
        return response if is_of_view else self._answer(request, owner, response)

    def _routed(self, request: Request) -> Route | None:
        rule = request.url_rule
        return None if rule is None else self._route(rule.endpoint, rule.rule)

    def _is_theirs(self, request: Request) -> bool:
        return request.url_rule is not None and self._routed(request) is None

    def _preflighted(self, request: Request) -> Route | None:
        """Find the route that a preflight is about, also where OPTIONS itself was routed to a view of the app.

        Only where CORS answers it: an OPTIONS that somebody wrote is not to run after a hook refused it.
        """
        route = self._routed(request) or self._serving(request, request.environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"])
        return None if route is None or preflight_of(request, route, self._serving) is None else route

    def _owner(self, request: Request) -> Owner | None:
        error = request.routing_exception
        if isinstance(error, Refusal):
            return error.owner
        route = self._routed(request)
        if isinstance(error, MethodNotAllowed):
            found = (self._serving(request, method) for method in sorted(error.valid_methods or ()))
            route = next((each for each in found if each is not None), None)
        elif route is None and error is not None and error.code == 400:
            route = self._anywhere(request.path)
        return route or self._prefixes.owner(request.path)

    def _anywhere(self, path: str) -> Route | None:
        """Find the route at a path that was not looked at, because something else was wrong with the request."""
        adapter = self._app.url_map.bind("")
        matches = (adapter.match(path, method=method, return_rule=True)[0] for method in sorted(adapter.allowed_methods(path)))
        found = (self._route(rule.endpoint, rule.rule) for rule in matches)
        return next((route for route in found if route is not None), None)

    def _answer(self, request: Request, owner: Owner, said: HTTPException | Response) -> Response:
        method = request.method if request.method in KNOWN else ""
        key = (owner, method)
        if key not in self._runs:
            self._runs[key] = _saying(owner, method)
        request.environ[SAID] = said
        # What was unexpected was raised and logged already.
        request.environ.pop(UNEXPECTED, None)
        run = self._runs[key]
        return run(request)


def _hook(outside: Outside, app: Flask) -> None:
    """Have every request of an app looked at. Most of them are none of its business, so that is told apart at once."""

    @app.before_request
    def before() -> None:
        request = current()
        environ = request.environ
        is_usual = environ["REQUEST_METHOD"] in _USUAL and is_host(environ.get("HTTP_HOST"))
        if request.routing_exception is not None or not is_usual:
            outside.before(request)

    @app.after_request
    def after(response: Response) -> Response:
        request = current()
        return response if request.environ.get(ANSWER) is response else outside.after(request, response)


def _refused(request: Request, error: HTTPException | None) -> HTTPException:
    if request.environ["REQUEST_METHOD"] not in KNOWN:
        return Problem(501, "The server does not know this method.")
    if isinstance(error, MethodNotAllowed):
        return Problem(405, "This method is not served here.", headers={"Allow": allow(error.valid_methods or ())})
    if error is None or error.code == 404:
        return Problem(404, "There is nothing at this address.")
    if isinstance(error, SecurityError):
        return untrusted()
    if isinstance(error, WebsocketMismatch):
        fault = Fault(location="headers", pointer="/Upgrade", code="unsupported", detail="This is no WebSocket.")
        return Problem(400, fault.detail, errors=[fault])
    # A redirect to the path with a slash is one, too: it stays as Flask makes it.
    return error


def _is_returned(app: Flask, request: Request, response: Response) -> bool:
    """Tell whether a hook returned an error as it is: where it raised one, a handler of the app may have written this."""
    for scope in (*request.blueprints, None):
        handlers = app.error_handler_spec.get(scope, {})
        general = (cls for cls in handlers.get(None, ()) if cls is Exception or issubclass(cls, HTTPException))
        if handlers.get(response.status_code) or any(general):
            return False
    return True


def _problem(app: Flask, response: Response) -> Problem:
    """Give the problem that stands for an error page, with its header fields kept."""
    headers = Headers((name, value) for name, value in response.headers if name.lower() not in _OF_A_BODY)
    if response.status_code == 429 and (seconds := retry_after(app)) is not None:
        headers.setdefault("Retry-After", seconds)
    error = sys.exc_info()[1] if response.status_code >= 500 else None
    if error is None:
        return Problem(response.status_code, headers=headers)
    instance = uuid.uuid4().urn
    logger.error("The client was told of this error as %s.", instance, exc_info=error)
    return Problem(response.status_code, "The server failed. The error was logged.", headers=headers, instance=instance)


def _saying(owner: Owner, method: str) -> Run:
    """Make the function that answers with what the environment holds, inside of the edge of the owner's stack."""
    stack = tuple(placed for placed in resolve(owner.layers, method) if placed.place == "edge")

    def line(request: Request) -> Response:
        said: HTTPException | Response = request.environ[SAID]
        if isinstance(said, HTTPException):
            raise said
        return said

    # What is not served here is refused at a rule all the same.
    return compose(line, stack, owner.around(), owner.endpoint, method, rule=owner.rule if isinstance(owner, Route) else None)
