"""Plain text out and in: one value, and nothing that is more."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.errors import ContractError
from flask_resty.errors import Problem
from flask_resty.media import JSON_EMITTER
from flask_resty.media import TEXT_EMITTER
from flask_resty.media import TEXT_PARSER
from flask_resty.schema import compile


class TextColor(enum.Enum):
    RED = "red"
    ONE = 1


class TextWord(str):
    def __str__(self) -> str:
        return "something else"


class TextOfSchema(Schema):
    a = fields.Int()


@pytest.mark.parametrize(
    ("value", "content"),
    [
        pytest.param("text", "text", id="text"),
        pytest.param("", "", id="nothing"),
        pytest.param("<b>ü</b>\r\n", "<b>ü</b>\r\n", id="any text"),
        pytest.param(-7, "-7", id="integer"),
        pytest.param(1e22, "1e+22", id="float"),
        pytest.param(float("-inf"), "-Infinity", id="not finite"),
        pytest.param(True, "true", id="boolean"),
        pytest.param(Decimal("1E+3"), "1000", id="decimal"),
        pytest.param(Decimal("NaN"), "NaN", id="decimal nan"),
        pytest.param(dt.date(2020, 1, 2), "2020-01-02", id="date"),
        pytest.param(uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001", id="uuid"),
        pytest.param(TextColor.RED, "red", id="enum"),
        pytest.param(TextColor.ONE, "1", id="enum of numbers"),
        pytest.param(TextWord("word"), "word", id="subclass"),
    ],
)
def test_one_value_is_text(value, content):
    assert TEXT_EMITTER.emit(value, None) == content.encode()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"a": 1}, id="object"),
        pytest.param(["a"], id="list"),
        pytest.param(("a",), id="tuple"),
        pytest.param(None, id="none"),
        pytest.param(b"a", id="bytes"),
        pytest.param({"a"}, id="set"),
        pytest.param(object(), id="unknown"),
        pytest.param("\ud800", id="surrogate"),
        pytest.param(10**5000, id="huge integer"),
        pytest.param(Decimal("1e99999"), id="huge decimal"),
        pytest.param(Decimal("sNaN"), id="signaling nan"),
    ],
)
def test_what_is_more_than_text_is_refused(value):
    with pytest.raises(ContractError):
        TEXT_EMITTER.emit(value, None)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_comes_in_as_it_went_out(text):
    assert TEXT_PARSER.parse(TEXT_EMITTER.emit(text, fields.Str()), fields.Str()) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param(fields.Int(), -7, id="integer"),
        pytest.param(fields.Float(), 0.1, id="float"),
        pytest.param(fields.Float(allow_nan=True), float("inf"), id="not finite"),
        pytest.param(fields.Decimal(), Decimal("7.50"), id="decimal"),
        pytest.param(fields.Bool(), False, id="boolean"),
        pytest.param(fields.AwareDateTime(), dt.datetime(2020, 1, 1, tzinfo=dt.UTC), id="moment"),
        pytest.param(fields.Time(), dt.time(1, 2, 3), id="time"),
        pytest.param(fields.TimeDelta(), dt.timedelta(seconds=-90), id="time delta"),
        pytest.param(fields.UUID(), uuid.UUID(int=1), id="uuid"),
        pytest.param(fields.Enum(TextColor, by_value=True), TextColor.ONE, id="enum"),
        pytest.param(fields.Pluck(Schema.from_dict({"name": fields.Str()}), "name"), {"name": "a"}, id="plucked"),
    ],
)
def test_a_field_reads_what_it_wrote(field, value):
    content = TEXT_EMITTER.emit(compile(field).dump(value), field)
    assert compile(field, strict="textual").load(TEXT_PARSER.parse(content, field)) == value


@pytest.mark.parametrize("content", [b"\xff", b"a\xc3", b"\xed\xa0\x80"], ids=["no UTF-8", "cut off", "surrogate"])
def test_text_is_utf_8(content):
    with pytest.raises(Problem) as caught:
        TEXT_PARSER.parse(content, fields.Str())
    assert (caught.value.status, caught.value.errors[0].code) == (400, "encoding")


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(TextOfSchema(), id="object"),
        pytest.param(TextOfSchema(many=True), id="objects"),
        pytest.param(fields.Nested(TextOfSchema), id="nested"),
        pytest.param(fields.Pluck(TextOfSchema, "a", many=True), id="plucked many"),
        pytest.param(fields.List(fields.Str()), id="list"),
        pytest.param(fields.Tuple([fields.Str()]), id="tuple"),
        pytest.param(fields.Dict(), id="dict"),
        pytest.param(OneOf(TextOfSchema(), fields.Dict()), id="either"),
    ],
)
def test_where_more_is_accepted_text_is_not(schema):
    with pytest.raises(Problem) as caught:
        TEXT_PARSER.parse(b"a", schema)
    assert (caught.value.status, caught.value.errors[0].code) == (415, "unsupported")


def test_where_text_is_an_alternative_it_is_accepted():
    assert TEXT_PARSER.parse(b"a", OneOf(TextOfSchema(), fields.Str())) == "a"


@pytest.fixture
def client() -> Any:
    api = Api(emitters=[JSON_EMITTER, TEXT_EMITTER])

    @api.resource("/motto")
    class TextMotto(Resource):
        @returns(fields.Str())
        def get(self):
            return "<script>alert(1)</script>"

        @accepts(fields.Int())
        @returns(fields.Str())
        def put(self, body):
            return f"{body + 1}"

    app = Flask("tests")
    app.config["RESTY_CHECK_RESPONSES"] = "raise"
    api.init_app(app)
    return app.test_client()


def test_who_asks_for_text_gets_it(client):
    response = client.get("/motto", headers={"Accept": "text/plain"})
    assert (response.content_type, response.text) == ("text/plain; charset=utf-8", "<script>alert(1)</script>")


@pytest.mark.parametrize("accept", ["text/html", "text/html, */*;q=0.8", "text/*", "*/*"])
def test_text_is_never_html_and_nobody_may_guess_X24(client, accept):
    response = client.get("/motto", headers={"Accept": accept})
    assert "html" not in response.content_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_objects_are_never_joined_names_B35():
    with pytest.raises(ContractError, match="a dict came"):
        TEXT_EMITTER.emit({"a": 1, "b": 2}, None)
