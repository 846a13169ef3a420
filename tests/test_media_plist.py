"""Property lists: no null is lost, and nothing that a document declares is believed."""

from __future__ import annotations

import plistlib
import re
from datetime import UTC
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from returned import FLOATS
from returned import TEXT
from returned import UNSPEAKABLE
from returned import code_of
from returned import nested
from returned import returned
from returned import told

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import PLIST_PARSER
from flask_resty.media.plist import emit
from flask_resty.media.plist import emit_stream
from flask_resty.media.plist import parse

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SPEAKABLE = TEXT.map(lambda text: CONTROL.sub("", text))

#: What JSON has types for, and property lists, too.
PLAIN = nested(SPEAKABLE | st.integers(-(2**63), 2**64 - 1) | FLOATS | st.booleans() | st.binary(max_size=9), SPEAKABLE)


@given(PLAIN)
def test_plain_data_come_back_as_they_were(data):
    assert repr(parse(emit(data))) == repr(data)


@given(PLAIN.filter(lambda data: "\\r" not in repr(data)))
def test_other_readers_find_the_same(data):
    assert repr(plistlib.loads(emit(data))) == repr(data)


@given(returned(nested(SPEAKABLE | st.booleans(), SPEAKABLE), SPEAKABLE | st.integers() | st.dates()))
def test_what_handlers_return_is_what_json_makes_of_it(data):
    assert told(data, PLIST_EMITTER, PLIST_PARSER) == told(data)


BEYOND = {
    "null": None,
    "null inside": [{"a": None}],
    "too large": 2**64,
    "too small": -(2**63) - 1,
    "a control character": "\x1b",
    "nul": {"\0": 1},
}


@pytest.mark.parametrize("data", [*UNSPEAKABLE.values(), *BEYOND.values()], ids=[*UNSPEAKABLE, *BEYOND])
def test_what_cannot_be_said_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


@given(st.lists(PLAIN, max_size=3))
def test_stream_is_the_document_of_the_list(items):
    assert b"".join(emit_stream(iter(items))) == emit(items)


class Inner(Schema):
    note = fields.Str(allow_none=True)


class Outer(Schema):
    title = fields.Str(required=True)
    left = fields.Str(allow_none=True)
    nothing = fields.Str(load_default=None)
    default = fields.Str(load_default="a", allow_none=True)
    needed = fields.Str(required=True, allow_none=True)
    named = fields.Str(allow_none=True, data_key="as-named")
    inner = fields.Nested(Inner)
    inners = fields.List(fields.Nested(Inner(), allow_none=True))


LEFT_OUT = [
    ({"left": None, "title": "a"}, {"title": "a"}),
    ({"nothing": None}, {}),
    ({"as-named": None}, {}),
    ({"inner": {"note": None}}, {"inner": {}}),
    ({"inners": [{"note": None}, {"note": "a"}]}, {"inners": [{}, {"note": "a"}]}),
    ([{"left": None}], [{}]),
]


@pytest.mark.parametrize(("data", "kept"), LEFT_OUT)
def test_none_is_left_out_where_that_says_the_same(data, kept):
    assert parse(emit(data, Outer())) == kept


@pytest.mark.parametrize(
    "data", [{"default": None}, {"needed": None}, {"title": None}, {"inners": [None]}, {"other": None}, {"inner": None}, None], ids=str
)
def test_none_is_refused_where_leaving_it_out_would_say_something_else(data):
    with pytest.raises(ContractError, match="None"):
        emit(data, Outer())


@given(st.fixed_dictionaries({"title": SPEAKABLE}, optional={name: st.none() | SPEAKABLE for name in ("left", "nothing", "as-named")}))
def test_what_is_left_out_is_loaded_as_the_same(data):
    # Who sends nothing for `left` did not send None either: the schema has both mean that there is none.
    loaded = Outer(partial=("needed",)).load(parse(emit(data, Outer())))
    assert {k: v for k, v in loaded.items() if v is not None} == {
        k: v for k, v in Outer(partial=("needed",)).load(data).items() if v is not None
    }


def test_list_of_a_field_is_looked_into():
    assert parse(emit([{"note": None}], fields.List(fields.Nested(Inner)))) == [{}]


def xml(inner):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">{inner}</plist>'.encode()


def test_document_of_the_standard_library_is_read():
    data = {"a": [1, 2.5, True, "é\n", b"bytes", {}], "when": datetime(2030, 1, 2, 3, 4, 5)}
    assert parse(plistlib.dumps(data)) == {**data, "when": "2030-01-02T03:04:05Z"}


def test_date_is_text_that_a_schema_reads():
    data = parse(xml("<dict><key>when</key><date>2030-01-02T03:04:05Z</date></dict>"))
    assert Schema.from_dict({"when": fields.AwareDateTime()})().load(data) == {"when": datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)}


