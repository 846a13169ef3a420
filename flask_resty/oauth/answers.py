"""Answers of the endpoints that programs ask: JSON that nobody keeps, and errors as RFC 6749, 5.2, writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from flask import Request
from flask import Response
from flask import current_app
from flask import request

from ..auth.challenges import FIELD
from ..auth.challenges import write
from ..http.answers import empty
from ..http.answers import fields_for
from .refusal import Refusal

#: Gives the members of the answer to a request.
Answer = Callable[[Request], Mapping[str, Any]]

# Tokens are in no cache (RFC 6749, 5.1).
_NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}

# Clients may run in a browser, on a page of any origin. What they have to show stands in the request, never in a cookie.
_SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": f"{FIELD}, Retry-After"}


def programs(answer: Answer, *, is_shared: bool = True) -> Callable[[], Response]:
    """Make a view of a function that gives members of JSON, or raises :class:`Refusal`.

    :param is_shared: whether pages of other origins may ask.
    """

    def view() -> Response:
        try:
            response = said(answer(request))
        except Refusal as refusal:
            response = refused(refusal)
        return share(response) if is_shared else response

    return view


def described(members: Mapping[str, Any]) -> Callable[[], Response]:
    """Make a view of members that are the same for everybody, and that caches may keep for an hour."""

    return lambda: share(_document(members, 200, {"Cache-Control": "public, max-age=3600"}))


def said(members: Mapping[str, Any], status: int = 200) -> Response:
    """Give members as JSON."""
    return _document(members, status, _NOT_KEPT)


def _document(members: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> Response:
    return Response(json.dumps(members), status, {**fields_for(status), **headers}, content_type="application/json")


def refused(refusal: Refusal) -> Response:
    """Give a refusal as JSON; one of the client's credentials, with the challenge to show others (RFC 6749, 5.2)."""
    members = {"error": refusal.error, "error_description": refusal.description}
    if refusal.error != "invalid_client":
        return said(members, 400)
    response = said(members, 401)
    response.headers[FIELD] = write("Basic", realm="OAuth 2 clients", charset="UTF-8")
    return response


def share(response: Response) -> Response:
    """Let pages of all origins read an answer."""
    response.headers.update(_SHARED)
    return response


def preflight(method: str) -> Callable[[], Response]:
    """Make the view that answers OPTIONS, so that a browser may send the method from another origin (Fetch, CORS protocol)."""
    allowed = {
        "Allow": f"{method}, OPTIONS",
        "Access-Control-Allow-Methods": method,
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }

    def view() -> Response:
        response = share(empty(current_app, 204))
        response.headers.update(allowed)
        return response

    return view
