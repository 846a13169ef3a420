"""CBOR: data, and none of what its tags could build."""

from __future__ import annotations

from dataclasses import replace

import cbor2
import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from returned import PLAIN
from returned import UNSPEAKABLE
from returned import Pair
from returned import code_of
from returned import nested
from returned import returned
from returned import told

from flask_resty import ContractError
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media.cbor import emit
from flask_resty.media.cbor import emit_stream
from flask_resty.media.cbor import parse


@given(PLAIN)
@example([2**64, -(2**64) - 1, 10**999, -(10**999)])
def test_plain_data_come_back_as_they_were(data):
    assert repr(parse(emit(data))) == repr(data)


@given(PLAIN)
def test_other_readers_find_the_same(data):
    assert repr(cbor2.loads(emit(data))) == repr(data)


@given(returned(PLAIN))
def test_what_handlers_return_is_what_json_makes_of_it(data):
    assert told(data, CBOR_EMITTER, CBOR_PARSER) == told(data)


@given(nested(PLAIN | st.binary(max_size=40)))
@example(b"\xf9\x7e\x00")
@example(b"\xd8\x25")
def test_bytes_are_carried(data):
    assert repr(parse(emit(data))) == repr(data)


def test_bytes_beside_what_is_not_plain_are_carried():
    assert parse(emit({1: (b"\xff", Pair(b"", 2))})) == {"1": [b"\xff", [b"", 2]]}


@pytest.mark.parametrize("data", UNSPEAKABLE.values(), ids=UNSPEAKABLE)
def test_what_cannot_be_said_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


@given(st.lists(returned(PLAIN), max_size=3))
def test_stream_is_read_as_the_list_is(items):
    streaming = replace(CBOR_EMITTER, emit=lambda data, schema: b"".join(emit_stream(iter(data))))
    assert told(items, streaming, CBOR_PARSER) == told(items, CBOR_EMITTER, CBOR_PARSER)


def test_array_of_a_stream_has_no_length():
    assert list(emit_stream(iter(range(3)))) == [b"\x9f\x00", b"\x01\x02", b"\xff"]


READ = {
    "an array without a length": ("9f0102ff", [1, 2]),
    "a map without a length": ("bf616101ff", {"a": 1}),
    "text in pieces": ("7f61616162ff", "ab"),
    "a float of 16 bits": ("f93c00", 1.0),
    "a float of 32 bits": ("fa3f800000", 1.0),
    "bytes": ("4201ff", b"\x01\xff"),
    "a large integer": ("c249010000000000000000", 2**64),
    "a large negative integer": ("c349010000000000000000", -(2**64) - 1),
    "a small integer, as a large one": ("c24105", 5),
    "a small integer in eight bytes": ("1b0000000000000005", 5),
}


@pytest.mark.parametrize(("content", "data"), READ.values(), ids=READ)
def test_document_is_read(content, data):
    assert repr(parse(bytes.fromhex(content))) == repr(data)


REFUSED = {
    "nothing": (b"", "empty"),
    "cut off": (b"\x82\x01", "syntax"),
    "a byte that has no meaning": (b"\x1c", "syntax"),
    "an end without a beginning": (b"\xff", "syntax"),
    "more behind the end": (b"\x01\x02", "syntax"),
    "not UTF-8": (b"\x61\xff", "encoding"),
    "a surrogate": (b"\x63\xed\xa0\x80", "encoding"),
    "a number as a name": (b"\xa1\x01\x01", "name"),
    "bytes as a name": (b"\xa1\x41a\x01", "name"),
    "two members of one name": (b"\xa2\x61a\x01\x61a\x02", "duplicate_name"),
    "two members of one name, without a length": (b"\xbf\x61a\x01\x61a\x02\xff", "duplicate_name"),
    "not a number": (b"\xf9\x7e\x00", "not_finite"),
    "not finite": (b"\x81\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", "not_finite"),
    "undefined": (b"\x81\xf7", "type"),
    "a simple value": (b"\xf0", "type"),
    "too many digits": (b"\xc2\x59\x01\xa0" + b"\xff" * 416, "too_many_digits"),
    "an integer that is no bytes": (b"\xc2\x01", "syntax"),
    "65 arrays": (b"\x81" * 65 + b"\x01", "too_deep"),
    "65 maps": (b"\xa1\x61a" * 65 + b"\x01", "too_deep"),
    "500 arrays": (b"\x81" * 500 + b"\x01", "too_deep"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_document_is_refused(content, code):
    assert code_of(CBOR_PARSER, content) == code


@pytest.mark.parametrize("tag", [0, 1, 4, 5, 25, 28, 29, 30, 32, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 6000, 43000, 55799])
@pytest.mark.parametrize("inner", ["6161", "80", "01", "820102", "4401020304"])
def test_tag_is_refused(tag, inner):
    content = cbor2.dumps(cbor2.CBORTag(tag, 0))[:-1] + bytes.fromhex(inner)
    assert code_of(CBOR_PARSER, content) in {"tag", "syntax"}
    assert code_of(CBOR_PARSER, b"\x81" + content) in {"tag", "syntax"}
