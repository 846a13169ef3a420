"""Formats that tell numbers from text, as bodies: strict by the schema, as JSON is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
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
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER

FORMATS = {
    "cbor": (CBOR_EMITTER, CBOR_PARSER),
    "json": (JSON_EMITTER, JSON_PARSER),
    "json_lines": (JSON_LINES_EMITTER, JSON_LINES_PARSER),
    "json_seq": (JSON_SEQ_EMITTER, JSON_SEQ_PARSER),
    "msgpack": (MSGPACK_EMITTER, MSGPACK_PARSER),
    "pickle": (PICKLE_EMITTER, PICKLE_PARSER),
    "plist": (PLIST_EMITTER, PLIST_PARSER),
    "yaml": (YAML_EMITTER, YAML_PARSER),
}

#: Those that carry bytes.
WITH_OCTETS = ("cbor", "msgpack", "pickle", "plist")


class StrictBook(Schema):
    title = fields.Str(required=True)
    pages = fields.Int()


class StrictBooks(Resource):
    @accepts(StrictBook)
    @returns(StrictBook)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        return body


def post(app: Flask, name: str, data: Any) -> TestResponse:
    """Serve books in a format, and send one."""
    emitter, parser = FORMATS[name]
    app.secret_key = "secret"
    Api(app, parsers=[parser], emitters=[emitter]).resource("/books")(StrictBooks)
    with app.app_context():
        content = emitter.emit(data, None)
    return app.test_client().post("/books", data=content, content_type=emitter.media_type)


@pytest.mark.parametrize("name", FORMATS)
def test_resource_speaks_each_format(app: Flask, name: str) -> None:
    emitter, parser = FORMATS[name]
    response = post(app, name, {"title": "Dune", "pages": 412})
    assert (response.status_code, response.content_type) == (200, emitter.media_type)
    with app.app_context():
        assert parser.parse(response.data, StrictBook()) == {"title": "Dune", "pages": 412}


WRONG = {
    "text for a number": {"title": "a", "pages": "7"},
    "a fraction for an integer": {"title": "a", "pages": 7.5},
    "a truth value for a number": {"title": "a", "pages": True},
    "a number for text": {"title": 12},
    "a list for text": {"title": ["a"]},
    "a list for an object": [1],
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("name", FORMATS)
def test_other_types_are_refused(app: Flask, name: str, data: Any) -> None:
    assert post(app, name, data).status_code == 422


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "plist"])
def test_null_is_refused(app: Flask, name: str) -> None:
    assert post(app, name, {"title": None}).status_code == 422


@pytest.mark.parametrize("name", WITH_OCTETS)
def test_bytes_are_no_text(app: Flask, name: str) -> None:
    assert post(app, name, {"title": b"a"}).status_code == 422
