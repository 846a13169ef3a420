"""HAL (draft-kelly-json-hal)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import post_dump

from flask_resty import Api
from flask_resty import ContractError
from flask_resty import Envelope
from flask_resty import Link
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty.fields import Links
from flask_resty.media import HAL_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER


class Writer(Schema):
    class Meta:
        register = False

    name = fields.Str()
    posts = Link("posts", author="name", rel="writings")


class Remark(Schema):
    class Meta:
        register = False

    text = fields.Str()


class Note(Schema):
    class Meta:
        register = False

    slug = fields.Str()
    links = Links({"self": Link("post"), "up": Link("posts", rel="collection"), "image": Link("image", allow_none=True)})
    author = fields.Nested(Writer, allow_none=True)
    readers = fields.List(fields.Nested(Writer), metadata={"optional": True})
    remarks = fields.Nested(Remark(many=True))


ADA = SimpleNamespace(name="Ada")
NOTE = SimpleNamespace(slug="x", author=ADA, readers=[ADA], remarks=[{"text": "!"}])
WRITINGS = {"_links": {"writings": {"href": "/posts?author=Ada"}}, "name": "Ada"}
WRITTEN = {
    "_links": {"self": {"href": "/posts/x"}, "collection": {"href": "/posts"}},
    "_embedded": {"author": WRITINGS, "readers": [WRITINGS]},
    "slug": "x",
    "remarks": [{"text": "!"}],
}


@pytest.fixture
def app() -> Flask:
    """Give an app with a few addresses."""
    app = Flask("tests")
    for endpoint, rule in {"posts": "/posts", "post": "/posts/<slug>", "image": "/images/<image>"}.items():
        app.add_url_rule(rule, endpoint)
    return app


def written(app: Flask, obj: Any, schema: Any, method: str = "PUT") -> Any:
    """Write an object, and see that JSON has the same data at other places."""
    with app.test_request_context("/here?a=b c", method=method):
        data = schema.dump(obj) if isinstance(schema, Schema) else obj
        before = json.dumps(data)
        out = json.loads(HAL_EMITTER.emit(data, schema))
        assert json.dumps(data) == before
    return out


def test_links_and_what_has_links_are_at_places_of_their_own(app: Flask) -> None:
    assert written(app, NOTE, Note()) == WRITTEN


def test_list_embeds_its_items(app: Flask) -> None:
    assert written(app, [NOTE, NOTE], Note(many=True)) == {"_embedded": {"items": [WRITTEN, WRITTEN]}}
    assert written(app, [], Note(many=True)) == {"_embedded": {"items": []}}


def test_list_of_a_field_does_too(app: Flask) -> None:
    with app.test_request_context("/here"):
        data = [Note().dump(NOTE)]
    assert written(app, data, fields.List(fields.Nested(Note))) == {"_embedded": {"items": [WRITTEN]}}


def test_what_is_null_stays_beside_and_null_links_are_left_out(app: Flask) -> None:
    note = SimpleNamespace(slug="x", author=None, readers=[], remarks=[], image=None)
    assert written(app, note, Note()) == {
        "_links": WRITTEN["_links"],
        "_embedded": {"readers": []},
        "slug": "x",
        "author": None,
        "remarks": [],
    }


@pytest.mark.parametrize(
    ("data", "out"),
    [
        ({"a": {"b": [1]}}, {"a": {"b": [1]}}),
        ({}, {}),
        ([{"a": 1}], {"_embedded": {"items": [{"a": 1}]}}),
        (({"a": 1},), {"_embedded": {"items": [{"a": 1}]}}),
        ([1, {"a": 1}], {"items": [1, {"a": 1}]}),
        ({"a": 1}.values(), {"items": [1]}),
    ],
    ids=repr,
)
def test_data_without_a_schema_are_written_too(app: Flask, data: Any, out: Any) -> None:
    with app.test_request_context("/", method="POST"):
        assert json.loads(HAL_EMITTER.emit(data, None)) == out


@pytest.mark.parametrize("data", [None, 1, "text", True], ids=repr)
def test_what_is_neither_object_nor_list_is_refused(data: Any) -> None:
    with pytest.raises(ContractError, match="HAL writes objects and lists"):
        HAL_EMITTER.emit(data, fields.Raw(allow_none=True))


def test_document_that_was_asked_for_says_where_it_is(app: Flask) -> None:
    assert written(app, {"a": 1}, None, "GET") == {"_links": {"self": {"href": "/here?a=b%20c"}}, "a": 1}
    assert written(app, [], None, "HEAD")["_links"] == {"self": {"href": "/here?a=b%20c"}}
    assert written(app, NOTE, Note(), "GET") == WRITTEN


def test_document_outside_of_a_request_does_not() -> None:
    assert HAL_EMITTER.emit({"a": 1}, None) == b'{"a":1}'


def test_members_keep_their_names_as_they_are_sent(app: Flask) -> None:
    schema = Schema.from_dict(
        {"post": Link("post", data_key="href"), "writer": fields.Nested(Writer, data_key="by"), "_links": Links({"all": Link("posts")})}
    )
    out = written(app, {"slug": "x", "writer": ADA}, schema())
    assert out == {"_links": {"href": {"href": "/posts/x"}, "all": {"href": "/posts"}}, "_embedded": {"by": WRITINGS}}


def test_schema_may_nest_itself(app: Flask) -> None:
    class Branch(Schema):
        class Meta:
            register = False

        self = Link("post")
        parts = fields.List(fields.Nested(lambda: Branch()))

    out = written(app, {"slug": "a", "parts": [{"slug": "b", "parts": []}]}, Branch())
    part = {"_links": {"self": {"href": "/posts/b"}}, "_embedded": {"parts": []}}
    assert out == {"_links": {"self": {"href": "/posts/a"}}, "_embedded": {"parts": [part]}}


def test_schema_that_is_not_there_is_not_looked_for(app: Flask) -> None:
    schema = Schema.from_dict({"lost": fields.Nested(Schema.from_dict({"one": fields.Nested("NoSuchSchemaAnywhere")}))})
    assert written(app, {"lost": None}, schema()) == {"lost": None}


def test_mappings_and_plucked_members_stay_as_they_are(app: Flask) -> None:
    schema = Schema.from_dict({"by": fields.Dict(values=fields.Nested(Writer)), "name": fields.Pluck(Writer, "name")})
    data = {"by": {"ada": {"name": "Ada", "posts": "/posts?author=Ada"}}, "name": "Ada"}
    assert written(app, {"by": {"ada": ADA}, "name": ADA}, schema()) == data


def test_what_hooks_change_is_taken_as_it_comes(app: Flask) -> None:
    class Changed(Note):
        class Meta:
            register = False

        @post_dump
        def change(self, data: Any, **kwargs: Any) -> Any:
            return {"slug": data["slug"], "links": "gone", "more": 1}

    assert written(app, NOTE, Changed()) == {"slug": "x", "links": "gone", "more": 1}


COLLIDING = {
    "one relation": {"a": Link("posts", rel="next"), "b": Link("posts", rel="next")},
    "relation in a group": {"self": Link("post"), "links": Links({"self": Link("post")})},
    "member": {"_links": fields.Str()},
    "embedded": {"_embedded": fields.Str()},
}


@pytest.mark.parametrize("members", COLLIDING.values(), ids=COLLIDING)
def test_names_that_collide_are_refused(app: Flask, members: Any) -> None:
    with pytest.raises(ContractError, match="Two links have the relation|HAL has its own members"):
        written(app, {"slug": "x", "_links": "", "_embedded": ""}, Schema.from_dict(members)())


# -- through the line ------------------------------------------------------------------------------------------------------


class Shown(Resource):
    @returns(Note)
    def get(self) -> Any:
        return NOTE

    @accepts(Remark)
    @returns(Note, 201)
    def post(self) -> Any:
        return NOTE


class Listed(Resource):
    @paginate(PageNumber())
    @returns(Note(many=True))
    def get(self, page: Any) -> Any:
        return page.of([NOTE], total=3)


def serving(app: Flask, **options: Any) -> Any:
    api = Api(app, url_prefix="/api", emitters=[JSON_EMITTER, HAL_EMITTER], parsers=[JSON_PARSER], **options)
    api.resource("/shown")(Shown)
    api.resource("/listed")(Listed)
    return app.test_client()


HAL = {"Accept": "application/hal+json"}


def test_client_chooses_between_json_and_hal(app: Flask) -> None:
    client = serving(app)
    response = client.get("/api/shown", headers=HAL)
    assert (response.content_type, response.json) == ("application/hal+json", WRITTEN)
    assert client.get("/api/shown").json["links"] == {"self": "/posts/x", "up": "/posts", "image": None}
    assert client.post("/api/shown", headers=HAL, json={"text": ""}).json == WRITTEN


def test_page_of_a_list_says_where_it_is(app: Flask) -> None:
    response = serving(app).get("/api/listed?page=2", headers=HAL)
    assert response.json == {"_links": {"self": {"href": "/api/listed?page=2"}}, "_embedded": {"items": [WRITTEN]}}


def test_what_is_in_an_envelope_is_embedded(app: Flask) -> None:
    client = serving(app, envelope=Envelope("data", meta=lambda data: {"count": 1}))
    assert client.get("/api/shown", headers=HAL).json == {
        "_links": {"self": {"href": "/api/shown"}},
        "_embedded": {"data": WRITTEN},
        "meta": {"count": 1},
    }


def test_selection_is_of_the_members_before_they_are_moved(app: Flask) -> None:
    response = serving(app).get("/api/shown?fields=slug,links(self),author(posts),readers(name)", headers=HAL)
    author = {"_links": {"writings": {"href": "/posts?author=Ada"}}}
    assert response.json == {
        "_links": {"self": {"href": "/posts/x"}},
        "_embedded": {"author": author, "readers": [{"name": "Ada"}]},
        "slug": "x",
    }


def test_odd_query_is_no_reason_to_fail(app: Flask) -> None:
    client = serving(app)
    for query in ("/api/listed?page=1&%ff", "/api/listed?page=1&\xff"):
        assert client.get(query, headers=HAL).status_code < 500


@pytest.mark.parametrize(
    ("schema", "is_offered"),
    [
        (fields.Str(), False),
        (fields.Int(allow_none=True), False),
        (fields.Date(), False),
        (fields.UUID(), False),
        (fields.Pluck(Remark, "text"), False),
        (fields.Pluck(Remark, "text", many=True), True),
        (fields.List(fields.Str()), True),
        (fields.Dict(), True),
        (fields.Nested(Remark), True),
        (fields.Raw(), True),
        (Remark(), True),
    ],
    ids=["str", "int", "date", "uuid", "pluck", "plucks", "list", "dict", "nested", "raw", "schema"],
)
def test_hal_is_offered_for_what_may_have_members(app: Flask, schema: Any, is_offered: bool) -> None:
    """Whoever may ask for it must not get a 500 for that."""
    api = Api(app, emitters=[JSON_EMITTER, HAL_EMITTER])

    @api.resource("/value")
    class Value(Resource):
        @returns(schema)
        def get(self) -> Any:
            return None

    offered = app.test_client().get("/value", headers={"Accept": "image/png"}).get_json()["available"]
    assert ("application/hal+json" in offered) is is_offered
