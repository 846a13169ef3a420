"""Files that come in a form, each with its type and its size."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from werkzeug.datastructures import FileStorage

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import File
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty.schema import compile

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)


class Titled(Schema):
    title = fields.String(required=True)
    year = fields.Integer()


class Pictures(Schema):
    cover = File("image/png", "image/jpeg", max_size=200)
    more = fields.List(File("image/*"))
    notes = File()


class Album(Resource):
    """Tells what it was sent."""

    @accepts(Titled, "form")
    @accepts(Pictures, "files")
    def put(self, form: Any, files: Any) -> Any:
        given = {name: value if isinstance(value, list) else [value] for name, value in files.items()}
        return {"form": form, **{name: [[one.media_type, one.filename, len(one.read())] for one in each] for name, each in given.items()}}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of an app that takes pictures with a title."""
    Api(app).resource("/")(Album)
    return app.test_client()


def part(content: bytes, name: str = "x.png", media_type: str | None = "image/png") -> FileStorage:
    """Give a file for a form."""
    return FileStorage(BytesIO(content), name, content_type=media_type)


def mistakes(client: FlaskClient, **data: Any) -> list[tuple[str, str, str]]:
    """Send a form; give where what is wrong with it."""
    response = client.put("/", data={"title": "x", **data})
    assert response.status_code == 422
    return [(fault["location"], fault["pointer"], fault["code"]) for fault in response.get_json()["errors"]]


def test_t105_a_file_comes_with_the_typed_fields_beside_it(client: FlaskClient) -> None:
    response = client.put("/", data={"title": "Dune", "year": "1965", "cover": part(PNG)})
    assert response.json == {"form": {"title": "Dune", "year": 1965}, "cover": [["image/png", "x.png", len(PNG)]]}


def test_several_files_come_as_a_list(client: FlaskClient) -> None:
    response = client.put("/", data={"title": "x", "more": [part(PNG), part(JPEG, "y.jpg", "image/jpeg")]})
    assert response.get_json()["more"] == [["image/png", "x.png", 108], ["image/jpeg", "y.jpg", 104]]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.png", "a.png"),
        ("a\x01b\x7f.png", "ab.png"),
        ("..", None),
        ("été 日本.png", "été 日本.png"),
    ],
)
def test_the_name_of_a_file_is_no_path(name: str, shown: str | None) -> None:
    assert Pictures().load({"notes": part(b"text", name, "text/plain")})["notes"].filename == shown


def test_the_name_of_a_file_that_was_sent_is_no_path(client: FlaskClient) -> None:
    response = client.put("/", data={"title": "x", "notes": part(b"text", "../../日本.txt", "text/plain")})
    assert response.get_json()["notes"] == [["text/plain", "日本.txt", 4]]


@pytest.mark.parametrize("media_type", ["text/html", "image/gif", "nonsense"])
def test_a_file_of_another_type_is_422(client: FlaskClient, media_type: str) -> None:
    assert mistakes(client, cover=part(PNG, "x", media_type)) == [("files", "/cover", "content_type")]


@pytest.mark.parametrize("content", [JPEG, b"<html>", b""], ids=["jpeg", "html", "empty"])
def test_a_file_that_is_not_of_its_type_is_422(client: FlaskClient, content: bytes) -> None:
    assert mistakes(client, cover=part(content)) == [("files", "/cover", "content_type")]


def test_a_file_that_is_too_large_is_422_with_all_other_mistakes(client: FlaskClient) -> None:
    found = mistakes(client, cover=part(PNG + bytes(93)), more=[part(PNG), part(JPEG)], year="x")
    assert sorted(found) == [("files", "/cover", "too_large"), ("files", "/more/1", "content_type"), ("form", "/year", "type")]


def test_a_file_of_the_largest_size_is_taken(client: FlaskClient) -> None:
    assert client.put("/", data={"title": "x", "cover": part(PNG.ljust(200))}).status_code == 200


def test_a_single_file_may_come_only_once(client: FlaskClient) -> None:
    assert mistakes(client, cover=[part(PNG), part(PNG)]) == [("files", "/cover", "repeated")]


def test_a_file_without_a_type_is_what_it_begins_as() -> None:
    loaded = Pictures().load({"cover": part(JPEG, "x", None), "notes": part(b"?", "y", None)})
    assert [loaded[name].media_type for name in ("cover", "notes")] == ["image/jpeg", "application/octet-stream"]


def test_what_is_no_file_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Pictures().load({"cover": "x.png"})
    assert caught.value.messages == {"cover": ["Not a valid file."]}


def test_it_can_be_told_not_to_look() -> None:
    loaded = Schema.from_dict({"any": File("image/png", sniff=False)})().load({"any": part(b"?")})
    assert loaded["any"].media_type == "image/png"


@pytest.mark.parametrize("strict", [None, "typed", "textual"])
def test_a_compiled_schema_gives_what_marshmallow_gives(strict: Any) -> None:
    loaded = compile(Pictures, strict=strict).load({"cover": part(PNG)})["cover"]
    assert isinstance(loaded, Upload)
    assert (loaded.media_type, loaded.filename, loaded.read()) == ("image/png", "x.png", PNG)


@pytest.mark.parametrize("wrong", [{"media_types": ["png"]}, {"max_size": 0}, {"max_size": "1 MB"}], ids=str)
def test_what_makes_no_sense_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="File"):
        File(*wrong.pop("media_types", ()), **wrong)
