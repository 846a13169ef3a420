"""The order of the statuses: of two mistakes at once, the earlier one is told. On each real server."""

from __future__ import annotations

from itertools import count
from itertools import pairwise
from typing import NamedTuple

import pytest
from servers.everything import LIMIT
from servers.everything import ORIGIN
from servers.raw import chunked

_numbers = count()


class Wrong(NamedTuple):
    """What makes a request fail: each part of it may be the mistake."""

    status: int
    method: str | None = None
    path: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None


#: Each of them goes before all that follow.
MISTAKES = {
    "unknown method": Wrong(501, method="FROBNICATE"),
    "no route": Wrong(404, path="/api/none"),
    "method not served": Wrong(405, method="PATCH"),
    "bad token": Wrong(401, fields=(("Authorization", "Bearer bad"),)),
    "missing scope": Wrong(403, fields=(("Authorization", "Bearer reader"),)),
    "media type": Wrong(415, fields=(("Content-Type", "text/plain"),)),
    "too large": Wrong(413, fields=(("Content-Length", str(LIMIT + 1)),), content=b" " * (LIMIT + 1)),
    "no item": Wrong(404, path="/api/ordered/none"),
    "not acceptable": Wrong(406, fields=(("Accept", "image/png"),)),
    "no match": Wrong(428, fields=(("If-Match", ""),)),
    "stale": Wrong(412, fields=(("If-Match", '"x"'),)),
    "malformed": Wrong(400, content=b"{"),
    "invalid": Wrong(422, content=b"{}"),
}

GOOD = {"Authorization": "Bearer t0ken", "Content-Type": "application/json", "If-Match": "*"}
BODY = b'{"title": "x"}'


def combined(*mistakes):
    """Make a request that has them all; where two need the same part, the earlier one gets it."""
    method, path, fields, content = "PUT", "/api/ordered/dune", dict(GOOD), BODY
    for wrong in reversed(mistakes):
        method, path, content = wrong.method or method, wrong.path or path, wrong.content or content
        fields |= dict(wrong.fields)
    if "Content-Length" in fields:
        fields["Content-Length"] = str(len(content))
    # An empty value stands for a field that is left out.
    return method, path, {name: value for name, value in fields.items() if value}, content


def test_request_without_a_mistake_is_good(http):
    assert http(*combined()).status == 200


@pytest.mark.parametrize("wrong", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_alone_has_its_status(http, wrong):
    assert http(*combined(wrong)).status == wrong.status


@pytest.mark.parametrize(("first", "second"), list(pairwise(MISTAKES)))
def test_earlier_mistake_is_told(http, first, second):
    assert http(*combined(MISTAKES[first], MISTAKES[second])).status == MISTAKES[first].status


@pytest.mark.parametrize("first", range(len(MISTAKES)))
def test_of_all_mistakes_the_first_is_told(http, first):
    left = list(MISTAKES.values())[first:]
    assert http(*combined(*left)).status == left[0].status


def test_maintenance_comes_before_all(http):
    for method, path, fields in (("PUT", "/api/maintained", {}), ("GET", "/api/maintained", {"Accept": "image/png"})):
        assert http(method, path, fields).status == 503


def test_throttle_comes_before_the_content(http):
    who = {"X-Client": f"order-{next(_numbers)}"}
    for _ in range(2):
        http("GET", "/api/limited", who)
    assert http("GET", "/api/limited?frob=1", {**who, "Accept": "image/png", "If-Match": '"x"'}).status == 429


@pytest.mark.parametrize("path", ["/api/ordered/dune", "/api/ordered/none", "/api/private", "/api/maintained", "/api/limited"])
def test_preflight_comes_before_all(http, path):
    answer = http("OPTIONS", path, {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"})
    assert (answer.status, answer["Access-Control-Allow-Origin"]) == (204, ORIGIN)


@pytest.mark.parametrize("wrong", MISTAKES.values(), ids=MISTAKES)
def test_whatever_comes_out_may_be_read_by_the_origin(http, wrong):
    """CORS, ``Vary``, nosniff and caching are added to all of them."""
    method, path, fields, content = combined(wrong)
    answer = http(method, path, {**fields, "Origin": ORIGIN}, content)
    assert answer["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in answer.members("Vary")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_broken_promise_comes_last(http):
    assert http("GET", "/api/broken", {"Accept": "image/png"}).status == 406
    assert http("GET", "/api/broken").status == 500


def test_content_over_the_limit_is_noticed_while_it_is_read(http):
    """Without a length nothing tells before, unless the server has read it all and tells the length itself."""
    method, path, fields, _ = combined()
    fields["Transfer-Encoding"] = "chunked"
    content = chunked(b" " * (LIMIT + 1))
    assert http(method, path, fields, content).status == 413
    assert http(method, path, {**fields, "If-Match": '"x"'}, content).status in {412, 413}
