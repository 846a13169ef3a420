"""The same data in each format, as the body of a request: the handler gets what it gets of JSON."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Envelope
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.envelope import around
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import PICKLE_EMITTER
from flask_resty.media import PICKLE_PARSER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import PLIST_PARSER
from flask_resty.media import TEXT_EMITTER
from flask_resty.media import TEXT_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER

FORMATS = {
    "json": (JSON_EMITTER, JSON_PARSER),
    "json_lines": (JSON_LINES_EMITTER, JSON_LINES_PARSER),
    "json_seq": (JSON_SEQ_EMITTER, JSON_SEQ_PARSER),
    "yaml": (YAML_EMITTER, YAML_PARSER),
    "msgpack": (MSGPACK_EMITTER, MSGPACK_PARSER),
    "cbor": (CBOR_EMITTER, CBOR_PARSER),
    "xml": (XML_EMITTER, XML_PARSER),
    "csv": (CSV_EMITTER, CSV_PARSER),
    "plist": (PLIST_EMITTER, PLIST_PARSER),
    "pickle": (PICKLE_EMITTER, PICKLE_PARSER),
    "text": (TEXT_EMITTER, TEXT_PARSER),
}
TABULAR = [name for name in FORMATS if name != "text"]


class BodyAuthor(Schema):
    name = fields.Str(required=True)
    born = fields.Int()


class BodyPost(Schema):
    id = fields.Int(required=True)
    title = fields.Str()
    tags = fields.List(fields.Str())
    flags = fields.List(fields.Bool())
    author = fields.Nested(BodyAuthor)


POST = {"id": 1, "title": "7", "tags": ["a", "b"], "flags": [True, False], "author": {"name": "8", "born": 9}}


def client_of(schema: Any, envelope: Any = None) -> FlaskClient:
    """Serve what answers with the body that its handler got."""
    app = Flask("app")
    app.testing = True
    app.secret_key = "secret"
    api = Api(app, parsers=[parser for _, parser in FORMATS.values()], envelope=envelope)

    @api.resource("/")
    class Things(Resource):
        @accepts(schema)
        def post(self, body: Any) -> Any:
            return {"got": body}

    return app.test_client()


def post(client: FlaskClient, name: str, content: bytes) -> Any:
    return client.post("/", data=content, content_type=FORMATS[name][1].media_type)


def got(client: FlaskClient, name: str, data: Any, schema: Any) -> Any:
    with client.application.app_context():
        content = FORMATS[name][0].emit(data, schema)
    response = post(client, name, content)
    assert response.status_code == 200, response.text
    return response.json["got"]


def mistakes(client: FlaskClient, name: str, content: bytes) -> Any:
    """Give the status, and pointer and code of each mistake."""
    response = post(client, name, content)
    return response.status_code, [(fault["pointer"], fault["code"]) for fault in response.json["errors"]]


# -- envelopes ---------------------------------------------------------------------------------------------------------

ENVELOPE = Envelope("post", many="posts")


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("name", TABULAR)
def test_body_comes_in_the_envelope_that_the_format_writes(name: str, many: bool) -> None:
    schema, data = BodyPost(many=many), [POST, POST] if many else POST
    member = ENVELOPE.member(many) if FORMATS[name][0].enveloped else None
    wrapped = data if member is None else {member: data}
    assert got(client_of(schema, ENVELOPE), name, wrapped, around(schema, member)) == data


def test_single_text_has_no_envelope() -> None:
    assert got(client_of(fields.Str(), "motto"), "text", "sand", None) == "sand"


def test_alternatives_come_in_an_envelope() -> None:
    schema = OneOf(BodyAuthor, BodyPost)
    assert got(client_of(schema, "post"), "xml", {"post": POST}, around(BodyPost(), "post")) == POST


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("json", b'{"post":{"id":"x","flags":[true,1]},"b":1}', [("/post/id", "type"), ("/post/flags/1", "type"), ("/b", "unknown")]),
        (
            "xml",
            b"<data><post><id>x</id><flags><item>true</item><item>1</item></flags></post><b/></data>",
            [("/post/id", "type"), ("/post/flags/1", "type"), ("/b", "unknown")],
        ),
        ("csv", b'id,flags,b\nx,"[true,1]",1\n', [("/id", "type"), ("/flags/1", "type"), ("/b", "unknown")]),
    ],
)
def test_mistakes_are_told_at_their_place_in_the_envelope(name: str, content: bytes, found: Any) -> None:
    assert mistakes(client_of(BodyPost, "post"), name, content) == (422, found)


# -- alternatives ------------------------------------------------------------------------------------------------------


class BodyNumbers(Schema):
    tags = fields.List(fields.Int(), required=True)


class BodyByName(Schema):
    kind = fields.Str(required=True)
    tags = fields.List(fields.Str())
    inner = fields.Nested(BodyAuthor)
    size = fields.Int()


class BodyByNumber(Schema):
    rank = fields.Int(required=True)
    tags = fields.List(fields.Nested(BodyNumbers))
    inner = fields.Nested(BodyNumbers)
    size = fields.List(fields.Int())


@pytest.mark.parametrize("name", TABULAR)
@pytest.mark.parametrize(
    ("schema", "data"),
    [
        pytest.param(BodyByName(), {"kind": "k", "tags": ["a", "b"], "inner": {"name": "n"}, "size": 7}, id="the first"),
        pytest.param(BodyByNumber(), {"rank": 1, "tags": [{"tags": [1, 2]}], "inner": {"tags": [1, 2]}, "size": [7, 8]}, id="the second"),
    ],
)
def test_alternatives_may_have_members_of_one_name(name: str, schema: Schema, data: Any) -> None:
    assert got(client_of(OneOf(BodyByName, BodyByNumber)), name, data, schema) == data


@pytest.mark.parametrize("name", TABULAR)
def test_one_or_many_may_be_accepted(name: str) -> None:
    assert got(client_of(OneOf(BodyPost, BodyPost(many=True))), name, [POST, POST], BodyPost(many=True)) == [POST, POST]


@pytest.mark.parametrize(("name", "content"), [("xml", b'<data type="list"/>'), ("csv", b"id,title\n"), ("json_lines", b"")])
def test_one_or_many_may_be_none(name: str, content: bytes) -> None:
    assert post(client_of(OneOf(BodyPost, BodyPost(many=True))), name, content).json == {"got": []}


# -- nothing at all ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "schema", "data"),
    [
        ("text", fields.Str(), ""),
        ("json_lines", BodyPost(many=True), []),
        ("json_seq", BodyPost(many=True), []),
    ],
)
def test_no_content_is_what_its_type_says(name: str, schema: Any, data: Any) -> None:
    assert got(client_of(schema), name, data, schema) == data


@pytest.mark.parametrize("name", ["json", "yaml", "msgpack", "cbor", "xml", "csv", "plist", "pickle"])
def test_no_content_is_refused_as_empty(name: str) -> None:
    assert mistakes(client_of(BodyPost(many=True)), name, b"") == (400, [("", "empty")])


# -- one item where others could be ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), [("json_lines", b"{\n"), ("json_seq", b"\x1e{\n"), ("json", b"{\n")])
def test_single_object_that_cannot_be_read_is_the_whole(name: str, content: bytes) -> None:
    assert mistakes(client_of(BodyPost), name, content) == (400, [("", "syntax")])
