"""What the checking client makes of answers without content."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask import Response
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.openapi import document_of
from flask_resty.testing import client_of

Kept = Schema.from_dict({"name": fields.Str(required=True)}, name="Kept")


class Keeper(Resource):
    @accepts(Kept)
    @returns(Kept, 201)
    def post(self, body: Any) -> Any:
        return body

    @accepts(Kept)
    @returns(Kept, 201)
    def put(self, body: Any) -> Any:
        return Response(b"", 201, {"Preference-Applied": "handling=strict"}, content_type="")


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.extensions["api"] = Api(app)
    app.extensions["api"].resource("/kept")(Keeper)
    return app


@pytest.mark.parametrize("preferred", ["return=minimal", "handling=strict, return=minimal"])
def test_no_content_is_as_it_should_be_for_who_prefers_it(app, preferred):
    answer = client_of(app, {}).post("/kept", body={"name": "x"}, headers={"Prefer": preferred})
    assert (answer.status_code, answer.data) == (201, b"")
    assert "return=minimal" in answer.headers["Preference-Applied"]


def test_no_content_breaks_the_document_otherwise(app):
    with pytest.raises(AssertionError, match="The document has content with 201, but none came"):
        client_of(app, {}).put("/kept", body={"name": "x"})


def test_the_document_tells_of_it(app):
    parameters = document_of(app.extensions["api"], app)["components"]["parameters"]
    assert "`return=minimal`, no content" in parameters["Prefer"]["description"]
