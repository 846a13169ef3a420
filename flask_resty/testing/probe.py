"""One operation of an Api that is asked: good requests, and such as differ from them in one thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from ..operation import Operation
from .checked_api import CheckedApi
from .client import Client
from .client import client_of
from .promises import Documents
from .requests import request_for
from .signing import Sign

#: Each request is one of its own, unless a check says something else.
_KEY = "Idempotency-Key"


def _new_key() -> str:
    return f'"{token_hex(8)}"'


@lru_cache(maxsize=8)
def _documents_of(checked: CheckedApi) -> dict[str, Mapping[str, Any]]:
    """Give where the documents of an Api are kept: they are the same for each of its apps."""
    return {}


class Probe:
    """An operation, and what asks it, until it is closed."""

    def __init__(self, checked: CheckedApi, name: str) -> None:
        self.checked, self.name = checked, name
        self._begin()

    def _begin(self) -> None:
        self.app: Flask = self.checked.make_app()
        self.operation: Operation = self.checked.operations(self.app)[self.name]
        self.example = self.checked.example(self.operation)
        self._documents = Documents(self.app, _documents_of(self.checked))
        self._clients: dict[Sign | None, Client] = {}
        self._good: dict[str, Any] | None = None

    def close(self) -> None:
        """Close the app that was asked."""
        self.checked.close_app(self.app)

    @property
    def caller(self) -> Sign | None:
        """Who may do everything."""
        return self.example.caller or self.checked.caller if self.asks_who_calls else None

    @property
    def stranger(self) -> Sign | None:
        """Who is known, and may do little."""
        return self.example.stranger or self.checked.stranger

    @property
    def asks_who_calls(self) -> bool:
        """Whether there is an authenticator."""
        return self.operation.find("authenticator") is not None

    def good(self) -> dict[str, Any]:
        """Give a good request, as the client takes it."""
        if self._good is None or _is_used_up(self._good):
            self._good = request_for(self.operation, self.checked, self.app)
        headers = {name: _new_key() if name == _KEY else value for name, value in self._good["headers"].items()}
        return {**self._good, "headers": headers}

    def send(self, *, who: Sign | None = None, is_anonymous: bool = False, **changes: Any) -> TestResponse:
        """Send a good request with some of its keywords changed; ``headers`` are added to, and one that is ``None`` is left out.

        Where limits are used up, it is sent once more to a new app.
        """
        response = self._send(who, is_anonymous, changes)
        if response.status_code == 429:
            self.close()
            self._begin()
            response = self._send(who, is_anonymous, changes)
        return response

    def _send(self, who: Sign | None, is_anonymous: bool, changes: dict[str, Any]) -> TestResponse:
        request = self.good()
        headers = {**request["headers"], **changes.get("headers", {})}
        given = {name: value for name, value in headers.items() if value is not None}
        sign = None if is_anonymous else who or self.caller
        return self._client(sign).open(**{**request, **changes, "headers": given})

    def _client(self, sign: Sign | None) -> Client:
        if sign not in self._clients:
            plain = client_of(self.app, {}, self._documents)
            self._clients[sign] = plain if sign is None else plain.as_user(sign)
        return self._clients[sign]


def _is_used_up(request: Mapping[str, Any]) -> bool:
    """Tell whether a request has files, which are read once."""
    return isinstance(request.get("data"), dict)
