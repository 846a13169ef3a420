"""The fast way in and the exact one: whatever the document, there is one outcome."""

from __future__ import annotations

import json
import sys
from types import FrameType
from typing import Any

import orjson
import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.errors import Problem
from flask_resty.media import json_decoder
from flask_resty.media.json_decoder import decode
from flask_resty.media.json_parser import MAX_DEPTH
from flask_resty.media.json_parser import MAX_DIGITS
from flask_resty.media.json_parser import parse


def outcome(read: Any, document: bytes, *limits: int) -> tuple[Any, ...]:
    """Tell apart what compares equal: 1, 1.0 and true, 0.0 and -0.0, members in another order."""
    try:
        return ("read", repr(read(document, *limits)))
    except Problem as problem:
        return ("refused", problem.status, problem.detail, problem.errors)


def assert_same(document: bytes, max_depth: int = MAX_DEPTH, max_digits: int = MAX_DIGITS) -> None:
    fast = outcome(lambda data: parse(data, max_depth=max_depth, max_digits=max_digits), document)
    assert fast == outcome(decode, document, max_depth, max_digits)


# -- whole documents, in every spelling --------------------------------------------------------------------------------

WHITE_SPACE = st.text(" \t\r\n", max_size=2)
DIGITS = st.text("0123456789", min_size=1, max_size=25)
NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.just("0") | DIGITS.map(lambda digits: digits.lstrip("0") or "0"),
    st.just("") | DIGITS.map(".{}".format),
    st.just("") | st.builds("{}{}".format, st.sampled_from(["e", "E", "e+", "E-", "e-"]), st.integers(0, 420)),
)
PIECES = ["a", " ", ":", ",", '\\"', '\\":', " :", "{", "[", "]}", "\\\\", "\\/", "\\t:", "\\u0061", "\\u0022:", "\\u003A", "\\u0020"]
PIECES += [
    "0" * 19,
    "é",
    "\\u00e9",
    "\\u00E9",
    "😀",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\udc00",
    "\x7f",
    "\\u007f",
    "\u2028",
    "\ufeff",
    "\0",
    "\n",
]
STRINGS = st.lists(st.sampled_from(PIECES), max_size=4).map(lambda pieces: f'"{"".join(pieces)}"')
NAMES = st.sampled_from(['"a"', '"\\u0061"', '""', '" "', '" a"', '":"', '" :"', '"\\":"', '"a:b"', '"b"', '"\\ud800"']) | STRINGS
ATOMS = st.sampled_from(["null", "true", "false", "NaN", "-Infinity", "", "9" * 19, "-" + "9" * 19, str(2**64 - 1), str(2**64)])


def spaced(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return text | st.builds("{}{}{}".format, WHITE_SPACE, text, WHITE_SPACE)


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.builds("{}:{}".format, spaced(NAMES), inner)
    arrays, objects = (st.lists(part, max_size=4).map(",".join) for part in (inner, members))
    return spaced(arrays.map("[{}]".format) | objects.map("{{{}}}".format))


DOCUMENTS = st.recursive(spaced(ATOMS | NUMBERS | STRINGS), nest, max_leaves=10)


@given(DOCUMENTS, st.sampled_from([1, 2, 3, MAX_DEPTH, 2000]), st.sampled_from([1, 19, 20, 21, MAX_DIGITS]))
@example('{"a":1,"\\u0061":2}', MAX_DEPTH, MAX_DIGITS)
@example('{"a" :1,"a":":"}', MAX_DEPTH, MAX_DIGITS)
@example('{"a":{"b":1},"a":{"b":1}}', MAX_DEPTH, MAX_DIGITS)
@example('[{"a" : 1, "a" : 1}, "\\":"]', MAX_DEPTH, MAX_DIGITS)
@example("[-0, -0.0, 0e1, 1E2, 1.50, 1e-400, 5e-324, 1e308, 0.1000000000000000055511151231257827]", MAX_DEPTH, MAX_DIGITS)
@example("[18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809]", MAX_DEPTH, MAX_DIGITS)
@example("[1.50, -9999999999999999999]", MAX_DEPTH, MAX_DIGITS)
@example("18446744073709551615", MAX_DEPTH, 19)
def test_document_has_one_outcome(document: str, max_depth: int, max_digits: int) -> None:
    assert_same(document.encode(), max_depth, max_digits)


@pytest.mark.parametrize("white_space", [" ", "\t", "\r", "\n", "\r\n"])
def test_string_does_not_stand_in_for_a_member_that_was_dropped(white_space: str) -> None:
    with pytest.raises(Problem, match="two members of the same name"):
        parse(f'{{"a"{white_space}:":","a":":"}}'.encode())
    with pytest.raises(Problem, match="two members of the same name"):
        parse(f'{{"a"{white_space}:1,"a":":"}}'.encode())


# -- documents that are almost what would be written -------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)
STYLES: list[Any] = [
    orjson.dumps,
    lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2),
    lambda value: json.dumps(value).encode(),
    lambda value: json.dumps(value, ensure_ascii=False, indent="\t", separators=(" ,", " : ")).encode(),
]


