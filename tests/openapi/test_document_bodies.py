"""The content of requests."""

from __future__ import annotations

from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Envelope
from flask_resty import File
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import returns
from flask_resty import use
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import YAML_PARSER
from flask_resty.openapi import document_of

BodyIn = Schema.from_dict({"name": fields.Str(required=True), "size": fields.Int()}, name="BodyIn")
INPUT = {"$ref": "#/components/schemas/BodyIn"}


def described(resource: type[Resource], method: str = "post", **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the body of the operation of a resource, and the components that are schemas."""
    app, api = Flask(__name__), Api(title="Things", **options)
    api.resource("/things")(resource)
    api.init_app(app)
    document = document_of(api, app)
    return document["paths"]["/things"][method]["requestBody"], document["components"]["schemas"]


def posted(*decorators: Any, **options: Any) -> dict[str, Any]:
    """Give the content that a POST takes."""

    def post(self: Any, **values: Any) -> None: ...

    for decorator in reversed(decorators):
        post = decorator(post)
    body, _ = described(type("Posted", (Resource,), {"post": post}), **options)
    content: dict[str, Any] = body["content"]
    return content


def test_body_is_told_for_each_format():
    content = posted(accepts(BodyIn), parsers=[JSON_PARSER, YAML_PARSER])
    assert content == {"application/json": {"schema": INPUT}, "application/yaml": {"schema": INPUT}}


def test_body_with_short_names_says_where_they_are_told():
    content = posted(accepts(BodyIn), short_names="/names")
    said = "The same data. Its members have the short names that /names tells."
    assert content['application/json;profile="short"'] == {"schema": {"description": said}}


def test_list_is_a_body():
    assert posted(accepts(BodyIn(many=True))) == {"application/json": {"schema": {"type": "array", "items": INPUT}}}


def test_alternatives_are_a_body():
    other = Schema.from_dict({"n": fields.Int()}, name="BodyOther")
    forms = [INPUT, {"$ref": "#/components/schemas/BodyOtherInput"}]
    assert posted(accepts(OneOf(BodyIn, other)))["application/json"]["schema"] == {"anyOf": forms}


def test_text_is_text():
    assert posted(accepts(BodyIn(many=True)), parsers=[CSV_PARSER]) == {"text/csv": {"schema": {"type": "string"}}}


def test_bytes_have_a_media_type_and_a_bound():
    class Sent(Resource):
        @accepts(Binary("image/png", "image/*"), max_size=1_000_000)
        def post(self, body: Any) -> None: ...

    body, _ = described(Sent)
    assert body["description"] == "At most 1,000,000 bytes."
    assert body["content"]["image/png"]["schema"] == {"type": "string", "contentMediaType": "image/png"}


def test_version_has_its_own_media_type():
    other = Schema.from_dict({"n": fields.Int()}, name="BodyOlder")
    content = posted(accepts(BodyIn), accepts(other, media_type="application/vnd.acme+json;version=1"))
    assert content["application/vnd.acme+json;version=1"] == {"schema": {"$ref": "#/components/schemas/BodyOlderInput"}}


def test_envelope_is_told():
    schema = posted(accepts(BodyIn, envelope=Envelope("data")))["application/json"]["schema"]
    assert schema == {"type": "object", "properties": {"data": INPUT}, "required": ["data"], "additionalProperties": False}


def test_stream_is_told_by_its_items():
    content = posted(accepts(BodyIn, stream=True, max_size=10**6), parsers=[JSON_LINES_PARSER])
    assert content == {"application/jsonl": {"schema": INPUT, "x-stream": True}}


def test_form_is_told_in_both_of_its_media_types():
    content = posted(accepts(BodyIn, "form"))
    assert content == {
        media_type: {"schema": {"$ref": "#/components/schemas/BodyIn"}}
        for media_type in ("application/x-www-form-urlencoded", "multipart/form-data")
    }


def test_form_with_files_is_one_object():
    files = Schema.from_dict({"picture": File(required=True)})
    (media_type, said), *others = posted(accepts(BodyIn, "form"), accepts(files, "files")).items()
    assert (media_type, others) == ("multipart/form-data", [])
    assert [*said["schema"]["properties"]] == ["name", "size", "picture"]
    assert said["schema"]["required"] == ["name", "picture"]


class Patched(Resource):
    def find(self) -> Any: ...

    @accepts(BodyIn(partial=True))
    @returns(BodyIn)
    def patch(self, item: Any, body: Any) -> Any: ...


def test_patch_is_told_in_three_forms():
    body, schemas = described(Patched, "patch")
    assert {name: said["schema"] for name, said in body["content"].items()} == {
        "application/json": {"$ref": "#/components/schemas/BodyPatch"},
        "application/merge-patch+json": {"$ref": "#/components/schemas/BodyPatch"},
        "application/json-patch+json": {"$ref": "#/components/schemas/JSONPatch"},
    }
    assert "required" not in schemas["BodyPatch"]


def test_merge_patch_takes_away_what_has_a_default():
    class Sized(Resource):
        def find(self) -> Any: ...

        @accepts(Schema.from_dict({"name": fields.Str(required=True), "size": fields.Int(load_default=1)}, name="SizedIn")(partial=True))
        def patch(self, item: Any, body: Any) -> Any: ...

    body, schemas = described(Sized, "patch")
    assert body["content"]["application/merge-patch+json"] == {"schema": {"$ref": "#/components/schemas/SizedMergePatch"}}
    assert schemas["SizedPatch"]["properties"]["size"] == {"type": "integer"}
    assert schemas["SizedMergePatch"]["properties"] == {"name": {"type": "string"}, "size": {"type": ["integer", "null"]}}


def test_example_stands_beside_the_data():
    content = posted(describe(examples={"body": {"name": "a"}}), use(parsers=[JSON_PARSER, CSV_PARSER]), accepts(BodyIn(many=True)))
    assert [said.get("example") for said in content.values()] == [{"name": "a"}, None]


def test_what_takes_no_content_has_no_body():
    class Bare(Resource):
        def post(self) -> None: ...

    app, api = Flask(__name__), Api(title="Things")
    api.resource("/things")(Bare)
    api.init_app(app)
    assert "requestBody" not in document_of(api, app)["paths"]["/things"]["post"]
