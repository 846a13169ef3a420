"""Introspection: a real server is asked what a token is worth (RFC 7662)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Barrier
from threading import Event
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import unquote_plus

import pytest
from credentials.issuers import AUDIENCE
from credentials.issuers import ISSUER
from credentials.issuers import Server
from credentials.issuers import claims
from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty.auth import Bearer
from flask_resty.auth import Introspection
from flask_resty.auth import TokenPrincipal
from flask_resty.errors import ConfigError
from flask_resty.errors import Problem

PATIENCE = 20


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server for which each token is active."""
    server = Server()
    server.say({"active": True, **claims()})
    yield server
    server.stop()


def asking(server: Server, **options: Any) -> Introspection:
    return Introspection(server.url, "api", "s3cret", **{"timeout": PATIENCE, **options})


def test_active_token_gives_its_principal(server: Server) -> None:
    principal = asking(server)("t0ken")
    assert principal == TokenPrincipal(id="ada", scopes=frozenset({"read", "write"}), client_id="app")


def test_server_is_asked_as_the_standard_says(server: Server) -> None:
    Introspection(server.url, "a:ä b", "%:+/")("t0ken~")
    [(method, headers, content)] = server.asked
    assert (method, headers["Accept"], headers["Content-Type"]) == ("POST", "application/json", "application/x-www-form-urlencoded")
    assert parse_qs(content.decode()) == {"token": ["t0ken~"], "token_type_hint": ["access_token"]}
    name, _, secret = b64decode(headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
    assert (unquote_plus(name), unquote_plus(secret)) == ("a:ä b", "%:+/")


@pytest.mark.parametrize("token_type", ["Bearer", "bearer", "access_token", None])
def test_token_may_be_of_the_type_that_is_taken(server: Server, token_type: Any) -> None:
    server.say({"active": True, "token_type": token_type, **claims()})
    assert asking(server)("t0ken") is not None


@pytest.mark.parametrize("token_type", ["N_A", "DPoP", "refresh_token", "mac", "", 1, ["Bearer"]], ids=repr)
def test_token_of_another_type_is_no_credential(server: Server, token_type: Any) -> None:
    server.say({"active": True, "token_type": token_type, **claims()})
    assert asking(server)("t0ken") is None


@pytest.mark.parametrize("active", [False, None, "true", 1, "yes", [True], {}, 1.0], ids=repr)
def test_token_is_active_by_one_word_alone(server: Server, active: Any) -> None:
    server.say({**claims(), "active": active})
    assert asking(server)("t0ken") is None


def test_token_of_which_nothing_is_said_is_refused(server: Server) -> None:
    server.say(claims())
    assert asking(server)("t0ken") is None


@pytest.mark.parametrize(
    "changes",
    [
        *({"exp": value} for value in (0, True, "9999999999")),
        *({"iss": value} for value in (None, "https://evil.example", [ISSUER])),
        *({"aud": value} for value in (None, "https://other.example", [], 1)),
        *({"scope": value} for value in (1, ["read"])),
        {"sub": 1},
        {"sub": None, "client_id": None},
    ],
    ids=str,
)
def test_active_token_that_does_not_hold_here_is_refused(server: Server, changes: dict[str, Any]) -> None:
    server.say({"active": True, **claims(**changes)})
    assert asking(server, issuer=ISSUER, audience=AUDIENCE)("t0ken") is None


def test_little_has_to_be_said(server: Server) -> None:
    server.say({"active": True, "client_id": "app"})
    assert asking(server)("t0ken") == TokenPrincipal(id="app", client_id="app")


def test_user_without_a_subject_is_not_taken_for_the_client(server: Server) -> None:
    server.say({"active": True, "client_id": "app", "username": "ada"})
    assert asking(server)("t0ken").id == "ada"


def test_clock_of_the_server_may_be_ahead(server: Server) -> None:
    server.say({"active": True, **claims(iat=time.time() + 60, nbf=time.time() + 60)})
    assert asking(server)("t0ken")


def test_principal_of_ones_own(server: Server) -> None:
    assert asking(server, principal=lambda principal: principal.claims["jti"])("t0ken") == "1"


# -- failing -----------------------------------------------------------------------------------------------------------


def _redirect(request: BaseHTTPRequestHandler) -> None:
    request.send_response(307)
    request.send_header("Location", f"http://{request.headers['Host']}/elsewhere")
    request.send_header("Content-Length", "0")
    request.end_headers()


def _hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


MISBEHAVING = {
    "400": lambda request: (400, b'{"active": true, "sub": "ada"}'),
    "401": lambda request: (401, b'{"error": "invalid_client"}'),
    "500": lambda request: (500, b""),
    "no JSON": lambda request: (200, b"<html>"),
    "no object": lambda request: (200, b"true"),
    "twice": lambda request: (200, b'{"active": false, "active": true, "sub": "ada"}'),
    "huge": lambda request: (200, b'{"active": true, "a": "' + b"a" * 2_000_000 + b'"}'),
    "redirect": _redirect,
    "hangs up": _hang_up,
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_server_that_does_not_say_makes_it_503(server: Server, name: str, caplog: pytest.LogCaptureFixture) -> None:
    server.answer = MISBEHAVING[name]
    with pytest.raises(Problem) as caught:
        asking(server)("t0ken")
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (503, "1")
    assert len(server.asked) == len(caplog.messages) == 1
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize("name", MISBEHAVING)
def test_one_bad_token_does_not_keep_others_waiting(server: Server, name: str) -> None:
    ask = asking(server)
    server.answer = MISBEHAVING[name]
    with pytest.raises(Problem):
        ask("bad")
    server.say({"active": True, **claims()})
    assert ask("good")


def test_server_that_is_away_is_left_alone_for_a_while(server: Server) -> None:
    now = [1000.0]
    ask = asking(server, now=lambda: now[0])
    server.stop()
    for wait in ("1", "2"):
        for _ in range(2):
            with pytest.raises(Problem) as caught:
                ask("t0ken")
            assert caught.value.headers["Retry-After"] == wait
        now[0] += int(wait)
    server.start()
    assert server.asked == []
    server.say({"active": True, "sub": "ada"})
    assert ask("t0ken")


def test_requests_that_fail_together_are_one_failure(server: Server) -> None:
    ask, together, end = asking(server, timeout=0.5, now=lambda: 1000.0), Barrier(4), Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        end.wait(PATIENCE)

    def pause(_: int) -> str:
        together.wait(PATIENCE)
        with pytest.raises(Problem) as caught:
            ask("t0ken")
        return str(caught.value.headers["Retry-After"])

    server.answer = hang
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(pause, range(4))) == {"1"}
    end.set()


def test_proxy_does_not_see_what_stays_on_this_machine(server: Server) -> None:
    program = f"from flask_resty.auth.fetching import fetch; print(fetch({server.url!r}, timeout=5)['active'])"
    server.say({"active": True})
    # Nobody can be a proxy at port 0.
    environment = {**os.environ, "http_proxy": "http://127.0.0.1:0", "no_proxy": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert (ran.stdout, ran.stderr) == ("True\n", "")


def test_slow_server_is_not_waited_for(server: Server) -> None:
    end = Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        end.wait(PATIENCE)

    server.answer = hang
    with pytest.raises(Problem):
        asking(server, timeout=0.1)("t0ken")
    end.set()


# -- keeping -----------------------------------------------------------------------------------------------------------


def test_each_request_asks(server: Server) -> None:
    ask = asking(server)
    assert ask("t0ken") and ask("t0ken")
    assert len(server.asked) == 2


def test_answer_may_be_kept_for_a_while(server: Server) -> None:
    now = [1000.0]
    server.say({"active": True, "sub": "ada"})
    ask = asking(server, cache=10, now=lambda: now[0])
    assert ask("t0ken") == ask("t0ken")
    assert len(server.asked) == 1
    assert ask("another")
    now[0] += 10
    server.say({"active": False})
    assert ask("t0ken") is None
    assert len(server.asked) == 3


def test_answer_that_is_kept_does_not_outlive_the_token(server: Server) -> None:
    server.say({"active": True, "sub": "ada", "exp": time.time() + 0.5})
    ask, deadline = asking(server, cache=60), time.monotonic() + PATIENCE
    assert ask("t0ken")
    while ask("t0ken"):
        assert time.monotonic() < deadline
    assert len(server.asked) == 1


def test_refusal_is_not_kept(server: Server) -> None:
    ask = asking(server, cache=10)
    server.say({"active": False})
    assert ask("t0ken") is None
    server.say({"active": True, "sub": "ada"})
    assert ask("t0ken")


def test_no_more_is_kept_than_fits(server: Server) -> None:
    ask = asking(server, cache=10)
    kept: Any = ask._kept
    for number in range(2000):
        kept.get(str(number), lambda token: {"active": True, "sub": token})
    assert len(kept._answers) == 1024
    assert kept.get("1999", None)["sub"] == "1999"


def test_no_token_is_kept_in_clear(server: Server) -> None:
    ask = asking(server, cache=10)
    assert ask("t0p-s3cret")
    kept: Any = ask._kept
    assert "t0p-s3cret" not in repr(kept._answers)


# -- through Bearer, and mistakes --------------------------------------------------------------------------------------


def test_bearer_asks_it(app: Flask, server: Server) -> None:
    api = Api(app, middleware=[Bearer(verify=asking(server))])

    @api.resource("/")
    class Root(Resource):
        def get(self, principal: Any) -> str:
            return str(principal.id)

    client, credentials = app.test_client(), {"Authorization": "Bearer t0ken"}
    assert client.get("/", headers=credentials).json == "ada"
    server.say({"active": False})
    refused = client.get("/", headers=credentials)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API", error="invalid_token"')
    server.answer = MISBEHAVING["500"]
    refused = client.get("/", headers=credentials)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert "t0ken" not in refused.text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://login.example/introspect"}, "address"),
        ({"client_id": ""}, "no client_id"),
        ({"client_id": None}, "no client_id"),
        ({"client_secret": ""}, "no client_secret"),
        ({"cache": -1}, "cache"),
        ({"timeout": "1"}, "timeout"),
        ({"issuer": ""}, "issuer"),
        ({"audience": []}, "audience"),
        ({"principal": 1}, "principal"),
    ],
    ids=str,
)
def test_option_that_makes_no_sense_is_refused_at_the_start(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Introspection(**{"url": "https://login.example/introspect", "client_id": "api", "client_secret": "s3cret", **options})


def test_it_names_itself_without_its_secret() -> None:
    assert repr(Introspection("https://login.example/i", "api", "s3cret")) == "Introspection('https://login.example/i')"
