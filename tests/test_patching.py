"""PATCH: three forms of patch, one result that is validated, and what the handler gets of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import post_load
from marshmallow import pre_load
from marshmallow import validate
from marshmallow import validates_schema

from flask_resty import Api
from flask_resty import OneOf
from flask_resty import Parser
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.media import JSON_PARSER

JSON = "application/json"
MERGE = "application/merge-patch+json"
STEPS = "application/json-patch+json"


class Author(Schema):
    id = fields.Int(dump_only=True)
    name = fields.Str(required=True)
    mail = fields.Str()


class Post(Schema):
    id = fields.Int(dump_only=True)
    title = fields.Str(required=True, validate=validate.Length(1, 20))
    subtitle = fields.Str(allow_none=True)
    pages = fields.Int(load_default=1)
    language = fields.Str()
    tags = fields.List(fields.Str())
    author = fields.Nested(Author)
    password = fields.Str(load_only=True, validate=validate.Length(min=8))


ITEM: dict[str, Any] = {
    "id": 7,
    "title": "Dune",
    "subtitle": "A novel",
    "pages": 412,
    "language": "en",
    "tags": ["desert", "spice"],
    "author": {"id": 1, "name": "Frank", "mail": "frank@example.com"},
    "password": "secret-of-arrakis",
}

#: All of it that a client may write, and sees.
WRITTEN: dict[str, Any] = {
    "title": "Dune",
    "subtitle": "A novel",
    "pages": 412,
    "language": "en",
    "tags": ["desert", "spice"],
    "author": {"name": "Frank", "mail": "frank@example.com"},
}


def client_of(schema: Any, item: Any = ITEM, app: Flask | None = None, **options: Any) -> FlaskClient:
    """Serve an item, whose PATCH answers with what its handler got."""

    class Thing(Resource):
        def find(self) -> Any:
            return item

        @accepts(schema, **options)
        def patch(self, body: Any) -> Any:
            return {"body": body}

    app = app or Flask("app")
    app.testing = True
    Api(app).resource("/")(Thing)
    return app.test_client()


def send(client: FlaskClient, content_type: str, patch: Any) -> Any:
    return client.patch("/", data=json.dumps(patch), content_type=content_type)


def body(client: FlaskClient, content_type: str, patch: Any) -> Any:
    response = send(client, content_type, patch)
    assert response.status_code == 200, response.text
    return response.json["body"]


def mistakes(client: FlaskClient, content_type: str, patch: Any) -> list[tuple[str, str]]:
    """Give pointer and code of each mistake in a 422."""
    response = send(client, content_type, patch)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json"), response.text
    assert {fault["location"] for fault in response.json["errors"]} == {"body"}
    return [(fault["pointer"], fault["code"]) for fault in response.json["errors"]]


# -- what the handler gets ---------------------------------------------------------------------------------------------

SAME_CHANGE = [
    pytest.param(JSON, {"title": "Dune II", "tags": []}, id="JSON"),
    pytest.param(MERGE, {"title": "Dune II", "tags": []}, id="merge patch"),
    pytest.param(
        STEPS,
        [{"op": "replace", "path": "/title", "value": "Dune II"}, {"op": "remove", "path": "/tags/0"}, {"op": "remove", "path": "/tags/0"}],
        id="JSON patch",
    ),
]


@pytest.mark.parametrize(("content_type", "patch"), SAME_CHANGE)
def test_partial_schema_gives_the_changes(content_type: str, patch: Any) -> None:
    assert body(client_of(Post(partial=True)), content_type, patch) == {"title": "Dune II", "tags": []}


@pytest.mark.parametrize(("content_type", "patch"), SAME_CHANGE)
def test_full_schema_gives_the_whole(content_type: str, patch: Any) -> None:
    assert body(client_of(Post), content_type, patch) == {**WRITTEN, "title": "Dune II", "tags": []}


@pytest.mark.parametrize(
    ("content_type", "patch", "changes"),
    [
        pytest.param(MERGE, {}, {}, id="nothing is said"),
        pytest.param(STEPS, [], {}, id="no operation"),
        pytest.param(STEPS, [{"op": "test", "path": "/title", "value": "Dune"}], {}, id="a test changes nothing"),
        pytest.param(MERGE, {"title": "Dune"}, {"title": "Dune"}, id="what is named is given"),
        pytest.param(MERGE, {"author": {"mail": None}}, {"author": {"name": "Frank"}}, id="what is nested is given as a whole"),
        pytest.param(
            STEPS,
            [{"op": "add", "path": "/author/mail", "value": "f@example.com"}],
            {"author": {"name": "Frank", "mail": "f@example.com"}},
            id="the nested is named by what is in it",
        ),
        pytest.param(
            STEPS, [{"op": "copy", "from": "/title", "path": "/subtitle"}], {"subtitle": "Dune"}, id="what is copied does not change"
        ),
        pytest.param(
            STEPS, [{"op": "move", "from": "/subtitle", "path": "/title"}], {"subtitle": None, "title": "A novel"}, id="what is moved does"
        ),
        pytest.param(MERGE, {"password": "muad-dib"}, {"password": "muad-dib"}, id="what is not seen can be set"),
        pytest.param(STEPS, [{"op": "add", "path": "/password", "value": "muad-dib"}], {"password": "muad-dib"}, id="by an operation, too"),
    ],
)
def test_changes_are_what_the_patch_is_about(content_type: str, patch: Any, changes: Any) -> None:
    assert body(client_of(Post(partial=True)), content_type, patch) == changes


def test_whole_that_is_replaced_touches_everything() -> None:
    patch = [{"op": "replace", "path": "", "value": {"title": "It", "language": "de", "tags": [], "author": {"name": "S"}}}]
    changes = {"title": "It", "subtitle": None, "pages": 1, "language": "de", "tags": [], "author": {"name": "S"}}
    assert body(client_of(Post(partial=True)), STEPS, patch) == body(client_of(Post), STEPS, patch) == changes


def test_values_are_loaded() -> None:
    class Dated(Schema):
        day = fields.Date()
        price = fields.Decimal()

    seen: list[Any] = []

    class Thing(Resource):
        def find(self) -> Any:
            return {"day": None, "price": None}

        @accepts(Dated(partial=True))
        def patch(self, body: Any) -> Any:
            seen.append({name: type(value).__name__ for name, value in body.items()})

    app = Flask("app")
    Api(app).resource("/")(Thing)
    for patch in ({"day": "1965-08-01"}, {"price": "1.50"}):
        send(app.test_client(), MERGE, {"day": "1970-01-01", "price": "1", **patch})
    assert seen == [{"day": "date", "price": "Decimal"}] * 2


# -- what is removed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", [Post, Post(partial=True)], ids=["full", "partial"])
@pytest.mark.parametrize("form", [MERGE, STEPS])
@pytest.mark.parametrize(
    ("name", "value"), [pytest.param("pages", 1, id="has its default"), pytest.param("subtitle", None, id="is None if it may be")]
)
def test_what_is_removed(schema: Any, form: str, name: str, value: Any) -> None:
    patch = {name: None} if form == MERGE else [{"op": "remove", "path": f"/{name}"}]
    assert body(client_of(schema), form, patch).get(name, "lost") == value


@pytest.mark.parametrize("schema", [Post, Post(partial=True)], ids=["full", "partial"])
@pytest.mark.parametrize("form", [MERGE, STEPS])
@pytest.mark.parametrize("name", ["title", "language"])
def test_what_cannot_be_removed_is_required(schema: Any, form: str, name: str) -> None:
    patch = {name: None} if form == MERGE else [{"op": "remove", "path": f"/{name}"}]
    assert mistakes(client_of(schema), form, patch) == [(f"/{name}", "required")]


def test_removal_is_never_lost_where_the_schema_is_partial_for_a_name() -> None:
    assert mistakes(client_of(Post(partial=("title",))), MERGE, {"title": None}) == [("/title", "required")]


def test_removals_are_told_beside_other_mistakes() -> None:
    patch = {"language": None, "title": "", "password": None}
    assert mistakes(client_of(Post(partial=True)), MERGE, patch) == [
        ("/language", "required"),
        ("/password", "required"),
        ("/title", "too_short"),
    ]


def test_plain_json_removes_nothing() -> None:
    assert mistakes(client_of(Post), JSON, {"language": None}) == [("/language", "null")]
    assert body(client_of(Post), JSON, {"subtitle": None}) == {**WRITTEN, "subtitle": None}


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", [Post, Post(partial=True)], ids=["full", "partial"])
@pytest.mark.parametrize(
    ("content_type", "patch", "told"),
    [
        pytest.param(MERGE, {"title": 7}, [("/title", "type")], id="a type"),
        pytest.param(MERGE, {"titel": "x"}, [("/titel", "unknown")], id="an unknown name"),
        pytest.param(MERGE, {"titel": None}, [("/titel", "unknown")], id="an unknown name, to be removed"),
        pytest.param(MERGE, {"author": {"nmae": None}}, [("/author/nmae", "unknown")], id="inside"),
        pytest.param(MERGE, {"author": {"nmae": "x"}}, [("/author/nmae", "unknown")], id="inside, with a value"),
        pytest.param(MERGE, {"id": 8}, [("/id", "unknown")], id="what can only be read"),
        pytest.param(MERGE, {"id": None}, [("/id", "unknown")], id="even to remove it"),
        pytest.param(MERGE, {"author": {"id": 8}}, [("/author/id", "unknown")], id="inside, too"),
        pytest.param(MERGE, {"author": {"name": None}}, [("/author/name", "required")], id="required inside"),
        pytest.param(MERGE, {"tags": {"0": "x"}}, [("/tags", "type")], id="an array is no object"),
        pytest.param(MERGE, {"password": "short"}, [("/password", "too_short")], id="what is not seen"),
        pytest.param(MERGE, None, [("", "type")], id="null for all"),
        pytest.param(MERGE, ["title"], [("", "type")], id="an array for all"),
        pytest.param(MERGE, "title", [("", "type")], id="a string for all"),
        pytest.param(STEPS, [{"op": "add", "path": "/titel", "value": 1}], [("/0/path", "unknown")], id="an unknown path"),
        pytest.param(STEPS, [{"op": "test", "path": "/id", "value": 7}], [("/0/path", "unknown")], id="a path to what is only read"),
        pytest.param(STEPS, [{"op": "copy", "from": "/id", "path": "/pages"}], [("/0/from", "unknown")], id="or from it"),
        pytest.param(STEPS, [{"op": "add", "path": "/author/x", "value": 1}], [("/author/x", "unknown")], id="an unknown path inside"),
        pytest.param(STEPS, [{"op": "add", "path": "/tags/-", "value": 1}], [("/tags/2", "type")], id="a type in the result"),
        pytest.param(STEPS, [{"op": "remove", "path": ""}], [("", "type")], id="all removed"),
        pytest.param(STEPS, [{"op": "replace", "path": "", "value": {"x": 1}}], [("/language", "required")], id="all replaced"),
        pytest.param(STEPS, [{"op": "move", "from": "/title", "path": "/tags/0"}], [("/title", "required")], id="moved away"),
    ],
)
def test_result_that_does_not_fit_is_refused(schema: Any, content_type: str, patch: Any, told: Any) -> None:
    found = mistakes(client_of(schema), content_type, patch)
    assert set(found) >= set(told)
    assert len(found) == len(told) or patch[0].get("path") == ""


def test_name_that_was_meant_is_suggested() -> None:
    client = client_of(Post)
    for content_type, patch in [
        (MERGE, {"titel": None}),
        (JSON, {"titel": 1}),
        (STEPS, [{"op": "remove", "path": "/titel/0"}]),
    ]:
        assert send(client, content_type, patch).json["errors"][0]["suggestion"] == "title"


@pytest.mark.parametrize(
    ("patch", "status", "code", "pointer"),
    [
        ([{"op": "test", "path": "/title", "value": "It"}], 409, "test_failed", "/0"),
        ([{"op": "test", "path": "/pages", "value": True}], 409, "test_failed", "/0"),
        ([{"op": "test", "path": "/password", "value": "secret-of-arrakis"}], 409, "no_target", "/0"),
        ([{"op": "remove", "path": "/tags/2"}], 409, "no_target", "/0"),
        ([{"op": "remove"}], 400, "required", "/0/path"),
        ({"title": "x"}, 400, "type", ""),
        ([{"op": "test", "path": "", "value": {}}] * 1001, 422, "too_long", ""),
    ],
)
def test_patch_that_cannot_be_applied_is_told_by_its_place(patch: Any, status: int, code: str, pointer: str) -> None:
    response = send(client_of(Post), STEPS, patch)
    (fault,) = response.json["errors"]
    assert (response.status_code, fault["code"], fault["pointer"], fault["location"]) == (status, code, pointer, "body")


def test_body_of_a_patch_is_hardened_json() -> None:
    client = client_of(Post)
    for content_type in (MERGE, STEPS):
        for content in (b"", b"{", b'{"a": 1, "a": 2}', b"[" * 100 + b"]" * 100):
            assert client.patch("/", data=content, content_type=content_type).status_code == 400


def test_undeclared_path_is_told_beside_the_mistakes_of_other_locations() -> None:
    class Thing(Resource):
        def find(self) -> Any:
            return ITEM

        @accepts(Post)
        def patch(self, body: Any) -> Any: ...

    app = Flask("app")
    Api(app).resource("/")(Thing)
    response = app.test_client().patch("/?x=1", data='[{"op": "remove", "path": "/x"}]', content_type=STEPS)
    assert [(fault["location"], fault["pointer"]) for fault in response.json["errors"]] == [("body", "/0/path"), ("query", "/x")]


# -- the document ------------------------------------------------------------------------------------------------------


def whole(schema: Any, item: Any) -> Any:
    """Give the document of an item: what a full PATCH that says nothing hands to the handler."""
    return body(client_of(schema, item), MERGE, {})


def test_document_has_the_names_that_are_sent() -> None:
    class Named(Schema):
        first_name = fields.Str(data_key="firstName", attribute="name.first")
        last_name = fields.Str(data_key="lastName", attribute="name.last")

    item = {"name": {"first": "Paul", "last": "Atreides"}}
    assert whole(Named, item) == item
    assert body(client_of(Named(partial=True), item), MERGE, {"firstName": "Leto"}) == {"name": {"first": "Leto"}}
    assert mistakes(client_of(Named, item), MERGE, {"first_name": "Leto"}) == [("/first_name", "unknown")]


def test_one_name_may_stand_for_something_else_in_each_direction() -> None:
    class Two(Schema):
        author = fields.Nested(Author, dump_only=True, data_key="author")
        author_id = fields.Int(load_only=True, data_key="author")
        title = fields.Str()

    assert whole(Two, ITEM) == {"title": "Dune"}
    assert body(client_of(Two(partial=True)), MERGE, {"author": 2}) == {"author_id": 2}


def test_what_may_not_be_sent_is_not_in_the_document_at_any_depth() -> None:
    class Deep(Schema):
        one = fields.Nested(Author)
        many = fields.Nested(Author, many=True)
        listed = fields.List(fields.Nested(Author))
        pair = fields.Tuple((fields.Int(), fields.Nested(Author)))
        named = fields.Dict(keys=fields.Str(), values=fields.Nested(Author))
        narrowed = fields.Nested(Author, only=("id", "name"))
        name = fields.Pluck(Author, "name")
        own = fields.Nested(lambda: Deep(exclude=("own",)))

    author, left = ITEM["author"], WRITTEN["author"]
    deep = {"one": author, "many": [author], "listed": [author], "pair": (1, author), "named": {"x": author}}
    deep |= {"narrowed": author, "name": author, "own": {"one": author}}
    assert whole(Deep, deep) == {
        **{"one": left, "many": [left], "listed": [left], "pair": [1, left], "named": {"x": left}},
        **{"narrowed": {"name": "Frank"}, "name": {"name": "Frank"}, "own": {"one": left}},
    }


def test_what_only_can_be_read_is_not_even_asked_of_the_item() -> None:
    class Asking(Schema):
        title = fields.Str()
        costly = fields.Method("cost")
        other = fields.Function(lambda obj: 1 / 0)

        def cost(self, obj: Any) -> Any:
            raise AssertionError("nobody may send it")

    assert whole(Asking, SimpleNamespace(title="Dune")) == {"title": "Dune"}


def test_fields_with_functions_for_both_directions_are_in_the_document() -> None:
    class Both(Schema):
        double = fields.Function(lambda obj: obj["half"] * 2, lambda value: value / 2)
        loud = fields.Method("shout", "whisper")

        def shout(self, obj: Any) -> Any:
            return "LOUD"

        def whisper(self, value: Any) -> Any:
            return value.lower()

    assert whole(Both, {"half": 2}) == {"double": 2.0, "loud": "loud"}


def test_attribute_that_is_missing_is_no_member() -> None:
    assert mistakes(client_of(Post, SimpleNamespace(pages=3)), MERGE, {"pages": 4}) == [("/title", "required")]
    assert body(client_of(Post(partial=True), SimpleNamespace(pages=3)), MERGE, {"title": "x"}) == {"title": "x"}


def test_required_member_that_is_not_seen_has_to_be_sent() -> None:
    class Account(Schema):
        name = fields.Str()
        password = fields.Str(required=True, load_only=True)

    client = client_of(Account(partial=True), {"name": "Paul", "password": "x"})
    assert mistakes(client, MERGE, {"name": "Leto"}) == [("/password", "required")]
    assert body(client, MERGE, {"name": "Leto", "password": "y"}) == {"name": "Leto", "password": "y"}
    assert body(client, JSON, {"name": "Leto"}) == {"name": "Leto"}


def test_members_that_are_included_can_be_set() -> None:
    client = client_of(Post(unknown=INCLUDE, partial=True))
    assert body(client, MERGE, {"mood": "dry", "gone": None}) == {"mood": "dry", "gone": None}
    assert body(client, STEPS, [{"op": "add", "path": "/mood", "value": "dry"}]) == {"mood": "dry"}


def test_members_that_are_excluded_are_left_out() -> None:
    client = client_of(Post(unknown=EXCLUDE, partial=True))
    assert body(client, MERGE, {"mood": "dry", "title": "It", "gone": None}) == {"title": "It"}
    assert body(client, STEPS, [{"op": "add", "path": "/mood", "value": "dry"}]) == {}


def test_item_is_not_touched() -> None:
    class Free(Schema):
        data = fields.Dict()
        raw = fields.Raw()

    item = {"data": {"a": {"b": [1]}}, "raw": [{"c": 1}]}
    before, client = deepcopy(item), client_of(Free, item)
    assert body(client, MERGE, {"data": {"a": {"b": None}}}) == {"data": {"a": {}}, "raw": [{"c": 1}]}
    steps = [{"op": "remove", "path": "/data/a/b/0"}, {"op": "add", "path": "/raw/0/d", "value": 1}]
    assert body(client, STEPS, steps) == {"data": {"a": {"b": []}}, "raw": [{"c": 1, "d": 1}]}
    assert send(client, STEPS, [*steps, {"op": "test", "path": "/data", "value": 0}]).status_code == 409
    assert item == before


def test_document_has_numbers_exactly_and_as_they_are_sent() -> None:
    class Big(Schema):
        number = fields.Int()
        price = fields.Decimal(as_string=False)
        texts = fields.List(fields.Int(as_string=True))

    item = {"number": 2**80, "price": 1, "texts": [2**80]}
    patch = [{"op": "test", "path": f"/{path}", "value": value} for path, value in (("number", 2**80), ("price", "1"), ("texts/0", 2**80))]
    assert send(client_of(Big, item), STEPS, patch).status_code == 200


# -- hooks -------------------------------------------------------------------------------------------------------------


class Trimmed(Schema):
    title = fields.Str(required=True)
    slug = fields.Str()
    pages = fields.Int()

    @pre_load
    def trim(self, data: Any, **kwargs: Any) -> Any:
        title = data.get("title", "").strip()
        return {**data, "title": title, "slug": title.lower()} if title else data


@pytest.mark.parametrize("form", [JSON, MERGE])
def test_what_a_hook_sets_before_loading_is_a_change_too(form: str) -> None:
    client = client_of(Trimmed(partial=True), {"title": "Dune", "slug": "dune", "pages": 1})
    assert body(client, form, {"title": " It "}) == {"title": "It", "slug": "it"}
    assert body(client, form, {"pages": 2}) == {"pages": 2}


def test_names_that_only_hooks_know_are_theirs() -> None:
    class Wrapped(Schema):
        title = fields.Str(required=True)
        pages = fields.Int(allow_none=True)
        language = fields.Str()

        @pre_load
        def unwrap(self, data: Any, **kwargs: Any) -> Any:
            return data["post"]

        @post_dump
        def wrap(self, data: Any, **kwargs: Any) -> Any:
            return {"post": data}

    client = client_of(Wrapped(partial=True), {"title": "Dune", "pages": 1, "language": "en"})
    for form in (JSON, MERGE):
        assert body(client, form, {"post": {"pages": 2}}) == {"pages": 2}
    assert body(client, STEPS, [{"op": "replace", "path": "/post/title", "value": "It"}]) == {"title": "It"}
    assert body(client, STEPS, [{"op": "remove", "path": "/post/pages"}]) == {"pages": None}
    assert mistakes(client, STEPS, [{"op": "remove", "path": "/post/language"}]) == [("/language", "required")]
    assert mistakes(client, MERGE, {"post": {"title": 1}}) == [("/title", "type")]


def test_what_a_hook_adds_to_the_dump_is_not_in_the_document() -> None:
    class Linked(Schema):
        id = fields.Int(dump_only=True)
        title = fields.Str()

        @post_dump
        def link(self, data: Any, **kwargs: Any) -> Any:
            return {**data, "url": f"/posts/{data['id']}"}

    assert whole(Linked, {"id": 1, "title": "Dune"}) == {"title": "Dune"}


class Made(Schema):
    title = fields.Str(required=True)
    pages = fields.Int()

    @post_load
    def make(self, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        if data.get("pages") == 13:
            raise ValidationError("unlucky", "pages")
        return {"made": data, "partial": partial}


@pytest.mark.parametrize("form", [JSON, MERGE])
def test_hooks_after_loading_get_the_changes_as_if_no_more_had_been_sent(form: str) -> None:
    client = client_of(Made(partial=True), {"title": "Dune", "pages": 1})
    assert body(client, form, {"pages": 2}) == {"made": {"pages": 2}, "partial": True}
    assert mistakes(client, form, {"pages": 13}) == [("/pages", "invalid")]


def test_hooks_after_loading_get_the_whole_by_a_full_schema() -> None:
    client = client_of(Made, {"title": "Dune", "pages": 1})
    assert body(client, MERGE, {"pages": 2}) == {"made": {"title": "Dune", "pages": 2}, "partial": None}


def test_rules_about_several_members_see_the_whole() -> None:
    class Span(Schema):
        first = fields.Int(required=True)
        last = fields.Int(required=True)

        @validates_schema
        def check(self, data: Any, **kwargs: Any) -> None:
            if data["first"] > data["last"]:
                raise ValidationError("turned round", "last")

    client = client_of(Span(partial=True), {"first": 1, "last": 5})
    assert body(client, MERGE, {"first": 4}) == {"first": 4}
    assert mistakes(client, MERGE, {"first": 6}) == [("/last", "invalid")]


def test_what_was_never_right_can_be_put_right() -> None:
    client = client_of(Trimmed(partial=True), {"title": "Dune", "slug": None, "pages": None})
    assert mistakes(client, MERGE, {"slug": "x"}) == [("/pages", "null")]
    assert body(client, MERGE, {"pages": 1}) == {"title": "Dune", "slug": "dune", "pages": 1}


def test_schema_that_loads_by_itself_decides_what_it_gives() -> None:
    class Own(Schema):
        title = fields.Str(required=True)

        def load(self, data: Any, **kwargs: Any) -> Any:
            return ["own", super().load(data, **kwargs)]

    assert body(client_of(Own(partial=True), {"title": "Dune"}), MERGE, {"title": "It"}) == ["own", {"title": "It"}]


# -- around it ---------------------------------------------------------------------------------------------------------


def test_envelope_is_around_what_looks_like_the_document() -> None:
    client = client_of(Post(partial=True), envelope="data")
    for form in (JSON, MERGE):
        assert body(client, form, {"data": {"title": "It"}}) == {"title": "It"}
        assert mistakes(client, form, {"data": {"title": 1}}) == [("/data/title", "type")]
        assert ("/title", "unknown") in mistakes(client, form, {"title": "It"})
    assert mistakes(client, MERGE, {"data": None}) == [("/data", "type")]
    assert body(client, STEPS, [{"op": "replace", "path": "/title", "value": "It"}]) == {"title": "It"}


def test_all_media_types_are_told() -> None:
    client, kinds = client_of(Post), f"{JSON}, {MERGE}, {STEPS}"
    assert client.options("/").headers["Accept-Patch"] == kinds
    refused = send(client, "text/plain", {})
    assert (refused.status_code, refused.headers["Accept-Patch"], refused.headers["Accept"]) == (415, kinds, kinds)


def no_object(schema: Any) -> Callable[[], FlaskClient]:
    return lambda: client_of(schema)


def no_find() -> FlaskClient:
    class Thing(Resource):
        @accepts(Post)
        def patch(self, body: Any) -> Any:
            return {"body": body}

    app = Flask("app")
    Api(app).resource("/")(Thing)
    return app.test_client()


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(no_find, id="nothing is found"),
        pytest.param(no_object(Post(many=True)), id="a list"),
        pytest.param(no_object(OneOf(Post, Author)), id="alternatives"),
        pytest.param(no_object(fields.Dict()), id="a field"),
    ],
)
def test_what_is_no_object_that_is_found_takes_no_patches(client: Callable[[], FlaskClient]) -> None:
    assert send(client(), MERGE, {}).status_code == 415
    assert client().options("/").headers["Accept-Patch"] == JSON


def test_only_patch_takes_patches() -> None:
    class Thing(Resource):
        def find(self) -> Any:
            return ITEM

        @accepts(Post)
        def put(self, body: Any) -> Any:
            return {"body": body}

    app = Flask("app")
    Api(app).resource("/")(Thing)
    client = app.test_client()
    assert client.put("/", data="{}", content_type=MERGE).status_code == 415
    assert [fault["code"] for fault in client.put("/", json={"pages": 1}).json["errors"]] == ["required"]


def reading(media_type: str, parse: Any, *, typed: bool = True, schema: Any = Post) -> FlaskClient:
    """Serve an item whose PATCH has a parser of its own beside that of JSON."""

    class Thing(Resource):
        def find(self) -> Any:
            return ITEM

        @accepts(schema)
        def patch(self, body: Any) -> Any:
            return {"body": body}

    app = Flask("app")
    Api(app, parsers=[JSON_PARSER, Parser(media_type, parse, typed=typed)]).resource("/")(Thing)
    return app.test_client()


def test_other_formats_are_laid_over_the_item_too() -> None:
    client = reading("text/pages", lambda content, schema: {"pages": content.decode()}, typed=False)
    assert client.patch("/", data="3", content_type="text/pages").json["body"] == {**WRITTEN, "pages": 3}


def test_parser_of_ones_own_for_a_patch_stands() -> None:
    client = reading(MERGE, lambda content, schema: {"title": "own"}, schema=Post(partial=True))
    assert client.patch("/", data="3", content_type=MERGE).json["body"] == {"title": "own"}
    assert client.options("/").headers["Accept-Patch"] == f"{JSON}, {MERGE}, {STEPS}"


def test_order_of_refusals_is_kept() -> None:
    seen: list[str] = []

    class Thing(Resource):
        def find(self, slug: str) -> Any:
            seen.append(slug)
            return None if slug == "none" else ITEM

        def version(self, item: Any) -> Any:
            return "1"

        @accepts(Post)
        def patch(self, body: Any) -> Any:
            raise AssertionError("never on input that was refused")

    app = Flask("app")
    Api(app).resource("/<slug>")(Thing)
    client, stale = app.test_client(), {"If-Match": '"0"'}
    assert client.patch("/none", data="{", content_type="text/plain").status_code == 415
    assert seen == []
    assert client.patch("/none", data="{", content_type=STEPS).status_code == 404
    assert client.patch("/dune", data="{", content_type=STEPS, headers=stale).status_code == 412
    assert client.patch("/dune", data="{", content_type=STEPS).status_code == 400


# -- bounds ------------------------------------------------------------------------------------------------------------


class Free(Schema):
    data = fields.Dict()


def test_item_cannot_grow_patch_by_patch() -> None:
    client = client_of(Free, {"data": {"a": "x" * 900}}, max_size=1000)
    for content_type, patch in [
        (MERGE, {"data": {"b": "y" * 200}}),
        (STEPS, [{"op": "add", "path": "/data/b", "value": "y" * 200}]),
        (STEPS, [{"op": "copy", "from": "/data/a", "path": "/data/b"}]),
    ]:
        response = send(client, content_type, patch)
        assert (response.status_code, response.json["errors"][0]["code"]) == (413, "too_large")
    assert send(client, MERGE, {"data": {"a": "y" * 200}}).status_code == 200


def test_item_that_is_too_large_can_get_smaller() -> None:
    client = client_of(Free, {"data": {"a": "x" * 3000, "b": "y"}}, max_size=1000)
    assert send(client, STEPS, [{"op": "remove", "path": "/data/b"}]).status_code == 200
    assert send(client, MERGE, {"data": {"b": "z"}}).status_code == 200
    assert send(client, MERGE, {"data": {"b": "zz"}}).status_code == 413


def test_bomb_of_copies_is_refused_before_it_grows() -> None:
    steps = [{"op": "copy", "from": "/data/a", "path": "/data/a/-"}] * 999
    assert send(client_of(Free, {"data": {"a": ["x"] * 1000}}), STEPS, steps).status_code == 413


def test_deep_item_can_be_patched() -> None:
    deep: Any = 1
    for _ in range(150):
        deep = {"a": deep}
    client = client_of(Free, {"data": {"deep": deep}})
    assert send(client, STEPS, [{"op": "test", "path": "/data/deep" + "/a" * 150, "value": 1}]).status_code == 200
    assert send(client, MERGE, {"data": {"b": 1}}).status_code == 200
    assert send(client, STEPS, [{"op": "copy", "from": "/data/deep", "path": "/data/b"}]).status_code == 422


# -- whatever comes ----------------------------------------------------------------------------------------------------

names = st.sampled_from([*Post().fields, "name", "mail", "x", "0", "-", ""])
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=8)
paths = st.lists(names | st.integers(0, 2).map(str), max_size=3).map(lambda parts: "".join(f"/{part}" for part in parts))
steps = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": paths},
    optional={"value": values, "from": paths},
)

#: A client for each way to hand on what was patched, made once.
client_for = cache(lambda is_partial: client_of(Post(partial=True) if is_partial else Post))


@given(st.booleans(), st.sampled_from([JSON, MERGE]), st.dictionaries(names, values, max_size=4) | values)
def test_any_merge_patch_is_taken_or_refused(is_partial: bool, content_type: str, patch: Any) -> None:
    assert send(client_for(is_partial), content_type, patch).status_code in {200, 422}


@given(st.booleans(), st.lists(steps | values, max_size=5) | values)
def test_any_json_patch_is_taken_or_refused(is_partial: bool, patch: Any) -> None:
    before = deepcopy(ITEM)
    assert send(client_for(is_partial), STEPS, patch).status_code in {200, 400, 409, 413, 422}
    assert before == ITEM


writable = st.fixed_dictionaries(
    {"title": st.text(min_size=1, max_size=20), "pages": st.integers(), "tags": st.lists(st.text(max_size=3), max_size=3)},
    optional={"subtitle": st.none() | st.text(max_size=3), "author": st.fixed_dictionaries({"name": st.text(max_size=3)})},
)


@given(writable)
def test_whole_and_changes_agree_in_every_form(sent: Any) -> None:
    steps = [{"op": "add", "path": f"/{name}", "value": value} for name, value in sent.items()]
    # In a merge patch what is nested is merged, and null removes.
    merged = {name: value for name, value in sent.items() if name != "author"}
    for is_partial, rest in ((True, {}), (False, WRITTEN)):
        client = client_for(is_partial)
        assert body(client, JSON, sent) == body(client, STEPS, steps) == {**rest, **sent}
        assert body(client, MERGE, merged) == {**rest, **merged}
