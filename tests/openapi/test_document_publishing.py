"""The document as a resource of the Api."""

from __future__ import annotations

import json
import re
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import requires
from flask_resty.auth import Basic
from flask_resty.openapi import OpenAPI


class Nothing(Resource):
    def get(self) -> Any: ...


def published(openapi: OpenAPI | None = None, **options: Any) -> Flask:
    """Make an app whose Api publishes its document."""
    app = Flask(__name__)
    api = app.extensions["api"] = Api(url_prefix="/api", openapi=openapi or OpenAPI(yaml="/openapi.yaml"), **options)
    api.resource("/nothing")(Nothing)
    api.init_app(app)
    return app


def test_document_is_json():
    response = published().test_client().get("/api/openapi.json")
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert [*response.json["paths"]] == ["/api/nothing"]


def test_document_is_yaml_too():
    client = published().test_client()
    response = client.get("/api/openapi.yaml")
    assert response.content_type == "application/yaml"
    assert yaml.safe_load(response.text) == client.get("/api/openapi.json").json


@pytest.mark.parametrize("rule", ["/api/openapi.json", "/api/openapi.yaml"])
def test_who_has_it_is_told_that_it_is_the_same(rule):
    client = published().test_client()
    etag = client.get(rule).headers["ETag"]
    response = client.get(rule, headers={"If-None-Match": etag})
    assert (response.status_code, response.data) == (304, b"")
    assert client.get(rule).headers["Cache-Control"] == "no-cache"


def test_document_is_written_once():
    app, written = Flask(__name__), []
    api = app.extensions["api"] = Api(app, openapi=OpenAPI(extend=written.append))
    api.resource("/nothing")(Nothing)
    for _ in range(3):
        app.test_client().get("/openapi.json")
    assert len(written) == 1


def test_server_is_where_the_app_is_mounted():
    inner = published()
    outer = Client(DispatcherMiddleware(Flask("outer"), {"/mounted": inner}))
    assert json.loads(outer.get("/mounted/api/openapi.json").text)["servers"] == [{"url": "/mounted"}]
    assert inner.test_client().get("/api/openapi.json").json["servers"] == [{"url": "/"}]


def test_server_is_what_a_proxy_says_that_it_is():
    app = published()
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    response = app.test_client().get("/api/openapi.json", headers={"X-Forwarded-Prefix": "/outside"})
    assert response.json["servers"] == [{"url": "/outside"}]


@pytest.mark.parametrize(("said", "server"), [("//evil.example", "/evil.example"), ("/a b", "/a%20b"), ("/{x}", "/%7Bx%7D"), ("/a/", "/a")])
def test_no_prefix_leads_to_another_host(said: str, server: str):
    app = published()
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    response = app.test_client().get("/api/openapi.json", headers={"X-Forwarded-Prefix": said})
    assert response.json["servers"] == [{"url": server}]


@pytest.mark.parametrize("rule", ["/api/docs", "/api/docs/oauth2-redirect"])
@pytest.mark.parametrize("said", ["//evil.example", "\\\\evil.example", "javascript:alert(1)", "https://evil.example", "/'><script>"])
def test_no_page_loads_from_another_host(said: str, rule: str):
    app = published(OpenAPI(docs="/docs"))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    text = app.test_client().get(rule, headers={"X-Forwarded-Prefix": said}).text
    prefix = "/" + quote(said.strip("/"), safe="/")
    links = re.findall(r'(?:href|src|data-document|data-redirect)="(?!data:)([^"]*)"', text)
    assert links and all(link.startswith(f"{prefix}/api/") for link in links)


