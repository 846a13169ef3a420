"""The method that a header field names instead (RFC 9110, 9.1): only where it is wanted, and only for POST."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import request

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty.middleware import CORS
from flask_resty.middleware import MethodOverride

FIELD = "X-HTTP-Method-Override"


class Item(Resource):
    """Says which verb answered."""

    def get(self) -> Any:
        return request.method

    post = put = patch = delete = get


def client_of(app: Flask, *middleware: Any, wrapped: bool = True) -> Any:
    Api(app, middleware=middleware).resource("/item")(Item)
    if wrapped:
        app.wsgi_app = MethodOverride(app.wsgi_app)  # type: ignore[method-assign]
    return app.test_client()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_post_stands_for_what_the_field_names(app: Flask, method: str):
    assert client_of(app).post("/item", headers={FIELD: method}).json == method


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_any_other_method_is_what_it_is(app: Flask, method: str):
    response = client_of(app).open("/item", method=method, headers={FIELD: "DELETE"})
    assert (response.status_code, response.json if method != "HEAD" else "HEAD") == (200, method)


@pytest.mark.parametrize("value", ["GET", "HEAD", "POST", "OPTIONS", "QUERY", "put", "PUT, DELETE", "PUT,PUT", "", "FOO", "<b>"])
def test_what_a_post_cannot_stand_for_is_refused(app: Flask, value: str):
    """Methods are case-sensitive, and a safe one would be taken for what it is not."""
    response = client_of(app).post("/item", headers={FIELD: value})
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert [(fault["location"], fault["pointer"]) for fault in response.get_json()["errors"]] == [("headers", f"/{FIELD}")]
    assert value == "" or f'"{value}"' not in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {FIELD: "DELETE"}},
        {"data": {"_method": "DELETE"}},
        {"query_string": {"_method": "DELETE"}},
        {"json": {"_method": "DELETE"}},
    ],
    ids=str,
)
def test_nothing_is_overridden_where_nobody_asked_for_it(app: Flask, sent: Any):
    """RFC 9110, 9.1: the method token is the primary source of request semantics."""
    response = client_of(app, wrapped=False).post("/item", **sent)
    assert response.status_code == 422 if "query_string" in sent else response.json == "POST"


@pytest.mark.parametrize("sent", [{"data": {"_method": "DELETE"}}, {"json": {"_method": "DELETE"}}], ids=str)
def test_a_form_cannot_override(app: Flask, sent: Any):
    """A page of another origin can send a form, but no such header field."""
    assert client_of(app).post("/item", **sent).json == "POST"


def test_other_origins_may_not_send_the_field_unless_they_are_allowed(app: Flask):
    client = client_of(app, CORS("https://a.example"))
    sent = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": FIELD.lower()}
    assert FIELD not in client.options("/item", headers=sent).headers.get("Access-Control-Allow-Headers", "")


def test_an_app_itself_would_be_called_for_ever(app: Flask) -> None:
    with pytest.raises(ConfigError, match="would call itself"):
        MethodOverride(app)  # type: ignore[arg-type]
