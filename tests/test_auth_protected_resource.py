"""What an API tells of itself to clients without a token (RFC 9728), and where a Bearer does not look for tokens (RFC 6750)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty.auth import Bearer
from flask_resty.auth import ProtectedResource
from flask_resty.errors import ConfigError

LOGIN = "https://login.example"
METADATA = 'resource_metadata="https://api.example/.well-known/oauth-protected-resource/v1"'


def client_of(app: Flask, resource: ProtectedResource) -> FlaskClient:
    app.register_blueprint(resource.blueprint())
    api = Api(app, url_prefix="/v1", middleware=[Bearer(verify={"good": Principal(id="ada")}.get, resource=resource)])

    @api.resource("/things")
    class Things(Resource):
        def get(self) -> str:
            return "in"

        @requires("admin")
        def delete(self) -> None:
            """Do nothing."""

    return app.test_client()


@pytest.mark.parametrize(
    ("identifier", "path"),
    [
        ("https://api.example", ""),
        ("https://api.example/", ""),
        ("https://api.example/v1", "/v1"),
        ("https://api.example/v1/", "/v1/"),
        ("https://api.example:8443/a/b-c.d", "/a/b-c.d"),
        ("http://localhost:5000/v1", "/v1"),
    ],
)
def test_document_stands_between_the_host_and_the_path(app: Flask, identifier: str, path: str) -> None:
    resource = ProtectedResource(identifier, authorization_servers=[LOGIN])
    app.register_blueprint(resource.blueprint())
    answer = app.test_client().get(f"/.well-known/oauth-protected-resource{path}")
    assert (answer.status_code, answer.json["resource"]) == (200, identifier)
    assert resource.url.endswith(f"/.well-known/oauth-protected-resource{path}")
    assert resource.url.partition("/.well-known")[0] == "/".join(identifier.split("/")[:3])


def test_document_says_what_is_known() -> None:
    resource = ProtectedResource(
        "https://api.example/v1",
        authorization_servers=[LOGIN],
        scopes=["read", "write"],
        name="Blog",
        documentation="https://docs.example",
        tls_client_certificate_bound_access_tokens=True,
    )
    assert resource.document == {
        "resource": "https://api.example/v1",
        "authorization_servers": [LOGIN],
        "scopes_supported": ["read", "write"],
        "resource_name": "Blog",
        "resource_documentation": "https://docs.example",
        "bearer_methods_supported": ["header"],
        "tls_client_certificate_bound_access_tokens": True,
    }


def test_document_says_nothing_of_what_is_empty() -> None:
    assert ProtectedResource("https://api.example").document == {"resource": "https://api.example", "bearer_methods_supported": ["header"]}


def test_document_is_for_everybody_and_for_caches(app: Flask) -> None:
    client = client_of(app, ProtectedResource("https://api.example/v1", authorization_servers=[LOGIN]))
    answer = client.get("/.well-known/oauth-protected-resource/v1")
    assert answer.content_type == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get("/.well-known/oauth-protected-resource/v1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def test_scripts_may_ask_with_fields_of_their_own(app: Flask) -> None:
    client = client_of(app, ProtectedResource("https://api.example/v1"))
    answer = client.options(
        "/.well-known/oauth-protected-resource/v1",
        headers={"Origin": "https://app.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-version"},
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == answer.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize(
    ("headers", "status", "rest"),
    [
        ({}, 401, ""),
        ({"Authorization": "Bearer bad"}, 401, ', error="invalid_token"'),
        ({"Authorization": "Bearer good"}, 403, ', error="insufficient_scope", scope="admin"'),
        ({"Authorization": "Basic YTpi"}, 401, ""),
        (
            {"Authorization": "Bearer a b"},
            400,
            ', error="invalid_request", error_description="The credentials are not one well-formed token."',
        ),
    ],
    ids=str,
)
def test_each_challenge_says_where_the_document_is(app: Flask, headers: dict[str, str], status: int, rest: str) -> None:
    client = client_of(app, ProtectedResource("https://api.example/v1", authorization_servers=[LOGIN]))
    refused = client.delete("/v1/things", headers=headers)
    assert refused.status_code == status
    assert refused.headers.getlist("WWW-Authenticate") == [f'Bearer realm="API"{rest}, {METADATA}']


def test_several_may_be_served_by_one_app(app: Flask) -> None:
    for version in ("v1", "v2"):
        app.register_blueprint(ProtectedResource(f"https://api.example/{version}").blueprint(version))
    client = app.test_client()
    assert client.get("/.well-known/oauth-protected-resource/v2").json["resource"] == "https://api.example/v2"


@pytest.mark.parametrize(
    "options",
    [
        *(
            {"resource": url}
            for url in ("http://api.example", "api.example", "", None, "https://api.example#a", "https://api.example?a=b", "https:///v1")
        ),
        *({"resource": f"https://api.example/{path}"} for path in ("<path:x>", "a b", "ä", "a//b", "%2F")),
        *({"authorization_servers": urls} for urls in (["http://login.example"], ["login"], [None], ["https://login.example?a=b"])),
        *({"scopes": scopes} for scopes in (["a b"], [""], ['a"'], [1])),
        *({"jwks_uri": value} for value in (None, "", [], {})),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_the_start(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="ProtectedResource"):
        ProtectedResource(**{"resource": "https://api.example", **options})


def test_bearer_takes_nothing_else_for_it() -> None:
    resource: Any = "https://api.example"
    with pytest.raises(ConfigError, match="Give a ProtectedResource"):
        Bearer(verify={}.get, resource=resource)


def test_it_names_itself() -> None:
    assert repr(ProtectedResource("https://api.example")) == "ProtectedResource('https://api.example')"


# -- where no token is looked for --------------------------------------------------------------------------------------


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of an API that takes a form, and lets one token in."""
    api = Api(app, middleware=[Bearer(verify={"good": Principal(id="ada")}.get)])

    @api.resource("/")
    class Root(Resource):
        def get(self) -> str:
            return "in"

        @accepts(Schema.from_dict({"access_token": fields.Str()}), "form")
        def post(self, form: dict[str, Any]) -> str:
            return "in"

    return app.test_client()


def test_token_in_the_query_lets_nobody_in(client: FlaskClient) -> None:
    assert client.get("/?access_token=good").status_code == 401


def test_token_in_the_query_is_refused_beside_a_good_one(client: FlaskClient) -> None:
    refused = client.get("/?access_token=good", headers={"Authorization": "Bearer good"})
    assert (refused.status_code, "good" in refused.text) == (422, False)


def test_token_in_a_form_lets_nobody_in(client: FlaskClient) -> None:
    assert client.post("/", data={"access_token": "good"}).status_code == 401


def test_token_in_a_form_is_data_like_any_other(client: FlaskClient) -> None:
    assert client.post("/", data={"access_token": "bad"}, headers={"Authorization": "Bearer good"}).status_code == 200
