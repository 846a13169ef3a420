"""What a client is written from: types and operations, read off a document."""

from __future__ import annotations

from typing import Any

import pytest

from flask_resty import ConfigError
from flask_resty.clients import ClientModel
from flask_resty.clients import read_document
from flask_resty.clients.kinds import AllOf
from flask_resty.clients.kinds import Anything
from flask_resty.clients.kinds import Bytes
from flask_resty.clients.kinds import Choice
from flask_resty.clients.kinds import Either
from flask_resty.clients.kinds import ListOf
from flask_resty.clients.kinds import MapOf
from flask_resty.clients.kinds import Member
from flask_resty.clients.kinds import Record
from flask_resty.clients.kinds import Reference
from flask_resty.clients.kinds import Scalar
from flask_resty.clients.kinds import TupleOf
from flask_resty.clients.types import joined
from flask_resty.clients.types import type_of

TEXT, NULL, WHOLE = Scalar("string"), Scalar("null"), Scalar("integer")


def read(operation: dict[str, Any], *, method: str = "get", path: str = "/posts", **components: Any) -> ClientModel:
    """Read a document that has one operation."""
    named = {"operationId": "doIt", "responses": {}} | operation
    return read_document({"openapi": "3.1.0", "paths": {path: {method: named}}, "components": components})


def json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, "description": "OK"}


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ({}, Anything()),
        (True, Anything()),
        ({"type": "string", "format": "date"}, Scalar("string", "date")),
        ({"type": ["string", "null"]}, Either((TEXT, NULL))),
        ({"enum": ["a", 1, None]}, Choice(("a", 1, None))),
        ({"const": "a"}, Choice(("a",))),
        ({"type": "string", "contentMediaType": "image/png"}, Bytes()),
        ({"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, TEXT),
        ({"type": "array", "items": {"type": "integer"}}, ListOf(WHOLE)),
        ({"prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2}, TupleOf((WHOLE, TEXT))),
        ({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, ListOf(Either((WHOLE, TEXT)))),
        ({"type": "object"}, MapOf(Anything())),
        ({"type": "object", "additionalProperties": {"type": "string"}}, MapOf(TEXT)),
        ({"type": "object", "additionalProperties": False}, Record(())),
        ({"$ref": "#/components/schemas/Post~1Out"}, Reference("Post/Out")),
        ({"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "string"}]}, Either((TEXT, NULL))),
        ({"oneOf": [{"type": "string"}]}, TEXT),
        ({"anyOf": [{"type": "string"}, {}]}, Anything()),
        ({"allOf": [{"type": "integer"}, {"minimum": 1}]}, WHOLE),
        ({"allOf": [{"$ref": "#/components/schemas/Post"}], "description": "One."}, Reference("Post")),
    ],
    ids=str,
)
def test_schemas_become_types(schema: Any, type: Any) -> None:
    assert type_of(schema) == type


def test_members_say_whether_they_have_to_be_there() -> None:
    schema = {"properties": {"a": {"type": "string", "deprecated": True}, "b": {"description": "Two."}}, "required": ["b"]}
    assert type_of(schema) == Record((Member("a", TEXT, False, is_deprecated=True), Member("b", Anything(), True, "Two.")), None)


def test_objects_that_are_all_of_several_are_one() -> None:
    parts = [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "integer"}}}]
    assert type_of({"allOf": parts}) == Record((Member("a", TEXT, False), Member("b", WHOLE, False)))


def test_operations_stand_in_the_order_of_their_paths() -> None:
    paths = {"/b": {"get": {"operationId": "b"}}, "/a": {"delete": {"operationId": "deleteA"}, "get": {"operationId": "getA"}}}
    model = read_document({"openapi": "3.1.0", "paths": paths})
    assert [operation.name for operation in model.operations] == ["getA", "deleteA", "b"]


def test_parameters_of_the_operation_stand_for_those_of_the_path() -> None:
    item = {
        "parameters": [{"name": "slug", "in": "path", "schema": {}}, {"name": "q", "in": "query", "schema": {}}],
        "get": {"operationId": "get", "parameters": [{"name": "q", "in": "query", "required": True, "schema": {"type": "integer"}}]},
    }
    (operation,) = read_document({"openapi": "3.1.0", "paths": {"/{slug}": item}}).operations
    assert [(one.name, one.is_required, one.type) for one in operation.parameters] == [("slug", True, Anything()), ("q", True, WHOLE)]


def test_what_the_runtime_sends_is_no_parameter() -> None:
    names = {"if-match": {"name": "If-Match", "in": "header", "required": True, "schema": {}}}
    parameters = [
        {"$ref": "#/components/parameters/if-match"},
        {"name": "fields", "in": "query", "schema": {}},
        {"name": "format", "in": "query", "schema": {"enum": ["json"]}},
        {"name": "X-Trace", "in": "header", "schema": {}},
    ]
    said = {"parameters": parameters, "x-selection": {"parameter": "fields", "of": "#/components/schemas/Post"}}
    (operation,) = read(said, parameters=names, schemas={"Post": {}}).operations
    assert [one.name for one in operation.parameters] == ["X-Trace"]
    assert operation.managed == {"If-Match"}
    assert operation.selection is not None and operation.selection.of == "Post"


@pytest.mark.parametrize(("said", "is_repeated"), [({}, True), ({"explode": False}, False), ({"style": "pipeDelimited"}, False)], ids=str)
def test_lists_come_one_by_one_unless_it_is_said(said: dict[str, Any], is_repeated: bool) -> None:
    (operation,) = read({"parameters": [{"name": "tag", "in": "query", "schema": {}, **said}]}).operations
    assert operation.parameters[0].is_repeated is is_repeated


def test_the_whole_is_given_where_members_may_be_selected() -> None:
    schema = {"anyOf": [{"$ref": "#/components/schemas/Post"}, {"$ref": "#/components/schemas/PostPart"}]}
    said = {"x-selection": {"parameter": "fields", "of": "#/components/schemas/Post"}, "responses": {"200": json(schema)}}
    (operation,) = read(said, schemas={"Post": {}, "PostPart": {}}).operations
    assert [(content.type, content.part) for content in operation.given] == [(Reference("Post"), Reference("PostPart"))]


def test_streams_are_asked_for_item_by_item() -> None:
    contents = {"application/json": {"schema": {"type": "array"}}, "application/jsonl": {"schema": {"type": "integer"}}}
    (operation,) = read({"x-stream": True, "responses": {"200": {"content": contents}}}).operations
    assert [(content.media_type, content.type) for content in operation.given] == [("application/jsonl", WHOLE)]
    assert operation.is_stream


@pytest.mark.parametrize(
    ("media_type", "writing"),
    [
        ("application/json; charset=utf-8", "json"),
        ("application/vnd.acme.v2+json", "json"),
        ("application/x-ndjson", "lines"),
        ("application/json-seq", "sequence"),
        ("application/geo+json-seq", "sequence"),
        ("text/event-stream", "events"),
        ("application/xml", "text"),
        ("text/csv; header=present", "text"),
        ("image/png", "bytes"),
        ("multipart/form-data", "multipart"),
    ],
)
def test_media_types_tell_how_content_is_written(media_type: str, writing: str) -> None:
    (operation,) = read({"responses": {"200": {"content": {media_type: {}}}}}).operations
    assert operation.given[0].writing == writing


@pytest.mark.parametrize(("prefer", "may_be_empty"), [(False, True), (True, False)])
def test_an_answer_is_empty_that_nobody_prefers_so(prefer: bool, may_be_empty: bool) -> None:
    parameters = [{"name": "Prefer", "in": "header", "schema": {}}] if prefer else []
    (operation,) = read({"parameters": parameters, "responses": {"200": json({}), "204": {"description": "Done."}}}).operations
    assert operation.may_be_empty is may_be_empty


def test_checks_leave_out_what_only_people_read() -> None:
    schema = {"type": "object", "description": "One.", "properties": {"type": {"$ref": "#/components/schemas/Kind", "title": "Kind"}}}
    schemas = {"Kind": {"enum": ["a"], "examples": ["a"]}, "Other": {}}
    model = read({"requestBody": json(schema)}, method="post", schemas=schemas)
    assert model.operations[0].bodies[0].check == {"type": "object", "properties": {"type": {"$ref": "Kind"}}}
    assert model.checks == {"Kind": {"enum": ["a"]}}


def test_schemes_tell_where_tokens_are_given() -> None:
    flows = {"clientCredentials": {"tokenUrl": "/token", "scopes": {"b": "", "a": ""}}}
    (scheme,) = read({}, securitySchemes={"oauth": {"type": "oauth2", "flows": flows}}).schemes
    assert [(flow.kind, flow.token_url, flow.scopes) for flow in scheme.flows] == [("clientCredentials", "/token", ("a", "b"))]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"openapi": "3.0.3"}, "'3.0.3'"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}, "GET /a has no operationId"),
        (
            {"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": "a"}, "put": {"operationId": "a"}}}},
            "2 operations have the operationId 'a'",
        ),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/nowhere"}}}, "'#/nowhere' leads nowhere"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "other.json#/a"}}}, "leads out of the document"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}, "leads back to itself"),
    ],
    ids=["another version", "no name", "one name twice", "nowhere", "outside", "circle"],
)
def test_documents_that_no_client_can_be_written_from(document: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=told.replace("[", r"\[")):
        read_document(document)


