"""An authorization server to be tried, and the steps that a client and a browser take with it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qsl
from urllib.parse import urlencode
from urllib.parse import urlsplit

from flask import Flask
from flask import redirect
from flask import request
from flask import session
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty.oauth import AuthorizationServer
from flask_resty.oauth import Registry
from flask_resty.oauth import metadata

ISSUER = "https://as.example"
CALLBACK = "https://app.example/cb"
SCOPES = {"posts:read": "read your posts", "posts:write": "write posts in your name"}
VERIFIER = "some-verifier-of-forty-three-characters-long"

#: Leaves a parameter out of a request.
ABSENT = object()


def challenge(verifier: str = VERIFIER) -> str:
    """Give the S256 of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class World:
    """An app with an authorization server, a log-in, a resource that takes its tokens, and a clock that stands still."""

    def __init__(self, database: str, *, issuer: str = ISSUER, **options: Any) -> None:
        # A connection lasts as long as its session, so nobody has to close the engine.
        engine = create_engine(database, poolclass=NullPool)
        metadata.create_all(engine)
        self.time = 2_000_000_000.0
        self.registry = Registry(sessionmaker(engine), now=lambda: self.time)
        self.app = Flask("oauth")
        self.app.secret_key = "not a secret"
        self.server = AuthorizationServer(
            registry=self.registry, issuer=issuer, user=_user, scopes=SCOPES, **{"login": "log_in", **options}
        )
        self.server.init_app(self.app)
        self.app.add_url_rule("/log-in", "log_in", _log_in, methods=["GET", "POST"])
        Api(self.app, middleware=[self.server.bearer()]).resource("/me")(Me)

    def client(self, name: str = "Reader", **options: Any) -> tuple[str, str | None]:
        """Register a client; give its id and its secret."""
        options = {"redirect_uris": [CALLBACK], "scopes": list(SCOPES), **options}
        client, secret = self.registry.clients.create(name, **options)
        return client.id, secret


class Me(Resource):
    """Who calls."""

    def get(self, principal: Any) -> dict[str, Any]:
        return {"id": principal.id, "client": principal.client_id, "scopes": sorted(principal.scopes)}


def _user() -> Principal | None:
    return Principal(id=session["user"]) if "user" in session else None


def _log_in() -> Any:
    if request.method == "GET":
        return '<form method="post"><input name="user" aria-label="Name"><button>Log in</button></form>'
    session["user"] = request.form["user"]
    return redirect(request.args.get("next", "/log-in"))


def authorize_url(client_id: Any, /, **changes: Any) -> str:
    """Give the path of an authorization request. A value of ``ABSENT`` leaves a parameter out, a list sends it several times."""
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": "posts:read",
        "state": "s-1",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **changes,
    }
    present = {name: value for name, value in parameters.items() if value is not ABSENT}
    return f"/oauth/authorize?{urlencode(present, doseq=True)}"


class Person:
    """Somebody at a browser."""

    def __init__(self, world: World, name: str | None = "ada") -> None:
        self.browser = world.app.test_client()
        if name is not None:
            self.browser.post("/log-in", data={"user": name})

    def sees(self, url: str) -> TestResponse:
        """Go to an address."""
        return self.browser.get(url)

    def answers(self, url: str, answer: str = "allow", **form: str) -> TestResponse:
        """Go to the page of an authorization request, and press a button there."""
        shown = re.search(r'name="confirmation" value="([^"]+)"', self.sees(url).text)
        assert shown is not None
        return self.browser.post(url, data={"confirmation": shown[1], "answer": answer, **form})

    def gets_code(self, client_id: str, **changes: Any) -> str:
        """Allow what a client asks for."""
        return sent_back(self.answers(authorize_url(client_id, **changes)))["code"]


def sent_back(response: TestResponse) -> dict[str, str]:
    """Give what a client is told in its redirect URI."""
    assert response.status_code == 303
    return dict(parse_qsl(urlsplit(response.location).query, keep_blank_values=True))


def code_form(code: str, /, **changes: Any) -> dict[str, Any]:
    """Give the form that trades a code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
    return {name: value for name, value in form.items() if value is not ABSENT}


def ask_token(world: World, form: Any, auth: tuple[str, str | None] | None = None, **options: Any) -> TestResponse:
    """Ask the token endpoint."""
    return world.app.test_client().post("/oauth/token", data=form, auth=auth, **options)


def status_of(world: World, token: str) -> int:
    """Tell what a resource says to a token."""
    return world.app.test_client().get("/me", headers={"Authorization": f"Bearer {token}"}).status_code
