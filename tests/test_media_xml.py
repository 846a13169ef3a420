"""XML out: what is written of data and schemas, and that nothing breaks out of its element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from marshmallow import EXCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import post_dump

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import OneOf
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media.xml import xml_emitter
from flask_resty.media.xml import xml_parser
from flask_resty.media.xml.names import escape_name
from flask_resty.media.xml.names import unescape_name

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def written(data: Any, schema: Any = None) -> str:
    content = XML_EMITTER.emit(data, schema).decode()
    # An independent reader has to agree that it is XML.
    etree.fromstring(content.encode())
    assert content.startswith(DECLARATION)
    return content.removeprefix(DECLARATION).removeprefix("<data").removesuffix("</data>")


def schema_of(**members: fields.Field[Any]) -> Schema:
    return Schema.from_dict(dict(members))()


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ("a", ">a"),
        ("", ">"),
        (" a\n\tb ", "> a\n\tb "),
        ("<a> & ]]>", ">&lt;a&gt; &amp; ]]&gt;"),
        ("a\r\nb\r", ">a&#13;\nb&#13;"),
        ("\0", ' encoding="base64">AA=='),
        ("\ufffe", ' encoding="base64">77++'),
        (7, ' type="number">7'),
        (2**70, f' type="number">{2**70}'),
        (7.0, ' type="number">7.0'),
        (True, ' type="boolean">true'),
        (None, ' nil="true"/>'),
        ([], ' type="list">'),
        ({}, ' type="object">'),
        ([1, "a", [None]], ' type="list"><item type="number">1</item><item>a</item><item type="list"><item nil="true"/></item>'),
        (("a", "b"), ' type="list"><item>a</item><item>b</item>'),
        ({"a": {"b": "c"}}, ' type="object"><a type="object"><b>c</b></a>'),
        ({7: "a"}, ' type="object"><_x0037_>a</_x0037_>'),
        (date(2020, 1, 2), ">2020-01-02"),
        (UUID(int=0), ">00000000-0000-0000-0000-000000000000"),
        (Decimal("1.50"), ">1.50"),
    ],
    ids=repr,
)
def test_data_without_a_schema_tells_what_it_is(data: Any, content: str) -> None:
    assert written(data) == content


@pytest.mark.parametrize(
    ("field", "data", "content"),
    [
        (fields.Integer(), 7, "<a>7</a>"),
        (fields.Boolean(), False, "<a>false</a>"),
        (fields.Float(allow_nan=True), float("-inf"), "<a>-Infinity</a>"),
        (fields.Decimal(allow_nan=True), Decimal("NaN"), "<a>NaN</a>"),
        (fields.Integer(allow_none=True), None, '<a nil="true"/>'),
        (fields.List(fields.Integer()), [1, 2], "<a><item>1</item><item>2</item></a>"),
        (fields.List(fields.Integer(), metadata={"xml": {"item": "n"}}), [1], "<a><n>1</n></a>"),
        (fields.List(fields.Integer()), [], "<a></a>"),
        (fields.Tuple([fields.Integer(), fields.Raw()]), (1, 2), '<a><item>1</item><item type="number">2</item></a>'),
        (fields.Dict(values=fields.Integer()), {"b": 1, "c d": 2}, "<a><b>1</b><c_x0020_d>2</c_x0020_d></a>"),
        (fields.Nested(Schema.from_dict({"b": fields.Integer()})), {"b": 1}, "<a><b>1</b></a>"),
        (fields.Integer(metadata={"xml": {"name": "number"}}), 7, "<number>7</number>"),
        (fields.Integer(data_key="b c"), 7, "<b_x0020_c>7</b_x0020_c>"),
        (fields.Raw(), 7, '<a type="number">7</a>'),
    ],
    ids=repr,
)
def test_what_the_schema_knows_is_not_told(field: Any, data: Any, content: str) -> None:
    assert written({field.data_key or "a": data}, schema_of(a=field)) == ">" + content


@pytest.mark.parametrize(
    ("field", "data", "content"),
    [
        (fields.String(), 7, '<a type="number">7</a>'),
        (fields.Integer(), True, '<a type="boolean">true</a>'),
        (fields.List(fields.String()), "", '<a type="string"></a>'),
        (fields.List(fields.String()), {"b": 1}, '<a type="object"><b type="number">1</b></a>'),
        (fields.Nested(Schema.from_dict({})), [1], '<a type="list"><item type="number">1</item></a>'),
        (fields.Dict(), 7, '<a type="number">7</a>'),
        (fields.Tuple([fields.String()]), ["b", 7], '<a><item>b</item><item type="number">7</item></a>'),
    ],
    ids=repr,
)
def test_what_a_hook_made_of_a_value_tells_what_it_is(field: Any, data: Any, content: str) -> None:
    assert written({"a": data}, schema_of(a=field)) == ">" + content


def test_single_value_can_be_an_attribute() -> None:
    schema = schema_of(
        id=fields.Integer(metadata={"xml": {"attribute": True}}),
        kind=fields.String(metadata={"xml": {"attribute": True, "name": "class"}}),
        title=fields.String(),
    )
    assert written({"title": "Dune", "id": 7, "kind": 'a"<&\t\r\n'}, schema) == (
        ' id="7" class="a&quot;&lt;&amp;&#9;&#13;&#10;"><title>Dune</title>'
    )


@pytest.mark.parametrize(
    ("value", "content"), [(None, '<id nil="true"/>'), ("\0", '<id encoding="base64">AA==</id>'), ([], '<id type="list"></id>')]
)
def test_what_no_attribute_can_say_is_an_element(value: Any, content: str) -> None:
    schema = schema_of(id=fields.String(allow_none=True, metadata={"xml": {"attribute": True}}))
    assert written({"id": value}, schema) == ">" + content
    assert XML_PARSER.parse(XML_EMITTER.emit({"id": value}, schema), schema) == {"id": value}


def test_member_that_a_hook_adds_is_not_taken_for_another() -> None:
    schema = schema_of(heading=fields.String(metadata={"xml": {"name": "title"}}))
    data = {"heading": "a", "title": "b"}
    assert written(data, schema) == "><title>a</title><_x0074_itle>b</_x0074_itle>"
    assert XML_PARSER.parse(XML_EMITTER.emit(data, schema), schema) == data


class XmlWrapped(Schema):
    name = fields.String()

    @post_dump(pass_collection=True)
    def wrap(self, data: Any, many: bool, **kwargs: Any) -> Any:
        return {"items": data, "total": len(data)} if many else data


def test_hook_that_wraps_a_list_loses_nothing() -> None:
    schema = XmlWrapped(many=True)
    dumped = schema.dump([{"name": "a"}])
    assert XML_PARSER.parse(XML_EMITTER.emit(dumped, schema), schema) == {"items": [{"name": "a"}], "total": 1}


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("a", "a"),
        ("größe", "größe"),
        ("", "_x_"),
        ("a b", "a_x0020_b"),
        ("a><b", "a_x003E__x003C_b"),
        ("1st", "_x0031_st"),
        ("-", "_x002D_"),
        ("xmlns", "_x0078_mlns"),
        ("XML", "_x0058_ML"),
        ("a:b", "a_x003A_b"),
        ("_x0020_", "_x005F_x0020_"),
        ("\0", "_x0000_"),
        ("\U0001f600", "_x01F600_"),
    ],
)
def test_name_that_is_none_in_xml_is_escaped(name: str, escaped: str) -> None:
    assert escape_name(name) == escaped
    assert unescape_name(escaped) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("/><script>alert(1)</script><a")
@example("a onload=")
@example("_x")
@example("_ x_")
@example("\U0010ffff")
def test_no_name_breaks_out_of_its_element(name: str) -> None:
    content = XML_EMITTER.emit({name: "a"}, None)
    (child,) = etree.fromstring(content)
    assert (child.text, len(child), dict(child.attrib)) == ("a", 0, {})
    assert unescape_name(str(child.tag)) == name
    assert XML_PARSER.parse(content, None) == {name: "a"}


def test_every_letter_that_is_not_escaped_is_one_for_all_parsers() -> None:
    letters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000 and escape_name(chr(code)) == chr(code)]
    assert escape_name("\U00010000\U0010ffff") == "_x010000__x10FFFF_"
    data = dict.fromkeys(letters, "a")
    content = XML_EMITTER.emit(data, None)
    assert [element.tag for element in etree.fromstring(content)] == letters
    assert XML_PARSER.parse(content, None) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (float("nan"), "not a finite number"),
        ({"a": [float("inf")]}, "/a/0"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "str .* cannot be the name"),
        ({None: 1}, "NoneType .* cannot be the name"),
        ({1: "a", "1": "b"}, "second member"),
        (object(), "no plain form"),
        ({1, 2}, "no plain form"),
        (10**5000, "too many digits"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else None,
)
def test_what_cannot_be_written_breaks_the_contract(data: Any, reason: str) -> None:
    with pytest.raises(ContractError, match=reason):
        XML_EMITTER.emit(data, None)


def test_data_in_itself_breaks_the_contract() -> None:
    data: list[Any] = []
    data.append(data)
    with pytest.raises(ContractError, match="refers to itself"):
        XML_EMITTER.emit(data, None)


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (fields.List(fields.String(), metadata={"xml": {"attribute": True}}), "holds a single value"),
        (fields.Raw(metadata={"xml": {"attribute": True}}), "holds a single value"),
        (fields.String(metadata={"xml": {"attribute": True, "name": "type"}}), "a meaning of its own"),
        (fields.String(metadata={"xml": {"item": "a"}}), "is no list"),
        (fields.String(metadata={"xml": {"name": "a b"}}), "'a b' cannot be 'name' of GeneratedSchema.a"),
        (fields.String(metadata={"xml": {"name": "a_x0020_"}}), "without '_x'"),
        (fields.String(metadata={"xml": {"name": 7}}), "7 cannot be"),
        (fields.String(metadata={"xml": {"atribute": True}}), "Did you mean 'attribute'"),
        (fields.String(metadata={"xml": {"name": "b"}}), "both called 'b'"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_mistake_in_what_a_field_says_is_told(field: Any, complaint: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(complaint)):
        XML_EMITTER.emit({"a": "1"}, schema_of(a=field, b=fields.String()))


def test_names_of_root_and_items_can_be_chosen() -> None:
    emitter, parser = xml_emitter(root="books", item="book"), xml_parser(root="books", item="book")
    content = emitter.emit(["a"], fields.List(fields.String()))
    assert content == DECLARATION.encode() + b"<books><book>a</book></books>"
    assert parser.parse(content, fields.List(fields.String())) == ["a"]
    with pytest.raises(ConfigError, match="'xml' cannot be the root"):
        xml_emitter(root="xml")
    with pytest.raises(ConfigError, match="'' cannot be an item"):
        xml_parser(item="")


def streamed(items: Any, schema: Any = None) -> list[bytes]:
    assert XML_EMITTER.stream is not None
    return list(XML_EMITTER.stream(items, schema))


@pytest.mark.parametrize("count", [0, 1, 2, 250])
@pytest.mark.parametrize("schema", [None, Schema.from_dict({"n": fields.Integer()})], ids=["free", "schema"])
def test_stream_is_the_document_of_the_list(count: int, schema: Any) -> None:
    items = [{"n": number} for number in range(count)]
    item = None if schema is None else schema()
    many = None if schema is None else schema(many=True)
    assert b"".join(streamed(iter(items), item)) == XML_EMITTER.emit(items, many)


def test_problem_is_written_as_its_standard_has_it() -> None:
    """RFC 9457, appendix B."""
    problem = Problem(403, "Not <enough>.", type="https://example.com/out-of-credit", title="Out", balance=30, accounts=["/1", "/2"])
    assert XML_EMITTER.problem is not None
    assert XML_EMITTER.problem.media_type == "application/problem+xml"
    assert XML_EMITTER.problem.emit(problem.document(), None).decode() == DECLARATION + (
        '<problem xmlns="urn:ietf:rfc:7807"><type>https://example.com/out-of-credit</type><title>Out</title><status>403</status>'
        '<detail>Not &lt;enough&gt;.</detail><balance type="number">30</balance>'
        '<accounts type="list"><i>/1</i><i>/2</i></accounts></problem>'
    )


class XmlPrinted(Schema):
    id = fields.Integer(dump_only=True, metadata={"xml": {"attribute": True}})
    title = fields.String(required=True)
    pages = fields.Integer()
    tags = fields.List(fields.String(), metadata={"xml": {"item": "tag"}})


BOOK = {"id": 1, "title": "Dune & <more>", "pages": 412, "tags": ["sand", "spice"]}


@pytest.fixture
def client() -> Any:
    app, api = Flask(__name__), Api(emitters=[JSON_EMITTER, XML_EMITTER], parsers=[JSON_PARSER, XML_PARSER])

    @api.resource("/books")
    class Books(Resource):
        @returns(XmlPrinted(many=True))
        def get(self) -> Any:
            return [BOOK, BOOK]

        @accepts(XmlPrinted)
        @returns(fields.Raw(), 201)
        def post(self, body: Any) -> Any:
            return body

    @api.resource("/any")
    class Free(Resource):
        def get(self) -> Any:
            return {"</data><evil a='": [1, None]}

    @api.resource("/stream")
    class Stream(Resource):
        @streams(XmlPrinted)
        def get(self) -> Iterator[Any]:
            yield BOOK
            yield BOOK

    api.init_app(app)
    return app.test_client()


@pytest.mark.parametrize("accept", ["application/json;q=0.1, application/xml", "application/json;q=0, application/xml;q=0.5"])
def test_t28_t29_client_that_prefers_xml_gets_it(client: Any, accept: str) -> None:
    response = client.get("/books", headers={"Accept": accept})
    assert response.mimetype == "application/xml"
    assert "Accept" in response.headers["Vary"]


def test_t33_list_has_an_element_for_each_item(client: Any) -> None:
    for path in ("/books", "/stream"):
        root = etree.fromstring(client.get(path, headers={"Accept": "application/xml"}).data)
        assert [(child.tag, child.get("id"), child.findtext("title")) for child in root] == [("item", "1", "Dune & <more>")] * 2


def test_t33_hostile_key_cannot_break_out(client: Any) -> None:
    root = etree.fromstring(client.get("/any", headers={"Accept": "application/xml"}).data)
    (child,) = root
    assert (len(root), dict(root.attrib)) == (1, {"type": "object"})
    assert unescape_name(str(child.tag)) == "</data><evil a='"


def post(client: Any, inner: str) -> Any:
    return client.post("/books", data=f"<data>{inner}</data>", content_type="application/xml")


def test_body_is_read_by_the_schema(client: Any) -> None:
    response = post(client, "<title>Dune</title><pages>412</pages><tags><tag>sand</tag></tags>")
    assert (response.status_code, response.json) == (201, {"title": "Dune", "pages": 412, "tags": ["sand"]})


def test_all_that_is_wrong_with_a_body_is_told(client: Any) -> None:
    response = post(client, "<pages>many</pages><tags>sand</tags><author><name>Frank</name></author>")
    found = {(error["pointer"], error["code"]) for error in response.json["errors"]}
    assert response.status_code == 422
    assert found == {("/title", "required"), ("/pages", "type"), ("/tags", "type"), ("/author", "unknown")}


def test_what_may_not_be_sent_is_told(client: Any) -> None:
    response = client.post("/books", data='<data id="7"><title>Dune</title></data>', content_type="application/xml")
    assert [(error["pointer"], error["code"]) for error in response.json["errors"]] == [("/id", "unknown")]


def test_hostile_body_is_refused(client: Any) -> None:
    response = client.post("/books", data='<!DOCTYPE a [<!ENTITY b "c">]><data>&b;</data>', content_type="application/xml")
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "doctype")


def test_alternatives_are_read_by_all_of_them() -> None:
    first = Schema.from_dict({"a": fields.List(fields.Integer()), "b": fields.Integer()})
    second = Schema.from_dict({"c": fields.Nested(first), "b": fields.List(fields.String())}, name="XmlSecond")
    content = b'<data><a><item>1</item></a><b type="list"><item>x</item></b><c><b>7</b></c></data>'
    assert XML_PARSER.parse(content, OneOf(first, second)) == {"a": ["1"], "b": ["x"], "c": {"b": "7"}}
    assert XML_PARSER.parse(b"<data><item><b>1</b></item></data>", OneOf(first(many=True), first(many=True, unknown=EXCLUDE))) == [
        {"b": "1"}
    ]
    assert XML_PARSER.parse(b"<data>7</data>", OneOf(first, fields.Integer())) == "7"
