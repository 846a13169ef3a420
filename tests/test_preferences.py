"""``Prefer`` over HTTP (RFC 7240). The field by itself is in ``test_http_prefer``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams


class Note(Schema):
    text = fields.Str(required=True)


class Notes(Resource):
    def version(self) -> Any:
        return 1

    @accepts(Note)
    @returns(Note, 201, location="note")
    def post(self, body: Any) -> Any:
        return body | {"id": 7}


class NoteItem(Resource):
    def version(self) -> Any:
        return 1

    @returns(Note)
    def get(self, id: int) -> Any:
        return {"text": "x"}

    @accepts(Note)
    @returns(Note)
    def put(self, id: int, body: Any) -> Any:
        if body["text"] == "taken":
            raise Problem(409)
        return body

    @accepts(Note)
    @returns(None)
    def patch(self, id: int, body: Any) -> None: ...


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    api = Api(app)
    api.resource("/notes")(Notes)
    api.resource("/notes/<int:id>", endpoint="note")(NoteItem)
    return app.test_client()


def put(client: FlaskClient, prefer: str, text: Any = "a") -> Any:
    return client.put("/notes/7", json={"text": text}, headers={"Prefer": prefer})


def test_a_change_may_go_without_content(client: FlaskClient) -> None:
    """RFC 7240, 4.2."""
    response = put(client, "return=minimal")
    assert (response.status_code, response.data, response.headers["Preference-Applied"]) == (204, b"", "return=minimal")
    assert "Content-Type" not in response.headers and "Content-Length" not in response.headers
    assert response.headers["ETag"] == client.get("/notes/7").headers["ETag"]


def test_what_was_created_is_still_told_of(client: FlaskClient) -> None:
    response = client.post("/notes", json={"text": "a"}, headers={"Prefer": "return=minimal"})
    assert (response.status_code, response.data, response.headers["Location"]) == (201, b"", "/notes/7")


def test_the_content_may_be_asked_for(client: FlaskClient) -> None:
    response = put(client, "return=representation")
    assert (response.status_code, response.json, response.headers["Preference-Applied"]) == (200, {"text": "a"}, "return=representation")


def test_what_cannot_be_done_is_not_said_to_be(client: FlaskClient) -> None:
    response = client.patch("/notes/7", json={"text": "a"}, headers={"Prefer": "return=representation"})
    assert (response.status_code, "Preference-Applied" in response.headers) == (204, False)


def test_the_first_of_two_counts(client: FlaskClient) -> None:
    """RFC 7240, 2."""
    assert put(client, "return=representation, return=minimal").status_code == 200
    assert put(client, "return=minimal, return=representation").status_code == 204


@pytest.mark.parametrize("prefer", ["respond-async", "return", "return=MINIMAL", "wait=10", "foo; return=minimal", "é", "=", ""])
def test_what_is_not_known_is_ignored(client: FlaskClient, prefer: str) -> None:
    response = put(client, prefer)
    assert (response.status_code, "Preference-Applied" in response.headers) == (200, False)


def test_what_is_sent_is_handled_strictly_whatever_is_preferred(client: FlaskClient) -> None:
    """RFC 7240, 4.4."""
    assert put(client, "handling=strict, return=minimal").headers["Preference-Applied"] == "handling=strict, return=minimal"
    assert put(client, "handling=lenient", text=1).status_code == 422
    assert "Preference-Applied" not in put(client, "handling=lenient").headers


def test_an_error_is_told_whatever_is_preferred(client: FlaskClient) -> None:
    for text in ("taken", 1):
        response = put(client, "return=minimal", text)
        assert response.status_code >= 400 and response.json["status"] == response.status_code
        assert "Preference-Applied" not in response.headers


def test_what_the_handler_wants_done_at_the_end_is_done(app: Flask) -> None:
    done: list[str] = []

    class Jobs(Resource):
        @accepts(Note)
        def post(self, body: Any) -> Any:
            response = Response("made", 201)
            response.call_on_close(lambda: done.append("closed"))
            return response

    Api(app).resource("/jobs")(Jobs)
    response = app.test_client().post("/jobs", json={"text": "a"}, headers={"Prefer": "return=minimal"})
    assert (response.status_code, response.data, done) == (201, b"", ["closed"])


def test_reading_has_nothing_to_prefer(client: FlaskClient) -> None:
    assert client.get("/notes/7", headers={"Prefer": "return=minimal"}).json == {"text": "x"}


def test_a_stream_goes_on(app: Flask) -> None:
    @Api(app).resource("/all")
    class All(Resource):
        @accepts(Note)
        @streams(Note)
        def post(self, body: Any) -> Iterator[Any]:
            yield body

    assert app.test_client().post("/all", json={"text": "a"}, headers={"Prefer": "return=minimal"}).json == [{"text": "a"}]
