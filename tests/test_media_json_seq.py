"""JSON text sequences (RFC 7464)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema

from flask_resty import Problem
from flask_resty.media.json_seq import emit
from flask_resty.media.json_seq import emit_ready
from flask_resty.media.json_seq import emit_stream
from flask_resty.media.json_seq import parse
from flask_resty.media.json_seq import parse_stream
from flask_resty.media.json_seq import stream_ready

MANY = Schema(many=True)


@pytest.mark.parametrize(
    ("data", "content"),
    [([{"a": 1}, 2], b'\x1e{"a":1}\n\x1e2\n'), ({"a": "\x1e"}, b'\x1e{"a":"\\u001e"}\n'), ([], b""), (None, b"\x1enull\n")],
)
def test_each_item_stands_between_a_separator_and_a_line_feed(data: Any, content: bytes) -> None:
    assert emit(data) == emit_ready(data) == content


@given(st.lists(st.none() | st.integers() | st.text(st.characters(codec="utf-8")) | st.dictionaries(st.text("a\x1e\n"), st.integers())))
def test_sequence_survives_out_and_in(data: list[Any]) -> None:
    content = emit(data)
    assert parse(content, MANY) == data
    assert [item.data for item in parse_stream(BytesIO(content))] == data
    assert b"".join(emit_stream(data)) == b"".join(stream_ready(iter([data]))) == content


def test_a_text_may_have_lines_and_counts_from_its_first() -> None:
    content = b'\x1e{\n"a":\n1}\n\x1e\x1e\n\x1e[2\n]\x1e3\n'
    assert [item[:2] for item in parse_stream(BytesIO(content))] == [(1, {"a": 1}), (5, [2]), (6, 3)]


@pytest.mark.parametrize("text", [b"12", b"-1", b"1.5", b"true", b"false", b"null"])
def test_a_text_that_may_have_lost_its_end_is_broken(text: bytes) -> None:
    """RFC 7464, 2.4: nothing tells that 12 was not the beginning of 123."""
    broken, whole = parse_stream(BytesIO(b"\x1e" + text + b"\x1e" + text + b"\n"))
    assert broken.fault is not None and broken.fault.code == "syntax"
    assert whole.fault is None


@pytest.mark.parametrize("text", [b'"a"', b"[1]", b'{"a":1}'])
def test_a_text_that_shows_its_end_needs_no_line_feed(text: bytes) -> None:
    assert [item.fault for item in parse_stream(BytesIO(b"\x1e" + text))] == [None]


@pytest.mark.parametrize("content", [b"1\n", b"x\x1e1\n", b"\x1e{\n\x1e1\n", b"\x1e1\n2\n"])
def test_what_is_no_sequence_is_refused(content: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse(content, MANY)
    assert (caught.value.status, caught.value.errors[0].pointer, caught.value.errors[0].code) == (400, "/0", "syntax")


def test_a_broken_text_says_nothing_of_the_others() -> None:
    items = list(parse_stream(BytesIO(b'\x1e{"a":\n\x1e{"a":1}\n')))
    assert [item.fault is None for item in items] == [False, True]


def test_a_text_of_many_lines_is_read_in_no_time() -> None:
    content = b"\x1e[" + b"\n" * 1_000_000 + b"]\n"
    assert parse(content) == []


def test_a_stream_that_breaks_off_ends_in_a_text_that_is_cut_off() -> None:
    chunks = emit_stream(1 // (3 - number) for number in range(5))
    sent = b""
    with pytest.raises(ZeroDivisionError):
        for chunk in chunks:
            sent += chunk
    assert sent.endswith(b"\x1e{")
    assert list(parse_stream(BytesIO(sent)))[-1].fault is not None
