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


def outcome(http, octets):
    """Give the status of the answer, ``None`` where the connection is closed without one, or that it is no HTTP/1.1."""
    try:
        answer = http.send(octets, is_over=True)
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
    assert outcome(http, post(f"Content-Length: {announced + len(title)}", body=body)) in REFUSED
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
    assert outcome(http, post(CHUNKED, body=b"%s\r\n%s\r\n0\r\n\r\n" % (size.encode(), BODY))) in REFUSED


@pytest.mark.parametrize("body", [b"0x%x\r\n%s\r\n0\r\n\r\n", b"%x\n%s\n0\n\n"])
def test_lax_chunk_is_refused(http, body):
    assert outcome(http, post(CHUNKED, body=body % (len(BODY), BODY))) in outcomes(http.name, "size of a chunk", REFUSED)


def test_chunk_that_ends_early_is_refused(http):
    assert outcome(http, post(CHUNKED, body=b"%x\r\n%s" % (len(BODY) + 5, BODY))) in REFUSED


def test_last_chunk_is_needed(http):
    body = b"%x\r\n%s\r\n" % (len(BODY), BODY)
    assert outcome(http, post(CHUNKED, body=body)) in outcomes(http.name, "half a chunk", REFUSED)


@pytest.mark.parametrize("length", ["-1", "+18", "x", "1_8", "18.0", "0x12", "18, 18", "", "\xb2", "9" * 30, "99999999999999999999"])
def test_bad_length_is_refused(http, length):
    """RFC 9110, 8.6; a huge one is 413."""
    assert outcome(http, post(f"Content-Length: {length}")) in {400, 413}


@pytest.mark.parametrize("second", [LENGTH, "Content-Length: 5"])
def test_two_lengths_are_refused_or_one(http, second):
    """RFC 9112, 6.3."""
    assert outcome(http, post(LENGTH, second)) in (REFUSED if second != LENGTH else {400, 201})


@pytest.mark.parametrize("length", [len(BODY), 3, 500])
def test_length_and_chunks_are_refused_or_the_end(http, length):
    """RFC 9112, 6.1 and 6.3: nothing that follows on the connection is another request."""
    first = head("POST", "/api/books", "Content-Type: application/json", f"Content-Length: {length}", CHUNKED)
    with http.connect() as connection:
        connection.send(first.replace(b"Connection: close", b"Connection: keep-alive") + chunked(BODY))
        answer = connection.answer(method=b"POST")
        assert answer.status in {400, 201}
        connection.send(message("GET", "/api/"))
        connection.end()
        assert answer.status == 400 or connection.answer() is None or http.name in outcomes(http.name, "both lengths", set())


@pytest.mark.parametrize("coding", ["frob", "identity", "xchunked", "chunked, frob", ", chunked"])
def test_unknown_transfer_coding_is_refused(http, coding):
    """RFC 9112, 6.1."""
    body = BODY if "chunked" not in coding else chunked(BODY)
    assert outcome(http, post(f"Transfer-Encoding: {coding}", body=body)) in outcomes(http.name, "transfer codings", {501, 400, None})
