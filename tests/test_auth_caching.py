"""What caches are told of answers to callers that may be known (RFC 9111, 3.5; RFC 9110, 12.5.5)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import Response

from flask_resty import Api
from flask_resty import Resource
from flask_resty import public
from flask_resty import without
from flask_resty.auth import AnyOf
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache

ANN = {"Authorization": "Bearer ann"}
bearer = Bearer(verify=lambda token: token if token == "ann" else None)


class Cookie(Authenticator):
    """Knows callers by a cookie."""

    reads = ("Cookie",)

    def authenticate(self, request: Request) -> Any:
        """Take the cookie for the name."""
        return request.cookies.get("who")

    def challenges(self, **said: Any) -> list[str]:
        """Name a scheme of its own."""
        return ["Cookie"]


def fetch(app: Flask, *middleware: Any, says: dict[str, str] | None = None, **sent: str) -> Response:
    """Ask for something public whose handler says these fields."""

    class Own(Resource):
        @public
        def get(self) -> Any:
            return {}, says or {}

    Api(app, middleware=middleware).resource("/own")(Own)
    return app.test_client().get("/own", headers=sent)


def test_what_a_known_caller_gets_is_not_kept(app: Flask):
    headers = fetch(app, bearer, **ANN).headers
    assert (headers["Cache-Control"], "Vary" in headers) == ("no-store", False)


def test_what_anybody_gets_says_nothing_but_that_callers_differ(app: Flask):
    headers = fetch(app, bearer).headers
    assert ("Cache-Control" in headers, headers["Vary"]) == (False, "Authorization")


def test_401_is_not_kept(app: Flask):
    assert fetch(app, bearer, Authorization="Bearer bob").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", [{}, ANN])
@pytest.mark.parametrize("says", [{"Cache-Control": "max-age=5"}, {"Expires": "Fri, 01 Jan 2100 00:00:00 GMT"}])
def test_what_is_said_stays_and_may_be_kept_for_the_same_caller(app: Flask, says: dict[str, str], sent: dict[str, str]):
    headers = fetch(app, bearer, says=says, **sent).headers
    assert says.items() <= dict(headers).items()
    assert headers["Vary"] == "Authorization"


@pytest.mark.parametrize("sent", [{}, ANN])
def test_what_is_kept_by_policy_differs_by_caller(app: Flask, sent: dict[str, str]):
    assert fetch(app, bearer, Cache(public=True, max_age=60), **sent).headers["Vary"] == "Authorization"


@pytest.mark.parametrize(
    ("said", "vary"),
    [
        ("Accept", "Accept, Authorization"),
        ("authorization", "authorization"),
        ("*", "*"),
    ],
)
def test_vary_names_each_field_once(app: Flask, said: str, vary: str):
    assert fetch(app, bearer, says={"Vary": said}).headers["Vary"] == vary


def test_origins_and_callers_are_both_named(app: Flask):
    assert fetch(app, CORS("https://a.example"), bearer).headers["Vary"] == "Authorization, Origin"


def test_vary_names_what_the_authenticator_reads(app: Flask):
    assert fetch(app, Cookie()).headers["Vary"] == "Cookie"


def test_several_authenticators_read_what_each_of_them_reads(app: Flask):
    anyone = AnyOf(bearer, Basic(verify=lambda name, password: None), Cookie())
    assert anyone.reads == ("Authorization", "Cookie")
    assert fetch(app, anyone).headers["Vary"] == "Authorization, Cookie"


def test_who_asks_nobody_does_not_differ_by_caller(app: Flask):
    class LogIn(Resource):
        @without(Bearer)
        def get(self) -> Any:
            return {}

    Api(app, middleware=[bearer]).resource("/in")(LogIn)
    assert "Vary" not in app.test_client().get("/in", headers=ANN).headers
