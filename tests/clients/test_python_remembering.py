"""What a client keeps of answers: how many, how large, for whom, and what becomes of those that still hold."""

from __future__ import annotations

import pytest

from flask_resty.clients.python.runtime.messages import Headers
from flask_resty.clients.python.runtime.messages import Request
from flask_resty.clients.python.runtime.messages import Response
from flask_resty.clients.python.runtime.remembering import Seen


def asking(name: str, **headers: str) -> Request:
    return Request(method="GET", url=f"https://blog.example/{name}").having(**headers)


def saying(content: bytes = b"1", status: int = 200, **headers: str) -> Response:
    lines = [(name.replace("_", "-"), value) for name, value in {"ETag": '"1"', **headers}.items()]
    return Response(status=status, headers=Headers(lines), content=content)


def test_the_one_that_was_not_used_for_longest_goes_first() -> None:
    seen = Seen(2)
    for name in ("a", "b"):
        seen.keep(asking(name), saying())
    assert seen.answer(asking("a")) is not None
    seen.keep(asking("c"), saying())
    assert [name for name in "abc" if seen.answer(asking(name))] == ["a", "c"]


def test_all_of_them_have_a_bound() -> None:
    seen = Seen(100, room=1000)
    for place in range(50):
        seen.keep(asking(str(place)), saying(bytes(300)))
    assert [place for place in range(50) if seen.answer(asking(str(place)))] == [47, 48, 49]
    seen.keep(asking("large"), saying(bytes(1001)))
    assert [name for name in ("49", "large") if seen.answer(asking(name))] == []


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ({"x_api_key": "ada"}, {"x_api_key": "bob"}, False),
        ({"authorization": "Bearer ada"}, {"authorization": "Bearer bob"}, False),
        ({"accept_language": "de"}, {"accept_language": "en"}, False),
        ({"cookie": "session=1"}, {}, False),
        ({"authorization": 'Digest nonce="1"'}, {"authorization": 'Digest nonce="2"'}, True),
    ],
)
def test_answers_are_for_who_said_the_same(first: dict[str, str], second: dict[str, str], is_same: bool) -> None:
    seen = Seen()
    seen.keep(asking("a", **first), saying())
    assert (seen.answer(asking("a", **second)) is not None) == is_same


def test_what_the_server_says_now_takes_the_place_of_what_it_said() -> None:
    seen, request = Seen(), asking("a")
    seen.keep(request, kept := saying(b"1", Link="<b>; rel=next", Content_Type="application/json", X_Left="9"))
    found = seen.renew(request, kept, saying(b"", 304, x_left="8", Content_Type="text/html"))
    assert (found.status, found.content, found.headers.get("Link"), found.headers.all("X-Left")) == (200, b"1", "<b>; rel=next", ["8"])
    assert found.media_type == "application/json"
    assert seen.answer(request) == found


def test_what_may_be_kept_no_longer_is_not() -> None:
    seen = Seen()
    seen.keep(asking("a"), saying())
    seen.keep(asking("a"), saying(status=503))
    assert seen.answer(asking("a")) is not None
    seen.keep(asking("a"), saying(Cache_Control="no-store"))
    assert seen.answer(asking("a")) is None
