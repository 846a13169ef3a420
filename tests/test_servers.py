"""The raw client forgives nothing, and the docs tell what servers do in another way."""

from __future__ import annotations

import socket
from pathlib import Path
from threading import Thread

import pytest
from servers.client import check
from servers.differences import DIFFERENCES
from servers.differences import SERVERS
from servers.differences import table
from servers.raw import Answer
from servers.raw import Malformed
from servers.raw import chunked
from servers.raw import exchange
from servers.raw import message
from servers.running import COMMANDS

ROOT = Path(__file__).parents[1]
GET = message("GET", "/")


@pytest.fixture
def answering():
    """Give a function that serves octets to one client, whatever it asks, and gives the address."""
    threads = []

    def serve(octets):
        listener = socket.create_server(("127.0.0.1", 0))
        threads.append(Thread(target=_answer, args=(listener, octets)))
        threads[-1].start()
        return listener.getsockname()

    yield serve
    for thread in threads:
        thread.join()


def _answer(listener, octets):
    with listener, listener.accept()[0] as client:
        client.recv(65536)
        client.sendall(octets)


def test_answer_is_read(answering):
    octets = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a:  2 \r\n\r\n{}"
    answer = exchange(answering(octets), GET)
    assert (answer.version, answer.status, answer.phrase, answer.json) == ("1.1", 200, "OK", {})
    assert answer.lines("X-A") == ["1", "2"]


def test_chunks_are_joined(answering):
    octets = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"ab", b"c")
    assert exchange(answering(octets), GET).content == b"abc"


def test_interim_answers_are_told(answering):
    answer = exchange(answering(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\n"), GET)
    assert (answer.interim, answer.status) == ((100,), 204)


def test_no_answer_is_none(answering):
    assert exchange(answering(b""), GET) is None


@pytest.mark.parametrize(
    "octets",
    [
        b"HTTP/1.1 200 OK\n\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\na",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    ],
)
def test_what_is_malformed_is_not_read(answering, octets):
    with pytest.raises(Malformed):
        exchange(answering(octets), GET)


def answer(status=200, *fields, content=b"", excess=b""):
    date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
    return Answer(version="1.1", status=status, phrase="", fields=(date, *fields), content=content, excess=excess)


@pytest.mark.parametrize(
    "wrong",
    [
        answer(200, ("date", "Sun, 06 Nov 1994 08:49:37 GMT")),
        answer(200, ("ETag", '"a"'), ("ETag", '"b"')),
        answer(200, ("Vary", "Accept, Origin"), ("Vary", "accept")),
        answer(200, content=b"{}"),
        answer(204, ("Content-Length", "0")),
        answer(204, ("Content-Type", "text/plain")),
        answer(304, excess=b"x"),
        answer(404, ("Content-Type", "text/html"), content=b"<p>"),
        answer(404, ("Content-Type", "application/problem+json"), ("X-Content-Type-Options", "nosniff"), content=b'{"status": 400}'),
    ],
)
def test_what_holds_for_all_is_checked(wrong):
    with pytest.raises((AssertionError, KeyError)):
        check(wrong, "GET")


def test_docs_tell_of_the_differences():
    lines = (ROOT / "docs/concepts/http.md").read_text().splitlines()
    begin = lines.index(table()[0])
    end = lines.index("", begin)
    assert lines[begin:end] == table()


def test_differences_are_of_servers_that_are_run():
    assert SERVERS.keys() == COMMANDS.keys()
    assert all(difference.servers and difference.servers.keys() <= SERVERS.keys() for difference in DIFFERENCES.values())
