"""Links with each answer (RFC 8288)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import Response
from flask import url_for

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty.middleware import CORS
from flask_resty.middleware import Links

DESC = Links({"service-desc": "/api/openapi.json"})


class Items(Resource):
    """Lists with a link of its own, changes, and fails."""

    def version(self) -> int:
        return 7

    def get(self) -> Any:
        return [], {"Link": '</items?page=2>; rel="next"'}

    def post(self) -> Any:
        return {}, 201

    def delete(self) -> Any:
        raise Problem(409)


def fetch(app: Flask, *middleware: Any, method: str = "POST", **sent: str) -> Response:
    Api(app, middleware=middleware).resource("/items")(Items)
    return app.test_client().open("/items", method=method, headers=sent)


def test_links_are_added_to_successes(app: Flask):
    response = fetch(app, Links({"service-desc": "/api/openapi.json", "https://example.com/rels/x": "x?y=1"}))
    assert response.headers["Link"] == '</api/openapi.json>; rel="service-desc", <x?y=1>; rel="https://example.com/rels/x"'


def test_links_of_the_handler_and_of_several_layers_stand_together(app: Flask):
    """RFC 8288, 3: the field is a list, so several lines are one."""
    links = fetch(app, DESC, Links({"license": "https://example.com/terms"}), method="GET").headers.getlist("Link")
    assert ", ".join(links) == (
        '</items?page=2>; rel="next", <https://example.com/terms>; rel="license", </api/openapi.json>; rel="service-desc"'
    )


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_errors_have_no_links(app: Flask, method: str):
    assert "Link" not in fetch(app, DESC, method=method).headers


def test_304_has_no_links(app: Flask):
    """RFC 9110, 15.4.5: it says again only what caches need."""
    tag = fetch(app, DESC, method="GET").headers["ETag"]
    again = app.test_client().get("/items", headers={"If-None-Match": tag})
    assert (again.status_code, "Link" in again.headers) == (304, False)


def test_target_may_be_a_function_of_the_request(app: Flask):
    app.add_url_rule("/docs", "docs", lambda: "")
    links = Links({"service-doc": lambda request: url_for("docs"), "license": "/terms"})
    assert fetch(app, links).headers["Link"] == '</docs>; rel="service-doc", </terms>; rel="license"'


def test_what_a_function_gives_cannot_break_out(app: Flask):
    """RFC 3986, 2: what no URI can hold is escaped."""
    links = Links({"author": lambda request: '/a>; rel="evil"\r\nX: y'})
    response = fetch(app, links)
    assert response.headers["Link"] == '</a%3E;%20rel=%22evil%22%0D%0AX:%20y>; rel="author"'


def test_function_that_gives_no_text_breaks_its_promise(app: Flask):
    assert fetch(app, Links({"author": lambda request: None})).status_code == 500  # type: ignore[arg-type, return-value]


def test_scripts_of_other_origins_see_the_field(app: Flask):
    response = fetch(app, CORS("*"), DESC, Origin="https://a.example")
    assert "Link" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ({}, r"^Links\(\{\}\) names no links"),
        ("service-desc", "names no links"),
        ({"Service Desc": "/x"}, "is no relation type"),
        ({"": "/x"}, "is no relation type"),
        ({5: "/x"}, "is no relation type"),
        ({"Next!": lambda request: "/x"}, "is no relation type"),
        ({"next": ""}, "leads to '', which is no reference"),
        ({"next": "/a b"}, "which is no reference"),
        ({"next": "http://[::1"}, "which is no reference"),
        ({"next": None}, "leads to None, which is no reference"),
    ],
)
def test_what_cannot_be_meant_is_refused(targets: Any, told: str):
    with pytest.raises(ConfigError, match=told):
        Links(targets)


def home(request: Any) -> str:
    return "/"


def test_they_explain_themselves(app: Flask):
    api = Api(app, middleware=[Links({"license": "/terms", "start": home})])
    api.resource("/items")(Items)
    explained = next(iter(api.operations(app))).explain()
    assert [(each["entry"], each["place"]) for each in explained] == [("Links({'license': '/terms', 'start': home})", "inner")]
