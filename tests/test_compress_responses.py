"""Flask-Compress around an Api, as the docs say it: tags that it has changed still work."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from flask import Flask
from flask import request
from flask.testing import FlaskClient
from flask_compress import Compress
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns

Note = Schema.from_dict({"text": fields.Str()})

TEXT = "x" * 5000

CODINGS = pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_MIMETYPES=["application/json"], COMPRESS_STREAMS=False)
    compress = Compress(app)

    @app.after_request
    def compress_answer(response: Any) -> Any:
        is_refused = not all(quality for _, quality in request.accept_encodings)
        if response.status_code == 206 or is_refused:
            response.vary.add("Accept-Encoding")
            return response
        return compress.after_request(response)

    stored = {"text": TEXT, "version": 1}

    class NoteItem(Resource):
        def find(self) -> Any:
            return stored

        def version(self, item: Any) -> Any:
            return item["version"]

        @returns(Note)
        def get(self, item: Any) -> Any:
            return item

        @accepts(Note)
        @returns(Note)
        def put(self, item: Any, body: Any) -> Any:
            item.update(body, version=item["version"] + 1)
            return item

    Api(app).resource("/note", require_match=True)(NoteItem)
    return app.test_client()


def get(client: FlaskClient, coding: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/note", headers={"Accept-Encoding": coding} | named)


@pytest.mark.parametrize(("coding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_answer_is_compressed_and_has_a_tag_of_its_own(client: FlaskClient, coding: str, decode: Any) -> None:
    response = get(client, coding)
    assert (response.headers["Content-Encoding"], response.headers["Vary"]) == (coding, "X-Fields, Accept-Encoding")
    assert decode(response.data) == get(client, "identity").data
    assert response.headers["ETag"] == get(client, "identity").headers["ETag"][:-1] + f':{coding}"'


@CODINGS
def test_tag_of_a_compressed_answer_gives_304(client: FlaskClient, coding: str) -> None:
    tag = get(client, coding).headers["ETag"]
    response = get(client, coding, If_None_Match=tag)
    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    assert response.headers["Vary"] == "X-Fields, Accept-Encoding"


@CODINGS
def test_tag_of_a_compressed_answer_lets_a_change_through_once(client: FlaskClient, coding: str) -> None:
    headers = {"Accept-Encoding": coding, "If-Match": get(client, coding).headers["ETag"]}
    assert client.put("/note", json={"text": "y"}, headers=headers).status_code == 200
    assert client.put("/note", json={"text": "z"}, headers=headers).status_code == 412
    assert get(client, "identity").json == {"text": "y"}


@pytest.mark.parametrize("suffix", ["-gzip", ":br", "--gzip", ";gzip"])
def test_tag_of_another_who_compresses_lets_a_change_through(client: FlaskClient, suffix: str) -> None:
    tag = get(client, "identity").headers["ETag"][:-1] + f'{suffix}"'
    assert client.put("/note", json={"text": "y"}, headers={"If-Match": tag}).status_code == 200


def test_weak_tag_lets_no_change_through(client: FlaskClient) -> None:
    tag = get(client, "identity").headers["ETag"]
    assert client.put("/note", json={"text": "y"}, headers={"If-Match": f"W/{tag}"}).status_code == 412
    assert get(client, "identity", If_None_Match=f"W/{tag}").status_code == 304


@CODINGS
def test_part_is_left_alone(client: FlaskClient, coding: str) -> None:
    response = get(client, coding, Range="bytes=0-9")
    assert (response.status_code, response.data) == (206, b'{"text":"x')
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "X-Fields, Accept-Encoding"


@CODINGS
def test_part_of_a_compressed_answer_is_not_given(client: FlaskClient, coding: str) -> None:
    response = get(client, coding, Range="bytes=0-9", If_Range=get(client, coding).headers["ETag"])
    assert (response.status_code, response.headers["Content-Encoding"]) == (200, coding)


@pytest.mark.parametrize("coding", ["identity", "", "gzip;q=0", "gzip; q=0.0, br;q=0", "*;q=0"])
def test_coding_that_is_refused_is_not_used(client: FlaskClient, coding: str) -> None:
    response = get(client, coding)
    assert ("Content-Encoding" in response.headers, response.headers["Vary"]) == (False, "X-Fields, Accept-Encoding")


def test_error_is_not_compressed(client: FlaskClient) -> None:
    response = client.put("/note", json={"text": 1}, headers={"Accept-Encoding": "gzip", "If-Match": "*"})
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert "Content-Encoding" not in response.headers