@given(VALUES, st.sampled_from(STYLES))
def test_what_anybody_writes_has_one_outcome(value: Any, write: Any) -> None:
    assert_same(write(value))


@given(VALUES, st.sampled_from(STYLES), st.data())
def test_one_wrong_byte_has_one_outcome(value: Any, write: Any, data: st.DataObject) -> None:
    document = write(value)
    place = data.draw(st.integers(0, len(document)))
    bit = data.draw(st.binary(max_size=2) | st.sampled_from([b'"a":', b'"', b",", b":", b" ", b"0", b"-", b"\\"]))
    assert_same(document[:place] + bit + document[place + data.draw(st.integers(0, 2)) :])


@given(st.binary())
@example(b"\xef\xbb\xbf[]")
@example('["é"]'.encode("utf-16"))
@example(b'["\xed\xa0\x80"]')
@example(b"")
@example(b"[1]\0")
def test_any_bytes_have_one_outcome(document: bytes) -> None:
    assert_same(document)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([repr, "{:e}".format, "{:.20g}".format, "{:f}".format]))
def test_number_in_any_spelling_has_one_outcome(number: float, spell: Any) -> None:
    assert_same(spell(number).encode())


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1, 254, 255, 256, 1024, 1025, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ("[ ", "]")])
def test_depth_has_one_outcome(depth: int, start: str, end: str) -> None:
    document = (start * depth + "0" + end * depth).encode()
    for max_depth in (MAX_DEPTH, 300):
        assert_same(document, max_depth)


# -- what is fast ------------------------------------------------------------------------------------------------------


def is_decoded_exactly(document: bytes) -> bool:
    """Tell whether a document takes the slow way, without a look at the clock."""
    called: list[str] = []

    def note(frame: FrameType, event: str, arg: Any) -> None:
        if event == "call" and frame.f_code.co_filename == json_decoder.__file__:
            called.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        outcome(parse, document)
    finally:
        sys.setprofile(None)
    return "decode" in called


BOOK = {"title": "Der Zauberberg, \"überall\" : 'x': [1]", "pages": 1002, "price": 12.5, "born": "1924-11-28T00:00:00+00:00", "tags": []}


@pytest.mark.skipif(sys.gettrace() is not None, reason="A tracer, such as that of coverage, takes the place of ours.")
@pytest.mark.parametrize(
    ("document", "is_exact"),
    [
        (orjson.dumps(BOOK), False),
        (orjson.dumps([BOOK] * 100, option=orjson.OPT_INDENT_2), False),
        (json.dumps(BOOK, ensure_ascii=False).encode(), False),
        (b"[18446744073709551615, -9223372036854775808, 0.1, -0.0]", False),
        (b'{"a":1,"a":1}', True),
        (b"[18446744073709551616]", True),
        (b"[-0]", False),
        (rb'[{"\u00e9" :1.50, "1E2": [{"a": 1E2}]}]', False),
        (b'{"a" :1,"a":":"}', True),
        (b'[" :", 1.0]', False),
        (b'[" :", 1.50]', True),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else "",
)
def test_only_what_could_have_lost_something_is_read_slowly(document: bytes, is_exact: bool) -> None:
    assert is_decoded_exactly(document) is is_exact
