"""Strictness as a client meets it: what of it belongs to the whole line."""

from __future__ import annotations

import logging

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.auth import Bearer


class Secret(Schema):
    secret = fields.String(required=True, validate=validate.Length(max=8))


class Page(Schema):
    page = fields.Integer(load_default=1)


def client_of(app, resource, **options):
    Api(app, **options).resource("/")(resource)
    return app.test_client()


@pytest.mark.parametrize("secret", ["far too long a secret", 1234567, ["hidden"], {"a": "hidden"}])
def test_T57_what_was_sent_is_in_no_answer(app, secret):
    class Secrets(Resource):
        @accepts(Secret)
        def post(self, body):
            raise AssertionError

    response = client_of(app, Secrets).post("/", json={"secret": secret})
    assert response.status_code == 422
    assert not any(part in response.text for part in ("far too", "1234567", "hidden"))


def test_T57_a_validator_that_would_tell_what_was_sent_is_not_quoted(app):
    def refuse(value):
        raise ValidationError(f"{value} is known to everybody.")

    class Secrets(Resource):
        @accepts(Schema.from_dict({"secret": fields.String(validate=refuse)}))
        def post(self, body):
            raise AssertionError

    response = client_of(app, Secrets).post("/", json={"secret": "hunter22"})
    assert [(fault["code"], fault["detail"]) for fault in response.json["errors"]] == [("invalid", "Invalid value.")]


def test_T58_a_body_is_validated_though_the_handler_does_not_ask_for_it(app):
    class Secrets(Resource):
        @accepts(Secret)
        def post(self):
            raise AssertionError

    assert client_of(app, Secrets).post("/", json={}).status_code == 422


def test_T59_nobody_without_credentials_is_told_of_mistakes(app):
    class Secrets(Resource):
        @accepts(Secret)
        def post(self, body):
            raise AssertionError

    client = client_of(app, Secrets, middleware=[Bearer(verify={"token": "ada"}.get)])
    assert client.post("/", data="{", content_type="application/json").status_code == 401


def test_T66_a_form_gives_no_values_to_the_query(app):
    class Pages(Resource):
        @accepts(Page, "query")
        @returns(Page)
        def post(self, query):
            return query

    client = client_of(app, Pages)
    assert client.post("/", data={"page": "2"}).json == {"page": 1}
    assert client.post("/?page=2").json == {"page": 2}


def test_T110_what_breaks_the_schema_is_logged_and_not_told(app, caplog):
    class Pages(Resource):
        @returns(Page)
        def get(self):
            return {"page": "hidden"}

    with caplog.at_level(logging.ERROR):
        response = client_of(app, Pages).get("/")
    assert (response.status_code, "page" in response.text) == (500, False)
    assert "Page/page: an integer was promised, str came." in caplog.text


def test_a_million_bytes_of_mistakes_are_answered_with_few(app):
    class Numbers(Resource):
        @accepts(fields.List(fields.Integer()))
        def post(self, body):
            raise AssertionError

    response = client_of(app, Numbers).post("/", json=["x"] * 100_000)
    assert response.status_code == 422
    assert (len(response.json["errors"]), response.json["errors"][-1]["code"]) == (501, "more")
