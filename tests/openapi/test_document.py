"""The document of an Api as a whole."""

from __future__ import annotations

import json
from typing import Any

import everything
import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from openapi_spec_validator import validate

from examples.blog import create_app
from examples.blog.app import api as blog
from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import describe
from flask_resty import returns
from flask_resty.openapi import OpenAPI
from flask_resty.openapi import document_of

DocumentTold = Schema.from_dict({"name": fields.Str()}, name="DocumentTold")


class Thing(Resource):
    """A thing.

    It has a name.
    """

    @returns(DocumentTold)
    def get(self) -> Any:
        """Give the thing.

        With its *name*.
        """


def described(*resources: tuple[str, type[Resource]], **options: Any) -> dict[str, Any]:
    """Give the document of an Api of some resources."""
    app, api = Flask(__name__), Api(title="Things", version="1.2", **options)
    for rule, resource in resources:
        api.resource(rule)(resource)
    api.init_app(app)
    return document_of(api, app)


def blog_app() -> Flask:
    """Make the blog, which serves nobody."""
    return create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": "secret"})


def test_document_of_the_blog_is_valid():
    app = blog_app()
    validate(document_of(blog, app))


def test_document_of_every_feature_is_valid():
    app = everything.make_app()
    validate(document_of(everything.api_of(app), app))


def test_same_api_gives_the_same_bytes():
    first, second = (json.dumps(document_of(everything.api_of(app), app)) for app in (everything.make_app(), everything.make_app()))
    assert first == second


def test_version_of_the_specification_and_the_info_come_first():
    document = described(("/thing", Thing))
    assert [*document] == ["openapi", "info", "servers", "tags", "paths", "components"]
    assert document["openapi"] == "3.1.0"
    assert document["info"] == {"title": "Things", "version": "1.2"}


def test_author_says_what_the_api_is():
    said = OpenAPI(
        summary="Things.", description="All of them.", license={"name": "MIT"}, contact={"name": "Ada"}, terms_of_service="/terms"
    )
    info = described(openapi=said)["info"]
    assert [info[name] for name in ("summary", "description", "license", "contact", "termsOfService")] == [
        "Things.",
        "All of them.",
        {"name": "MIT"},
        {"name": "Ada"},
        "/terms",
    ]


def test_tags_that_are_described_come_first():
    document = described(("/thing", Thing), openapi=OpenAPI(tags={"other": "What else there is."}))
    assert document["tags"] == [{"name": "other", "description": "What else there is."}, {"name": "thing"}]


def test_docstrings_describe_the_path_and_the_operation():
    item = described(("/thing", Thing))["paths"]["/thing"]
    assert item["description"] == "A thing.\n\nIt has a name."
    assert (item["get"]["summary"], item["get"]["description"]) == ("Give the thing.", "With its *name*.")


def test_docstrings_of_the_package_itself_are_not_told():
    class Bare(Resource):
        def get(self) -> Any: ...

    assert "description" not in described(("/bare", Bare))["paths"]["/bare"]


def test_describe_has_the_say_over_the_docstring():
    class Other(Resource):
        @describe(summary="Look.", tags=["looks"], operation_id="look")
        def get(self) -> Any:
            """Give it."""

    told = described(("/other", Other))["paths"]["/other"]["get"]
    assert (told["summary"], told["tags"], told["operationId"]) == ("Look.", ["looks"], "look")


def test_hidden_verb_and_hidden_resource_are_left_out():
    class Half(Thing):
        @describe(is_hidden=True)
        def delete(self) -> None: ...

    app, api = Flask(__name__), Api(title="Things")
    api.resource("/half")(Half)
    api.resource("/none", is_described=False)(Thing)
    api.init_app(app)
    assert {path: [*item] for path, item in document_of(api, app)["paths"].items()} == {"/half": ["description", "get"]}


def test_query_is_left_out_as_openapi_does_not_know_it():
    class Asked(Resource):
        @accepts(DocumentTold)
        def query(self, body: Any) -> Any: ...

    assert described(("/asked", Asked))["paths"] == {}


def test_rules_that_differ_in_the_names_of_variables_are_one_path():
    class ByName(Resource):
        def get(self, name: str) -> Any: ...

    class ByNumber(Resource):
        def get(self, number: int) -> Any: ...
        def delete(self, number: int) -> None: ...

    item = described(("/things/<name>", ByName), ("/things/<int:number>", ByNumber))["paths"]["/things/{name}"]
    assert item["get"]["operationId"] == "getByName"
    assert item["delete"]["parameters"][0] == {"name": "name", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}


def test_extend_completes_the_document():
    said = OpenAPI(extend=lambda spec: spec.path("/health", operations={"get": {"responses": {"204": {"description": "Well."}}}}))
    assert [*described(("/thing", Thing), openapi=said)["paths"]] == ["/thing", "/health"]


def test_two_schemas_with_one_name_are_told_to_the_developer():
    other = Schema.from_dict({"size": fields.Int()}, name="DocumentTold")

    class Sized(Resource):
        @returns(other)
        def get(self) -> Any: ...

    with pytest.raises(ConfigError, match="'DocumentTold'"):
        described(("/thing", Thing), ("/sized", Sized))
    said = OpenAPI(names={other: "Size"})
    assert "Size" in described(("/thing", Thing), ("/sized", Sized), openapi=said)["components"]["schemas"]


@pytest.mark.parametrize(
    "options",
    [{"servers": "https://a.example"}, {"servers": [{}]}, {"tags": ["posts"]}, {"extend": {}}],
    ids=["text", "empty", "tags", "extend"],
)
def test_what_is_no_part_of_a_document_is_refused(options):
    with pytest.raises(ConfigError, match=next(iter(options))):
        OpenAPI(**options)
