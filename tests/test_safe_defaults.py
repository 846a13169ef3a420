"""What every answer says for safety's sake, and what errors say to caches."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask import abort
from flask import make_response
from flask import redirect
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.middleware import CORS


class Row(Schema):
    n = fields.Int()


class Traced(Schema):
    x_tenant = fields.Str()


def kinds(kind: str) -> Any:
    if kind == "raised":
        raise Problem(409)
    if kind == "crash":
        raise RuntimeError
    if kind == "aborted":
        abort(403)
    if kind == "answered":
        abort(make_response("no", 403))
    made: dict[str, Any] = {
        "data": {"n": 1},
        "bytes": b"abc",
        "nothing": None,
        "status": HTTPStatus.ACCEPTED,
        "returned": (HTTPStatus.CONFLICT, {"n": 1}),
        "response": Response("<p>page</p>"),
        "redirect": redirect("/elsewhere"),
    }
    return made[kind]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    api = Api(app, url_prefix="/api", middleware=[CORS("https://app.example")])

    @api.resource("/<kind>")
    class Kinds(Resource):
        def get(self, kind: str) -> Any:
            return kinds(kind)

    @api.resource("/stream/all")
    class All(Resource):
        @streams(Row)
        def get(self) -> Iterator[Any]:
            yield {"n": 1}

    return app.test_client()


OURS = ["data", "bytes", "nothing", "status", "stream/all", "raised", "crash", "aborted", "returned", "none/at/all"]


@pytest.mark.parametrize("kind", [*OURS, "response", "redirect", "answered"])
def test_no_browser_guesses_at_a_type(client: FlaskClient, kind: str) -> None:
    for response in (client.get(f"/api/{kind}", buffered=True), client.head(f"/api/{kind}", buffered=True)):
        assert response.headers.getlist("X-Content-Type-Options") == ["nosniff"]


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "FROB"])
def test_what_is_said_of_methods_is_safe_as_well(client: FlaskClient, method: str) -> None:
    response = client.open("/api/data", method=method)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    preflight = client.options("/api/data", headers={"Origin": "https://app.example", "Access-Control-Request-Method": "GET"})
    assert preflight.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", OURS)
def test_data_is_never_shown_as_a_page(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/api/{kind}", buffered=True).headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_page_of_the_application_has_the_policy_that_it_says(client: FlaskClient) -> None:
    assert "Content-Security-Policy" not in client.get("/api/response").headers


@pytest.mark.parametrize("kind", ["raised", "crash", "aborted", "returned", "none/at/all"])
def test_errors_are_kept_by_nobody(client: FlaskClient, kind: str) -> None:
    """T95; RFC 9111, 5.2.2.5."""
    assert client.get(f"/api/{kind}").headers.getlist("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("kind", ["data", "bytes", "stream/all", "response"])
def test_a_success_says_nothing_to_caches_that_nobody_told_it(client: FlaskClient, kind: str) -> None:
    assert "Cache-Control" not in client.get(f"/api/{kind}", buffered=True).headers


def test_a_problem_may_say_otherwise(app: Flask) -> None:
    @Api(app).resource("/gone")
    class Gone(Resource):
        def get(self) -> Any:
            raise Problem(410, headers={"Cache-Control": "max-age=60"})

    assert app.test_client().get("/gone").headers.getlist("Cache-Control") == ["max-age=60"]


def test_caches_are_told_of_the_fields_that_a_verb_reads(app: Flask) -> None:
    """RFC 9110, 12.5.5."""

    @Api(app).resource("/rows")
    class Rows(Resource):
        @accepts(Traced, "headers")
        @accepts(Row, "cookies")
        @returns(Row)
        def get(self) -> Any:
            return {"n": 1}

    for headers in ({}, {"Cookie": "n=x"}):
        assert set(app.test_client().get("/rows", headers=headers).vary) == {"X-Tenant", "Cookie", "X-Fields"}
