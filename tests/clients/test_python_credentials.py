"""Every way to say who calls, with the authenticators themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import everything
import pytest
from everything import callers
from flask import Flask

from flask_resty.clients.python.runtime.async_connection import AsyncConnection
from flask_resty.clients.python.runtime.connection import Connection
from flask_resty.clients.python.runtime.connection import Settings
from flask_resty.clients.python.runtime.credentials import ApiKey
from flask_resty.clients.python.runtime.credentials import Auth
from flask_resty.clients.python.runtime.credentials import Basic
from flask_resty.clients.python.runtime.credentials import Bearer
from flask_resty.clients.python.runtime.credentials import Digest
from flask_resty.clients.python.runtime.credentials import Several
from flask_resty.clients.python.runtime.errors import Forbidden
from flask_resty.clients.python.runtime.errors import Unauthorized
from flask_resty.clients.python.runtime.messages import Headers
from flask_resty.clients.python.runtime.messages import Request
from flask_resty.clients.python.runtime.messages import Response
from flask_resty.clients.python.runtime.oauth import AuthorizationCode
from flask_resty.clients.python.runtime.oauth import OAuth2
from flask_resty.clients.python.runtime.operations import Given
from flask_resty.clients.python.runtime.operations import Operation
from flask_resty.clients.python.runtime.options import USUAL
from flask_resty.clients.python.runtime.options import Options
from flask_resty.clients.python.runtime.retrying import Retry
from flask_resty.clients.python.runtime.sessions import CookieSession
from flask_resty.clients.python.runtime.signing import OAuth1
from flask_resty.clients.python.runtime.signing import base_string

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def app() -> Flask:
    return everything.make_app()


@pytest.fixture
def ask(app: Flask, serve: Callable[[Any], str]) -> Iterator[Ask]:
    """Give a function that asks a resource who calls, or does there what only some may do."""
    base = serve(app)

    def ask(name: str, auth: Auth, method: str = "GET") -> Any:
        connection = Connection(base, {}, Settings(auth=auth, retry=Retry(attempts=1)))
        return connection.call(Operation(method=method, path=f"/api/callers/{name}"), Given(), USUAL)

    yield ask


def signed(**said: Any) -> OAuth1:
    return OAuth1(callers.CONSUMER, callers.CONSUMER_SECRET, **said)


GOOD: list[tuple[str, Callable[[], Auth]]] = [
    ("basic", lambda: Basic("ada", "ada-password")),
    ("bearer", lambda: Bearer("ada-token")),
    ("token", lambda: Bearer("ada-token", scheme="Token")),
    ("jwt", lambda: Bearer(lambda: callers.jwt_of("ada"))),
    ("digest", lambda: Digest("ada", "ada-password")),
    ("oauth1", lambda: signed(token="ada-token", token_secret=callers.TOKEN_SECRET)),
    ("oauth1", lambda: signed(token="ada-token", token_secret=callers.TOKEN_SECRET, method="HMAC-SHA1")),
    ("oauth1", signed),
    ("key", lambda: ApiKey("ada-token")),
    ("key", lambda: ApiKey("ada-token", name="api_key", where="query")),
    ("key", lambda: ApiKey("ada-token", name="api-key", where="cookie")),
    ("two", lambda: Several(ApiKey("ada-token"), Basic("ada", "ada-password"))),
]


@pytest.mark.parametrize(("name", "auth"), GOOD, ids=[f"{name} {place}" for place, (name, _) in enumerate(GOOD)])
def test_ada_is_let_in(ask: Ask, name: str, auth: Callable[[], Auth]) -> None:
    ada = auth()
    assert [ask(name, ada)["id"] for _ in range(2)] == ["ada", "ada"]
    assert ask(name, ada, "DELETE") is None


BAD: list[tuple[str, Callable[[], Auth]]] = [
    ("basic", lambda: Basic("ada", "wrong")),
    ("bearer", lambda: Bearer("wrong")),
    ("digest", lambda: Digest("ada", "wrong")),
    ("oauth1", lambda: OAuth1(callers.CONSUMER, "wrong")),
    ("key", lambda: ApiKey("wrong")),
    ("two", lambda: ApiKey("ada-token")),
]


@pytest.mark.parametrize(("name", "auth"), BAD, ids=[name for name, _ in BAD])
def test_others_are_not(ask: Ask, name: str, auth: Callable[[], Auth]) -> None:
    with pytest.raises(Unauthorized):
        ask(name, auth())


def test_bob_may_not_do_what_ada_may(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        ask("digest", Digest("bob", "bob-password"), "DELETE")


def test_a_session_without_a_log_in_has_the_cookies_that_it_was_given(ask: Ask) -> None:
    with pytest.raises(Unauthorized):
        ask("session", CookieSession(cookies={"session": "made up"}, csrf_token="made up"))


class Script:
    """Answers what it was told to, and keeps what was asked."""

    def __init__(self, *answers: Response) -> None:
        self.answers, self.asked = list(answers), list[Request]()

    def send(self, request: Request, options: Options) -> Response:
        self.asked.append(request)
        return self.answers.pop(0)


def answer(status: int = 200, content: bytes = b"", *lines: tuple[str, str]) -> Response:
    return Response(status=status, headers=Headers(lines), content=content)


def called(script: Script, auth: Auth) -> None:
    connection = Connection("https://blog.example", {}, Settings(auth=auth, retry=Retry(attempts=1)), script)
    connection.call(Operation(method="GET", path="/"), Given(), USUAL)


TOKEN = b'{"access_token": "%s", "expires_in": 3600, "refresh_token": "%s"}'


def test_a_token_that_is_refused_is_renewed_and_kept() -> None:
    kept: list[str] = []
    auth = OAuth2("/token", "page", refresh_token="r1", keep=kept.append)
    script = Script(answer(200, TOKEN % (b"t1", b"r2")), answer(401), answer(200, TOKEN % (b"t2", b"r3")), answer())
    called(script, auth)
    assert [request.headers.get("Authorization") for request in script.asked] == [None, "Bearer t1", None, "Bearer t2"]
    assert (script.asked[2].body, kept) == (b"grant_type=refresh_token&refresh_token=r2&client_id=page", ["r2", "r3"])


def test_nobody_is_logged_in_before_somebody_was() -> None:
    auth = AuthorizationCode("/token", "page", authorization_url="https://blog.example/authorize?a=1", redirect_uri="https://app.example/")
    assert auth.url.startswith("https://blog.example/authorize?a=1&response_type=code&client_id=page&")
    with pytest.raises(Unauthorized, match="Nobody has logged in"):
        called(Script(), auth)


def test_a_token_is_renewed_before_it_ends() -> None:
    auth = OAuth2("/token", "script", "secret", scope="a b")
    script = Script(answer(200, b'{"access_token": "t", "expires_in": 0}'), answer(), answer(200, TOKEN % (b"t2", b"")), answer(), answer())
    for _ in range(3):
        called(script, auth)
    assert [request.url.rpartition("/")[2] for request in script.asked] == ["token", "", "token", "", ""]
    assert (script.asked[0].body, script.asked[0].headers["Authorization"]) == (
        b"grant_type=client_credentials&scope=a+b",
        "Basic c2NyaXB0OnNlY3JldA==",
    )


def test_a_session_that_ended_is_begun_again() -> None:
    cookie, gone = ("Set-Cookie", "session=s1; Path=/; HttpOnly"), ("Set-Cookie", "session=; Max-Age=0")
    script = Script(answer(303, b"", cookie), answer(401, b"", gone), answer(303, b"", ("Set-Cookie", "session=s2")), answer())
    called(script, CookieSession("/login", {"name": "ada"}, csrf_token=lambda: "token"))
    assert [request.headers.get("Cookie") for request in script.asked] == [None, "session=s1", None, "session=s2"]
    assert [request.headers["X-Csrf-Token"] for request in script.asked] == ["token"] * 4


def test_the_better_hash_is_taken_and_counted() -> None:
    known = 'Digest realm="B\\"og", nonce="n", '
    challenge = f'Basic realm="a, Digest b", {known}qop="auth", algorithm=SHA-512, {known}algorithm=MD5'
    script = Script(answer(401, b"", ("WWW-Authenticate", challenge)), answer(), answer())
    auth = Digest("ada", "lovelace")
    called(script, auth)
    called(script, auth)
    assert ["nc=00000001" in script.asked[1].headers["Authorization"], "nc=00000002" in script.asked[2].headers["Authorization"]] == [
        True
    ] * 2
    assert 'realm="B\\"og"' in script.asked[1].headers["Authorization"]


def test_the_base_string_of_the_specification() -> None:
    # RFC 5849, 3.4.1.1.
    url = "http://example.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"
    said = [("c2", ""), ("a3", "2 q"), ("oauth_consumer_key", "9djdj82h48djs9d2"), ("oauth_token", "kkk9d7dh3k39sjv7")]
    said += [("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a")]
    assert base_string("post", url, said) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26"
        "oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26"
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_a_signature_of_ones_own() -> None:
    script = Script(answer())
    called(script, OAuth1("printer", method="RSA-SHA256", sign=lambda text: "mine"))
    assert 'oauth_signature="mine"' in script.asked[0].headers["Authorization"]


def test_plaintext_is_the_secrets() -> None:
    script = Script(answer())
    called(script, OAuth1("printer", "a&b", token="t", token_secret="c", method="PLAINTEXT"))
    assert 'oauth_signature="a%2526b%26c"' in script.asked[0].headers["Authorization"]


def test_what_one_asks_another_server_for_has_none_of_the_others() -> None:
    token = OAuth2("https://login.example/token", "script", "secret")
    script = Script(answer(200, TOKEN % (b"t", b"")), answer(303, b"", ("Set-Cookie", "session=s")), answer())
    called(script, Several(token, ApiKey("key"), CookieSession("/login", {"password": "secret"})))
    asked = [(request.url, "X-API-Key" in request.headers, "Cookie" in request.headers) for request in script.asked]
    assert asked == [
        ("https://login.example/token", False, False),
        ("https://blog.example/login", False, False),
        ("https://blog.example/", True, True),
    ]


class Slow:
    """Answers in an event loop, each time a little later, with tokens that are good for one renewal each."""

    def __init__(self) -> None:
        self.renewed, self.shown = list[str](), list[str]()

    async def send(self, request: Request, options: Options) -> Response:
        await asyncio.sleep(0.01)
        if request.url.endswith(("/token", "/login")):
            self.renewed.append(str(request.body))
            count = len(self.renewed)
            return answer(200, TOKEN % (b"t%d" % count, b"r%d" % count), ("Set-Cookie", f"session=s{count}"))
        self.shown.append(request.headers.get("Authorization", request.headers.get("Cookie", "")))
        return answer(401 if self.shown[-1].endswith("1") else 200)


@pytest.mark.parametrize(
    "auth", [OAuth2("/token", "page", refresh_token="r0"), CookieSession("/login", {"name": "ada"})], ids=["token", "session"]
)
def test_of_many_calls_at_once_one_renews_for_all(auth: Auth) -> None:
    slow = Slow()

    async def main() -> None:
        connection = AsyncConnection("https://blog.example", {}, Settings(auth=auth, retry=Retry(attempts=1)), slow)
        await asyncio.gather(*[connection.call(Operation(method="GET", path="/"), Given(), USUAL) for _ in range(10)])

    asyncio.run(main())
    assert len(slow.renewed) == 2
    assert len(slow.shown) == 20 and {one[-1] for one in slow.shown[10:]} == {"2"}


def test_who_breaks_off_lets_others_renew() -> None:
    class Broken:
        def send(self, request: Request, options: Options) -> Response:
            raise KeyboardInterrupt

    auth = OAuth2("/token", "page", "secret")
    with pytest.raises(KeyboardInterrupt):
        called(Broken(), auth)  # type: ignore[arg-type]
    called(Script(answer(200, TOKEN % (b"t", b"")), answer()), auth)
