from __future__ import annotations

from typing import Any

import pytest
from everything import make_app
from flask import Flask
from flask.testing import EnvironBuilder
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import returns
from flask_resty.testing import bearer
from flask_resty.testing import client_of

NEW = {"title": "New", "author": 1, "slug": "new", "tags": []}


@pytest.fixture
def ada():
    return client_of(make_app(), {}).as_user(bearer("ada-token"))


@pytest.mark.parametrize("media_type", [f"application/{name}" for name in ("json", "yaml", "xml", "msgpack", "cbor")])
def test_any_media_type_is_spoken_both_ways(ada, media_type):
    response = ada.post("/api/articles", body=NEW, media_type=media_type, accept=media_type)
    assert (response.status_code, response.mimetype) == (201, media_type)
    assert ada.body_of(response)["slug"] == "new"


def test_a_media_type_that_nobody_knows_is_told(ada):
    with pytest.raises(ConfigError, match="'image/png' is no media type that tests can write or read by themselves"):
        ada.post("/api/articles", body=NEW, media_type="image/png")


def test_flask_s_own_keywords_are_taken(ada):
    assert ada.post("/api/articles", json=NEW).status_code == 201
    assert ada.get("/api/articles", query_string={"page": 2}, headers={"X-Fields": "slug"}).json[0].keys() == {"slug"}


class Broken(Resource):
    """A resource that does not keep its promise, where nobody checks it."""

    @returns(Schema.from_dict({"id": fields.Str(validate=validate.OneOf(["two"]))}, name="BrokenOut"))
    def get(self) -> Any:
        return {"id": "one"}

    @returns(None)
    def delete(self) -> Any:
        return None


@pytest.fixture
def broken():
    app = Flask("broken")
    app.config["RESTY_CHECK_RESPONSES"] = "off"
    app.extensions["api"] = Api(app)
    app.extensions["api"].resource("/")(Broken)
    return client_of(app, {})


def test_an_answer_that_breaks_the_document_fails_the_test(broken):
    with pytest.raises(AssertionError, match=r"(?s)GET / answered 200, which breaks its document:.*\$.id: 'one' is not one of"):
        broken.get("/")


def test_an_answer_need_not_be_checked(broken):
    assert broken.get("/", checked=False).json == {"id": "one"}


def test_what_is_good_passes(broken):
    assert broken.delete("/").status_code == 204
    assert broken.head("/").status_code == 200


def test_a_head_that_somebody_wrote_is_held_against_its_own_promise():
    class Peeked(Broken):
        @returns(None, 204)
        def head(self) -> Any:
            return None

    app = Flask("peeked")
    api = Api(app)
    api.resource("/")(Peeked)
    client = client_of(app, {})
    operation = client.operation_of(EnvironBuilder(app, "/", method="HEAD"))
    assert operation is not None and operation.method == "HEAD"
    assert client.head("/").status_code == 204


def test_what_is_no_operation_is_not_checked(broken):
    assert broken.get("/nothing").status_code == 404
