"""Errors that arise outside of our views, at addresses that are ours: 404, 405, 501, and what other hooks raise."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from flask import Request
from flask import Response
from flask import request as current_request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import Map
from werkzeug.routing import RequestRedirect
from werkzeug.routing import Rule

from .errors import Problem
from .http.methods import KNOWN
from .http.methods import allow
from .pipeline import ANSWER
from .pipeline import Run
from .pipeline import Surroundings
from .pipeline import compose
from .problems import UNEXPECTED
from .stack import Layer
from .stack import resolve

logger = logging.getLogger("flask_resty")

#: The key in the WSGI environment of the problem for which no verb is to be asked.
REFUSED = "flask_resty.refused"

_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding"})


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """Whoever answers for an address where no verb ran: layers whose edge runs, and the Api that they belong to."""

    endpoint: str
    layers: tuple[Layer, ...]
    around: Callable[[], Surroundings]


class Prefixes:
    """Finds the owner of a path by the prefixes that the Apis were given; the longest one wins."""

    def __init__(self, app: Flask) -> None:
        self._owners: dict[str, Owner] = {}
        self._map = Map(converters=app.url_map.converters, strict_slashes=False, merge_slashes=False)

    def add(self, prefix: str, owner: Owner) -> None:
        """Give a prefix to an owner. The first one to come keeps it."""
        prefix = prefix.rstrip("/")
        if prefix in self._owners:
            return
        self._owners[prefix] = owner
        for rule in (f"{prefix}/", f"{prefix}/<path:_resty_rest>"):
            self._map.add(Rule(rule, endpoint=prefix))

    def owner(self, path: str) -> Owner | None:
        """Find the owner of a path."""
        try:
            prefix, _ = self._map.bind("").match(path)
        except HTTPException:
            return None
        return self._owners[prefix]


class Outside:
    """The hooks of one app that answer for us where none of our views did."""

    def __init__(self, app: Flask, prefixes: Prefixes, owner_of: Callable[[str, str], Owner | None]) -> None:
        self._app = app
        self._prefixes = prefixes
        #: Gives the owner of an endpoint and rule of ours.
        self._owner_of = owner_of
        self._runs: dict[tuple[Owner, str], Run] = {}
        app.before_request(self.before)
        app.after_request(self.after)

    def before(self) -> Response | None:
        """Answer what routing refuses at our addresses."""
        request: Request = current_request._get_current_object()  # type: ignore[attr-defined]
        error = request.routing_exception
        # Werkzeug matches methods in any case, but they are case-sensitive (RFC 9110, 9.1).
        if error is None and request.environ["REQUEST_METHOD"] == request.method:
            return None
        if isinstance(error, RequestRedirect):
            return None
        owner = self._owner(request)
        return None if owner is None else self._answer(request, owner, self._refused(request, error))

    def after(self, response: Response) -> Response:
        """Replace the error pages that other hooks raised at our addresses; what our views answered stays."""
        if response.status_code < 400 or response.mimetype not in {"text/html", ""}:
            return response
        request: Request = current_request._get_current_object()  # type: ignore[attr-defined]
        is_ours = request.environ.get(ANSWER) is response
        owner = None if is_ours else self._owner(request)
        return response if owner is None else self._answer(request, owner, _problem(response))

    def _owner(self, request: Request) -> Owner | None:
        if request.url_rule is not None:
            return self._owner_of(request.url_rule.endpoint, request.url_rule.rule) or self._prefixes.owner(request.path)
        if isinstance(request.routing_exception, MethodNotAllowed):
            rule = self._rule(request, request.routing_exception.valid_methods or ())
            owner = None if rule is None else self._owner_of(rule.endpoint, rule.rule)
            if owner is not None:
                return owner
        return self._prefixes.owner(request.path)

    def _rule(self, request: Request, methods: Iterable[str]) -> Rule | None:
        """Find a rule that serves the path with other methods than the one that came."""
        adapter = self._app.create_url_adapter(request)
        for method in sorted(methods):
            if adapter is not None and adapter.test(method=method):
                return adapter.match(method=method, return_rule=True)[0]
        return None

    def _refused(self, request: Request, error: HTTPException | None) -> Problem:
        method = request.environ["REQUEST_METHOD"]
        if method not in KNOWN:
            return Problem(501, "The server does not know this method.")
        if isinstance(error, MethodNotAllowed):
            served = allow(error.valid_methods or ())
            return Problem(405, "This method is not served here.", headers={"Allow": served})
        if error is None or error.code == 404:
            return Problem(404, "There is nothing at this address.")
        return Problem.of(error)

    def _answer(self, request: Request, owner: Owner, problem: Problem) -> Response:
        method = request.method if request.method in KNOWN else ""
        key = (owner, method)
        if key not in self._runs:
            self._runs[key] = _refusal(owner, method)
        request.environ[REFUSED] = problem
        # What was unexpected was raised and logged already.
        request.environ.pop(UNEXPECTED, None)
        run = self._runs[key]
        return run(request)


def _problem(response: Response) -> Problem:
    """Give the problem that stands for an error page, with its header fields kept."""
    headers = Headers((name, value) for name, value in response.headers if name.lower() not in _OF_A_BODY)
    if response.status_code < 500:
        return Problem(response.status_code, headers=headers)
    instance = uuid.uuid4().urn
    logger.error("A hook failed; the client was told of it as %s.", instance, exc_info=sys.exc_info()[1])
    return Problem(response.status_code, "The server failed. The error was logged.", headers=headers, instance=instance)


def _refusal(owner: Owner, method: str) -> Run:
    """Make the function that answers with the problem in the environment, inside the edge of the owner's stack."""
    stack = tuple(placed for placed in resolve(owner.layers, method) if placed.place == "edge")

    def line(request: Request) -> Response:
        raise request.environ[REFUSED]

    return compose(line, stack, owner.around(), owner.endpoint, method)
