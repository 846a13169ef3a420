"""What a client would rather have is nothing that callers of written clients say: the types of answers hold."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.clients import read_document
from flask_resty.clients import write_python
from flask_resty.clients import write_typescript
from flask_resty.openapi import document_of

Sent = Schema.from_dict({"name": fields.Str(required=True)}, name="Sent")


class Sender(Resource):
    @accepts(Sent)
    @returns(Sent, 201)
    @accepts(Schema.from_dict({"x_day": fields.Str()}), "headers")
    def post(self, body: Any, headers: Any) -> Any: ...


@pytest.fixture(scope="module")
def document() -> Any:
    app = Flask(__name__)
    api = Api(app, title="Senders")
    api.resource("/sent")(Sender)
    return document_of(api, app)


def test_the_document_has_the_field(document: Any) -> None:
    assert {"$ref": "#/components/parameters/Prefer"} in document["paths"]["/sent"]["post"]["parameters"]


def test_the_field_is_no_parameter_and_an_answer_always_has_content(document: Any) -> None:
    (operation,) = read_document(document).operations
    assert [one.name for one in operation.parameters] == ["X-Day"]
    assert (operation.manages("Prefer"), operation.may_be_empty) == (True, False)


@pytest.mark.parametrize("write", [write_python, write_typescript])
def test_methods_do_not_take_it(document: Any, write: Any) -> None:
    text = write(document)
    assert '"X-Day"' in text
    assert '"Prefer"' not in text
