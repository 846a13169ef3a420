"""The order of the statuses: a request that deserves several gets the first."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import returns
from flask_resty import throttle
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Maintenance
from flask_resty.middleware import Throttle
from flask_resty.middleware import address

Sent = dict[str, Any]

ORIGIN = "https://app.example"
WRITERS = {name: Principal(id=name, scopes=frozenset({"write"})) for name in ("owner", "other", "spent")}
TOKENS = WRITERS | {"reader": Principal(id="reader")}


class Note(Schema):
    text = fields.Str(required=True)


def is_not_other(principal: Any, item: Any) -> bool:
    return bool(principal.id != "other")


class NoteItem(Resource):
    """Has all that can refuse a request before its handler does, or after."""

    def find(self, id: str) -> Any:
        return None if id == "none" else id

    def version(self, item: Any) -> Any:
        return 1

    @requires("write")
    @requires(is_not_other)
    @throttle("1/hour")
    @accepts(Note, max_size=60)
    @returns(Note)
    def put(self, body: Any) -> Any:
        if body["text"] == "refused":
            raise Problem(409)
        return {"text": 7} if body["text"] == "broken" else body


#: A request that nothing is wrong with.
GOOD: Sent = {
    "method": "PUT",
    "host": "api.example",
    "path": "/api/notes/1",
    "query": "",
    "address": "10.0.0.2",
    "token": "owner",
    "headers": {"If-Match": "*"},
    "type": "application/json",
    "data": b'{"text": "fine"}',
}

#: Without a host, there is no preflight either.
PREFLIGHT = {"method": "OPTIONS", "host": "api.example", "path": "/api/notes/none", "headers": {"Access-Control-Request-Method": "PUT"}}

#: What can be wrong with a request, and what that deserves, first things first. ``PREFLIGHT`` is wrong only as a PUT.
WRONG: list[tuple[str, int, Sent]] = [
    ("preflight", 204, PREFLIGHT),
    ("maintenance", 503, {"headers": {"X-Maintenance": "on"}}),
    ("too many requests from the address", 429, {"address": "10.0.0.1"}),
    ("no host", 400, {"host": ""}),
    ("unknown method", 501, {"method": "FROB"}),
    ("unknown path", 404, {"path": "/api/nowhere"}),
    ("method that is not served", 405, {"method": "DELETE"}),
    ("unknown caller", 401, {"token": "stranger"}),
    ("missing scope", 403, {"token": "reader"}),
    ("too many requests of the principal", 429, {"token": "spent"}),
    ("unsupported media type", 415, {"type": "text/plain"}),
    ("too much content", 413, {"data": b"{" * 61}),
    ("no such item", 404, {"path": "/api/notes/none"}),
    ("item of somebody else", 403, {"token": "other"}),
    ("no acceptable media type", 406, {"headers": {"Accept": "image/png"}}),
    ("unknown parameter", 422, {"query": "zzz=1"}),
    ("no condition", 428, {"headers": {"If-Match": None}}),
    ("condition of another state", 412, {"headers": {"If-Match": '"other"'}}),
    ("broken syntax", 400, {"data": b"{"}),
    ("missing field", 422, {"data": b"{}"}),
    ("refusal of the handler", 409, {"data": b'{"text": "refused"}'}),
    ("broken promise", 500, {"data": b'{"text": "broken"}'}),
    ("nothing", 200, {}),
]


def with_all(mistakes: Iterable[Sent]) -> Sent:
    """Give a request with mistakes; where two concern the same part, the first one stands."""
    sent = GOOD
    for mistake in reversed(list(mistakes)):
        sent = sent | mistake | {"headers": sent["headers"] | mistake.get("headers", {})}
    return sent


@pytest.fixture
def send(app: Flask) -> Callable[[Sent], Any]:
    """Give a function that sends a request. One address and one principal have used up what they may send."""
    middleware = [
        CORS(ORIGIN),
        Maintenance(lambda request: "X-Maintenance" in request.headers),
        Throttle("1/hour", by=address),
        Bearer(verify=TOKENS.get),
    ]
    Api(app, url_prefix="/api", middleware=middleware).resource("/notes/<id>", require_match=True)(NoteItem)
    client = app.test_client()

    def send(sent: Sent) -> Any:
        fields = {"Origin": ORIGIN, "Authorization": f"Bearer {sent['token']}"} | sent["headers"]
        headers = {name: value for name, value in fields.items() if value is not None}
        content = {"data": sent["data"], "content_type": sent["type"]}
        environ = {"REMOTE_ADDR": sent["address"], "HTTP_HOST": sent["host"]}
        options = {"headers": headers, "query_string": sent["query"], "environ_overrides": environ, **content}
        return client.open(sent["path"], method=sent["method"], **options)

    assert send(GOOD | {"address": "10.0.0.1", "token": "spent"}).status_code == 200
    return send


@pytest.mark.parametrize("first", range(len(WRONG)), ids=[what for what, _, _ in WRONG])
def test_the_first_of_all_statuses_is_given(send: Callable[[Sent], Any], first: int) -> None:
    response = send(with_all(mistake for _, _, mistake in WRONG[first:]))
    assert response.status_code == WRONG[first][1]
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize(("status", "mistake"), [rest for _, *rest in WRONG], ids=[what for what, _, _ in WRONG])
def test_a_mistake_alone_has_its_status(send: Callable[[Sent], Any], status: int, mistake: Sent) -> None:
    assert send(with_all([mistake])).status_code == status
