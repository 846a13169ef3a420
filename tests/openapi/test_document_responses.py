"""How requests may end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Envelope
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty import use
from flask_resty.auth import Basic
from flask_resty.media import CSV_EMITTER
from flask_resty.media import HAL_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import XML_EMITTER
from flask_resty.middleware import Deprecated
from flask_resty.openapi import OpenAPI
from flask_resty.openapi import document_of

ResponseOut = Schema.from_dict({"name": fields.Str()}, name="ResponseOut")
FULL, PART = ({"$ref": f"#/components/schemas/{name}"} for name in ("ResponseOut", "ResponseOutPart"))


class SoldOut(Problem):
    status, type, title = 409, "https://example.com/sold-out", "Sold out"
    schema = Schema.from_dict({"next_show": fields.Date()}, name="SoldOutMembers")


def described(resource: type[Resource], method: str = "get", **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the responses of the operation of a resource, and the components."""
    app, api = Flask(__name__), Api(title="Things", **options)
    api.resource("/things")(resource)
    api.init_app(app)
    document = document_of(api, app)
    return document["paths"]["/things"][method]["responses"], document["components"]


def given(*decorators: Any, **options: Any) -> dict[str, Any]:
    """Give the content of the 200 of a GET."""

    def get(self: Any, **values: Any) -> Any: ...

    for decorator in reversed((*decorators, use(selection=False))):
        get = decorator(get)
    content: dict[str, Any] = described(type("Given", (Resource,), {"get": get}), **options)[0]["200"]["content"]
    return content


def test_promise_is_told_for_each_format():
    assert given(returns(ResponseOut), emitters=[JSON_EMITTER, XML_EMITTER, HAL_EMITTER]) == {
        "application/json": {"schema": FULL},
        "application/xml": {"schema": {"type": "string"}},
        "application/hal+json": {"schema": {"type": "object"}},
    }


def test_nothing_promised_may_be_anything():
    assert given() == {"application/json": {}}


def test_versions_have_media_types_of_their_own():
    older = Schema.from_dict({"n": fields.Int()}, name="ResponseOlder")
    content = given(returns(ResponseOut), returns(older, media_type="application/vnd.acme+json;version=1"))
    assert content["application/vnd.acme+json;version=1"] == {"schema": {"$ref": "#/components/schemas/ResponseOlder"}}


def test_bytes_have_a_media_type():
    assert given(returns(Binary("image/png"))) == {"image/png": {"schema": {"type": "string", "contentMediaType": "image/png"}}}


def test_part_of_bytes_may_be_several():
    class File(Resource):
        @returns(Binary("image/png"))
        def get(self) -> bytes: ...

    responses, _ = described(File)
    assert [*responses["206"]["content"]] == ["image/png", "multipart/byteranges"]
    assert {"Accept-Ranges", "Content-Range"} <= responses["206"]["headers"].keys()


def test_stream_is_told_by_its_items_and_as_a_list():
    content = given(streams(ResponseOut), emitters=[JSON_EMITTER, JSON_LINES_EMITTER, CSV_EMITTER])
    assert content["application/json"] == {"schema": {"type": "array", "items": FULL}}
    assert content["application/jsonl"] == {"schema": FULL, "x-stream": True}


def test_lines_of_a_list_are_told_by_their_items():
    content = given(returns(ResponseOut(many=True)), emitters=[JSON_EMITTER, JSON_LINES_EMITTER])
    assert content["application/jsonl"] == {"schema": FULL, "x-stream": True}


def test_envelope_is_told():
    said = returns(ResponseOut(many=True), envelope=Envelope("item", "items", meta=lambda data: {}))
    (content,) = given(said).values()
    members = {"items": {"type": "array", "items": FULL}, "meta": {"type": "object"}}
    assert content["schema"] == {"type": "object", "properties": members, "required": ["items", "meta"], "additionalProperties": False}


def test_members_may_be_missing_where_they_are_selected():
    class Shown(Resource):
        @returns(ResponseOut(many=True))
        def get(self) -> Any: ...

    lists = [{"type": "array", "items": one} for one in (FULL, PART)]
    assert described(Shown)[0]["200"]["content"]["application/json"]["schema"] == {"anyOf": lists}
    content = described(Shown, openapi=OpenAPI(selection=False))[0]["200"]["content"]
    assert content["application/json"]["schema"] == lists[0]


