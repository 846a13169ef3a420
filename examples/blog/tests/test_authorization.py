"""Clients that act for accounts, by tokens of the blog's own authorization server; and the ways in beside Basic and Bearer."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from authlib.oauth1 import ClientAuth as OAuth1Auth
from flask import Flask
from flask.testing import FlaskClient
from requests.auth import HTTPDigestAuth
from requests.models import PreparedRequest

from examples.blog.accounts import registry
from examples.blog.seed import CONSUMER
from examples.blog.seed import CONSUMER_SECRET
from examples.blog.seed import PAGE_CLIENT
from examples.blog.seed import SCRIPT_CLIENT
from examples.blog.seed import SCRIPT_SECRET

POST = {"title": "By a script", "content": "Beep."}


def token_of(client: FlaskClient, scope: str | None = None) -> str:
    form = {"grant_type": "client_credentials"} | ({} if scope is None else {"scope": scope})
    return client.post("/oauth/token", auth=(SCRIPT_CLIENT, SCRIPT_SECRET), data=form).json["access_token"]


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_metadata_stand_at_the_root_for_an_issuer_without_a_path(client: FlaskClient) -> None:
    metadata = client.get("/.well-known/oauth-authorization-server").json
    assert metadata["issuer"] == "http://127.0.0.1:5000"
    assert metadata["token_endpoint"] == "http://127.0.0.1:5000/oauth/token"


def test_a_script_writes_as_the_account_that_registered_it(client: FlaskClient) -> None:
    response = client.post("/api/posts", json=POST, headers=bearing(token_of(client)))
    assert (response.status_code, response.json["author"]["username"]) == (201, "ada")


def test_a_client_has_no_more_than_it_was_allowed(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        page = registry.clients.find(PAGE_CLIENT)
        token = registry.grants.issue(page, subject="3", scopes=[]).access_token
    root = client.get("/api/me", headers=bearing(token)).json
    assert (root["username"], root["scopes"], root["roles"]) == ("root", [], [])
    refused = client.post("/api/posts", json=POST, headers=bearing(token))
    assert (refused.status_code, 'scope="posts:write"' in refused.headers["WWW-Authenticate"]) == (403, True)


def test_nobody_is_allowed_what_the_account_may_not_do_itself(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        token = registry.grants.issue(registry.clients.find(PAGE_CLIENT), subject="2", scopes=["posts:write"]).access_token
    assert client.get("/api/me", headers=bearing(token)).json["username"] == "bob"
    assert client.post("/api/posts", json=POST, headers=bearing(token)).status_code == 403


def test_tokens_of_a_client_die_with_it_T84(app: Flask, client: FlaskClient) -> None:
    token = token_of(client)
    with app.app_context():
        registry.clients.revoke(SCRIPT_CLIENT)
    assert client.get("/api/me", headers=bearing(token)).status_code == 401
    assert client.get("/api/posts", headers=bearing(token)).status_code == 401


@pytest.mark.parametrize("next_path", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"])
def test_the_log_in_leads_nowhere_else(client: FlaskClient, next_path: str) -> None:
    form = {"username": "ada", "password": "lovelace"}
    answer = client.post("/login", query_string={"next": next_path}, data=form, headers={"Origin": "http://localhost"})
    assert (answer.status_code, answer.location) == (303, "/login")


def test_the_session_that_a_log_in_makes_is_good_for_the_api(client: FlaskClient) -> None:
    own = {"Origin": "http://localhost"}
    assert client.post("/login", data={"username": "ada", "password": "nope"}, headers=own).status_code == 401
    assert client.post("/login?next=/api/me", data={"username": "ada", "password": "lovelace"}, headers=own).location == "/api/me"
    assert client.get("/api/me").json["username"] == "ada"
    assert client.post("/api/posts", json=POST, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/posts", json=POST, headers=own).status_code == 201
    assert client.post("/logout", headers=own).status_code == 303
    assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize(("password", "status"), [("lovelace", 200), ("Lovelace", 401)])
def test_account_calls_by_digest(client: FlaskClient, password: str, status: int) -> None:
    challenge = next(line for line in client.get("/api/me").headers.getlist("WWW-Authenticate") if "SHA-256" in line)
    digest = HTTPDigestAuth("ada", password)
    digest.init_per_thread_state()
    digest._thread_local.chal = dict(part.split("=", 1) for part in challenge.removeprefix("Digest ").replace('"', "").split(", "))
    request = PreparedRequest()
    request.prepare("GET", "http://localhost/api/me")
    assert client.get("/api/me", headers={"Authorization": digest.build_digest_header(request.method, request.url)}).status_code == status


def test_a_consumer_of_oauth_1_gets_a_token_and_writes_with_it(app: Flask, client: FlaskClient) -> None:
    base, own = "http://localhost", {"Origin": "http://localhost"}

    def signed(path: str, method: str = "POST", **said: Any) -> dict[str, str]:
        auth = OAuth1Auth(CONSUMER, CONSUMER_SECRET, force_include_body=True, **said)
        body = json.dumps(POST).encode() if method == "POST" and path == "/api/posts" else b""
        return dict(auth.sign(method, f"{base}{path}", {"Content-Type": "application/json"} if body else {}, body)[1])

    request_token = dict(parse_qsl(client.post("/oauth1/request_token", headers=signed("/oauth1/request_token", redirect_uri="oob")).text))
    client.post("/login", data={"username": "ada", "password": "lovelace"}, headers=own)
    asked = client.get("/oauth1/authorize", query_string={"oauth_token": request_token["oauth_token"]})
    form = {name: value for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', asked.text)} | {"answer": "allow"}
    shown = client.post("/oauth1/authorize", query_string={"oauth_token": request_token["oauth_token"]}, data=form, headers=own)
    verifier = re.search(r"<(?:code|output|kbd|strong)[^>]*>([^<]+)<", shown.text)[1]
    client.delete_cookie("session")
    temporary = {"token": request_token["oauth_token"], "token_secret": request_token["oauth_token_secret"], "verifier": verifier}
    token = dict(parse_qsl(client.post("/oauth1/access_token", headers=signed("/oauth1/access_token", **temporary)).text))
    final = {"token": token["oauth_token"], "token_secret": token["oauth_token_secret"]}
    assert client.get("/api/me", headers=signed("/api/me", "GET", **final)).json["username"] == "ada"
    assert client.post("/api/posts", data=json.dumps(POST), headers=signed("/api/posts", **final)).status_code == 201


@pytest.mark.parametrize("owner", [None, "ada", "²", "9" * 30, "-1"])
def test_a_script_of_nobody_is_nobody(app: Flask, client: FlaskClient, owner: str | None) -> None:
    with app.app_context():
        script, _ = registry.clients.create("Script", grant_types=["client_credentials"], owner=owner)
        token = registry.grants.issue(script).access_token
    assert client.get("/api/me", headers=bearing(token)).status_code == 401


def test_who_is_called_like_a_script_is_not_its_owner(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        token = registry.grants.issue(registry.clients.find(SCRIPT_CLIENT), subject=SCRIPT_CLIENT).access_token
    assert client.get("/api/me", headers=bearing(token)).status_code == 401
