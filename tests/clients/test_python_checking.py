"""The client finds what the server would: at the same places, with the same codes."""

from __future__ import annotations

from typing import Any

import everything
import pytest
from everything.kinds import KindsIn
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.clients import read_document
from flask_resty.clients.python.runtime.checking import check
from flask_resty.clients.python.runtime.formats import FORMATS
from flask_resty.clients.python.runtime.formats import is_base64
from flask_resty.clients.python.runtime.formats import pattern_of
from flask_resty.openapi import document_of
from flask_resty.testing import invalid_bodies
from flask_resty.testing import valid_body


class CheckedAuthor(Schema):
    name = fields.Str(required=True, validate=validate.Length(1, 5))


class CheckedPost(Schema):
    title = fields.Str(required=True, validate=[validate.Length(2, 10), validate.Regexp("[a-z ]*")])
    size = fields.Int(validate=validate.Range(min=1, max=9, max_inclusive=False))
    share = fields.Float(allow_none=True)
    price = fields.Decimal(places=2, validate=validate.Range(0, 100, min_inclusive=False))
    is_draft = fields.Bool()
    day = fields.Date()
    moment = fields.DateTime()
    key = fields.UUID()
    mail = fields.Email()
    kind = fields.Str(validate=validate.OneOf(["a", "b"]))
    author = fields.Nested(CheckedAuthor)
    authors = fields.List(fields.Nested(CheckedAuthor), validate=validate.Length(max=2))
    pair = fields.Tuple([fields.Int(), fields.Str()])
    counts = fields.Dict(keys=fields.Str(), values=fields.Int())


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("checked")
    # An Api knows its apps weakly, and so does an app its Api; the app is kept by the tests.
    app.extensions["kept"] = api = Api(app)

    @api.resource("/posts")
    class CheckedPosts(Resource):
        @accepts(CheckedPost)
        @returns(fields.Raw())
        def post(self, body: Any) -> Any:
            return []

    return app


@pytest.fixture(scope="module")
def known(app: Flask) -> tuple[Any, Any]:
    model = read_document(document_of(app.extensions["kept"], app))
    (operation,) = [one for one in model.operations if one.method == "POST"]
    return operation.bodies[0].check, model.checks


GOOD: dict[str, Any] = {
    "title": "a title",
    "size": 1,
    "share": None,
    "is_draft": True,
    "day": "2030-01-31",
    "moment": "2030-01-31T12:00Z",
    "key": "0b7a0d9e-7a67-4ef6-8f5d-0a4bd0b2ef2b",
    "mail": "ada@example.com",
    "kind": "a",
    "author": {"name": "Ada"},
    "authors": [],
    "pair": [1, "a"],
    "counts": {"a": 1},
}

BAD: list[dict[str, Any]] = [
    {"title": "a"},
    {"title": "much too long a title"},
    {"title": "A Title"},
    {"title": 7},
    {"title": None},
    {"titel": "a title"},
    {"size": 0},
    {"size": 9},
    {"size": 1.0},
    {"size": "1"},
    {"size": True},
    {"share": "1"},
    {"price": "0"},
    {"price": "100.01"},
    {"price": "much"},
    {"is_draft": 1},
    {"day": "2030-02-30"},
    {"day": "31.1.2030"},
    {"moment": "2030-01-31 12:00"},
    {"moment": "2030-01-31T24:00"},
    {"key": "0b7a0d9e7a674ef68f5d0a4bd0b2ef2b"},
    {"mail": "ada"},
    {"kind": "c"},
    {"author": {"name": "Augusta"}},
    {"author": {}},
    {"author": []},
    {"author": {"name": "Ada", "age": 36}},
    {"authors": [{"name": "Ada"}] * 3},
    {"authors": [{"name": "Ada"}, {"name": ""}]},
    {"pair": [1]},
    {"pair": ["1", "a"]},
    {"counts": {"a": "1"}},
    {"title": "a", "size": 0, "kind": "c"},
]


