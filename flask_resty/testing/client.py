"""A client that holds each answer against the document of the Api, signs for callers, and speaks any media type."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import EnvironBuilder
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from ..errors import ConfigError
from ..errors import did_you_mean
from ..operation import Operation
from ..registry import state_of
from .encoding import understood
from .encoding import written
from .promises import Documents
from .requests import schema_of
from .signing import Sign

_NO_BODY: Any = object()


class Client(FlaskClient):
    """Flask's test client, and more: each answer is held against the document, and one that breaks it fails the test.

    Beside what Flask takes, requests take ``body=`` and ``media_type=``, which is what the body is written as, and ``accept=``.
    """

    #: The callers that :meth:`as_user` knows by name.
    callers: Mapping[str, Sign]
    #: What their Apis promise.
    documents: Documents
    _sign: Sign | None = None

    def as_user(self, who: str | Sign) -> Client:
        """Give a client whose requests are signed for a caller, with cookies of its own.

        :param who: the name of one of the ``callers``, or what signs, as ``basic("ada", "lovelace")``.
        :raise ConfigError: for a name that nobody has.
        """
        if isinstance(who, str) and who not in self.callers:
            raise ConfigError(f"No caller is called {who!r}. {did_you_mean(who, self.callers)} The fixture resty_callers has them.")
        made = client_of(self.application, self.callers, self.documents)
        made._sign = self.callers[who] if isinstance(who, str) else who
        return made

    def open(
        self,
        *args: Any,
        body: Any = _NO_BODY,
        media_type: str = "application/json",
        accept: str | None = None,
        checked: bool = True,
        **kwargs: Any,
    ) -> TestResponse:
        """Send a request, and give the answer.

        :param body: the data to send.
        :param media_type: what they are written as.
        :param accept: the field ``Accept``.
        :param checked: whether the answer is held against the document.
        :raise AssertionError: if it breaks it.
        """
        options = {name: kwargs.pop(name) for name in ("buffered", "follow_redirects") if name in kwargs}
        request = args[0] if args and isinstance(args[0], EnvironBuilder) else EnvironBuilder(self.application, *args, **kwargs)
        operation = self.operation_of(request)
        if body is not _NO_BODY:
            request.content_type = media_type
            request.input_stream = BytesIO(written(body, media_type, _taken(operation, media_type)))
        if accept is not None:
            request.headers["Accept"] = accept
        if self._sign is not None:
            self._sign(request, self)
        response = super().open(request, buffered=True, **options)
        if checked:
            self._check(request, operation, response)
        return response

    def challenge(self, request: EnvironBuilder, scheme: str) -> str | None:
        """Give the challenge of a scheme that a request gets without credentials, ``None`` if there is none."""
        plain = EnvironBuilder(self.application, path=request.path, query_string=request.query_string, method=request.method)
        asked = client_of(self.application, {}, self.documents).open(plain, checked=False)
        found = [each for each in asked.headers.getlist("WWW-Authenticate") if each.lower().startswith(scheme.lower())]
        return found[0] if found else None

    def body_of(self, response: TestResponse) -> Any:
        """Read the body of an answer, by its media type.

        :raise ConfigError: for a media type that no parser here reads.
        """
        return understood(response.get_data(), response.content_type or "", None)

    def operation_of(self, request: EnvironBuilder) -> Operation | None:
        """Give the operation that a request is for; ``None`` where it is for none of an Api."""
        adapter = self.application.url_map.bind("localhost")
        try:
            rule = adapter.match(request.path, method=request.method, return_rule=True)[0]
        except HTTPException:
            return None
        route = state_of(self.application).route(rule.endpoint, rule.rule)
        return None if route is None else route.operation_for(request.method)

    def _check(self, request: EnvironBuilder, operation: Operation | None, response: TestResponse) -> None:
        if operation is None or response.history:
            return
        promises, sent = self.documents.of(operation), response.request.headers
        complaints = promises.complaints(operation, response, sent=sent, is_head=request.method == "HEAD")
        if complaints:
            what = f"{request.method} {request.path} answered {response.status_code}, which breaks its document"
            raise AssertionError("\n  ".join([f"{what}:", *complaints]))


def client_of(app: Flask, callers: Mapping[str, Sign], documents: Documents | None = None) -> Client:
    """Give a client of an app.

    :param callers: what signs for each, by name.
    :param documents: what the Apis of the app promise, where that is known already.
    """
    made = Client(app, app.response_class, use_cookies=True)
    made.callers, made.documents = callers, documents or Documents(app)
    return made


def _taken(operation: Operation | None, media_type: str) -> Any:
    return None if operation is None or "body" not in operation.contract.accepts else schema_of(operation, media_type)
