"""MessagePack: what JSON says in fewer bytes, and nothing that a decoder would drop without a word."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import ormsgpack
import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from returned import FLOATS
from returned import TEXT
from returned import UNSPEAKABLE
from returned import Pair
from returned import code_of
from returned import nested
from returned import returned
from returned import told

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import returns
from flask_resty.media import JSON_EMITTER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media.msgpack import emit
from flask_resty.media.msgpack import parse

#: What JSON has types for, and MessagePack room.
PLAIN = nested(TEXT | st.integers(-(2**63), 2**64 - 1) | FLOATS | st.booleans() | st.none())


@given(PLAIN)
@example([-(2**63), 2**64 - 1, "\xcb\x7f\xf8", 1.5])
def test_plain_data_come_back_as_they_were(data):
    assert repr(parse(emit(data))) == repr(data)


@given(returned(PLAIN))
def test_what_handlers_return_is_what_json_makes_of_it(data):
    assert told(data, MSGPACK_EMITTER, MSGPACK_PARSER) == told(data)


@given(nested(PLAIN | st.binary(max_size=40)))
@example(b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00")
@example({1: b"\x00"})
def test_bytes_are_carried(data):
    assert emit(data) == ormsgpack.packb(parse(emit(data)))


def test_bytes_beside_what_is_not_plain_are_carried():
    assert parse(emit({1: (b"\xff", Pair(b"", 2))})) == {"1": [b"\xff", [b"", 2]]}


@pytest.mark.parametrize("data", [*UNSPEAKABLE.values(), 2**64, [-(2**63) - 1]], ids=[*UNSPEAKABLE, "too large", "too small"])
def test_what_cannot_be_said_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


REFUSED = {
    "nothing": (b"", "empty"),
    "cut off": (b"\x92\x01", "syntax"),
    "a byte that has no meaning": (b"\xc1", "syntax"),
    "more behind the end": (b"\x01\x02", "syntax"),
    "more behind the end, of a map": (b"\x81\xa1a\x01\x81\xa1a\x02", "syntax"),
    "not UTF-8": (b"\xa1\xff", "syntax"),
    "a surrogate": (b"\xa3\xed\xa0\x80", "syntax"),
    "a number as a name": (b"\x81\x01\x01", "syntax"),
    "bytes as a name": (b"\x81\xc4\x01a\x01", "syntax"),
    "null as a name": (b"\x81\xc0\x01", "syntax"),
    "two members of one name": (b"\x82\xa1a\x01\xa1a\x01", "duplicate_name"),
    "two members of one name, inside": (b"\x91\xde\x00\x02\xa1a\x01\xd9\x01a\x01", "duplicate_name"),
    "not a number": (b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "not_finite"),
    "not finite, short": (b"\xca\x7f\x80\x00\x00", "not_finite"),
    "an extension": (b"\xd4\x05a", "type"),
    "a timestamp": (b"\xd6\xff\x00\x00\x00\x00", "type"),
    "65 arrays": (b"\x91" * 65 + b"\x01", "too_deep"),
    "65 maps": (b"\x81\xa1a" * 65 + b"\x01", "too_deep"),
    "arrays without end": (b"\x91" * 5000, "too_deep"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_document_is_refused(content, code):
    assert code_of(MSGPACK_PARSER, content) == code


#: The longer ways to say a thing, each beside the shortest.
LONGER = {
    "str8": (b"\xd9\x01a", "a"),
    "str16": (b"\xda\x00\x01a", "a"),
    "str32": (b"\xdb\x00\x00\x00\x01a", "a"),
    "uint8": (b"\xcc\x07", 7),
    "uint16": (b"\xcd\x00\x07", 7),
    "uint32": (b"\xce\x00\x00\x00\x07", 7),
    "uint64": (b"\xcf\x00\x00\x00\x00\x00\x00\x00\x07", 7),
    "int8": (b"\xd0\xff", -1),
    "int16": (b"\xd1\xff\xff", -1),
    "int32": (b"\xd2\xff\xff\xff\xff", -1),
    "int64": (b"\xd3" + b"\xff" * 8, -1),
    "float32": (b"\xca\x3f\x00\x00\x00", 0.5),
    "array16": (b"\xdc\x00\x01\xe0", [-32]),
    "array32": (b"\xdd\x00\x00\x00\x02\xc3\xcc\x01", [True, 1]),
    "map16": (b"\xde\x00\x01\xa1a\x80", {"a": {}}),
    "map32": (b"\xdf\x00\x00\x00\x01\xa1a\x91\x81\xa1b\xcb?\xf0\x00\x00\x00\x00\x00\x00", {"a": [{"b": 1.0}]}),
    "bin16": (b"\xc5\x00\x02ab", b"ab"),
    "bin32": (b"\xc6\x00\x00\x00\x02ab", b"ab"),
}


@pytest.mark.parametrize(("content", "data"), LONGER.values(), ids=LONGER)
def test_longer_forms_are_read(content, data):
    assert repr(parse(content)) == repr(data)


@pytest.mark.parametrize(("content", "data"), LONGER.values(), ids=LONGER)
def test_what_stands_behind_a_longer_form_is_noticed(content, data):
    assert code_of(MSGPACK_PARSER, content + b"\xc0") == "syntax"


@pytest.mark.parametrize(("content", "data"), LONGER.values(), ids=LONGER)
def test_name_that_stands_twice_is_noticed_behind_a_longer_form(content, data):
    assert code_of(MSGPACK_PARSER, b"\x92" + content + b"\x82\xa1a\x01\xa1a\x02") == "duplicate_name"


def test_64_levels_are_read():
    assert parse(b"\x91" * 64 + b"\x01") is not None


class Moment(Schema):
    when = fields.AwareDateTime()
    day = fields.Date()
    key = fields.UUID()
    price = fields.Decimal()
    share = fields.Float()


def test_what_compiled_schemas_leave_to_the_encoder_is_written_as_in_json(app):
    @Api(app, emitters=[JSON_EMITTER, MSGPACK_EMITTER]).resource("/moment")
    class Now(Resource):
        @returns(Moment)
        def get(self):
            when = datetime(2030, 1, 2, 3, 4, 5, 60, tzinfo=UTC)
            return {"when": when, "day": when.date(), "key": UUID(int=7), "price": Decimal("1E+2"), "share": 0.5}

    client = app.test_client()
    packed = client.get("/moment", headers={"Accept": "application/msgpack"})
    assert ormsgpack.unpackb(packed.data) == client.get("/moment").json