@pytest.mark.parametrize("wrong", [{}, *BAD], ids=str)
def test_the_server_says_the_same(app: Flask, known: tuple[Any, Any], wrong: dict[str, Any]) -> None:
    body = GOOD | wrong
    answer = app.test_client().post("/posts", json=body)
    told = [(fault["location"], fault["pointer"], fault["code"]) for fault in (answer.json or {}).get("errors", ())] if answer.json else []
    found = [(fault.location, fault.pointer, fault.code) for fault in check(body, known[0], known[1], "body")]
    assert sorted(found) == sorted(told)


def test_what_is_missing_is_told_with_the_rest(known: tuple[Any, Any]) -> None:
    found = list(check({"titel": "a title"}, known[0], known[1], "body"))
    assert [(fault.pointer, fault.code, fault.suggestion) for fault in found] == [
        ("/title", "required", None),
        ("/titel", "unknown", "title"),
    ]


#: A decimal above zero, as the document has it.
PRICE = {"type": ["number", "string"], "pattern": "^-?[0-9]+([.][0-9]+)?$", "exclusiveMinimum": 0, "allOf": [{"pattern": "^[0-9.]*[1-9]"}]}


@pytest.mark.parametrize(
    ("schema", "value", "codes"),
    [
        (False, 1, ["unknown"]),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "a", ["type"]),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, []),
        ({"oneOf": [{"const": 1}, {"const": 2}]}, 3, ["choice"]),
        ({"allOf": [{"minimum": 1}, {"type": "integer"}]}, 0, ["too_small"]),
        ({"not": {"enum": ["a"]}}, "a", ["choice"]),
        ({"enum": [1]}, True, ["choice"]),
        ({"type": "array", "uniqueItems": True}, [1, 1], ["invalid"]),
        ({"type": "array", "uniqueItems": True}, [1, True], []),
        ({"type": "array", "contains": {"const": 1}}, [2], ["choice"]),
        ({"type": "object", "propertyNames": {"maxLength": 1}}, {"ab": 1}, ["too_long"]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": 1}, ["type"]),
        ({"type": "string", "contentEncoding": "base64"}, "=", ["format"]),
        ({"type": "number"}, float("nan"), ["type"]),
        ({"exclusiveMinimum": 1}, 1, ["too_small"]),
        ({"maximum": 1}, 2, ["too_large"]),
        (PRICE, "0.00", ["too_small"]),
        (PRICE, "-2", ["too_small"]),
        (PRICE, "nothing", ["type"]),
        (PRICE, "0.01", []),
        (PRICE, 0, ["too_small"]),
        ({"format": "unheard-of"}, "a", []),
    ],
    ids=str,
)
def test_schemas_are_checked(schema: Any, value: Any, codes: list[str]) -> None:
    assert [fault.code for fault in check(value, schema, {}, "body")] == codes


def test_pointers_are_escaped() -> None:
    (fault,) = check({"a/b~c": 1}, {"properties": {"a/b~c": {"type": "string"}}}, {}, "body")
    assert fault.pointer == "/a~1b~0c"


@pytest.mark.parametrize(
    ("format", "good", "bad"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("date-time", "2024-02-29T23:59:59.5+02:00", "2024-02-29t00:00:00z"),
        ("time", "23:59", "24:00"),
        ("uri", "https://example.com/", "example.com"),
        ("uri", "mailto:ada@example.com", "http://[::1"),
        ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("ipv6", "::1", "10.0.0.1"),
        ("uuid", "0b7a0d9e-7a67-4ef6-8f5d-0a4bd0b2ef2b", "a"),
    ],
)
def test_formats(format: str, good: str, bad: str) -> None:
    assert (bool(FORMATS[format](good)), bool(FORMATS[format](bad))) == (True, False)


def test_base64() -> None:
    assert (is_base64("YQ=="), is_base64("YQ"), is_base64("Y Q=")) == (True, False, False)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [("^a$", "a", True), ("^a$", "a\n", False), (r"^\$$", "$", True), ("^[$]$", "$", True), (r"^[\]$]$", "$", True)],
)
def test_patterns_are_those_of_the_other_language(pattern: str, text: str, fits: bool) -> None:
    found = pattern_of(pattern)
    assert found is not None and (found.search(text) is not None) is fits


