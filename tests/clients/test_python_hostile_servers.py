"""Servers, and values, that mean harm: a client sends nothing elsewhere, waits for nothing without end, and says what is wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from flask_resty.clients.python.runtime.connection import Connection
from flask_resty.clients.python.runtime.connection import Settings
from flask_resty.clients.python.runtime.credentials import Anonymous
from flask_resty.clients.python.runtime.credentials import ApiKey
from flask_resty.clients.python.runtime.credentials import Auth
from flask_resty.clients.python.runtime.credentials import Basic
from flask_resty.clients.python.runtime.credentials import Bearer
from flask_resty.clients.python.runtime.credentials import Digest
from flask_resty.clients.python.runtime.errors import BadAnswer
from flask_resty.clients.python.runtime.errors import ClientError
from flask_resty.clients.python.runtime.errors import Invalid
from flask_resty.clients.python.runtime.errors import Refused
from flask_resty.clients.python.runtime.messages import Headers
from flask_resty.clients.python.runtime.messages import Pause
from flask_resty.clients.python.runtime.messages import Request
from flask_resty.clients.python.runtime.messages import Response
from flask_resty.clients.python.runtime.oauth import OAuth2
from flask_resty.clients.python.runtime.operations import Given
from flask_resty.clients.python.runtime.operations import Operation
from flask_resty.clients.python.runtime.operations import Parameter
from flask_resty.clients.python.runtime.options import USUAL
from flask_resty.clients.python.runtime.options import Options
from flask_resty.clients.python.runtime.retrying import Retry
from flask_resty.clients.python.runtime.signing import OAuth1
from flask_resty.clients.python.runtime.streams import feed_for

BASE = "https://blog.example/api"
LIST = Operation(method="GET", path="/posts", pages="")
HINT = Operation(
    method="GET",
    path="/{a}{b}/x",
    parameters=tuple(Parameter(name=name, where="path", check={}) for name in ("a", "b"))
    + (Parameter(name="X-Hint", where="header", check={}), Parameter(name="theme", where="cookie", check={})),
)


class Server:
    """Answers by a function, and keeps what was asked."""

    def __init__(self, answers: Callable[[Request], Response]) -> None:
        self._answers, self.asked = answers, list[Request]()

    def send(self, request: Request, options: Options) -> Response:
        self.asked.append(request)
        return self._answers(request)


def said(status: int = 200, data: Any = None, **headers: str) -> Response:
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Response(status=status, headers=Headers([("Content-Type", "application/json"), *lines]), content=json.dumps(data).encode())


def connected(server: Server, auth: Auth | None = None, **settings: Any) -> Connection:
    return Connection(BASE, {}, Settings(auth=auth or Anonymous(), retry=Retry(attempts=1), **settings), server)


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        (("", "", None, None), "/a"),
        ((".", "", None, None), "/a"),
        ((".", ".", None, None), "/a"),
        (("", "..", None, None), "/a"),
        (("x", "", "a\r\nX-Admin: 1", None), "/X-Hint"),
        (("x", "", "a\n b", None), "/X-Hint"),
        (("x", "", "\u2028", None), "/X-Hint"),
        (("x", "", ["a", "b\x00"], None), "/X-Hint"),
        (("x", "", None, "a; admin=1"), "/theme"),
        (("x", "", None, "a\r\n"), "/theme"),
    ],
)
def test_no_value_leads_elsewhere_or_says_more_than_it_is(values: tuple[Any, ...], pointer: str) -> None:
    server = Server(lambda request: said())
    with pytest.raises(Invalid) as raised:
        connected(server).call(HINT, Given(values=values), USUAL)
    assert [(fault.pointer, fault.code) for fault in raised.value.errors] == [(pointer, "format")]
    assert server.asked == []


@pytest.mark.parametrize(
    ("value", "url"),
    [("../x", "..%2Fx"), ("%2e%2e", "%252e%252e"), ("a?b#c", "a%3Fb%23c"), ("...", "..."), ("{b}", "%7Bb%7D"), ("\\", "%5C")],
)
def test_a_value_is_one_segment_of_the_path(value: str, url: str) -> None:
    server = Server(lambda request: said())
    connected(server).call(HINT, Given(values=(value, "", None, None)), USUAL)
    assert server.asked[0].url == f"{BASE}/{url}/x"


@pytest.mark.parametrize(
    "auth", [Bearer("a\r\nX-Admin: 1"), ApiKey("a\nb"), ApiKey("a\nb", where="cookie")], ids=["token", "key", "cookie"]
)
def test_no_credentials_begin_another_field(auth: Auth) -> None:
    server = Server(lambda request: said())
    with pytest.raises(ValueError, match="no header field may have"):
        connected(server, auth).call(LIST, Given(), USUAL)
    assert server.asked == []


@pytest.mark.parametrize(
    "link",
    [
        "<https://evil.example/posts>; rel=next",
        "<//evil.example/posts>; rel=next",
        "<http://blog.example/api/posts?page=2>; rel=next",
        "<https://blog.example@evil.example/>; rel=next",
        "<https://blog.example:444/>; rel=next",
        "<https://[::1>; rel=next",
        "<>; rel=next",
        "</api/posts>; rel=next",
    ],
)
def test_pages_end_where_they_lead_away_or_back(link: str) -> None:
    server = Server(lambda request: said(data=[1], Link=link))
    with pytest.raises(BadAnswer):
        list(connected(server, Basic("ada", "secret")).items(LIST, Given(), USUAL))
    assert len(server.asked) == 1


def test_pages_that_go_round_are_asked_for_once_each() -> None:
    server = Server(lambda request: said(data=[1], Link=f"<?page={'b' if request.url.endswith('a') else 'a'}>; rel=next"))
    with pytest.raises(BadAnswer, match="circle"):
        list(connected(server).items(LIST, Given(), USUAL))
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "line", ["<" * 65_000, "a" * 65_000, "a " * 32_000, ' ;rel="' * 9_000, 'a="\\' * 16_000, "Digest a" + " " * 65_000]
)
def test_the_longest_fields_are_read_in_one_go(line: str) -> None:
    started = time.monotonic()
    linking = Server(lambda request: said(data=[], Link=line))
    assert list(connected(linking).items(LIST, Given(), USUAL)) == []
    asking = Server(lambda request: said(401, WWW_Authenticate=line))
    with pytest.raises(Refused):
        connected(asking, Digest("ada", "secret")).call(LIST, Given(), USUAL)
    # They took minutes once.
    assert time.monotonic() - started < 20


def test_nobody_is_shown_what_was_kept_for_somebody_else() -> None:
    def answers(request: Request) -> Response:
        return said(304) if "If-None-Match" in request.headers else said(data=request.headers["Authorization"], ETag='"1"')

    server, tokens = Server(answers), iter(["ada", "ada", "bob"])
    client = connected(server, Bearer(lambda: next(tokens)))
    assert [client.call(LIST, Given(), USUAL) for _ in range(3)] == ["Bearer ada", "Bearer ada", "Bearer bob"]
    assert ["If-None-Match" in request.headers for request in server.asked] == [False, True, False]


def test_a_signature_is_another_each_time_and_the_caller_the_same() -> None:
    server = Server(lambda request: said(304) if "If-None-Match" in request.headers else said(data=1, ETag='"1"'))
    client = connected(server, OAuth1("key", "secret"))
    assert [client.call(LIST, Given(), USUAL) for _ in range(2)] == [1, 1]
    assert "If-None-Match" in server.asked[1].headers


def test_what_may_not_be_kept_is_not() -> None:
    server = Server(lambda request: said(data=1, ETag='"1"', Cache_Control="private, no-store"))
    client = connected(server)
    assert [client.call(LIST, Given(), USUAL) for _ in range(2)] == [1, 1]
    assert "If-None-Match" not in server.asked[1].headers


@pytest.mark.parametrize("status", [300, 301, 302, 304, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    server = Server(lambda request: said(status, Location="https://evil.example/"))
    with pytest.raises(BadAnswer, match=f"status {status}"):
        connected(server, Bearer("secret")).call(LIST, Given(), USUAL)
    assert len(server.asked) == 1


@pytest.mark.parametrize("said", ["9" * 5000, "-1", "nan", f"Thu, 01 Jan {'9' * 30} 00:00:00 GMT", "Thu, 01 Jan 2000 00:00:00 +9999999999"])
def test_nobody_waits_for_longer_than_was_agreed(said: str) -> None:
    steps = Retry(attempts=2, pause=1, longest=2).run(Request(method="GET", url=BASE), lambda request: (yield request))
    next(steps)
    try:
        pause = steps.send(Response(status=429, headers=Headers([("Retry-After", said)])))
    except StopIteration as end:
        assert end.value.status == 429
    else:
        assert isinstance(pause, Pause) and pause.seconds <= 2


@pytest.mark.parametrize(("headers", "times"), [([], 1), ([("Retry-After", "0")], 2)], ids=["503", "with Retry-After"])
def test_a_change_without_a_key_is_repeated_only_where_nothing_was_done(headers: list[tuple[str, str]], times: int) -> None:
    server = Server(lambda request: Response(status=503, headers=Headers(headers)))
    client = Connection(BASE, {}, Settings(retry=Retry(attempts=2, pause=0)), server)
    with pytest.raises(Refused):
        client.call(Operation(method="POST", path="/posts"), Given(), USUAL)
    assert len(server.asked) == times


GRANTS: list[Any] = [None, [], "x", {}, {"access_token": None}, {"access_token": {}}]


@pytest.mark.parametrize("data", GRANTS, ids=str)
def test_what_is_no_token_is_refused(data: Any) -> None:
    server = Server(lambda request: said(data=data))
    with pytest.raises(Refused, match="No token was given"):
        connected(server, OAuth2("/token", "app", "secret")).call(LIST, Given(), USUAL)


@pytest.mark.parametrize(
    "lasting", ["soon", None, {}, -1, "nan", 1e308, 10**400], ids=["text", "null", "object", "past", "nan", "long", "huge"]
)
def test_a_token_lasts_as_long_as_anybody_understands(lasting: Any) -> None:
    numbers = count(1)

    def answers(request: Request) -> Response:
        token = {"access_token": f"a{next(numbers)}", "expires_in": lasting}
        return said(data=token if request.url.endswith("/token") else request.headers["Authorization"])

    assert connected(Server(answers), OAuth2("/token", "app", "secret")).call(LIST, Given(), USUAL) == "Bearer a1"


@pytest.mark.parametrize("media_type", ["application/jsonl", "application/json-seq", "text/event-stream", "application/json"])
def test_an_item_that_never_ends_is_given_up(media_type: str) -> None:
    feed = feed_for(media_type, 2**20)
    with pytest.raises(BadAnswer, match="has more than 1048576 octets"):
        for _ in range(1050):
            list(feed(b"data:" + b"x" * 2**10 + (b"\n" if "event" in media_type else b"")))


@pytest.mark.parametrize(("usual", "said", "most"), [({}, None, 64 * 2**20), ({"max_answer": 5}, None, 5), ({"max_answer": 5}, 9, 9)])
def test_a_call_allows_as_much_as_is_usual_or_what_it_says(usual: dict[str, int], said: int | None, most: int) -> None:
    assert Settings(**usual).options(Options(max_answer=said)).max_answer == most


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff", b"[]", b'"x"', b'{"errors": {}, "title": [], "detail": {}}'])
def test_problems_that_are_none_are_refusals_all_the_same(content: bytes) -> None:
    server = Server(lambda request: Response(status=418, headers=Headers([("Content-Type", "application/json")]), content=content))
    with pytest.raises(ClientError, match="418"):
        connected(server).call(LIST, Given(), USUAL)


def test_pages_without_items_are_not_asked_for_without_end() -> None:
    numbers = count(1)
    server = Server(lambda request: said(data=[], Link=f"</api/posts?after={next(numbers)}>; rel=next"))
    with pytest.raises(BadAnswer, match="100 pages after each other have no items"):
        list(connected(server).items(LIST, Given(), USUAL))
    assert len(server.asked) == 101


def test_a_few_pages_without_items_lead_to_the_next_one() -> None:
    pages = [[], [], [1], [], [2]]

    def answers(request: Request) -> Response:
        place = int(request.url.partition("=")[2] or 0)
        return said(data=pages[place], **({"Link": f"</api/posts?after={place + 1}>; rel=next"} if place < 4 else {}))

    assert list(connected(Server(answers)).items(LIST, Given(), USUAL)) == [1, 2]
