"""The documentation page: what it says to browsers, and who may see it. How it behaves in one is tried in the test beside."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from flask import Response
from marshmallow import Schema
from marshmallow import fields
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import requires
from flask_resty import returns
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.openapi import OpenAPI
from flask_resty.openapi.docs_page import DocsPage
from flask_resty.openapi.docs_page.policy import policy_for
from tools.update_swagger_ui import VERSION


class PageLeaf(Schema):
    title = fields.Str()


class LeafList(Resource):
    @returns(PageLeaf(many=True))
    def get(self) -> Any:
        return []


def documented(app: Flask, docs: DocsPage | str = "/docs", *, guards: Any = None, **options: Any) -> Any:
    """Put an Api with a page on an app, and give a client of it."""
    api = Api(app, url_prefix="/api", openapi=OpenAPI(docs=docs, middleware=guards), **options)
    api.resource("/leaves")(LeafList)
    return app.test_client()


def linked(text: str) -> list[str]:
    """List what a page loads."""
    return re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', text)


def test_the_page_runs_nothing_but_files(app: Flask) -> None:
    response = documented(app).get("/api/docs")
    assert (response.status_code, response.content_type) == (200, "text/html; charset=utf-8")
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "<script>" not in response.text and " style=" not in response.text and " on" not in response.text.split("<body>")[1]


@pytest.mark.parametrize(
    ("name", "value"), [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cache-Control", "no-cache")]
)
def test_the_page_says_how_it_is_meant(app: Flask, name: str, value: str) -> None:
    assert documented(app).get("/api/docs").headers[name] == value


def test_the_title_and_options_are_escaped(app: Flask) -> None:
    page = DocsPage("/docs", client_id='"><script>', options={"docExpansion": "'\"<b>"})
    text = documented(app, page, title="<script>1</script>").get("/api/docs").text
    assert "<title>&lt;script&gt;1&lt;/script&gt;: documentation</title>" in text
    assert '"><script>' not in text and "<b>" not in text


def test_what_the_page_loads_never_changes_at_its_address(app: Flask) -> None:
    client = documented(app)
    paths = linked(client.get("/api/docs").text)
    assert len(paths) == 4
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert sha256(response.data).hexdigest().startswith(path.split("/")[-2])


def test_what_the_page_loads_is_there_where_addresses_name_formats(app: Flask) -> None:
    client = documented(app, format_in_url=True)
    paths = linked(client.get("/api/docs").text)
    assert [client.get(path).content_type for path in paths] == ["text/css; charset=utf-8"] * 2 + ["text/javascript; charset=utf-8"] * 2


@pytest.mark.parametrize("path", ["0123456789abcdef/start", "{digest}/page.html", "{digest}/swagger_ui%2FLICENSE", "{digest}/..%2Fpage.py"])
def test_nothing_else_is_served_below_the_page(app: Flask, path: str) -> None:
    client = documented(app)
    digest = linked(client.get("/api/docs").text)[-1].split("/")[-2]
    assert client.get(f"/api/docs/{path.format(digest=digest)}").status_code == 404


def test_the_page_works_below_a_path_of_a_server(app: Flask) -> None:
    documented(app)
    client = Client(DispatcherMiddleware(Flask("root"), {"/inner": app}))
    text = client.get("/inner/api/docs").text
    assert 'data-document="/inner/api/openapi.json"' in text
    assert [client.get(path).status_code for path in linked(text)] == [200] * 4


def test_the_page_works_behind_a_proxy_that_takes_a_prefix_away(app: Flask) -> None:
    client = documented(app)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)  # type: ignore[method-assign]
    text = client.get("/api/docs", headers={"X-Forwarded-Prefix": "/outer"}).text
    assert 'data-document="/outer/api/openapi.json" data-redirect="/outer/api/docs/oauth2-redirect"' in text


def test_the_page_is_public_where_callers_have_to_say_who_they_are(app: Flask) -> None:
    client = documented(app, middleware=[Bearer(verify=lambda token: None)])
    assert [client.get(path).status_code for path in ("/api/leaves", "/api/docs", "/api/openapi.json")] == [401, 200, 200]


def test_what_guards_the_page_guards_all_of_it(app: Flask) -> None:
    basic = Basic(verify=lambda name, password: Reader() if password == "secret" else None)
    client, known = documented(app, guards=[basic, requires("docs:read")]), {"auth": ("ada", "secret")}
    paths = ["/api/docs", "/api/openapi.json", "/api/docs/oauth2-redirect", *linked(client.get("/api/docs", **known).text)]
    assert len(paths) == 7
    for path in paths:
        assert client.get(path).headers["WWW-Authenticate"].startswith("Basic")
        assert client.get(path, **known).status_code == 200


class Reader:
    """Somebody who may read the documentation."""

    scopes = frozenset({"docs:read"})


def test_where_a_log_in_comes_back_to_is_kept_by_nobody(app: Flask) -> None:
    response = documented(app).get("/api/docs/oauth2-redirect?code=c&state=s&iss=https://as.example&more=1")
    assert response.status_code == 200
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "connect-src" not in response.headers["Content-Security-Policy"]


def test_several_apis_of_an_app_have_a_page_each(app: Flask) -> None:
    apis = [Api(app, title=name, url_prefix=f"/{name}", openapi=OpenAPI(docs="/docs")) for name in ("one", "two")]
    texts = [app.test_client().get(f"/{api.title}/docs").text for api in apis]
    assert [re.findall("<title>(.*?):", text) for text in texts] == [["one"], ["two"]]


def test_one_api_has_its_page_in_several_apps() -> None:
    api, apps = Api(openapi=OpenAPI(docs="/docs")), [Flask("one"), Flask("two")]
    for app in apps:
        api.init_app(app)
    assert [app.test_client().get("/docs").status_code for app in apps] == [200, 200]


def test_another_page_may_be_written_as_text(app: Flask) -> None:
    def write(path: str, document: Any) -> str:
        return f"{document['info']['title']} at {path}"

    response = documented(app, DocsPage("/docs", page=write), title="Leaves").get("/api/docs")
    assert (response.text, response.content_type) == ("Leaves at /api/openapi.json", "text/html; charset=utf-8")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert app.test_client().get("/api/docs/oauth2-redirect").status_code == 404


def test_another_page_may_be_a_response_of_its_own(app: Flask) -> None:
    async def write(path: str, document: Any) -> Response:
        return Response("Mine", headers={"Content-Security-Policy": "default-src 'unsafe-inline'"})

    response = documented(app, DocsPage("/docs", page=write)).get("/api/docs")
    assert (response.text, response.headers["Content-Security-Policy"]) == ("Mine", "default-src 'unsafe-inline'")


@pytest.mark.parametrize(
    ("document", "origins"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"servers": [{"url": "/api"}, {"url": "https://API.example:8443/v1"}]}, ["https://api.example:8443"], id="servers"),
        pytest.param({"paths": {"/": {"get": {"servers": [{"url": "https://a.example"}]}}}}, ["https://a.example"], id="of an operation"),
        pytest.param({"servers": [{"url": "https://{region}.example"}, {"url": "https://x; script-src *"}]}, [], id="no origins"),
        pytest.param(
            {"components": {"securitySchemes": {"o": {"flows": {"authorizationCode": {"tokenUrl": "https://as.example/token"}}}}}},
            ["https://as.example"],
            id="tokens",
        ),
    ],
)
def test_the_page_may_ask_whom_the_document_names(document: dict[str, Any], origins: list[str]) -> None:
    [allowed] = [part for part in policy_for(document).split("; ") if part.startswith("connect-src")]
    assert allowed.split()[2:] == origins


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"rule": "docs"}, "DocsPage('docs') is no place for a page. Write a rule without variables: '/docs'."),
        ({"rule": "/"}, "DocsPage('/') is no place for a page."),
        ({"rule": "/<name>"}, "DocsPage('/<name>') is no place for a page."),
        ({"scopes": "a b"}, "DocsPage(scopes='a b') is one text. Give a list: scopes=['a b']."),
        ({"page": lambda path, document: "", "client_id": "x"}, "Leave client_id, scopes and options out."),
    ],
)
def test_a_page_that_cannot_be_is_refused(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(complaint)):
        DocsPage(**options)


def test_the_files_are_of_the_version_that_is_pinned() -> None:
    assert files("flask_resty.openapi.docs_page").joinpath("swagger_ui", "VERSION").read_text().strip() == VERSION


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"])
def test_the_licences_of_swagger_ui_come_along(name: str) -> None:
    assert files("flask_resty.openapi.docs_page").joinpath("swagger_ui", name).is_file()
