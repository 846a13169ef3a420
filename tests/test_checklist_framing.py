"""Framing (RFC 9112), on each real server. What only the server can do is in ``servers.differences``, and so in the docs."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count

import pytest
from servers.differences import outcomes
from servers.raw import Malformed
from servers.raw import chunked
from servers.raw import message

BODY = b'{"title":"Framed"}'
LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"

#: Refused, in words or by hanging up.
REFUSED = {400, None}

_numbers = count()


def head(method, target, *lines, version="HTTP/1.1", host="Host: test"):
    """Write a head line by line, as wrong as it may be."""
    lines = (f"{method} {target} {version}", *([host] if host else ()), "Connection: close", *lines, "", "")
    return "\r\n".join(lines).encode("latin-1")


def get(*lines, target="/api/", **options):
    return head("GET", target, *lines, **options)


def post(*lines, body=BODY, **options):
    return head("POST", "/api/books", "Content-Type: application/json", *lines, **options) + body


def outcome(http, octets, *, is_over=False):
    """Give the status of the answer, ``None`` where the connection is closed without one, or that it is no HTTP/1.1.

    :param is_over: whether the client says that no more will come; servers may take that for the end of all.
    """
    try:
        answer = http.send(octets, is_over=is_over)
    except Malformed:
        return "malformed"
    return None if answer is None else answer.status


# Host


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("target", ["/api/books", "/api/none"])
def test_request_without_a_host_is_refused(http, method, target):
    """RFC 9112, 3.2."""
    assert outcome(http, head(method, target, host=None)) == 400


@pytest.mark.parametrize("second", ["test", "other"])
def test_request_with_two_hosts_is_refused(http, second):
    assert outcome(http, get(f"Host: {second}")) == 400


@pytest.mark.parametrize("host", ["", "a b", "a/b", "user@a", "a:b", "a, b", "a:99999999", "[::1", "a\x01", "\xff", "<script>"])
def test_host_that_is_none_is_refused(http, host):
    assert outcome(http, get(host=f"Host: {host}")) == 400


def test_http_1_0_needs_no_host(http):
    assert outcome(http, get(version="HTTP/1.0", host=None)) == 200


# Content


@pytest.mark.parametrize("announced", [len(BODY) + 1, 100])
def test_incomplete_content_is_refused(http, announced):
    """RFC 9112, 8."""
    title = f"Half {next(_numbers)}"
    body = BODY.replace(b"Framed", title.encode())
    assert outcome(http, post(f"Content-Length: {announced + len(title)}", body=body), is_over=True) in REFUSED
    assert http("GET", f"/api/books?title={title.replace(' ', '+')}").json == []


@pytest.mark.parametrize("body", [chunked(BODY), chunked(BODY[:5], BODY[5:]), chunked(*(bytes([octet]) for octet in BODY))])
@pytest.mark.parametrize("coding", [CHUNKED, "transfer-encoding: Chunked"])
def test_chunked_content_is_read(http, body, coding):
    """RFC 9112, 7.1."""
    assert outcome(http, post(coding, body=body)) == 201


def test_chunk_extensions_are_ignored(http):
    body = b"%x;a=b\r\n%s\r\n0;c\r\n\r\n" % (len(BODY), BODY)
    assert outcome(http, post(CHUNKED, body=body)) in outcomes(http.name, "chunk extensions", {201})


def test_trailers_are_ignored(http):
    body = b"%x\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(BODY), BODY)
    assert outcome(http, post(CHUNKED, body=body)) in outcomes(http.name, "trailers", {201})


@pytest.mark.parametrize("size", ["xyz", "-5", "", "f" * 20, "5", "5 5"])
def test_broken_chunk_is_refused(http, size):
    assert outcome(http, post(CHUNKED, body=b"%s\r\n%s\r\n0\r\n\r\n" % (size.encode(), BODY)), is_over=True) in REFUSED | {413}


@pytest.mark.parametrize("body", [b"0x%x\r\n%s\r\n0\r\n\r\n", b"%x\n%s\n0\n\n"])
def test_lax_chunk_is_refused(http, body):
    assert outcome(http, post(CHUNKED, body=body % (len(BODY), BODY)), is_over=True) in outcomes(http.name, "size of a chunk", REFUSED)


def test_chunk_that_ends_early_is_refused(http):
    body = b"%x\r\n%s" % (len(BODY) + 5, BODY)
    assert outcome(http, post(CHUNKED, body=body), is_over=True) in REFUSED | outcomes(http.name, "half a chunk", REFUSED)


def test_last_chunk_is_needed(http):
    body = b"%x\r\n%s\r\n" % (len(BODY), BODY)
    assert outcome(http, post(CHUNKED, body=body), is_over=True) in REFUSED | outcomes(http.name, "half a chunk", REFUSED)


@pytest.mark.parametrize("length", ["-1", "+18", "x", "1_8", "18.0", "0x12", "18, 18", "", "\xb2", "9" * 30, "99999999999999999999"])
def test_bad_length_is_refused(http, length):
    """RFC 9110, 8.6; a huge one is 413."""
    assert outcome(http, post(f"Content-Length: {length}")) in {400, 413}


@pytest.mark.parametrize("second", [LENGTH, "Content-Length: 5"])
def test_two_lengths_are_refused_or_one(http, second):
    """RFC 9112, 6.3."""
    assert outcome(http, post(LENGTH, second)) in (REFUSED if second != LENGTH else {400, 201})


@pytest.mark.parametrize("length", [len(BODY), 3, 500])
def test_connection_ends_after_a_length_and_chunks(http, length):
    """RFC 9112, 6.1 and 6.3: nothing that follows is taken for another request."""
    first = head("POST", "/api/books", "Content-Type: application/json", f"Content-Length: {length}", CHUNKED)
    with http.connect() as connection:
        connection.send(first.replace(b"Connection: close", b"Connection: keep-alive") + chunked(BODY))
        assert connection.answer(method=b"POST").status in {400, 201}
        connection.send(message("GET", "/api/"))
        connection.end()
        after = connection.answer()
    assert (after and after.status) in outcomes(http.name, "length and chunks", {None})


@pytest.mark.parametrize("coding", ["frob", "identity", "xchunked", "chunked, frob", "frob, chunked"])
def test_unknown_transfer_coding_is_refused(http, coding):
    """RFC 9112, 6.1."""
    body = chunked(BODY) if ", " in coding else BODY
    assert outcome(http, post(f"Transfer-Encoding: {coding}", body=body)) in {501, 400} | outcomes(http.name, "transfer codings", set())


def test_coded_chunks_are_decoded_or_refused(http):
    assert outcome(http, post("Transfer-Encoding: gzip, chunked", body=chunked(BODY))) in {501, 400}


@pytest.mark.parametrize("lines", [["Transfer-Encoding: chunked, chunked"], [CHUNKED, CHUNKED]])
def test_chunked_stands_once(http, lines):
    assert outcome(http, post(*lines, body=chunked(BODY))) in outcomes(http.name, "chunked twice", {400})


def test_chunks_in_http_1_0_are_refused_or_the_end(http):
    """RFC 9112, 6.1."""
    assert outcome(http, post(CHUNKED, body=chunked(BODY), version="HTTP/1.0")) in {400, 201}


@pytest.mark.parametrize("line", ["Transfer-Encoding : chunked", "Transfer-Encoding: \x0bchunked"])
def test_hidden_chunks_are_refused(http, line):
    assert outcome(http, post(line, body=chunked(BODY))) in REFUSED


# Expectations


def test_continue_comes_when_the_content_is_wanted(http):
    """RFC 9110, 10.1.1."""
    with http.connect() as connection:
        connection.send(post(LENGTH, "Expect: 100-continue", body=b""))
        assert connection.interim() == 100
        connection.send(BODY)
        assert connection.answer(method=b"POST").status == 201


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (b"application/json", b"text/plain", 415),
        (b"/api/books", b"/api/none", 404),
        (LENGTH.encode(), b"Content-Length: 9999999", 413),
    ],
)
def test_continue_does_not_come_when_the_head_is_refused(http, old, new, status):
    octets = post(LENGTH, "Expect: 100-continue", body=b"").replace(old, new)
    with http.connect() as connection:
        connection.send(octets)
        if http.name in WAIT_FOR_CONTENT:
            connection.end()
        answer = connection.answer(method=b"POST")
    assert (answer and (answer.interim, answer.status)) in outcomes(http.name, "expectation", {((), status)})


def test_other_expectation_is_refused_or_ignored(http):
    assert outcome(http, post(LENGTH, "Expect: frob")) in {417, 201}


# Versions, targets and fields


def test_other_major_version_is_refused(http):
    """RFC 9110, 15.6.6."""
    for version in ("HTTP/9.9", "HTTP/2.0"):
        assert outcome(http, get(version=version)) in outcomes(http.name, "version", {505, 400})


def test_other_minor_version_is_answered_in_our_own(http):
    """RFC 9110, 2.5."""
    assert outcome(http, get(version="HTTP/1.2")) in outcomes(http.name, "minor version", {200})


@pytest.mark.parametrize("version", ["http/1.1", "HTTP/1", "FOO/1.1", "HTTP/1.1 x"])
def test_what_is_no_version_is_refused(http, version):
    assert outcome(http, get(version=version)) in outcomes(http.name, "no version", REFUSED)


@pytest.mark.parametrize(
    ("target", "status"), [("http://test/api/", 200), ("http://other/api/", 200), ("http://test/api/books?frob=1", 422)]
)
def test_whole_url_is_taken(http, target, status):
    """RFC 9112, 3.2.2."""
    assert outcome(http, get(target=target)) == status


@pytest.mark.parametrize("target", ["*", "test:80", "api/"])
def test_target_that_is_none_is_refused(http, target):
    """RFC 9112, 3.2."""
    assert outcome(http, get(target=target)) in {400, 404} | outcomes(http.name, "target", set())


@pytest.mark.parametrize("target", ["/api/books/\xff", "/api/books/\0", "/api/books/a b", "/api/books?year=\xff"])
def test_octets_that_are_no_target_are_refused(http, target):
    assert outcome(http, get(target=target)) in {400} | outcomes(http.name, "octets in targets", set())


@pytest.mark.parametrize(
    "target", ["/api/books/%00", "/api/books/%ff", "/api/books/%zz", "/api/books/..%2f..%2fetc", "/api/%2e%2e/books", "/api//books"]
)
def test_odd_paths_are_no_crash(http, target):
    assert outcome(http, get(target=target)) in {308, 400, 404}


@pytest.mark.parametrize(
    "query", ["year=%ff", "%00", "=", "&&&", "year=1;year=2", "a=%zz", "%", "+", "year=1&year=1", "?", "year[]=1", "x" * 2000]
)
def test_odd_queries_are_refused(http, query):
    assert outcome(http, get(target=f"/api/books?{query}")) in {200, 400, 422}


def test_long_target_is_refused(http):
    """RFC 9110, 15.5.15."""
    assert outcome(http, get(target=f"/api/{'a' * 100_000}")) in outcomes(http.name, "long targets", {414, 431, 400})


def test_long_field_is_refused(http):
    """RFC 6585, 5."""
    assert outcome(http, get(f"X-Long: {'a' * 300_000}")) in outcomes(http.name, "long fields", {431, 400, None})


def test_many_fields_are_refused(http):
    assert outcome(http, get(*(f"X-{number}: a" for number in range(5000)))) in outcomes(http.name, "many fields", {431, 400, None})


def test_folded_field_is_refused_or_one(http):
    """RFC 9112, 5.2."""
    assert outcome(http, get("X-Fold: a\r\n b")) in {400, 200}


@pytest.mark.parametrize("line", ["X-Space : a", "no colon", ": nameless", "X(: a", "\x00: a", "X-\xff: a"])
def test_malformed_field_is_refused(http, line):
    """RFC 9112, 5.1."""
    assert outcome(http, get(line)) in {400} | outcomes(http.name, "malformed fields", set())


@pytest.mark.parametrize("value", ["a\0b", "a\rb"])
def test_control_characters_in_a_field_are_refused(http, value):
    """RFC 9110, 5.5."""
    assert outcome(http, get(f"X-Value: {value}")) in {400} | outcomes(http.name, "control characters", set())


def test_octets_beyond_ascii_in_a_field_are_kept(http):
    """RFC 9110, 5.5."""
    answer = http("GET", "/api/fields", {"X-Word": "\xe9"})
    assert answer.json["x_word"] in outcomes(http.name, "octets in fields", {"é"})


def test_garbage_is_no_crash(http):
    for octets in (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"\0" * 100 + b"\r\n\r\n", b"GET\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        assert outcome(http, octets, is_over=True) in {None, "malformed"} | set(range(400, 500)) | {501, 505}


def test_stalled_requests_keep_nobody_from_being_served(http):
    """Half a head each, and then nothing."""
    with ExitStack() as stalled:
        for _ in range(4):
            stalled.enter_context(http.connect()).send(get()[:30])
        assert http("GET", "/api/").status == 200


FIELDS = [
    *("Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Encoding", "Content-Range"),
    *("Content-Type", "Cookie", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since"),
    *("Origin", "Prefer", "Range", "X-Forwarded-For", "X-Number", "X-Client"),
]
HOSTILE = [
    *("", ",", '"', "\xff\xfe", "%00%0d%0aX: y", ";;;===", "*", "a=b;" * 500, "W/", '"' * 999, "é😀".encode().decode("latin-1"), "9" * 400),
    *(
        "bytes=-",
        "bytes=9999999999999999999999-",
        "Bearer",
        "Basic !!!",
        "Basic \xff",
        "\\",
        "=?utf-8?q?=00?=",
        "Thu, 99 Foo 0000 00:00:00 GMT",
    ),
]


@pytest.mark.parametrize("name", FIELDS)
def test_garbage_in_a_field_is_no_crash(http, name):
    """RFC 9110, 2.4."""
    for value in HOSTILE:
        for method, target, body in GARBLED:
            answer = http(method, target, {"Content-Type": "application/json", **{name: value}}, body)
            assert answer.status < 500, (method, target, value)


#: One to read, one to write, and one that says who.
GARBLED = [("GET", "/api/formats", None), ("PUT", "/api/books/garbled", BODY), ("GET", "/api/any", None)]

#: Gives the application nothing before all content is there.
WAIT_FOR_CONTENT = {"waitress"}