@pytest.mark.parametrize("name", ["Host", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Script-Name"])
def test_nothing_that_a_caller_says_of_hosts_is_told_to_others(name: str):
    client = published(OpenAPI(docs="/docs")).test_client()
    said = {"Forwarded": "host=evil.example"}.get(name, "evil.example")
    for rule in ("/api/openapi.json", "/api/docs", "/api/docs/oauth2-redirect"):
        response = client.get(rule, headers={name: said})
        assert response.data == client.get(rule).data
        assert "evil" not in str(response.headers)


def test_no_resource_comes_after_the_document():
    api, apps = Api(openapi=OpenAPI()), [Flask(name) for name in ("one", "two")]
    for app in apps:
        api.init_app(app)
    apps[0].test_client().get("/openapi.json")
    with pytest.raises(AssertionError, match="first request"):
        api.resource("/nothing")(Nothing)
    for client in (app.test_client() for app in apps):
        told = [client.get("/openapi.json", environ_overrides={"SCRIPT_NAME": name}).json["paths"] for name in ("", "/new")]
        assert [bool(paths) for paths in told] == [client.get("/nothing").status_code != 404] * 2


def test_who_gets_a_document_gets_it_whatever_others_ask_for():
    app, failed = published(), []
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)

    def ask(first: int) -> None:
        for number in range(first, first + 60):
            response = app.test_client().get("/api/openapi.json", headers={"X-Forwarded-Prefix": f"/{number % 13}"})
            if response.status_code != 200:
                failed.append(response.status_code)

    threads = [Thread(target=ask, args=[first]) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


@pytest.mark.parametrize("rule", ["/api/openapi.json", "/api/openapi.yaml", "/api/docs", "/api/docs/oauth2-redirect"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_may_not_see_it_is_not_told_whether_it_is_the_same(rule: str, method: str):
    basic = Basic(verify=lambda name, password: name if password == "right" else None)
    client = published(OpenAPI(yaml="/openapi.yaml", docs="/docs", middleware=[basic, requires(lambda principal: True)])).test_client()
    etag = client.get(rule, auth=("ada", "right")).headers.get("ETag", "*")
    response = client.open(rule, method=method, headers={"If-None-Match": etag})
    assert (response.status_code, "ETag" in response.headers) == (401, False)


def test_many_prefixes_take_no_more_room_than_a_few():
    app, written = Flask(__name__), []
    app.extensions["api"] = Api(app, openapi=OpenAPI(extend=written.append))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    for number in [*range(20), 19]:
        app.test_client().get("/openapi.json", headers={"X-Forwarded-Prefix": f"/{number}"})
    assert len(written) == 20


def test_servers_that_are_named_are_told():
    said = OpenAPI(servers=[{"url": "https://api.example"}])
    assert published(said).test_client().get("/api/openapi.json").json["servers"] == [{"url": "https://api.example"}]


def test_document_is_public_unless_something_else_is_said():
    basic = Basic(verify=lambda name, password: name if password == "right" else None)
    assert published(middleware=[basic]).test_client().get("/api/openapi.json").status_code == 200
    guarded = published(OpenAPI(middleware=[basic, requires(lambda principal: principal == "ada")])).test_client()
    assert guarded.get("/api/openapi.json").status_code == 401
    assert guarded.get("/api/openapi.json", auth=("bob", "right")).status_code == 403
    assert guarded.get("/api/openapi.json", auth=("ada", "right")).status_code == 200


def test_api_need_not_publish_json():
    client = published(OpenAPI(rule=None, yaml="/description.yaml")).test_client()
    assert client.get("/api/openapi.json").status_code == 404
    assert client.get("/api/description.yaml").status_code == 200


def test_two_apis_of_an_app_have_a_document_each():
    app = Flask(__name__)
    app.extensions["apis"] = [Api(app, title=title, url_prefix=f"/{title}", openapi=OpenAPI()) for title in ("one", "two")]
    titles = [app.test_client().get(f"/{title}/openapi.json").json["info"]["title"] for title in ("one", "two")]
    assert titles == ["one", "two"]


def test_api_on_two_apps_has_a_document_for_each():
    api = Api(openapi=OpenAPI())
    apps = [Flask(name) for name in ("one", "two")]
    for app in apps:
        api.init_app(app)
    api.resource("/nothing")(Nothing)
    assert all([*app.test_client().get("/openapi.json").json["paths"]] == ["/nothing"] for app in apps)


@pytest.mark.parametrize(
    "options",
    [{"rule": "openapi.json"}, {"rule": "/<name>.json"}, {"yaml": "/openapi/"}, {"rule": None, "docs": "/docs"}, {"docs": True}],
    ids=["no-slash", "variable", "slash-at-the-end", "page-of-nothing", "no-page"],
)
def test_place_that_cannot_be_is_refused(options):
    with pytest.raises(ConfigError):
        OpenAPI(**options)
