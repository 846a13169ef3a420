"""Who calls."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from examples.blog.database import sessions
from examples.blog.models import Account

ROLES = {"ada": ["author"], "bob": ["reader"], "root": ["admin"]}


@pytest.mark.parametrize(("username", "password"), [("ada", "lovelace"), ("bob", "builder"), ("root", "toor")])
def test_account_calls_by_password_or_token(client, username, password):
    by_password = client.get("/api/me", auth=(username, password))
    by_token = client.get("/api/me", headers={"Authorization": f"Bearer {username}-token"})
    assert by_password.status_code == by_token.status_code == 200
    assert by_password.json == by_token.json
    assert (by_token.json["username"], by_token.json["roles"]) == (username, ROLES[username])


def test_me_is_401_for_nobody(client):
    response = client.get("/api/me")
    assert response.status_code == 401
    schemes = [challenge.partition(" ")[0] for challenge in response.headers.getlist("WWW-Authenticate")]
    assert schemes == ["Bearer", "Digest", "Digest", "Basic", "OAuth", "Session"]


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        ("Bearer nonsense", 401),
        ("Bearer ADA-TOKEN", 401),
        ("bearer ada-token", 200),
        ("BASIC YWRhOmxvdmVsYWNl", 200),
        ("Basic YWRhOndyb25n", 401),
        ("Basic bm9ib2R5OmxvdmVsYWNl", 401),
        ("Basic !!!", 401),
        ("Basic YWRh", 401),
        ("Basic /////w==", 401),
        ("Basic", 401),
        ("NTLM TlRMTVNTUAAB", 401),
        ("ada-token", 401),
        ("", 401),
        ("Bearer", 400),
        ("Bearer a b", 400),
        ("Bearer ada-token, Basic YWRhOmxvdmVsYWNl", 400),
    ],
)
@pytest.mark.parametrize("path", ["/api/me", "/api/posts"])
def test_bad_credentials_are_refused_even_where_nobody_needs_any(client, path, authorization, status):
    response = client.get(path, headers={"Authorization": authorization})
    assert response.status_code == status
    assert ("WWW-Authenticate" in response.headers) == (status >= 400)


def test_neither_passwords_nor_tokens_are_kept(app):
    with app.app_context(), sessions()() as session:
        kept = [(account.password_hash, account.token_hash) for account in session.scalars(select(Account))]
    assert not [text for pair in kept for text in pair if "lovelace" in text or "token" in text]


def test_account_says_nothing_about_its_secrets(ada):
    assert ada.get("/api/me").json.keys() == {"username", "name", "roles", "scopes"}


def test_everything_but_me_is_public(client):
    paths = ["/api/", "/api/posts", "/api/posts/hello-world", "/api/posts/hello-world/comments", "/api/export/posts", "/api/other/a/b"]
    assert [client.get(path, buffered=True).status_code for path in paths] == [200] * len(paths)
