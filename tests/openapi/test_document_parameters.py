"""What a request says besides its content."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Expandable
from flask_resty import OneOf
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import paginate
from flask_resty import returns
from flask_resty import use
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.media import YAML_EMITTER
from flask_resty.middleware import Idempotency
from flask_resty.middleware.idempotency import MemoryStore
from flask_resty.models.commas import CommaList
from flask_resty.openapi import OpenAPI
from flask_resty.openapi import document_of
from flask_resty.schema import parse_selection
from flask_resty.schema.narrowing import select

ParameterTold = Schema.from_dict({"name": fields.Str()}, name="ParameterTold")


def described(resource: type[Resource], method: str = "get", rule: str = "/things", **options: Any) -> tuple[list[Any], dict[str, Any]]:
    """Give the parameters of the operation of a resource, and the components that are some."""
    app, api = Flask(__name__), Api(title="Things", **options)
    api.resource(rule)(resource)
    api.init_app(app)
    document = document_of(api, app)
    (item,) = document["paths"].values()
    return item[method].get("parameters", []), document.get("components", {}).get("parameters", {})


def asked(schema: Any, location: Any = "query") -> list[Any]:
    """Give the parameters that a schema is told as."""

    class Asked(Resource):
        @accepts(schema, location)
        @use(selection=False)
        @returns(ParameterTold)
        def get(self, **values: Any) -> Any: ...

    return described(Asked)[0]


def test_fields_of_the_query_are_parameters():
    said = Schema.from_dict({"size": fields.Int(required=True, metadata={"description": "How large."}), "of": fields.Str(data_key="from")})
    assert asked(said) == [
        {"name": "size", "in": "query", "description": "How large.", "required": True, "schema": {"type": "integer"}},
        {"name": "from", "in": "query", "schema": {"type": "string"}},
    ]


def test_list_in_the_query_comes_with_its_name_each_time():
    said = Schema.from_dict({"size": fields.List(fields.Int())})
    assert asked(said) == [{"name": "size", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}}]


def test_list_that_is_one_text_is_parted_by_commas():
    (parameter,) = asked(Schema.from_dict({"size": CommaList(fields.Int(), most=3)}))
    assert (parameter["style"], parameter["explode"], parameter["schema"]["maxItems"]) == ("form", False, 3)


def test_deprecated_parameter_is_told_as_such():
    (parameter,) = asked(Schema.from_dict({"size": fields.Int(metadata={"deprecated": True})}))
    assert parameter["deprecated"] is True


def test_alternatives_are_told_together():
    one, other = Schema.from_dict({"a": fields.Int()}), Schema.from_dict({"b": fields.Int()})
    assert [parameter["name"] for parameter in asked(OneOf(one, other))] == ["a", "b"]


@pytest.mark.parametrize(("location", "place", "name"), [("headers", "header", "X-Request-Id"), ("cookies", "cookie", "x_request_id")])
def test_header_fields_and_cookies_are_parameters(location, place, name):
    assert asked(Schema.from_dict({"x_request_id": fields.Int()}), location) == [{"name": name, "in": place, "schema": {"type": "integer"}}]


def test_path_says_what_its_schema_does():
    class Sized(Resource):
        @accepts(Schema.from_dict({"size": fields.Int(validate=validate.Range(max=5))}), "path_args")
        def get(self, size: int, path_args: Any) -> Any: ...

    (parameter,), _ = described(Sized, rule="/things/<int:size>")
    assert parameter == {"name": "size", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0, "maximum": 5}}


def test_pages_are_asked_for_by_parameters():
    class Paged(Resource):
        @paginate(PageNumber(size=5, max_size=10))
        @use(selection=False)
        @returns(ParameterTold(many=True))
        def get(self, page: Any) -> Any: ...

    own, _ = described(Paged)
    assert [(one["name"], one["schema"]["default"]) for one in own] == [("page", 1), ("limit", 5)]


def test_selection_is_a_component_of_what_is_shown():
    class Shown(Resource):
        @returns(ParameterTold)
        def get(self) -> Any: ...

    own, components = described(Shown)
    assert own == [{"$ref": "#/components/parameters/FieldsOfParameterTold"}]
    assert [(one["name"], one["in"]) for one in components.values()] == [("fields", "query")]
    assert described(Shown, openapi=OpenAPI(selection=False)) == ([], {})


def test_selection_in_a_field_of_the_header_is_told_like_one_in_the_query():
    class Shown(Resource):
        @accepts(Schema.from_dict({"fields": fields.Str()}), "query")
        @returns(ParameterTold)
        def get(self, **values: Any) -> Any: ...

    _, components = described(Shown)
    (name, component), (_, other) = (*components.items(), (None, described_selection(ParameterTold)))
    assert (name, component["name"], component["schema"]) == ("XFieldsOfParameterTold", "X-Fields", other)


def described_selection(schema: Any) -> Any:
    """Give the schema of the parameter that selects members of what a schema shows."""

    class Shown(Resource):
        @returns(schema)
        def get(self) -> Any: ...

    (component,) = described(Shown)[1].values()
    return component["schema"]


ParameterNested = Schema.from_dict(
    {
        "id": fields.Int(),
        "a.b": fields.Str(),
        "a,b": fields.Str(),
        "-c": fields.Str(),
        "author": fields.Nested(ParameterTold),
        "others": fields.List(fields.Nested(ParameterTold)),
        "name": fields.Pluck(ParameterTold, "name"),
    },
    name="ParameterNested",
)


@pytest.mark.parametrize(
    "text", ["*", "id", "a.b", "id,author", "author(name),id", "others(name)", "name", "-id", "-id,-author", "*,id", "*,-id"]
)
def test_selection_that_fits_is_taken(text):
    assert re.search(described_selection(ParameterNested)["pattern"], text)
    select(ParameterNested(), parse_selection(text))


@pytest.mark.parametrize(
    "text", ["", ",", "id,", "aXb", "a,b", "-c", "id(name)", "name(name)", "author()", "author(id)", "id,-author", "--id"]
)
def test_selection_that_does_not_fit_is_refused(text):
    assert not re.search(described_selection(ParameterNested)["pattern"], text)
    with pytest.raises(ValidationError):
        select(ParameterNested(), parse_selection(text))


def test_nothing_is_told_of_the_members_where_versions_have_others():
    class Shown(Resource):
        @returns(ParameterTold, media_type="application/vnd.told+json;version=2")
        @returns(ParameterNested, media_type="application/vnd.told+json;version=1")
        def get(self) -> Any: ...

    assert [(name, one["schema"]) for name, one in described(Shown)[1].items()] == [("Fields", {"type": "string"})]


def test_selection_is_told_once_where_others_get_another_answer():
    class Others(Resource):
        @returns(ParameterTold)
        def get(self) -> Any: ...

    class Shown(Resource):
        anonymous = Others

        @returns(ParameterNested)
        def get(self) -> Any: ...

    own, _ = described(Shown, middleware=[Bearer(verify=str)])
    assert own == [{"$ref": "#/components/parameters/FieldsOfParameterNested"}]


def test_expansion_is_some_of_the_names_that_there_are():
    class Shown(Resource):
        @use(selection=False)
        @returns(Schema.from_dict({"author": Expandable(ParameterTold, collapsed=None)}, name="ParameterExpanded"))
        def get(self) -> Any: ...

    (name, component), *_ = described(Shown)[1].items()
    assert name == "ExpandOfParameterExpanded"
    assert (component["style"], component["explode"]) == ("form", False)
    assert component["schema"] == {"type": "array", "items": {"type": "string", "enum": ["author"]}, "minItems": 1, "uniqueItems": True}


@pytest.mark.parametrize(("method", "is_told"), [("get", False), ("patch", True)])
def test_tags_have_a_grammar_where_what_is_none_is_refused(method, is_told):
    class Tagged(Resource):
        def version(self) -> int: ...

        @use(selection=False)
        @returns(ParameterTold)
        def get(self) -> Any: ...

        @accepts(ParameterTold)
        @returns(ParameterTold)
        def patch(self, body: Any) -> Any: ...

    own, components = described(Tagged, method)
    (name,) = (one["$ref"].rpartition("/")[2] for one in own if "IfNoneMatch" in one.get("$ref", ""))
    assert ("pattern" in components[name]["schema"]) is is_told


def test_field_that_a_change_has_to_have_is_required():
    class Changed(Resource):
        def version(self) -> int: ...

        @use(selection=False)
        @returns(ParameterTold)
        def get(self) -> Any: ...

        @accepts(ParameterTold)
        @returns(None)
        def put(self, body: Any) -> None: ...

        @accepts(ParameterTold)
        @returns(None)
        @Idempotency(MemoryStore(), required=True)
        def post(self, body: Any) -> None: ...

    app, api = Flask(__name__), Api(title="Things")
    api.resource("/things", require_match=True)(Changed)
    api.init_app(app)
    components = document_of(api, app)["components"]["parameters"]
    demanded = {name for name, one in components.items() if one.get("required")}
    assert demanded == {"IfMatchDemanded", "IdempotencyKeyDemanded"}
    assert "IfMatch" in components


def test_format_is_one_of_those_that_are_offered():
    class Shown(Resource):
        @use(selection=False)
        @returns(ParameterTold)
        def get(self) -> Any: ...

        @returns(None)
        def delete(self) -> None: ...

    options: dict[str, Any] = {"format_in_url": True, "emitters": [JSON_EMITTER, YAML_EMITTER]}
    (parameter,), _ = described(Shown, **options)
    assert (parameter["name"], parameter["schema"]["enum"]) == ("format", ["json", "yaml"])
    assert described(Shown, "delete", **options)[0] == []


def test_conditions_and_preferences_are_components():
    class Versioned(Resource):
        def version(self) -> int:
            return 1

        @accepts(ParameterTold)
        @returns(ParameterTold)
        def put(self, body: Any) -> Any: ...

    own, _ = described(Versioned, "put")
    names = ["IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince", "Prefer"]
    assert own == [{"$ref": f"#/components/parameters/{name}"} for name in names]


def test_field_that_the_verb_takes_itself_is_told_once():
    class Versioned(Resource):
        def version(self) -> int:
            return 1

        @use(selection=False)
        @accepts(Schema.from_dict({"if_none_match": fields.Str(required=True)}), "headers")
        @returns(ParameterTold)
        def get(self, headers: Any) -> Any: ...

    own, components = described(Versioned)
    assert own[0]["name"] == "If-None-Match"
    assert "IfNoneMatch" not in components


def test_examples_stand_beside_what_they_are_of():
    class Asked(Resource):
        @describe(examples={"query": {"size": 3}})
        @accepts(Schema.from_dict({"size": fields.Int(), "of": fields.Str()}), "query")
        def get(self, query: Any) -> Any: ...

    assert [one.get("example") for one in described(Asked)[0]] == [3, None]
