"""Let clients that can send only GET and POST say another method in a header field."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse
from wsgiref.types import WSGIApplication
from wsgiref.types import WSGIEnvironment

from flask import Flask

from ..errors import ConfigError
from ..errors import Fault
from ..errors import Problem

FIELD = "X-HTTP-Method-Override"

_KEY = "HTTP_X_HTTP_METHOD_OVERRIDE"

#: What a POST may stand for: no method that is safe, because caches and browsers treat those differently.
_METHODS = frozenset({"PUT", "PATCH", "DELETE"})


class MethodOverride:
    """A WSGI middleware that takes a POST with ``X-HTTP-Method-Override`` for the PUT, PATCH or DELETE that the field names.

    It is for clients behind proxies that let nothing else through. It stands before routing, so it is no entry of a stack::

        app.wsgi_app = MethodOverride(app.wsgi_app)

    Methods are case-sensitive (RFC 9110, 9.1); what is none of the three is 400. With any other method than POST the field means
    nothing.

    :param application: the WSGI application that gets the requests.
    :raise ConfigError: for a Flask app itself.
    """

    def __init__(self, application: WSGIApplication) -> None:
        if isinstance(application, Flask):
            raise ConfigError("MethodOverride(app) would call itself. Write app.wsgi_app = MethodOverride(app.wsgi_app).")
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        if _KEY in environ and environ["REQUEST_METHOD"] == "POST":
            if environ[_KEY] not in _METHODS:
                return _refusal().get_response(environ)(environ, start_response)
            environ["REQUEST_METHOD"] = environ[_KEY]
        return self._application(environ, start_response)


def _refusal() -> Problem:
    detail = f"{FIELD} has to name one method: PUT, PATCH or DELETE."
    faults = [Fault(location="headers", pointer=f"/{FIELD}", code="choice", detail=detail)]
    return Problem(400, detail, errors=faults, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