READ = {
    "an integer with a sign": (xml("<integer> +7 </integer>"), 7),
    "a real without a point": (xml("<real>1e3</real>"), 1000.0),
    "empty text": (xml("<string/>"), ""),
    "text as it is": (xml("<string> a&#13;\n&lt;</string>"), " a\r\n<"),
    "text in a section": (xml("<string><![CDATA[<a>]]></string>"), "<a>"),
    "comments": (xml("<!-- a --><array><!-- b --><true/></array>"), [True]),
    "data over lines": (xml("<data>\n  YWJj\n  ZGVm\n</data>"), b"abcdef"),
    "no declaration": (b"<plist><false/></plist>", False),
}


@pytest.mark.parametrize(("content", "data"), READ.values(), ids=READ)
def test_document_is_read(content, data):
    assert repr(parse(content)) == repr(data)


INTERNAL = b'<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>'
EXTERNAL = b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/a.dtd"><plist><string>&a;</string></plist>'

REFUSED = {
    "nothing": (b"", "empty"),
    "white space": (b" \n", "empty"),
    "an empty list of properties": (xml(""), "empty"),
    "cut off": (b"<plist><array>", "syntax"),
    "more behind the end": (xml("<true/>") + b"a", "syntax"),
    "two values": (xml("<true/><true/>"), "syntax"),
    "binary": (plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY), "encoding"),
    "not UTF-8": (b"<plist><string>\xff</string></plist>", "encoding"),
    "another encoding": (b'<?xml version="1.0" encoding="UTF-7"?><plist><string>a</string></plist>', "encoding"),
    "UTF-16": (xml("<true/>").decode().encode("utf-16"), "encoding"),
    "an entity": (INTERNAL, "doctype"),
    "an entity from elsewhere": (EXTERNAL, "syntax"),
    "another root": (b"<data/>", "syntax"),
    "an unknown element": (xml("<set/>"), "syntax"),
    "an attribute": (xml('<string a="b"/>'), "syntax"),
    "a value for a name": (xml("<dict><true/><true/></dict>"), "syntax"),
    "a name for a value": (xml("<dict><key>a</key><key>b</key></dict>"), "syntax"),
    "a name without a value": (xml("<dict><key>a</key></dict>"), "syntax"),
    "a name in an array": (xml("<array><key>a</key></array>"), "syntax"),
    "a name alone": (xml("<key>a</key>"), "syntax"),
    "an element in text": (xml("<string><true/></string>"), "syntax"),
    "text in an array": (xml("<array>a<true/></array>"), "syntax"),
    "text behind an item": (xml("<array><true/>a</array>"), "syntax"),
    "text in a boolean": (xml("<true>a</true>"), "syntax"),
    "no integer": (xml("<integer>1.0</integer>"), "syntax"),
    "a hexadecimal integer": (xml("<integer>0x10</integer>"), "syntax"),
    "no real": (xml("<real>1_0</real>"), "syntax"),
    "no data": (xml("<data>a</data>"), "syntax"),
    "not a number": (xml("<real>nan</real>"), "not_finite"),
    "not finite": (xml("<real>-Infinity</real>"), "not_finite"),
    "a large real": (xml("<real>1e999</real>"), "not_finite"),
    "many digits": (xml(f"<integer>{'1' * 1001}</integer>"), "too_many_digits"),
    "two members of one name": (xml("<dict><key>a</key><true/><key>a</key><true/></dict>"), "duplicate_name"),
    "65 arrays": (xml("<array>" * 65 + "</array>" * 65), "too_deep"),
    "65 dicts": (xml("<dict><key>a</key>" * 65 + "<true/>" + "</dict>" * 65), "too_deep"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_document_is_refused(content, code):
    assert code_of(PLIST_PARSER, content) == code


def test_64_levels_are_read():
    assert parse(xml("<array>" * 64 + "</array>" * 64)) is not None


class BookOfPlists(Schema):
    title = fields.Str(required=True)
    pages = fields.Int(allow_none=True)


class Books(Resource):
    @accepts(BookOfPlists)
    @returns(BookOfPlists)
    def post(self, body):
        return {"pages": None, **body}


def post(data):
    app = Flask("tests")
    Api(app, parsers=[PLIST_PARSER], emitters=[PLIST_EMITTER]).resource("/books")(Books)
    return app.test_client().post("/books", data=plistlib.dumps(data), content_type="application/x-plist")


@pytest.mark.parametrize("data", [{"title": "Dune", "pages": 412}, {"title": "Dune"}])
def test_resource_speaks_property_lists(data):
    response = post(data)
    assert (response.status_code, response.mimetype) == (200, "application/x-plist")
    assert plistlib.loads(response.data) == data
