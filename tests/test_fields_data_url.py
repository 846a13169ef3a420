"""Binary content in a member of a document (RFC 2397)."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import DataURL
from flask_resty import Download
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import returns
from flask_resty.schema import compile

PNG = b"\x89PNG\r\n\x1a\n" + bytes(92)
URL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


class Person(Schema):
    name = fields.String(required=True)
    portrait = DataURL("image/png", max_size=100, allow_none=True)


class Anything(Schema):
    content = DataURL()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of an app that gives back the person that it was sent."""

    class People(Resource):
        @accepts(Person)
        @returns(Person)
        def post(self, body: Any) -> Any:
            return body

    Api(app).resource("/")(People)
    return app.test_client()


def encoded(content: bytes, media_type: str = "image/png") -> str:
    """Give content as a data URL."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def mistakes(client: FlaskClient, portrait: Any) -> list[tuple[str, str]]:
    """Send a portrait; give where what is wrong with it."""
    response = client.post("/", json={"name": "Bo", "portrait": portrait})
    assert response.status_code == 422
    return [(fault["pointer"], fault["code"]) for fault in response.get_json()["errors"]]


def test_t56_a_png_goes_in_and_comes_out_as_it_was(client: FlaskClient) -> None:
    assert client.post("/", json={"name": "Bo", "portrait": URL}).json == {"name": "Bo", "portrait": URL}


def test_t56_another_type_is_422(client: FlaskClient) -> None:
    assert mistakes(client, encoded(b"\xff\xd8\xff\xe0", "image/jpeg")) == [("/portrait", "content_type")]


@pytest.mark.parametrize(
    "portrait",
    [
        *("", "data:", "x", "image/png;base64,iVBORw==", "data:image/png,iVBORw==", "data:image/png;base64;x,iVBORw=="),
        *(
            f"data:image/png;base64,{text}"
            for text in ("@@@@", "iVBORw", "iVBORw=", "iVBORx==", "iVBO Rw==", "iVBO\nRw==", "iVBORw==iVBO", "_-__", "é")
        ),
    ],
)
def test_t56_what_is_not_in_base64_is_422(client: FlaskClient, portrait: str) -> None:
    assert mistakes(client, portrait) == [("/portrait", "format")]


@pytest.mark.parametrize("size", [101, 102, 103, 104, 10_000])
def test_t56_what_is_too_large_is_422(client: FlaskClient, size: int) -> None:
    assert mistakes(client, encoded(PNG.ljust(size))) == [("/portrait", "too_large")]


@pytest.mark.parametrize("content", [b"<script>", b"", b"\xff\xd8\xff"], ids=["html", "empty", "jpeg"])
def test_content_that_is_not_of_its_type_is_422(client: FlaskClient, content: bytes) -> None:
    assert mistakes(client, encoded(content)) == [("/portrait", "content_type")]


@pytest.mark.parametrize("portrait", [1, True, [URL], {}], ids=str)
def test_what_is_no_text_is_422(client: FlaskClient, portrait: Any) -> None:
    assert mistakes(client, portrait) == [("/portrait", "type")]


def test_null_is_left_to_the_field(client: FlaskClient) -> None:
    assert client.post("/", json={"name": "Bo", "portrait": None}).json == {"name": "Bo", "portrait": None}


def test_nothing_that_was_sent_is_told_again(client: FlaskClient) -> None:
    response = client.post("/", json={"name": "Bo", "portrait": "data:image/gif;base64,c2VjcmV0"})
    assert "gif" not in response.text and "c2Vj" not in response.text


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        pytest.param("data:text/plain;base64,", "text/plain", id="plain"),
        pytest.param("DATA:text/plain;BASE64,", "text/plain", id="any-case"),
        pytest.param("data:;base64,", "text/plain;charset=US-ASCII", id="left-out"),
        pytest.param("data:;charset=latin-1;base64,", "text/plain;charset=latin-1", id="only-a-parameter"),
        pytest.param("data:text/csv;x=%22a%2cb%22;base64,", 'text/csv;x="a,b"', id="quoted"),
    ],
)
def test_the_media_type_is_read_as_it_is_written(head: str, media_type: str) -> None:
    upload = Anything().load({"content": f"{head}YQ=="})["content"]
    assert (upload.media_type, upload.read()) == (media_type, b"a")
    assert Anything().load(Anything().dump({"content": upload}))["content"].media_type == media_type


@pytest.mark.parametrize(
    "value",
    [PNG, bytearray(PNG), Upload("image/png", BytesIO(PNG)), Download(PNG), Download(BytesIO(PNG), "image/png")],
    ids=["bytes", "bytearray", "upload", "download", "file"],
)
def test_what_holds_content_is_dumped(value: Any) -> None:
    assert Person().dump({"portrait": value}) == {"portrait": URL}


def test_what_was_read_already_is_dumped_whole() -> None:
    upload = Upload("image/png", BytesIO(PNG))
    upload.read()
    assert Person().dump({"portrait": upload}) == {"portrait": URL}


class Inflow(BytesIO):
    """Content that comes in, and only once."""

    def seekable(self) -> bool:
        return False


def test_a_body_is_dumped_as_it_comes_in() -> None:
    assert Person().dump({"portrait": Upload("image/png", Inflow(PNG))}) == {"portrait": URL}


@pytest.mark.parametrize("value", ["text", 1, Download(b"GIF89a", "image/gif")], ids=["text", "number", "undeclared"])
def test_what_is_no_such_content_breaks_the_contract(value: Any) -> None:
    with pytest.raises(ContractError, match="A DataURL got"):
        compile(Person, check="raise").dump({"name": "Bo", "portrait": value})


@given(content=st.binary(), strict=st.sampled_from([None, "typed", "textual"]))
def test_any_content_survives(content: bytes, strict: Any) -> None:
    compiled = compile(Anything, strict=strict)
    upload = compiled.load(compiled.dump({"content": Download(content, "application/octet-stream")}))["content"]
    assert (upload.media_type, upload.read()) == ("application/octet-stream", content)


@given(st.text())
def test_any_text_is_loaded_or_refused(text: str) -> None:
    try:
        Anything().load({"content": f"data:{text}"})
    except ValidationError as error:
        assert error.messages.keys() == {"content"}  # type: ignore[union-attr]


def test_a_size_and_a_type_have_to_be_ones() -> None:
    with pytest.raises(ConfigError, match="DataURL"):
        DataURL("png")
    with pytest.raises(ConfigError, match="DataURL"):
        DataURL(max_size=0)
