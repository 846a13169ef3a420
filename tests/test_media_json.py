"""The JSON door: what it lets in, what it refuses, and by which code."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.errors import Problem
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.media.json_emitter import emit
from flask_resty.media.json_parser import MAX_DEPTH
from flask_resty.media.json_parser import MAX_DIGITS
from flask_resty.media.json_parser import parse


def code_of(document: bytes, **limits: int) -> str:
    with pytest.raises(Problem) as raised:
        parse(document, **limits)
    assert raised.value.status == 400
    (fault,) = raised.value.errors
    assert (fault.location, fault.pointer, fault.detail) == ("body", "", raised.value.detail)
    return fault.code


VALID: list[tuple[bytes, Any]] = [
    # structures
    (b"[]", []),
    (b"{}", {}),
    (b"[[]   ]", [[]]),
    (b'[""]', [""]),
    (b" [] ", []),
    (b"\r\n\t [ ]\n", []),
    (b'{"a":[]}', {"a": []}),
    (b'{"":0}', {"": 0}),
    (b'{"a":"b","c":"d"}', {"a": "b", "c": "d"}),
    (b'[null, 1, "1", {}]', [None, 1, "1", {}]),
    (b"[1,null,null,null,2]", [1, None, None, None, 2]),
    (b'{"foo\\u0000bar": 42}', {"foo\0bar": 42}),
    (b'{\n"a": "b"\n}', {"a": "b"}),
    # a scalar is a document (RFC 8259, 2)
    (b"42", 42),
    (b"-0.1", -0.1),
    (b"null", None),
    (b"true", True),
    (b"false", False),
    (b'"asd"', "asd"),
    (b'""', ""),
    (b'" "', " "),
    # numbers
    (b"[0e+1]", [0.0]),
    (b"[0e1]", [0.0]),
    (b"[ 4]", [4]),
    (b"[-0]", [0]),
    (b"[-1]", [-1]),
    (b"[-123]", [-123]),
    (b"[1E22]", [1e22]),
    (b"[1E-2]", [0.01]),
    (b"[1E+2]", [100.0]),
    (b"[123e45]", [123e45]),
    (b"[123.456e78]", [123.456e78]),
    (b"[-0.000000000000000000000000000000000000000000000000000000000001]", [-1e-60]),
    (b"[123.456789]", [123.456789]),
    # strings
    (rb'["\u0060\u012a\u12AB"]', ["`Īካ"]),
    (rb'["\ud801\udc37"]', ["𐐷"]),
    (rb'["\ud83d\ude39\ud83d\udc8d"]', ["😹💍"]),
    (rb'["\uDBFF\uDFFF"]', ["\U0010ffff"]),
    (rb'["\"\\\/\b\f\n\r\t"]', ['"\\/\b\f\n\r\t']),
    (rb'["\\u0000"]', ["\\u0000"]),
    (rb'["\\ud800"]', ["\\ud800"]),
    (rb'["\\"]', ["\\"]),
    (b'["a/*b*/c/*d//e"]', ["a/*b*/c/*d//e"]),
    (b'["\x7f"]', ["\x7f"]),
    ('["€𝄞"]'.encode(), ["€𝄞"]),
    ('["\u2028\u2029"]'.encode(), ["\u2028\u2029"]),
    ('["\ufeff"]'.encode(), ["\ufeff"]),
    ('["\uffff\U0010ffff"]'.encode(), ["\uffff\U0010ffff"]),
    (b'["new\\u00A0line"]', ["new\u00a0line"]),
    (b'{"min": -1.0e+28, "max": 1.0e+28}', {"min": -1e28, "max": 1e28}),
]


@pytest.mark.parametrize(("document", "value"), VALID)
def test_valid_document_is_accepted(document: bytes, value: Any) -> None:
    found = parse(document)
    assert found == value
    assert repr(found) == repr(value)


INVALID = [
    # structures
    b"[1 true]",
    b'["": 1]',
    b'[""],',
    b"[,1]",
    b"[1,,2]",
    b'["x",,]',
    b'["x"]]',
    b'["",]',
    b'["x"',
    b"[x",
    b"[3[4]]",
    b"[,]",
    b"[1,]",
    b"[1\n,1",
    b"[1,\n1\n,1",
    b"[1,*]",
    b"[\x0c]",
    b"[\x0b1]",
    b"*",
    b"<.>",
    b"[<null>]",
    b"][",
    b"]",
    b"[",
    b"{",
    b"[1]x",
    b"1]",
    b"[][]",
    b"{}}",
    b'{"":',
    b'{"a":/*comment*/"b"}',
    b'{"a":"b"}/**/',
    b'{"a":"b"}//',
    b'{"a":"b"}#',
    b"{'a':0}",
    b"{a: 1}",
    b"{1:1}",
    b'{"a" "b"}',
    b'{"a"',
    b'{"a":"a" 123}',
    b'{"x", null}',
    b'{"x"::"b"}',
    b'{"id":0,}',
    b'{"id":0,,}',
    b'{,"id":0}',
    b'{"a":"b",,"c":"d"}',
    b"{9999E9999:1}",
    b"[\xc2\xa0]",
    b"[\xe2\x81\xa0]",
    # literals
    b"nul",
    b"tru",
    b"fals",
    b"True",
    b"NULL",
    b"undefined",
    b"[truth]",
    # numbers
    b"[++1234]",
    b"[+1]",
    b"[-01]",
    b"[-1.0.]",
    b"[-2.]",
    b"[.-1]",
    b"[.2e-3]",
    b"[0.1.2]",
    b"[0.3e+]",
    b"[0.3e]",
    b"[0.e1]",
    b"[0E]",
    b"[1.0e-]",
    b"[1 000.0]",
    b"[1eE2]",
    b"[2.e3]",
    b"[9.e+]",
    b"[0x42]",
    b"[012]",
    b"[-012]",
    b"[1+2]",
    b"[-]",
    b"[- 1]",
    b"[-foo]",
    b"[123abc]",
    b"[1_000]",
    b"[\xef\xbc\x91]",
    b"[Inf]",
    b"[nan]",
    # strings
    b'"',
    b"'a'",
    b"abc",
    b'["a]',
    b'["a\0a"]',
    b'["a\na"]',
    b'["\t"]',
    b'["\x1f"]',
    rb'["\x00"]',
    rb'["\a"]',
    rb'["\u00A"]',
    rb'["\u 123"]',
    rb'["\U0001f600"]',
    rb'["\"]',
    b'["\\\t"]',
    '["\\🌀"]'.encode(),
    rb'["\uD834\uDd"]',
    rb'["\ud800\u"]',
    b'\\u0020"x"',
]


@pytest.mark.parametrize("document", INVALID)
def test_invalid_document_is_refused(document: bytes) -> None:
    assert code_of(document) == "syntax"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        # nothing at all
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        # not UTF-8, or not the way that it has to be
        (b"\xef\xbb\xbf[]", "encoding"),
        (b"\xef\xbb\xbf", "encoding"),
        ('["é"]'.encode("utf-16"), "encoding"),
        ('["é"]'.encode("utf-16-le"), "encoding"),
        ("[1]".encode("utf-16-le"), "encoding"),
        ("[1]".encode("utf-16-be"), "encoding"),
        ("[1]".encode("utf-32"), "encoding"),
        (b'["\xff"]', "encoding"),
        (b'["\xe9"]', "encoding"),
        (b'["\xe2\x82"]', "encoding"),
        (b'["\xc0\xaf"]', "encoding"),
        (b'["\xfc\x83\xbf\xbf\xbf\xbf"]', "encoding"),
        (b'["\xed\xa0\x80"]', "encoding"),
        (b'["\xf4\xbf\xbf\xbf"]', "encoding"),
        (b"\xe5", "encoding"),
        # numbers that are none, or that no float holds
        (b"NaN", "not_finite"),
        (b"[Infinity]", "not_finite"),
        (b'{"a": -Infinity}', "not_finite"),
        (b"1e999", "not_finite"),
        (b"[-1E+400]", "not_finite"),
        (b"[0.4e00669999999999999999999999999999999999999999999999]", "not_finite"),
        (b"9" * 400 + b".5", "not_finite"),
        # numbers that take too long
        (b"9" * (MAX_DIGITS + 1), "too_many_digits"),
        (b"[-" + b"1" * 5000 + b"]", "too_many_digits"),
        # names
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b'[{"b":{"a":1,"c":2,"a":3}}]', "duplicate_name"),
        (rb'{"a":1,"\u0061":2}', "duplicate_name"),
        # half a character
        (rb'["\ud800"]', "surrogate"),
        (rb'["\uDd1e"]', "surrogate"),
        (rb'["\ud800abc"]', "surrogate"),
        (rb'["\uD800\uD800\n"]', "surrogate"),
        (rb'["\udc00\ud800"]', "surrogate"),
        (rb'["\\\ud800"]', "surrogate"),
        (rb'{"\udfff":0}', "surrogate"),
        (rb'["\ud83d\ude00", "\ud83d"]', "surrogate"),
        # depth
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "too_deep"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"0" + b"}" * (MAX_DEPTH + 1), "too_deep"),
        (b'[{"a":' * MAX_DEPTH + b"0" + b"}]" * MAX_DEPTH, "too_deep"),
        (b"[" * 100_000, "too_deep"),
        (b'[{"":' * 50_000, "too_deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:24]!r} of {len(value)}",
)
def test_refusal_has_a_stable_code(document: bytes, code: str) -> None:
    assert code_of(document) == code


@pytest.mark.parametrize(
    ("document", "value"),
    [
        (b"[-1e-9999]", [-0.0]),
        (b"[1e308]", [1e308]),
        (b"[123456789012345678901234567890]", [123456789012345678901234567890]),
        (b"-9223372036854775809", -9223372036854775809),
        (b"[100000000000000000000.5]", [1e20]),
        (b'["' + b"9" * 5000 + b'", 7]', ["9" * 5000, 7]),
        (b'["3e999"]', ["3e999"]),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_unusual_number_is_read_exactly(document: bytes, value: Any) -> None:
    assert parse(document) == value


def test_integer_may_have_as_many_digits_as_the_limit_says() -> None:
    assert parse(b"[-" + b"7" * MAX_DIGITS + b"]") == [-int("7" * MAX_DIGITS)]
    assert parse(b"12", max_digits=2) == 12
    assert code_of(b"[1, -123]", max_digits=2) == "too_many_digits"


def test_limit_of_python_itself_is_no_error_of_ours() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert code_of(b"1" * 700) == "too_many_digits"
    finally:
        sys.set_int_max_str_digits(before)


def test_depth_is_what_the_limit_says() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse(b"[[]]", max_depth=2) == [[]]
    assert code_of(b"[[[]]]", max_depth=2) == "too_deep"


@pytest.mark.parametrize(
    "flat",
    [
        [[]] * 500,
        [{"a": [1]}] * 500,
        ["[" * 500, "{" * 500],
        [']"[' * 300, '"[]{}"\\' * 300, "\\" * 300],
        ["\\[", "[", '\\"['] * 100,
        {"[[" * 200: {"]}": []}},
    ],
    ids=range(6),
)
def test_breadth_and_brackets_in_strings_are_no_depth(flat: Any) -> None:
    assert parse(json.dumps(flat).encode(), max_depth=3) == flat


def test_bracket_in_a_string_does_not_hide_depth() -> None:
    hidden = b'["]",' * (MAX_DEPTH + 1) + b"0" + b"]" * (MAX_DEPTH + 1)
    assert code_of(hidden) == "too_deep"


def test_truncated_document_is_a_mistake_of_syntax_however_many_brackets_it_has() -> None:
    assert code_of(b"[" + b"[]," * 500) == "syntax"


def test_t38_syntax_error_says_where_and_repeats_nothing() -> None:
    with pytest.raises(Problem) as raised:
        parse(b'{\n  "secret": hunter2\n}')
    assert raised.value.detail == "The content is not valid JSON: see line 2, column 13."


def test_t39_empty_body_is_400() -> None:
    assert code_of(b"") == "empty"


def test_t40_invalid_utf_8_is_400() -> None:
    assert code_of(b'{"title": "\xff"}') == "encoding"


@pytest.mark.parametrize("document", [b"7" * 5000, b"[" * 5000, b'["\xfe"]', rb'"\ud800"', b"NaN", b"1e999"])
def test_a2_to_a5_hostile_document_is_the_clients_fault(document: bytes) -> None:
    with pytest.raises(Problem) as raised:
        JSON_PARSER.parse(document, None)
    assert raised.value.status == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(st.binary() | st.text(alphabet='[]{}",:\\u d8e0E+-.1tfn\n').map(str.encode))
@example(b'{"\\')
def test_no_bytes_raise_anything_but_a_problem(document: bytes) -> None:
    try:
        parse(document, max_depth=3, max_digits=3)
    except Problem as problem:
        assert problem.status == 400


BRACKETS = st.recursive(
    st.just(0) | st.text('[]{}"\\'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('[]{}"\\'), inner),
    max_leaves=10,
)


@given(BRACKETS)
def test_depth_is_counted_as_a_walk_would_count_it(value: Any) -> None:
    depth, document = depth_of(value), json.dumps(value).encode()
    assert parse(document, max_depth=depth) == value
    assert depth == 0 or code_of(document, max_depth=depth - 1) == "too_deep"


def depth_of(value: Any) -> int:
    if isinstance(value, list | dict):
        return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)
    return 0


@given(JSON)
def test_what_is_written_reads_the_same(value: Any) -> None:
    found = parse(emit(value))
    assert found == value
    assert repr(found) == repr(value)


@given(JSON)
def test_escaped_and_indented_documents_read_the_same(value: Any) -> None:
    assert parse(json.dumps(value, indent=1).encode()) == value


@given(st.lists(JSON, max_size=5))
def test_stream_reads_the_same(values: list[Any]) -> None:
    assert JSON_EMITTER.stream is not None
    assert parse(b"".join(JSON_EMITTER.stream(iter(values), None))) == values


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_keeps_every_bit(number: float) -> None:
    found = parse(emit(number))
    assert (found, math.copysign(1, found)) == (number, math.copysign(1, number))