def test_a_body_that_refers_to_nothing_is_told() -> None:
    with pytest.raises(ConfigError, match="'#/components/schemas/Post' leads nowhere"):
        read({"requestBody": json({"$ref": "#/components/schemas/Post"})}, method="post")


def test_what_is_true_of_everything_or_nothing_is_said_by_an_object() -> None:
    schema = {"properties": {"a": True, "b": False}, "items": False, "additionalProperties": False}
    (operation,) = read({"requestBody": json(schema)}, method="post").operations
    (body,) = operation.bodies
    assert body.check == {"properties": {"a": {}, "b": {"not": {}}}, "items": {"not": {}}, "additionalProperties": False}


def test_objects_that_are_all_of_others_with_names_have_the_members_of_all() -> None:
    parts = [{"$ref": "#/components/schemas/Base"}, {"properties": {"b": {"type": "integer"}}}]
    assert type_of({"allOf": parts}) == AllOf((Reference("Base"), Record((Member("b", WHOLE, False),))))
    # What says nothing of its own changes nothing.
    assert type_of({"allOf": parts[:1], "type": "object"}) == Reference("Base")


def test_what_one_of_several_asks_for_has_to_be_there() -> None:
    first, second = Record((Member("a", TEXT, True), Member("b", WHOLE, False))), Record((Member("a", Anything(), False),))
    assert joined([first, second]) == joined([second, first]) == first
