"""Key sets of issuers: fetched from real servers that rotate, fail and misbehave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Barrier
from threading import Event
from typing import Any

import pytest
from clock import Clock
from credentials.issuers import AUDIENCE
from credentials.issuers import ISSUER
from credentials.issuers import Server
from credentials.issuers import key
from credentials.issuers import shown
from credentials.issuers import token
from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty.auth import JWKS
from flask_resty.auth import JWT
from flask_resty.auth import Bearer
from flask_resty.errors import ConfigError
from flask_resty.errors import Problem

# No test waits for it: it is there so that none hangs.
PATIENCE = 20

ONE = key(name="1")
TWO = key(name="2")


@pytest.fixture
def issuer() -> Iterator[Server]:
    """Give an issuer that shows one key."""
    server = Server()
    server.say({"keys": [shown(ONE)]})
    yield server
    server.stop()


@pytest.fixture
def jwks(issuer: Server, clock: Clock) -> JWKS:
    return JWKS(issuer.url, ttl=300, cooldown=30, stale=3600, timeout=PATIENCE, now=clock)


def verifier(keys: JWKS, algorithms: Any = ("RS256", "ES256")) -> JWT:
    return JWT(keys, issuer=ISSUER, audience=AUDIENCE, algorithms=algorithms)


def by(private: Any, **header: Any) -> str:
    return token(header={"kid": private.kid, **header}, by=private)


@contextmanager
def unavailable() -> Iterator[dict[str, str]]:
    found: dict[str, str] = {}
    with pytest.raises(Problem) as caught:
        yield found
    assert caught.value.status == 503
    found.update(caught.value.headers)


# -- fetching and keeping ----------------------------------------------------------------------------------------------


def test_set_is_fetched_when_the_first_token_comes_and_kept(issuer: Server, jwks: JWKS) -> None:
    verify = verifier(jwks)
    assert issuer.asked == []
    assert all(verify(by(ONE)) for _ in range(3))
    [(method, headers, content)] = issuer.asked
    assert (method, headers["Accept"], content) == ("GET", "application/json", b"")


def test_set_is_fetched_again_when_it_is_old(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    issuer.say({"keys": [shown(TWO)]})
    clock.time += 301
    # The first that finds it old still goes by it.
    assert verify(by(ONE))
    assert verify(by(ONE)) is None
    assert verify(by(TWO))
    assert len(issuer.asked) == 2


def test_unknown_key_has_the_set_fetched_again(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    issuer.say({"keys": [shown(ONE), shown(TWO)]})
    clock.time += 31
    assert verify(by(TWO))
    assert verify(by(ONE))
    assert len(issuer.asked) == 2


def test_made_up_names_of_keys_do_not_hammer_the_issuer(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    for number in range(100):
        assert verify(by(ONE, kid=f"made-up-{number}")) is None
        clock.time += 0.9
    assert len(issuer.asked) <= 1 + 90 // 30
    assert verify(by(ONE))


def test_issuer_that_withdraws_its_keys_is_heeded(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    issuer.say({"keys": []})
    clock.time += 301
    assert verify(by(ONE))
    assert verify(by(ONE)) is None


# -- failing -----------------------------------------------------------------------------------------------------------


def garbage(content: bytes, status: int = 200) -> Any:
    return lambda request: (status, content)


def _redirect(request: BaseHTTPRequestHandler) -> None:
    request.send_response(302)
    request.send_header("Location", request.headers["Host"])
    request.send_header("Content-Length", "0")
    request.end_headers()


def _hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


def _cut(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"keys": [')


def _babble(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"\x00\xff no HTTP at all\r\n\r\n")


MISBEHAVING = {
    "500": garbage(json.dumps({"keys": [shown(ONE)]}).encode(), 500),
    "404": garbage(b"", 404),
    "206": garbage(json.dumps({"keys": [shown(ONE)]}).encode(), 206),
    "empty": garbage(b""),
    "HTML": garbage(b"<html>Please log in</html>"),
    "array": garbage(json.dumps([shown(ONE)]).encode()),
    "no keys": garbage(b"{}"),
    "keys that are no list": garbage(b'{"keys": {}}'),
    "keys twice": garbage(b'{"keys": [], "keys": []}'),
    "UTF-16": garbage('{"keys": []}'.encode("utf-16")),
    "deep": garbage(b'{"keys": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "huge": garbage(b'{"keys": [' + b" " * 2_000_000 + b"]}"),
    "redirect": _redirect,
    "hangs up": _hang_up,
    "cut": _cut,
    "no HTTP": _babble,
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_without_any_keys_it_is_503(issuer: Server, jwks: JWKS, name: str) -> None:
    issuer.answer = MISBEHAVING[name]
    with unavailable() as headers:
        verifier(jwks)(by(ONE))
    assert headers["Retry-After"] == "1"


@pytest.mark.parametrize("name", MISBEHAVING)
def test_keys_that_are_there_go_on_being_good(issuer: Server, jwks: JWKS, clock: Clock, name: str) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    issuer.answer = MISBEHAVING[name]
    clock.time += 301
    assert verify(by(ONE)) and verify(by(ONE))
    assert verify(by(TWO)) is None
    assert len(issuer.asked) == 2


def test_issuer_that_died_is_asked_ever_less_often(issuer: Server, jwks: JWKS, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    issuer.stop()
    waits = []
    for _ in range(8):
        with unavailable() as headers:
            verifier(jwks)(by(ONE))
        waits.append(int(headers["Retry-After"]))
        clock.time += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(caplog.messages) == 8
    issuer.start()
    assert verifier(jwks)(by(ONE))


def test_issuer_that_just_failed_is_left_alone(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    issuer.answer = MISBEHAVING["500"]
    for _ in range(10):
        with unavailable():
            verifier(jwks)(by(ONE))
    assert len(issuer.asked) == 1


def test_keys_end_when_the_issuer_is_away_for_too_long(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    issuer.stop()
    clock.time += 3600
    assert verify(by(ONE))
    clock.time += 61
    with unavailable():
        verify(by(ONE))
    issuer.start()
    clock.time += 61
    assert verify(by(ONE))


# -- several at once ---------------------------------------------------------------------------------------------------


def test_others_go_on_while_one_fetches(issuer: Server, jwks: JWKS, clock: Clock) -> None:
    verify = verifier(jwks)
    assert verify(by(ONE))
    begun, end = Event(), Event()

    def slow(request: BaseHTTPRequestHandler) -> tuple[int, bytes]:
        begun.set()
        end.wait(PATIENCE)
        return 200, json.dumps({"keys": [shown(ONE)]}).encode()

    issuer.answer = slow
    clock.time += 301
    with ThreadPoolExecutor() as pool:
        first = pool.submit(verify, by(ONE))
        assert begun.wait(PATIENCE)
        assert all(verify(by(ONE)) for _ in range(5))
        assert not first.done()
        end.set()
        assert first.result(PATIENCE)
    assert len(issuer.asked) == 2


def test_many_that_need_keys_at_once_have_them_fetched_once(issuer: Server, jwks: JWKS) -> None:
    verify, start = verifier(jwks), Barrier(16)

    def ask(_: int) -> Any:
        start.wait(PATIENCE)
        return verify(by(ONE))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(16)))
    assert len(issuer.asked) == 1


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"], ids=["no answer", "no end"])
def test_slow_issuer_is_not_waited_for(issuer: Server, clock: Clock, head: bytes) -> None:
    end = Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        end.wait(PATIENCE)

    issuer.answer = hang
    with unavailable():
        verifier(JWKS(issuer.url, timeout=0.1, now=clock))(by(ONE))
    end.set()


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 500 No\r\nX: ", b"y"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2", b";x"),
        (b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"keys": []}\r\n0\r\n', b"X: y\r\n"),
    ],
    ids=["content", "status line", "field", "field of an error", "interim answers", "size of a chunk", "trailer"],
)
def test_issuer_that_drips_is_not_waited_for(issuer: Server, clock: Clock, head: bytes, drop: bytes) -> None:
    end, given_up = Event(), Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        try:
            while not end.wait(0.01):
                request.wfile.write(drop)
        except OSError:
            # The other side is gone, as it should be.
            given_up.set()
            request.close_connection = True

    issuer.answer = drip
    with unavailable():
        verifier(JWKS(issuer.url, timeout=0.1, now=clock))(by(ONE))
    assert given_up.wait(PATIENCE)
    end.set()


# -- what is shown -----------------------------------------------------------------------------------------------------

SECRET = key("oct", 256)
SMALL = {"kty": "RSA", "kid": "1", "n": "AQAB", "e": "AQAB"}

IGNORED = {
    "secret": SECRET.as_dict(private=True, kid="1"),
    "secret that is a public key": {"kty": "oct", "kid": "1", "k": shown(ONE)["n"]},
    "private": ONE.as_dict(private=True, kid="1"),
    "for encryption": shown(ONE, use="enc"),
    "for another algorithm": shown(ONE, alg="RSA-OAEP"),
    "for other operations": shown(ONE, key_ops=["encrypt"]),
    "too short": SMALL,
    "of a new kind": {"kty": "AKP", "kid": "1", "pub": "AAAA"},
    "of no kind": {"kid": "1"},
    "of a strange kind": {"kty": ["RSA"], "kid": "1"},
    "broken": {"kty": "RSA", "kid": "1", "n": "?", "e": 1},
    "incomplete": {"kty": "EC", "kid": "1", "crv": "P-256"},
    "of an unknown curve": {"kty": "EC", "kid": "1", "crv": "P-1", "x": "AA", "y": "AA"},
    "not on the curve": {"kty": "EC", "kid": "1", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
    "no object": "RSA",
    "null": None,
    "name that is none": shown(ONE, kid=1),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_no_public_key_for_signatures_is_ignored(issuer: Server, jwks: JWKS, name: str) -> None:
    issuer.say({"keys": [IGNORED[name], shown(TWO)]})
    verify = verifier(jwks)
    assert verify(by(ONE)) is None
    assert verify(by(TWO))


def test_secret_that_is_shown_signs_nothing(issuer: Server, jwks: JWKS) -> None:
    issuer.say({"keys": [IGNORED["secret"], shown(TWO)]})
    assert verifier(jwks)(token(header={"kid": "1"}, by=SECRET)) is None


def test_keys_without_names_are_tried_in_turn(issuer: Server, jwks: JWKS) -> None:
    issuer.say({"keys": [{name: value for name, value in shown(private).items() if name != "kid"} for private in (ONE, TWO)]})
    verify = verifier(jwks)
    assert verify(by(TWO)) and verify(token(by=TWO))
    assert verify(token(by=key(name="3"))) is None


def test_keys_of_several_kinds_may_have_one_name(issuer: Server, jwks: JWKS) -> None:
    curve = key("EC", "P-256", "1")
    issuer.say({"keys": [shown(ONE), shown(curve)]})
    verify = verifier(jwks)
    assert verify(by(ONE)) and verify(by(curve))


# -- through Bearer, and mistakes --------------------------------------------------------------------------------------


def test_caller_is_told_to_come_back(app: Flask, issuer: Server, jwks: JWKS) -> None:
    issuer.answer = MISBEHAVING["500"]
    api = Api(app, middleware=[Bearer(verify=verifier(jwks))])

    @api.resource("/")
    class Root(Resource):
        def get(self) -> str:
            return "in"

    refused = app.test_client().get("/", headers={"Authorization": f"Bearer {by(ONE)}"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert "WWW-Authenticate" not in refused.headers
    assert issuer.url not in refused.text


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/jwks.json",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "file:///etc/passwd",
        "ftp://login.example/",
        "data:application/json,{}",
        "https:///jwks.json",
        "https://ada:secret@login.example/",
        "https://login.example/#a",
        "https://[::1/",
        "jwks.json",
        "https://login.example/a b",
        "https://login.example/\r\nX: y",
        "https://l\u00f6gin.example/",
        "https://login.example:0/",
        "https://login.example:65536/",
        "",
        None,
        1,
    ],
)
def test_address_that_cannot_be_trusted_is_refused_at_the_start(url: Any) -> None:
    with pytest.raises(ConfigError, match="JWKS has the address"):
        JWKS(url)


@pytest.mark.parametrize("url", ["https://login.example/jwks?tenant=1", "http://localhost:8080/", "http://127.0.0.1/", "http://[::1]:80/"])
def test_https_and_loopback_are_trusted(url: str) -> None:
    assert repr(JWKS(url)) == f"JWKS({url!r})"


@pytest.mark.parametrize("name", ["ttl", "cooldown", "stale", "timeout"])
@pytest.mark.parametrize("value", [-1, "1", True, None, float("nan"), float("inf")], ids=str)
def test_time_that_is_none_is_refused_at_the_start(name: str, value: Any) -> None:
    options: dict[str, Any] = {name: value}
    with pytest.raises(ConfigError, match=rf"^JWKS\({name}\)="):
        JWKS("https://login.example/", **options)
