"""JSON Lines: one JSON text on each line, in and out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty import ContractError
from flask_resty import Problem
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media.json_emitter import emit as emit_json
from flask_resty.media.json_lines import emit
from flask_resty.media.json_lines import emit_ready
from flask_resty.media.json_lines import emit_stream
from flask_resty.media.json_lines import parse
from flask_resty.media.json_lines import parse_stream
from flask_resty.media.json_lines import stream_ready


class Song(Schema):
    title = fields.String()


MANY = Song(many=True)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([{"a": 1}, {"a": None}], b'{"a":1}\n{"a":null}\n'),
        (({"a": 1}, [2, 3]), b'{"a":1}\n[2,3]\n'),
        ({"a": "two\nlines"}, b'{"a":"two\\nlines"}\n'),
        ([], b""),
        ([[]], b"[]\n"),
        ("x", b'"x"\n'),
        (None, b"null\n"),
        ([2**70, Decimal("1.10")], b'1180591620717411303424\n"1.10"\n'),
    ],
    ids=["objects", "tuple", "object", "nothing", "empty list", "text", "null", "exact"],
)
def test_each_item_is_a_line(data: Any, text: bytes) -> None:
    assert emit(data) == emit_ready(data) == text


@pytest.mark.parametrize("value", [float("nan"), "\ud800", object()])
def test_what_json_cannot_say_is_no_line(value: Any) -> None:
    with pytest.raises(ContractError):
        emit([1, {"a": value}])
    with pytest.raises(ContractError):
        list(emit_stream([1, {"a": value}]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@given(st.lists(JSON))
def test_lines_survive_out_and_in(data: list[Any]) -> None:
    content = emit(data)
    assert content == b"".join(emit_json(item) + b"\n" for item in data)
    assert parse(content, MANY) == data
    assert [line.data for line in parse_stream(BytesIO(content))] == data
    assert b"".join(emit_stream(data)) == b"".join(stream_ready(iter([data]))) == content


@pytest.mark.parametrize(
    ("schema", "content", "data"),
    [
        (MANY, b'{"a":1}\n', [{"a": 1}]),
        (fields.List(fields.Int()), b"1", [1]),
        (fields.Nested(Song, many=True), b"1", [1]),
        (MANY, b"", []),
        (Song(), b'{"a":1}\n', {"a": 1}),
        (Song(), b"1\n2\n", [1, 2]),
        (None, b"1\n2\n", [1, 2]),
    ],
    ids=["many", "list", "nested", "nothing", "one", "one too many", "no schema"],
)
def test_one_line_is_a_list_only_where_the_schema_wants_one(schema: Any, content: bytes, data: Any) -> None:
    assert parse(content, schema) == data


def test_ends_of_lines_may_be_those_of_windows_and_lines_may_be_blank() -> None:
    assert list(parse_stream(BytesIO(b"1\r\n\n \t\r\n2"))) == [(1, 1, None), (4, 2, None)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"a":1} {"a":2}', "syntax"),
        (b'{"a":', "syntax"),
        (b"[" * 65 + b"]" * 65, "too_deep"),
        (b'{"a":1,"a":2}', "duplicate_name"),
        (b'"\xff"', "encoding"),
        (b"\xef\xbb\xbf1", "encoding"),
        (b"NaN", "not_finite"),
        (b'"\\ud800"', "surrogate"),
    ],
)
def test_a_bad_line_is_told_and_says_nothing_of_the_others(line: bytes, code: str) -> None:
    _, bad, good = parse_stream(BytesIO(b"1\n" + line + b"\n3\n"))
    assert (bad.number, bad.data, bad.fault and bad.fault.code) == (2, None, code)
    assert good == (3, 3, None)
    with pytest.raises(Problem) as caught:
        parse(b"1\n" + line + b"\n3\n", MANY)
    (fault,) = caught.value.errors
    assert (caught.value.status, fault.pointer, fault.code) == (400, "/1", code)
    assert fault.detail.startswith("Line 2: ")


def test_place_of_a_mistake_is_that_in_its_line() -> None:
    (line,) = parse_stream(BytesIO(b'{"a": nil}\n'))
    assert line.fault is not None
    assert line.fault.detail == "This is not valid JSON: see column 7."


# -- streams -----------------------------------------------------------------------------------------------------------


def failing(good: int) -> Iterator[int]:
    yield from range(good)
    raise ValueError("secret")


@pytest.mark.parametrize("stream", [emit_stream, lambda items: stream_ready([item] for item in items)], ids=["plain", "ready"])
def test_a_stream_that_breaks_off_ends_in_what_is_no_line(stream: Any) -> None:
    chunks = stream(failing(3))
    sent = b""
    with pytest.raises(ValueError, match="secret"):
        for chunk in chunks:
            sent += chunk
    assert sent.endswith(b"\n{")
    assert list(parse_stream(BytesIO(sent)))[-1].fault is not None


def test_a_stream_that_fails_at_once_sends_nothing() -> None:
    with pytest.raises(ValueError, match="secret"):
        next(emit_stream(failing(0)))


def test_items_are_closed_if_the_stream_is_closed_early() -> None:
    items = (number for number in range(1000))
    stream = emit_stream(items)
    assert next(stream) == b"0\n"
    stream.close()  # type: ignore[attr-defined]
    assert list(items) == []


def test_it_goes_by_its_other_name_too() -> None:
    assert JSON_LINES_EMITTER.as_type("application/x-ndjson").stream is JSON_LINES_EMITTER.stream
    assert (JSON_LINES_EMITTER.media_type, JSON_LINES_PARSER.media_type) == ("application/jsonl",) * 2


@pytest.mark.parametrize("value", [time(1, 2, 3, 10_000), time(1, 2, 3, 1), datetime(1, 1, 1, 0, 0, 0, 10)], ids=str)
def test_times_are_those_of_json(value: Any) -> None:
    assert emit({"at": value}) == emit_json({"at": value}) + b"\n"


@pytest.mark.parametrize("line", [b"\x0b", b"\x0c", b" \x0c "])
def test_white_space_is_that_of_json(line: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse(b"1\n" + line + b"\n")
    assert [(fault.pointer, fault.code) for fault in caught.value.errors] == [("/1", "syntax")]