def test_a_pattern_that_python_does_not_know_is_left_to_the_server() -> None:
    assert pattern_of(r"^\p{L}$") is None
    assert list(check("1", {"pattern": r"^\p{L}$"}, {}, "body")) == []


@pytest.fixture(scope="module")
def forms(app: Flask) -> Any:
    class Circle(Schema):
        kind = fields.Constant("circle", required=True)
        radius = fields.Int(required=True)

    class Square(Schema):
        kind = fields.Constant("square", required=True)
        side = fields.Int(required=True)

    formed = Flask("formed")
    formed.extensions["kept"] = api = Api(formed)

    @api.resource("/forms")
    class Forms(Resource):
        @accepts(OneOf(Circle, Square))
        @returns(fields.Raw())
        def post(self, body: Any) -> Any:
            return []

    return formed, read_document(document_of(api, formed))


@pytest.mark.parametrize("body", [{"kind": "square", "side": 1}, {"kind": "square", "side": "1"}, {"kind": "oval"}], ids=str)
def test_one_of_several(forms: Any, body: Any) -> None:
    app, model = forms
    answer = app.test_client().post("/forms", json=body)
    found = {(fault.pointer, fault.code) for fault in check(body, model.operations[0].bodies[0].check, model.checks, "body")}
    assert (
        found == {(fault["pointer"], fault["code"]) for fault in (answer.json or {}).get("errors", ())} if answer.json else found == set()
    )


#: What a JSON Schema cannot say, by the place: what the server says, and what the client does.
UNSAID = {
    # A number has no format, but a moment that is written as one has.
    "/texts/stamp": ("format", [("/texts/stamp", "too_small")]),
    # The members of an enumeration are all text, but nothing else is of a wrong type.
    "/texts/size": ("choice", [("/texts/size", "type")]),
    # An item of a nested list is no field.
    "/containers/places/0": ("type", [("/containers/places/0", "null")]),
    # The validators are those of the list.
    "/validated/choices": ("choice", [("/validated/choices/0", "choice")]),
    "/validated/others": ("choice", [("/validated/others/0", "choice")]),
    # A validator of the application.
    "/validated/first": ("invalid", []),
}


def test_every_kind_of_mistake_is_found_as_the_server_finds_it() -> None:
    model = read_document(document_of(everything.api_of(app := everything.make_app()), app))
    schema = next(one for one in model.operations if one.name == "postKindEcho").bodies[0].check
    assert list(check(valid_body(KindsIn), schema, model.checks, "body")) == []
    mistakes = invalid_bodies(KindsIn)
    assert len(mistakes) > 100
    for mistake in mistakes:
        found = [(fault.pointer, fault.code) for fault in check(mistake.body, schema, model.checks, "body")]
        said = UNSAID.get(mistake.pointer)
        assert found == (said[1] if said and said[0] == mistake.code else [(mistake.pointer, mistake.code)])


NAMED: dict[str, Any] = {"Short": {"type": "string", "maxLength": 3}}

OPEN: dict[str, Any] = {
    "properties": {"id": {"type": "integer"}},
    "patternProperties": {"^x-": {"type": "string"}, "(?<odd": {}},
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        ({"not": {"$ref": "Short"}}, "abc", [("", "choice")]),
        ({"not": {"$ref": "Short"}}, "abcd", []),
        ({"anyOf": [False, {"type": "integer"}]}, "a", [("", "type")]),
        ({"type": ["number", "string"], "pattern": "^[0-9]+$", "allOf": [{"anyOf": [{"type": "number"}, {"$ref": "Short"}]}]}, "12", []),
        ({**OPEN, "patternProperties": {"^x-": {"type": "string"}}}, {"id": 1, "x-a": "b"}, []),
        ({**OPEN, "patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1, "y": 1}, [("/x-a", "type"), ("/y", "unknown")]),
        # Which names a pattern has that Python does not know, only the server can tell.
        (OPEN, {"y": 1}, []),
    ],
)
def test_rules_may_lead_to_others_and_tell_of_patterns(schema: Any, value: Any, found: list[tuple[str, str]]) -> None:
    assert [(fault.pointer, fault.code) for fault in check(value, schema, NAMED, "body")] == found
