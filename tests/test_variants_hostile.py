"""Fields that take a scope, tried by who lacks it: by what holds other fields, by hooks, other names, defaults and replays."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import post_dump

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import requires
from flask_resty import returns
from flask_resty.auth import Bearer
from flask_resty.middleware import Idempotency
from flask_resty.middleware import MemoryStore
from flask_resty.stack import Entry

AUDIT, PUBLISH = {"read_scope": "audit"}, {"write_scope": "publish"}

PEOPLE = {scope: Principal(id="ada", scopes=frozenset({scope}) - {"none"}) for scope in ("none", "audit", "publish")}


class Pen(Schema):
    name = fields.String()
    secret = fields.String(metadata=AUDIT)


class Case(Schema):
    pen = fields.Nested(Pen)


class Camel(Pen):
    @post_dump
    def rename(self, data: Any, **kwargs: Any) -> Any:
        return {key.title(): value for key, value in data.items()}


class Wrapped(Pen):
    @post_dump
    def wrap(self, data: Any, **kwargs: Any) -> Any:
        return {"pen": data}


PEN = {"name": "N", "secret": "S!"}


def client_of(resource: type[Resource], *stack: Entry) -> FlaskClient:
    app = Flask(__name__)
    Api(app, middleware=[Bearer(verify=PEOPLE.get), *stack]).resource("/")(resource)
    return app.test_client()


def giving(schema: Any, given: Any) -> FlaskClient:
    class Given(Resource):
        def version(self) -> int:
            return 1

        @returns(schema)
        def get(self) -> Any:
            return given

    return client_of(Given)


def call(client: FlaskClient, scope: str, method: str = "GET", headers: Any = (), **options: Any) -> Any:
    return client.open("/", method=method, headers={"Authorization": f"Bearer {scope}", **dict(headers)}, **options)


def holding(**declared: Any) -> Any:
    return Schema.from_dict(declared)


HOLDERS = [
    pytest.param(holding(pen=fields.Pluck(Case, "pen")), {"pen": {"pen": PEN}}, id="pluck"),
    pytest.param(holding(pens=fields.List(fields.Pluck(Case, "pen"))), {"pens": [{"pen": PEN}]}, id="list-of-plucks"),
    pytest.param(holding(pens=fields.Dict(values=fields.Nested(Pen))), {"pens": {"a": PEN}}, id="mapping"),
    pytest.param(holding(pens=fields.Tuple((fields.Nested(Pen), fields.Integer()))), {"pens": (PEN, 1)}, id="tuple"),
    pytest.param(holding(pens=fields.List(fields.List(fields.Nested(Pen)))), {"pens": [[PEN]]}, id="list-of-lists"),
    pytest.param(fields.List(fields.Nested(Pen)), [PEN], id="no-schema"),
    pytest.param(Camel, PEN, id="renamed-by-a-hook"),
    pytest.param(Wrapped, PEN, id="wrapped-by-a-hook"),
    pytest.param(Camel(many=True), [PEN], id="many-renamed-by-a-hook"),
]


@pytest.mark.parametrize(("schema", "given"), HOLDERS)
def test_what_may_not_be_read_is_not_there_whatever_holds_it(schema: Any, given: Any) -> None:
    client = giving(schema, given)
    assert b"S!" in call(client, "audit").data
    hidden = call(client, "none")
    assert (hidden.status_code, b"S!" in hidden.data, b"N" in hidden.data) == (200, False, True)


@pytest.mark.parametrize(("schema", "given"), HOLDERS)
def test_nobody_is_told_304_for_another_view_whatever_holds_it(schema: Any, given: Any) -> None:
    client = giving(schema, given)
    seen = {"If-None-Match": call(client, "none").headers["ETag"]}
    assert (call(client, "none", headers=seen).status_code, call(client, "audit", headers=seen).status_code) == (304, 200)


class Open(Schema):
    class Meta:
        unknown = INCLUDE

    status = fields.String(data_key="Status", metadata={**PUBLISH, "short": "s"})
    state = fields.String(attribute="inner.state", metadata=PUBLISH)
    pens = fields.Nested(Schema.from_dict({"kind": fields.String(data_key="Kind", metadata=PUBLISH)}), unknown=INCLUDE)


class Taking(Resource):
    @accepts(Open)
    def post(self, body: Any) -> Any:
        return body


@pytest.mark.parametrize("sent", [{"status": "x"}, {"Status": "x"}, {"inner": {"state": "x"}}, {"pens": {"kind": "x"}}])
def test_what_may_not_be_written_does_not_come_in_as_unknown_under_its_attribute(sent: Any) -> None:
    refused = call(client_of(Taking), "none", "POST", json=sent)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (403, "insufficient_scope")


def test_what_is_unknown_comes_in_still() -> None:
    assert call(client_of(Taking), "none", "POST", json={"colour": "red"}).json == {"colour": "red"}


class Paper(Schema):
    title = fields.String(required=True)
    status = fields.String(load_default="draft", metadata=PUBLISH)
    remark = fields.String(load_default="", metadata=AUDIT)
    grade = fields.Integer(required=True, metadata=AUDIT)


class Papers(Resource):
    def find(self) -> Any:
        return {"title": "T", "status": "published", "remark": "R", "grade": 1}

    @accepts(Paper)
    def patch(self, item: Any, body: Any) -> Any:
        return {**item, **body}


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("application/json", '{"title": "N"}'),
        ("application/merge-patch+json", '{"title": "N"}'),
        ("application/json-patch+json", '[{"op": "replace", "path": "/title", "value": "N"}]'),
    ],
)
def test_a_patch_does_not_reset_what_it_cannot_see(media_type: str, sent: str) -> None:
    patched = call(client_of(Papers), "none", "PATCH", data=sent, content_type=media_type)
    assert patched.json == {"title": "N", "status": "published", "remark": "R", "grade": 1}


def test_a_patch_may_write_what_it_cannot_read() -> None:
    assert call(client_of(Papers), "none", "PATCH", json={"title": "N", "grade": 2}).json["grade"] == 2


class Minting(Resource):
    def find(self) -> Any:
        return PEN

    @returns(Pen)
    def post(self) -> Any:
        return PEN

    @returns(Pen)
    @requires("audit", lambda principal, item: True)
    def patch(self) -> Any:
        return PEN


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_an_answer_is_not_repeated_for_who_may_see_less(method: str) -> None:
    client, key = client_of(Minting, Idempotency(MemoryStore())), {"Idempotency-Key": '"k"'}
    first, again, other = (call(client, scope, method, headers=key) for scope in ("audit", "audit", "none"))
    assert first.json == again.json == PEN
    assert (other.status_code, b"S!" in other.data) == (422, False)


class Searching(Resource):
    @accepts(Schema.from_dict({"tags": fields.List(fields.String(), metadata=PUBLISH)}), "query")
    def get(self, query: Any) -> Any:
        return query


@pytest.mark.parametrize("sent", ["tags=a", "tags=a&tags=b"])
def test_a_parameter_is_refused_for_its_scope_however_often_it_comes(sent: str) -> None:
    client = client_of(Searching)
    assert [call(client, scope, query_string=sent).status_code for scope in ("none", "publish")] == [403, 200]
