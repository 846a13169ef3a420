"""Who may call."""

from __future__ import annotations

from typing import Any

from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty import public
from flask_resty import requires
from flask_resty.auth import AllOf
from flask_resty.auth import AnyOf
from flask_resty.auth import APIKey
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth.security import http_scheme
from flask_resty.oauth.bearer import ServerBearer
from flask_resty.oauth.bearer import flows_of
from flask_resty.openapi import document_of


def nobody(*credentials: str) -> None:
    """Know nobody."""


class Guarded(Resource):
    def get(self) -> Any: ...

    @requires("things:write")
    def post(self) -> Any: ...

    @public
    def put(self) -> Any: ...


def described(*authenticators: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what each verb demands, and the schemes."""
    app, api = Flask(__name__), Api(title="Things", middleware=authenticators)
    api.resource("/things")(Guarded)
    api.init_app(app)
    document = document_of(api, app)
    item = document["paths"]["/things"]
    return {verb: item[verb].get("security") for verb in ("get", "post", "put")}, document["components"]["securitySchemes"]


def test_verb_demands_credentials_and_scopes():
    demands, schemes = described(Bearer(verify=nobody))
    assert demands == {"get": [{"bearer": []}], "post": [{"bearer": ["things:write"]}], "put": [{"bearer": []}, {}]}
    assert schemes == {"bearer": {"type": "http", "scheme": "bearer"}}


def test_any_of_several_schemes_will_do():
    demands, schemes = described(AnyOf(Bearer(verify=nobody), Basic(verify=nobody)))
    assert demands["get"] == [{"bearer": []}, {"basic": []}]
    assert [*schemes] == ["basic", "bearer"]


def test_all_of_several_schemes_are_needed():
    demands, _ = described(AllOf(APIKey(verify=nobody, header="X-Key"), Basic(verify=nobody)))
    assert demands["get"] == [{"X-Key": [], "basic": []}]


def test_flows_of_oauth_are_told():
    metadata = {"token_endpoint": "https://as.example/token", "authorization_endpoint": "https://as.example/authorize"}
    flows = flows_of(metadata, {"things:write": "Change things"})
    demands, schemes = described(ServerBearer(nobody, flows, realm="Things", resource=None))
    assert demands["post"] == [{"oauth2": ["things:write"]}]
    assert schemes["oauth2"]["flows"]["authorizationCode"] == {
        "authorizationUrl": "https://as.example/authorize",
        "tokenUrl": "https://as.example/token",
        "refreshUrl": "https://as.example/token",
        "scopes": {"things:write": "Change things"},
    }


def test_schemes_that_differ_have_names_that_do():
    class Other(Bearer):
        @property
        def security(self) -> Any:
            return ((http_scheme("bearer", bearerFormat="JWT"),),)

    demands, schemes = described(AnyOf(Bearer(verify=nobody), Other(verify=nobody)))
    assert demands["get"] == [{"bearer": []}, {"bearer2": []}]
    assert schemes["bearer2"]["bearerFormat"] == "JWT"


def test_where_nobody_asks_nothing_is_demanded():
    class Open(Resource):
        def get(self) -> Any: ...

    app, api = Flask(__name__), Api(title="Things")
    api.resource("/things")(Open)
    api.init_app(app)
    document = document_of(api, app)
    assert "security" not in document["paths"]["/things"]["get"]
    assert "securitySchemes" not in document.get("components", {})