def test_anonymous_variant_is_told_beside():
    class ForAll(Resource):
        @use(selection=False)
        @returns(Schema.from_dict({"n": fields.Int()}, name="ResponseForAll"))
        def get(self) -> Any: ...

    class ForSome(Resource):
        anonymous = ForAll

        @use(selection=False)
        @returns(ResponseOut)
        def get(self) -> Any: ...

    responses, _ = described(ForSome, middleware=[Basic(verify=lambda name, password: None)])
    schema = responses["200"]["content"]["application/json"]["schema"]
    assert schema == {"anyOf": [FULL, {"$ref": "#/components/schemas/ResponseForAll"}]}


def test_header_fields_are_components():
    class Versioned(Resource):
        def version(self) -> int:
            return 1

        def last_modified(self) -> dt.datetime: ...

        @Deprecated(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        @returns(ResponseOut)
        def get(self) -> Any: ...

    responses, components = described(Versioned)
    assert {"Deprecation", "ETag", "Last-Modified"} <= responses["200"]["headers"].keys() <= components["headers"].keys()
    assert responses["200"]["headers"]["ETag"] == {"$ref": "#/components/headers/ETag"}


# -- refusals ----------------------------------------------------------------------------------------------------------


class Written(Resource):
    @accepts(ResponseOut)
    @throttle("5/minute")
    def post(self, body: Any) -> None: ...


def test_refusals_are_components():
    responses, components = described(Written, "post")
    assert responses["422"] == {"$ref": "#/components/responses/UnprocessableContent"}
    assert {"BadRequest", "ContentTooLarge", "TooManyRequests", "UnsupportedMediaType"} <= components["responses"].keys()
    assert [*components["responses"]["TooManyRequests"]["headers"]] == ["RateLimit", "RateLimit-Policy", "Retry-After"]


def test_refusal_is_a_problem_in_the_formats_that_the_api_writes():
    _, components = described(Written, "post", emitters=[JSON_EMITTER, XML_EMITTER])
    assert components["responses"]["UnprocessableContent"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        "application/problem+xml": {"schema": {"type": "string"}},
    }
    assert components["schemas"]["Problem"]["properties"]["errors"]["items"] == {"$ref": "#/components/schemas/Fault"}


def test_refusal_may_be_worded_by_the_api():
    _, components = described(Written, "post", problem=lambda problem: {"error": problem.code})
    assert components["responses"]["BadRequest"]["content"] == {"application/json": {"schema": {}}}
    assert "Problem" not in components["schemas"]


def test_problem_of_a_class_is_told_with_its_members():
    class Seat(Resource):
        @describe(problems={409: SoldOut, 410: "It was here."})
        def get(self) -> Any: ...

    responses, components = described(Seat)
    schema = responses["409"]["content"]["application/problem+json"]["schema"]
    assert schema["allOf"][1:] == [
        {"properties": {"type": {"const": "https://example.com/sold-out"}}},
        {"$ref": "#/components/schemas/SoldOutMembers"},
    ]
    assert responses["410"]["description"] == "It was here."
    assert components["schemas"]["SoldOutMembers"]["properties"]["next_show"] == {"type": "string", "format": "date"}


def test_promised_error_has_its_own_schema():
    class Own(Resource):
        @returns(ResponseOut)
        @returns(Schema.from_dict({"n": fields.Int()}, name="ResponseError"), 409)
        def get(self) -> Any: ...

    assert described(Own)[0]["409"]["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/ResponseError"}}}


def test_examples_stand_beside_the_data():
    class Shown(Resource):
        @describe(examples={200: {"name": "a"}, 409: {"title": "Taken"}}, problems={409: "Taken."})
        @returns(ResponseOut)
        def get(self) -> Any: ...

    responses, _ = described(Shown)
    assert responses["200"]["content"]["application/json"]["example"] == {"name": "a"}
    assert responses["409"]["content"]["application/problem+json"]["example"] == {"title": "Taken"}
