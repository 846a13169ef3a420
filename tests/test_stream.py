"""Streams on real servers: in constant memory, broken off where they fail, and closed when the client goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import soak
from servers.client import Client
from servers.differences import outcomes
from servers.raw import Malformed
from servers.raw import chunked
from servers.raw import message
from servers.running import COMMANDS
from servers.running import running

from flask_resty.errors import Problem
from flask_resty.media import JSON_PARSER
from flask_resty.media.json_lines import parse_stream as read_lines
from flask_resty.media.json_seq import parse_stream as read_texts

LINES = ("Content-Type", "application/jsonl")
CHUNKED = ("Transfer-Encoding", "chunked")

#: Long enough that no buffer of a connection takes it.
ROWS = b"".join(b'{"id":%d,"title":"Row"}\n' % number for number in range(150_000))


@pytest.fixture(scope="module", params=COMMANDS)
def server(request: pytest.FixtureRequest, give_up: Callable[[str], Any]) -> Iterator[Client]:
    """Give a client of ``servers.flowing`` on each real server in turn."""
    if find_spec(request.param) is None:
        give_up(f"{request.param} is not installed.")
    with running(request.param, "servers.flowing") as address:
        yield Client(request.param, address)


# -- what goes out -----------------------------------------------------------------------------------------------------


def received(server: Client, octets: bytes) -> bytes | None:
    """Give the content of an answer that the server made complete, or ``None``."""
    with server.connect() as connection:
        connection.send(octets)
        try:
            answer = connection.answer()
        except Malformed:
            return None
    assert answer is not None and answer.status == 200
    return answer.content


def told(outcome: bytes | None) -> str:
    return "broken" if outcome is None else "complete"


@pytest.mark.parametrize("media_type", soak.GIVEN)
def test_a_stream_that_fails_is_broken_off(server: Client, media_type: str) -> None:
    answer = received(server, message("GET", "/api/broken/500", [("Accept", media_type)]))
    assert told(answer) in outcomes(server.name, "broken stream", {"broken"})


@pytest.mark.parametrize("media_type", ["application/json", "application/jsonl", "application/json-seq"])
def test_without_chunks_the_format_tells_that_a_stream_failed(server: Client, media_type: str) -> None:
    """In HTTP/1.0 the end of the connection is the end of the content, whatever the reason (RFC 9112, 6.3)."""
    content = received(server, b"GET /api/broken/500 HTTP/1.0\r\nAccept: %s\r\n\r\n" % media_type.encode())
    # A server may answer in HTTP/1.1, and then it can tell by itself.
    assert content is None or is_broken(media_type, content)


def is_broken(media_type: str, content: bytes) -> bool:
    if media_type == "application/json":
        with pytest.raises(Problem):
            JSON_PARSER.parse(content, None)
        return True
    read = read_lines if media_type == "application/jsonl" else read_texts
    return [*read(BytesIO(content), None)][-1].fault is not None


def test_a_generator_is_closed_when_the_client_goes(server: Client) -> None:
    with server.connect() as connection:
        connection.send(message("GET", "/api/rows/123456789", [("Accept", "application/jsonl")]))
        assert connection.interim() == 200
    assert eventually(lambda: "rows 123456789" in server("GET", "/api/").json["ended"])


def eventually(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


# -- what comes in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "octets",
    [message("POST", "/api/sum", [LINES], ROWS), message("POST", "/api/sum", [LINES, CHUNKED], chunked(ROWS))],
    ids=["length", "chunks"],
)
def test_items_are_read_from_the_connection(server: Client, octets: bytes) -> None:
    answer = server.send(octets)
    assert answer is not None and answer.json == {"sum": sum(range(150_000))}


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
@pytest.mark.parametrize(("more", "content"), [([], ROWS), ([CHUNKED], chunked(ROWS))], ids=["length", "chunks"])
def test_an_answer_to_a_body_that_is_not_read_to_its_end_arrives(
    server: Client, connection: str, more: list[tuple[str, str]], content: bytes
) -> None:
    answer = server.send(message("POST", "/api/first", [LINES, ("Connection", connection), *more], content))
    assert answer is not None and (answer.status, answer.json) == (200, {"id": 0, "title": "Row"})


def test_the_next_request_on_the_connection_is_not_taken_from_the_body(server: Client) -> None:
    with server.connect() as connection:
        connection.send(message("POST", "/api/first", [LINES, ("Connection", "keep-alive")], ROWS))
        first = connection.answer(method=b"POST")
        assert first is not None and first.json == {"id": 0, "title": "Row"}
        if "close" in first.members("Connection"):
            return
        connection.send(message("GET", "/api/memory"))
        second = connection.answer()
    # A server may close the connection without a word, too.
    assert second is None or (second.status == 200 and second.json.keys() == {"now", "most"})


def test_a_client_that_breaks_off_is_told_so(server: Client) -> None:
    answer = server.send(message("POST", "/api/sum", [LINES, ("Content-Length", "100000")], ROWS[:5000]), is_over=True)
    # Who reads everything before the app gets it has nobody to tell.
    assert answer is None or (answer.status, answer.json["errors"][0]["code"]) == (400, "incomplete")


# -- memory ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gunicorn() -> Iterator[soak.Address]:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("Only Linux tells how much memory a process had at most.")
    with running("gunicorn", "servers.flowing") as address:
        yield address


@pytest.mark.parametrize("pause", [None, 0], ids=["quick", "slow"])
@pytest.mark.parametrize("media_type", soak.GIVEN)
def test_rows_go_out_in_constant_memory(gunicorn: soak.Address, media_type: str, pause: float | None) -> None:
    assert soak.growth(gunicorn, soak.reader(gunicorn, media_type, pause), 50_000) <= soak.MOST


@pytest.mark.parametrize("media_type", soak.TAKEN)
def test_rows_come_in_in_constant_memory(gunicorn: soak.Address, media_type: str) -> None:
    assert soak.growth(gunicorn, soak.writer(gunicorn, media_type), 50_000) <= soak.MOST


@pytest.mark.parametrize("media_type", soak.TAKEN)
def test_rows_that_come_in_are_all_there(gunicorn: soak.Address, media_type: str) -> None:
    assert soak.writer(gunicorn, media_type)(2_500) == sum(range(2_500))
