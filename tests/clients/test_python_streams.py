"""Items out of octets, however they are cut."""

from __future__ import annotations

import time

import pytest

from flask_resty.clients.python.runtime.errors import BadAnswer
from flask_resty.clients.python.runtime.streams import feed_for

LINES = b'{"a": "\xc3\xa4"}\n\n2\r\n'
SEQUENCE = b'\x1e{"a": "\xc3\xa4"}\n\x1e2\n'
EVENTS = b': hello\r\n\r\nid: 1\ndata: {"a":\r\ndata:"\xc3\xa4"}\r\r\nevent: x\rdata: 2\n\nretry: 5\n\n'
TYPES = [
    ("application/jsonl", LINES),
    ("application/x-ndjson", LINES),
    ("application/json-seq", SEQUENCE),
    ("text/event-stream", EVENTS),
    ("application/json", '[{"a": "ä"}, 2]'.encode()),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(("media_type", "content"), TYPES, ids=[name for name, _ in TYPES])
def test_it_does_not_matter_how_they_are_cut(media_type: str, content: bytes, size: int) -> None:
    feed = feed_for(media_type)
    items = [item for start in range(0, len(content), size) for item in feed(content[start : start + size])]
    assert [*items, *feed(None)] == [{"a": "ä"}, 2]


def test_a_line_is_given_as_soon_as_it_is_whole() -> None:
    feed = feed_for("application/jsonl")
    assert (list(feed(b"1\n2")), list(feed(b"\n"))) == ([1], [2])


@pytest.mark.parametrize(
    ("media_type", "stump"), [("application/jsonl", b"1\n{"), ("application/json-seq", b"\x1e1\n\x1e{"), ("application/json", b"[1")]
)
def test_a_stream_that_breaks_off_is_told(media_type: str, stump: bytes) -> None:
    feed = feed_for(media_type)
    with pytest.raises(BadAnswer):
        list([*feed(stump), *feed(None)])


def test_an_event_that_breaks_off_is_none() -> None:
    feed = feed_for("text/event-stream")
    assert [*feed(b"data: 1\n"), *feed(None)] == []


@pytest.mark.parametrize("stump", [b"data: \xff\n\n", b"data: 1\n\xc3"])
def test_events_that_are_no_text_are_told(stump: bytes) -> None:
    feed = feed_for("text/event-stream")
    with pytest.raises(BadAnswer):
        list([*feed(stump), *feed(None)])


@pytest.mark.parametrize("media_type", ["application/jsonl", "text/event-stream", "application/json"])
def test_many_small_pieces_of_one_item_are_put_together_once(media_type: str) -> None:
    feed, started = feed_for(media_type), time.monotonic()
    size = 500_000
    found = [item for piece in (b'data:"' if "event" in media_type else b'"', *[b"x"] * size, b'"\n\n', None) for item in feed(piece)]
    assert found == ["x" * size]
    # Put together anew with each piece, this took minutes.
    assert time.monotonic() - started < 20
