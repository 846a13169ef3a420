"""Negotiation and request content (RFC 9110, 8 and 12; RFC 8259), on each real server."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from servers.differences import outcomes
from servers.everything import LIMIT
from servers.raw import chunked
from servers.raw import message

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"

# Accept


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("text/plain", TEXT),
        ("text/*", TEXT),
        ("*/*", JSON),
        ("application/json;q=0.1, text/plain;q=0.9", TEXT),
        ("application/json ;\tq=0.1 , text/plain", TEXT),
        (",,text/plain,,", TEXT),
        ('text/html;x="a,b;c", text/plain', TEXT),
        ("application/json;q=1.000, text/plain;q=0.999", JSON),
        # The most specific range decides.
        ("*/*;q=0.9, application/json;q=0.1", TEXT),
        ("application/*;q=0, text/plain;q=0.001", TEXT),
        ("text/plain;q=0, */*", JSON),
        # What is malformed is ignored, and where nothing is left anything is welcome.
        (";;;", JSON),
        ("nonsense", JSON),
        ("text/plain;q=0.5, ;;;", TEXT),
        ("text/plain;q=7, application/json;q=0.1", JSON),
        ("", JSON),
        ("\xff", JSON),
    ],
)
def test_accept_chooses(http, accept, media_type):
    """RFC 9110, 12.4.2 and 12.5.1."""
    answer = http("GET", "/api/formats", {"Accept": accept})
    assert (answer.status, answer["Content-Type"]) == (200, media_type)
    assert "accept" in map(str.lower, answer.members("Vary"))


def test_lines_of_accept_are_one_list(http):
    """RFC 9110, 5.3."""
    answer = http("GET", "/api/formats", [("Accept", "application/json;q=0.1"), ("Accept", "text/plain")])
    assert answer["Content-Type"] == TEXT


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "*/*;q=0", "application/json;version=1", "text/html, image/*"])
def test_what_nothing_satisfies_is_406(http, accept):
    """RFC 9110, 15.5.7."""
    answer = http("GET", "/api/formats", {"Accept": accept})
    assert answer.status == 406
    assert answer.json["available"] == [JSON, TEXT]
    assert "accept" in map(str.lower, answer.members("Vary"))


def test_406_comes_before_any_side_effect(http):
    before = http("GET", "/api/count").json
    assert http("POST", "/api/formats", {"Accept": "image/png"}).status == 406
    # Other tests may write at the same time, but not on this server.
    assert http("GET", "/api/count").json == before


@pytest.mark.parametrize(("target", "status"), [("/api/none", 404), ("/api/books/none", 404)])
def test_errors_keep_their_status_whatever_is_accepted(http, target, status):
    assert http("GET", target, {"Accept": "image/png"}).status == status


def test_one_media_type_needs_no_vary(http):
    """RFC 9110, 12.5.5."""
    assert "accept" not in map(str.lower, http("GET", "/api/").members("Vary"))


# The media type of the content


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/jsonfoo",
        "text/plain; x=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/x-pickle",
        "application/python-pickle",
        "*/*",
        "json",
        "application",
        "application/json/json",
        "",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "\xff/\xff",
    ],
)
def test_other_media_type_is_415(http, content_type):
    """RFC 9110, 15.5.16, with what would do (12.5.1) and nothing said of codings (12.5.3)."""
    answer = http("POST", "/api/books", {"Content-Type": content_type}, '{"title": "x"}')
    assert answer.status == 415
    assert JSON in answer.members("Accept") and JSON in answer.members("Accept-Post")
    assert "Accept-Encoding" not in answer


def test_missing_media_type_is_415(http):
    assert http("POST", "/api/books", content='{"title": "x"}').status == 415


@pytest.mark.parametrize(
    "content_type", ["Application/JSON", "application/json;charset=UTF-8", 'application/json; charset="utf-8"', "application/json;"]
)
def test_media_type_is_read_in_any_spelling(http, content_type):
    assert http("POST", "/api/books", {"Content-Type": content_type}, '{"title": "x"}').status == 201


def test_two_media_types_are_refused(http):
    """RFC 9110, 5.3: who reads one of them may read another one than a proxy did."""
    fields = [("Content-Type", JSON), ("Content-Type", "text/plain")]
    answer = http.send(message("POST", "/api/books", fields, '{"title": "x"}'))
    assert answer.status in outcomes(http.name, "two content types", {400})


# The coding of the content


def body(size=20):
    return json.dumps({"title": "x" * size}).encode()


def sent(http, coding, content):
    return http("POST", "/api/books", {"Content-Type": JSON, "Content-Encoding": coding}, content)


@pytest.mark.parametrize(
    ("coding", "content"),
    [
        ("gzip", gzip.compress(body(), mtime=0)),
        ("GZIP", gzip.compress(body(), mtime=0)),
        ("x-gzip", gzip.compress(body(), mtime=0)),
        ("deflate", zlib.compress(body())),
        ("identity", body()),
    ],
)
def test_codings_are_undone(http, coding, content):
    """RFC 9110, 8.4."""
    answer = sent(http, coding, content)
    assert answer.status == 201
    assert answer.json["title"] == "x" * 20


@pytest.mark.parametrize("coding", ["frob", "compress", "gzip, frob"])
def test_unknown_coding_is_415(http, coding):
    """RFC 9110, 12.5.3."""
    answer = sent(http, coding, body())
    assert answer.status == 415
    assert "gzip" in answer.members("Accept-Encoding")
    assert "Accept" not in answer


@pytest.mark.parametrize("content", [b"", body(), gzip.compress(body(), mtime=0)[:-9], gzip.compress(body(), mtime=0) + b"x"])
def test_corrupt_coding_is_400(http, content):
    assert sent(http, "gzip", content).status == 400


def test_bomb_is_413(http):
    """What is small on the wire may be 60 MB."""
    assert sent(http, "gzip", gzip.compress(body(60_000_000), 1)[:LIMIT]).status == 413


# JSON


@pytest.mark.parametrize("content", ["{", "[1,]", "{'a': 1}", '{"a" 1}', "tru", "01", "1.", "+1", '"\t"', '"a', "// x\n1", "1 2", ""])
def test_what_cannot_be_parsed_is_400(http, content):
    """RFC 9110, 15.5.1."""
    assert http("POST", "/api/echo", {"Content-Type": JSON}, content).status == 400


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        None,
        "title",
        {"title": 7},
        {"title": None},
        {"title": ["x"]},
        {"title": ""},
        {"title": "x", "year": "3"},
        {"title": "x", "year": True},
        {"title": "x", "year": 3.5},
        {"title": "x", "year": -1},
        {"title": "x", "tags": "a"},
        {"title": "x", "frob": 1},
        # What only the server says.
        {"title": "x", "slug": "mine"},
        {"title": "x", "version": 7},
        {"title": "x", "__class__": "y"},
    ],
)
def test_what_does_not_fit_is_422(http, data):
    """RFC 9110, 15.5.21."""
    answer = http("POST", "/api/books", json=data)
    assert answer.status == 422
    assert all({"location", "pointer", "code", "detail"} <= fault.keys() for fault in answer.json["errors"])


def test_names_that_come_twice_are_refused(http):
    """RFC 7493, 2.3."""
    assert http("POST", "/api/books", {"Content-Type": JSON}, '{"title": "a", "title": "b"}').status == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "nan"])
def test_no_number_is_not_finite(http, number):
    """RFC 8259, 6: neither read nor ever written."""
    assert http("POST", "/api/echo", {"Content-Type": JSON}, f"[{number}]").status == 400


@pytest.mark.parametrize("depth", [100, 5_000, 15_000])
@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_bounded(http, depth, left, right):
    """RFC 8259, 9."""
    depth = min(depth, LIMIT // (len(left) + 1) - 1)
    assert http("POST", "/api/echo", {"Content-Type": JSON}, left * depth + "1" + right * depth).status == 400


@pytest.mark.parametrize("number", ["1" * 5_000, "-" + "9" * 30_000, "1" * 5_000 + ".5", "1e5000"])
def test_digits_are_bounded(http, number):
    assert http("POST", "/api/echo", {"Content-Type": JSON}, number).status in {200, 400}
    assert http("POST", "/api/books", {"Content-Type": JSON}, f'{{"title": "x", "year": {number}}}').status in {400, 422}


@pytest.mark.parametrize(
    "content",
    [
        '"x"'.encode("utf-16"),
        '"x"'.encode("utf-16-le"),
        '"x"'.encode("utf-32"),
        b'"\xff"',
        b'"\xc0\xaf"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'{"\\ud800": 1}',
        b'"a\x00b"',
        b"\x00",
    ],
)
def test_text_is_utf_8_without_holes(http, content):
    """RFC 8259, 8.1 and 8.2."""
    assert http("POST", "/api/echo", {"Content-Type": JSON}, content).status == 400


def test_byte_order_mark_is_ignored_or_refused(http):
    """RFC 8259, 8.1."""
    assert http("POST", "/api/echo", {"Content-Type": JSON}, b'\xef\xbb\xbf"x"').status in {200, 400}


@pytest.mark.parametrize("data", [None, True, 0, -0.5, 1e300, "", "é😀", "\x00\u2028", [], {}, {"": [{"a": None}]}])
def test_good_json_comes_back_as_it_was(http, data):
    assert http("POST", "/api/echo", json=data).json == data


# Size


def test_announced_length_over_the_limit_is_413_before_reading(http):
    """RFC 9110, 15.5.14. The content never comes."""
    fields = [("Content-Type", JSON), ("Content-Length", str(LIMIT + 1))]
    with http.connect() as connection:
        connection.send(message("POST", "/api/echo", fields))
        if http.name in WAIT_FOR_CONTENT:
            connection.end()
        answer = connection.answer()
    assert (answer and answer.status) in ({None, 413} if http.name in WAIT_FOR_CONTENT else {413})


@pytest.mark.parametrize("size", [LIMIT + 1, 4 * LIMIT])
def test_chunked_content_over_the_limit_is_413(http, size):
    content = b'"' + b"x" * (size - 2) + b'"'
    fields = {"Content-Type": JSON, "Transfer-Encoding": "chunked"}
    assert http("POST", "/api/echo", fields, chunked(*(content[at : at + 1000] for at in range(0, size, 1000)))).status == 413


def test_content_of_the_limit_is_taken(http):
    content = b'"' + b"x" * (LIMIT - 2) + b'"'
    assert http("POST", "/api/echo", {"Content-Type": JSON}, content).status == 200
    assert http("POST", "/api/echo", {"Content-Type": JSON, "Transfer-Encoding": "chunked"}, chunked(content)).status == 200


#: Gives the application nothing before all content is there.
WAIT_FOR_CONTENT = {"waitress"}
