"""A resource server in another process than the authorization server: it learns by introspection what a token is worth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from authorization.flow import ISSUER
from authorization.flow import Me
from authorization.flow import Person
from authorization.flow import World
from authorization.flow import ask_token
from authorization.flow import code_form
from flask import Flask

from flask_resty import Api
from flask_resty.auth import Bearer
from flask_resty.auth import Introspection
from flask_resty.auth import ProtectedResource


class Elsewhere:
    """An authorization server and a resource server, each served by itself, and the tokens of a client."""

    def __init__(self, database: str, serve: Callable[[Any], str]) -> None:
        self.id, secret = World(database).client("Resource server", redirect_uris=[], grant_types=["client_credentials"])
        self.world = World(database, introspects=[self.id])
        self.reader = self.world.client()
        self.tokens: Any = ask_token(self.world, code_form(Person(self.world).gets_code(self.reader[0])), self.reader).json
        self.issuer = serve(self.world.app)
        self.api = serve(_resource_server(Introspection(f"{self.issuer}/oauth/introspect", self.id, secret or "", issuer=ISSUER)))

    def asks(self, token: str) -> requests.Response:
        return requests.get(f"{self.api}/me", headers={"Authorization": f"Bearer {token}"}, timeout=20)


def _resource_server(introspection: Introspection) -> Flask:
    app = Flask("elsewhere")
    resource = ProtectedResource("https://api.example", authorization_servers=[ISSUER], scopes=["posts:read"])
    app.register_blueprint(resource.blueprint())
    Api(app, middleware=[Bearer(verify=introspection, resource=resource)]).resource("/me")(Me)
    return app


@pytest.fixture
def elsewhere(tmp_path: Path, serve: Callable[[Any], str]) -> Elsewhere:
    return Elsewhere(f"sqlite:///{tmp_path}/oauth.db", serve)


def test_a_token_is_good_at_another_server(elsewhere: Elsewhere) -> None:
    answer = elsewhere.asks(elsewhere.tokens["access_token"])
    assert (answer.status_code, answer.json()) == (200, {"id": "ada", "client": elsewhere.reader[0], "scopes": ["posts:read"]})


def test_a_refresh_token_is_no_access_token_elsewhere(elsewhere: Elsewhere) -> None:
    assert elsewhere.asks(elsewhere.tokens["refresh_token"]).status_code == 401


@pytest.mark.parametrize("end", ["time", "grant", "client"])
def test_a_token_that_ended_is_at_once_good_nowhere(elsewhere: Elsewhere, end: str) -> None:
    registry = elsewhere.world.registry
    if end == "time":
        elsewhere.world.time += 600
    elif end == "grant":
        registry.grants.revoke_all(subject="ada")
    else:
        registry.clients.reject(elsewhere.reader[0])
    assert elsewhere.asks(elsewhere.tokens["access_token"]).status_code == 401


def test_a_resource_server_that_is_revoked_learns_nothing(elsewhere: Elsewhere) -> None:
    elsewhere.world.registry.clients.revoke(elsewhere.id)
    answer = elsewhere.asks(elsewhere.tokens["access_token"])
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_who_comes_without_a_token_finds_the_way_to_one(elsewhere: Elsewhere) -> None:
    challenge = requests.get(f"{elsewhere.api}/me", timeout=20).headers["WWW-Authenticate"]
    address = challenge.partition('resource_metadata="')[2].partition('"')[0]
    document = requests.get(elsewhere.api + urlsplit(address).path, timeout=20).json()
    assert (document["resource"], document["authorization_servers"]) == ("https://api.example", [ISSUER])
    metadata = requests.get(f"{elsewhere.issuer}/.well-known/oauth-authorization-server", timeout=20).json()
    assert metadata["issuer"] == document["authorization_servers"][0]
    assert set(document["scopes_supported"]) <= set(metadata["scopes_supported"])
