"""Envelopes as the document tells of them, held against what the server takes and gives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Envelope
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import media
from flask_resty import returns
from flask_resty import streams
from flask_resty import use
from flask_resty.models import ModelBulk
from flask_resty.models import ObjectStore
from flask_resty.openapi import document_of
from flask_resty.schema.compiled import compile
from flask_resty.testing import client_of

Boxed = Schema.from_dict({"a": fields.Int(required=True)}, name="Boxed")
Other = Schema.from_dict({"b": fields.Int(required=True)}, name="Other")

BOTH = Envelope("item", many="items")
ONE, MANY = {"a": 1}, [{"a": 1}, {"a": 2}]

BoxIn = Schema.from_dict({"name": fields.Str(required=True)}, name="BoxIn")
BoxOut = Schema.from_dict({"id": fields.Int(), "name": fields.Str()}, name="BoxOut")


@dataclass
class Box:
    id: int
    name: str


#: What lists are said by, and what is one thing.
SCHEMATICS: dict[str, tuple[Any, Any]] = {
    "schema": (Boxed(), ONE),
    "many": (Boxed(many=True), MANY),
    "nested": (fields.Nested(Boxed), ONE),
    "nested many": (fields.Nested(Boxed, many=True), MANY),
    "nested many schema": (fields.Nested(Boxed(many=True)), MANY),
    "list": (fields.List(fields.Nested(Boxed)), MANY),
    "list that may be nothing": (fields.List(fields.Nested(Boxed), allow_none=True), MANY),
    "tuple": (fields.Tuple((fields.Int(), fields.Str())), [1, "x"]),
    "plucks": (fields.Pluck(Boxed, "a", many=True), [1, 2]),
    "dict": (fields.Dict(), {"x": 1}),
}


def made(resource: type[Resource], **options: Any) -> tuple[Any, dict[str, Any]]:
    """Give a client that holds each answer against the document, and what that says of the resource."""
    app = Flask(__name__)
    api = Api(app, title="Boxes", **options)
    api.resource("/boxes")(resource)
    return client_of(app, {}), document_of(api, app)["paths"]["/boxes"]


def echo(schema: Any, shown: Any = None) -> type[Resource]:
    @accepts(schema)
    @returns(shown or schema)
    def put(self: Any, body: Any) -> Any:
        return list(body) if isinstance(body, tuple) else body

    return type("Echo", (Resource,), {"put": put})


@pytest.mark.parametrize(("schema", "data"), SCHEMATICS.values(), ids=SCHEMATICS)
def test_the_member_of_the_document_is_the_one_that_is_taken_and_given(schema, data):
    client, told = made(echo(schema), envelope=BOTH)
    content = told["put"]["requestBody"]["content"]["application/json"]["schema"]
    (member,) = content["properties"]
    assert member == ("items" if isinstance(data, list) else "item")
    assert client.put("/boxes", json={member: data}).json == {member: data}
    (other,) = {"item", "items"} - {member}
    assert client.put("/boxes", json={other: data}).status_code == 422


@pytest.mark.parametrize(
    ("alternatives", "member"),
    [((Boxed(many=True), fields.List(fields.Nested(Other))), "items"), ((Boxed(many=True), Other()), "item")],
    ids=["lists", "both"],
)
def test_alternatives_are_a_list_where_each_is_one(alternatives, member):
    client, told = made(echo(OneOf(*alternatives), Boxed(many=True)), envelope=BOTH)
    assert [*told["put"]["requestBody"]["content"]["application/json"]["schema"]["properties"]] == [member]
    assert client.put("/boxes", json={member: MANY}).json == {"items": MANY}


@pytest.mark.parametrize("schema", [schema for schema, _ in SCHEMATICS.values()], ids=SCHEMATICS)
def test_what_is_compiled_knows_it_as_well(schema):
    assert compile(schema).many is isinstance(next(data for known, data in SCHEMATICS.values() if known is schema), list)


def test_many_objects_of_a_model_are_taken_and_given_as_a_list():
    store = ObjectStore(Box, [Box(1, "x")])
    said = {"store": store, "schema": BoxOut, "create_schema": BoxIn, "update_schema": BoxIn}
    client, told = made(type("Boxes", (ModelBulk,), said), envelope=BOTH)
    for method, item in {"post": {"name": "y"}, "patch": {"id": 1, "name": "z"}}.items():
        assert [*told[method]["requestBody"]["content"]["application/json"]["schema"]["properties"]] == ["items"]
        answer = client.open("/boxes", method=method.upper(), json={"items": [item]})
        assert [*answer.json] == ["items"]


STREAMING = [one for one in (getattr(media, name) for name in dir(media) if name.endswith("_EMITTER")) if one.stream is not None]


def streaming(schema: Any, items: list[Any]) -> type[Resource]:
    @streams(schema)
    @use(selection=False)
    def get(self: Any) -> Any:
        yield from items

    return type("Streaming", (Resource,), {"get": get})


@pytest.mark.parametrize("emitter", STREAMING, ids=lambda emitter: emitter.media_type)
def test_nothing_is_around_a_stream(emitter):
    client, told = made(streaming(Boxed, MANY), envelope=BOTH, emitters=[emitter])
    answer = client.get("/boxes")
    assert (answer.status_code, answer.mimetype) == (200, emitter.media_type.partition(";")[0])
    content = told["get"]["responses"]["200"]["content"][emitter.media_type]
    item = {"$ref": "#/components/schemas/Boxed"}
    if emitter.media_type in {"application/json", "application/yaml", "application/cbor"}:
        assert client.body_of(answer) == MANY
        assert content == {"schema": {"type": "array", "items": item}}
    else:
        assert b"item" not in answer.data.replace(b"<item>", b"").replace(b"</item>", b"")
        assert content["schema"] in ({"type": "string"}, item)


@pytest.mark.parametrize(
    ("schema", "items"), [(Boxed(many=True), [MANY, MANY]), (fields.List(fields.Int()), [[1, 2], [3]])], ids=["of objects", "of numbers"]
)
def test_an_item_of_a_stream_may_be_a_list(schema, items):
    client, _ = made(streaming(schema, items), envelope=BOTH, emitters=[media.JSON_EMITTER, media.JSON_LINES_EMITTER])
    assert client.get("/boxes").json == items
    lines = client.get("/boxes", headers={"Accept": "application/jsonl"})
    assert [json.loads(line) for line in lines.text.splitlines()] == items


def test_each_line_of_a_list_is_told():
    @returns(fields.List(fields.Nested(Boxed), allow_none=True))
    def get(self: Any) -> Any:
        return MANY

    client, told = made(type("Lines", (Resource,), {"get": get}), emitters=[media.JSON_EMITTER, media.JSON_LINES_EMITTER])
    assert client.get("/boxes", headers={"Accept": "application/jsonl"}).data == b'{"a":1}\n{"a":2}\n'
    assert "Boxed" in str(told["get"]["responses"]["200"]["content"]["application/jsonl"]["schema"])
