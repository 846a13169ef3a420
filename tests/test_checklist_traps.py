"""Traps in what we build upon (``Werkzeug``, Flask, Authlib and their kin): none of them is in our answers. On each real server."""

from __future__ import annotations

from base64 import b64encode

import pytest
from servers.everything import ORIGIN
from servers.everything import TOKEN
from servers.raw import chunked

JSON = {"Content-Type": "application/json"}
BOOK = {"title": "Emma"}
LONG_AGO = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"),
    [
        # Werkzeug's make_conditional acts on GET and HEAD only,
        ("PUT", "/api/books/dune", {"If-Match": '"x"'}, 412),
        ("DELETE", "/api/books/dune", {"If-Match": '"x"'}, 412),
        # takes * for a tag,
        ("GET", "/api/books/dune", {"If-Match": "*"}, 200),
        ("GET", "/api/file", {"If-Match": "*"}, 200),
        # never looks at If-Unmodified-Since,
        ("GET", "/api/books/dune", {"If-Unmodified-Since": LONG_AGO}, 412),
        # refuses ranges that it has to ignore,
        ("GET", "/api/file", {"Range": "items=0-3"}, 200),
        ("GET", "/api/file", {"Range": "bytes=0-3,10-13"}, 206),
        # and lets a weak tag pass.
        ("GET", "/api/file", {"Range": "bytes=0-3", "If-Range": 'W/"file"'}, 200),
    ],
)
def test_conditions_are_judged_by_the_rules(http, method, path, fields, status):
    content = {"json": BOOK} if method == "PUT" else {}
    assert http(method, path, fields, **content).status == status


@pytest.mark.parametrize(
    ("path", "credentials"),
    [
        ("/api/basic", f"Basic {b64encode(b'nocolon').decode()}"),
        ("/api/private", f"Bearer {TOKEN} {TOKEN}"),
        ("/api/private", f"Bearer\t{TOKEN}"),
        ("/api/basic", f"Basic {b64encode(bytes([0xFF, 0x3A])).decode()}"),
    ],
)
def test_credentials_are_not_read_leniently(http, path, credentials):
    """Werkzeug's Authorization makes a user of what has no colon, and a token of two."""
    assert http("GET", path, {"Authorization": credentials}).status in {400, 401}


@pytest.mark.parametrize("content", ["[NaN]", "[Infinity]", "[-Infinity]", "[1e999]"])
def test_get_json_is_not_asked(http, content):
    """Flask's reads and writes numbers that are none."""
    assert http("POST", "/api/echo", JSON, content).status == 400


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-le"])
def test_encodings_are_not_guessed(http, encoding):
    """``json.loads`` guesses them."""
    assert http("POST", "/api/echo", JSON, '{"a": 1}'.encode(encoding)).status == 400


def test_depth_is_no_crash(http):
    assert http("POST", "/api/echo", JSON, "[" * 10_000 + "]" * 10_000).status == 400


def test_chunks_over_the_limit_are_no_bad_json(http):
    """Werkzeug's limited stream gives the first octets and says nothing."""
    fields = {**JSON, "Transfer-Encoding": "chunked"}
    assert http("POST", "/api/echo", fields, chunked(*[b" " * 5000] * 20)).status == 413


def test_errors_of_the_stream_are_400(http):
    """What a server raises while the content is read is no 500."""
    octets = b"POST /api/echo HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    answer = http.send(octets, is_over=True)
    assert answer is None or answer.status == 400


def test_challenge_has_no_word_of_its_own(http):
    """Authlib says ``error="missing_authorization"``, in a scheme in lower case."""
    assert http("GET", "/api/private")["WWW-Authenticate"] == 'Bearer realm="API"'


def test_missing_scope_has_a_challenge(http):
    """Authlib's has none."""
    assert http("PUT", "/api/private", {"Authorization": "Bearer reader"})["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("path", ["/api/books", "/api/none", "/api/crash"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://APP.example", "https://app.example/", "https://app.example.evil", "null", "", "\xff"]
)
def test_refused_origin_gets_vary_and_nothing_else(http, path, origin):
    """Flask-CORS has no Vary then, matches in any case, and Starlette sends credentials and exposed fields."""
    answer = http("GET", path, {"Origin": origin})
    assert "Origin" in answer.members("Vary")
    assert not [name for name, _ in answer.fields if name.lower().startswith("access-control-")]


def test_no_origin_gets_vary_and_nothing_else(http):
    """Flask-CORS sends the first origin that it knows."""
    answer = http("GET", "/api/books")
    assert "Origin" in answer.members("Vary")
    assert not [name for name, _ in answer.fields if name.lower().startswith("access-control-")]


def test_preflight_is_empty_and_exposes_nothing(http):
    """Starlette's has the content ``OK``; Flask-CORS exposes fields and speaks of private networks."""
    fields = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Private-Network": "true"}
    answer = http("OPTIONS", "/api/books", fields)
    assert (answer.status, answer.content) == (204, b"")
    assert "Access-Control-Expose-Headers" not in answer and "Access-Control-Allow-Private-Network" not in answer


def test_preflight_echoes_no_field(http):
    """Falcon echoes whatever was asked for."""
    fields = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "X-Frob, bad field"}
    allowed = http("OPTIONS", "/api/books", fields).members("Access-Control-Allow-Headers")
    assert not {"X-Frob", "bad field"} & set(allowed)


def test_two_origins_are_none(http):
    answer = http("GET", "/api/books", [("Origin", ORIGIN), ("Origin", ORIGIN)])
    assert "Access-Control-Allow-Origin" not in answer


def test_malformed_accept_is_no_406(http):
    """Werkzeug drops the malformed members, so nothing would be acceptable."""
    assert http("GET", "/api/formats", {"Accept": ";;;"}).status == 200


@pytest.mark.parametrize("path", ["/api/books/%0d%0aX-Injected:%201", "/api/old?%0d%0aX-Injected:%201", "/api/slash%0d%0aX-Injected:%201"])
def test_nothing_is_injected_into_the_head(http, path):
    answer = http("GET", path)
    assert "X-Injected" not in answer


@pytest.mark.parametrize(
    "path", ["/api//evil.example", "//evil.example/api/", "/api/slash?next=//evil.example", "/\\evil.example", "/api/slash"]
)
@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Referer"])
def test_redirects_lead_nowhere_else(http, path, name):
    answer = http.send(f"GET {path} HTTP/1.1\r\nHost: test\r\n{name}: evil.example\r\nConnection: close\r\n\r\n".encode())
    for location in answer.lines("Location"):
        assert location.startswith(("/api/", "http://test/"))
