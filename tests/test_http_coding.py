"""Compressed content: what it is decoded to, and that it never grows beyond the limit."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from flask import Flask
from flask import request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.errors import Problem
from flask_resty.http.coding import DECODABLE
from flask_resty.http.coding import codings
from flask_resty.http.coding import decode

try:
    from compression import zstd
except ImportError:
    from backports import zstd

LIMIT = 100_000
ENVIRON = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
OFFERED = "gzip, deflate, br, zstd"


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


#: Each coding, with what makes it.
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
EACH = pytest.mark.parametrize("coding", CODERS)


def refusal(data: bytes, coding: str, limit: int = LIMIT) -> tuple[int, str]:
    with pytest.raises(Problem) as raised:
        decode(data, coding, limit)
    (fault,) = raised.value.errors
    return raised.value.status, fault.code


@EACH
@pytest.mark.parametrize(
    "data", [b"", b"x", b"{}" * 10_000, bytes(range(256)) * 300, b"\0" * LIMIT], ids=["none", "one", "many", "mixed", "zeros"]
)
def test_content_is_decoded(coding: str, data: bytes) -> None:
    assert decode(CODERS[coding](data), coding, LIMIT) == data


@EACH
@given(st.binary(max_size=70_000))
def test_any_content_is_decoded(coding: str, data: bytes) -> None:
    assert decode(CODERS[coding](data), coding, LIMIT) == data


@EACH
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_decoded_or_refused(coding: str, data: bytes) -> None:
    try:
        assert len(decode(data, coding, LIMIT)) <= LIMIT
    except Problem as problem:
        assert problem.status in {400, 413}


@EACH
@given(st.data())
def test_changed_byte_is_never_an_error_of_ours(coding: str, data: Any) -> None:
    sent = bytearray(CODERS[coding](b"The quick brown fox jumps over the lazy dog. " * 20))
    sent[data.draw(st.integers(0, len(sent) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        decode(bytes(sent), coding, LIMIT)
    except Problem as problem:
        assert problem.status in {400, 413}


def test_codings_are_undone_in_their_order() -> None:
    assert decode(brotli.compress(gzip.compress(b"[]")), "gzip, br", LIMIT) == b"[]"
    assert decode(zlib.compress(zstd.compress(gzip.compress(b"[]"))), "GZIP ,zstd,\tdeflate", LIMIT) == b"[]"
    assert refusal(brotli.compress(gzip.compress(b"[]")), "br, gzip") == (400, "corrupt")


@pytest.mark.parametrize("value", ["", "identity", "Identity, identity", " identity ,", ",,"])
def test_identity_changes_nothing(value: str) -> None:
    assert decode(b"\x1f\x8b", value, LIMIT) == b"\x1f\x8b"


@pytest.mark.parametrize("size", [65_536, 65_537, 200_000])
def test_gzip_and_zstd_may_consist_of_several_pieces(size: int) -> None:
    for coding in ("gzip", "zstd"):
        compress = CODERS[coding]
        whole = compress(b"a" * size) + compress(b"") + compress(b"b" * size)
        assert decode(whole, coding, 2 * size) == b"a" * size + b"b" * size
        assert refusal(whole, coding, 2 * size - 1) == (413, "too_large")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_too_many_pieces_are_refused(coding: str) -> None:
    assert decode(CODERS[coding](b"") * 10_000, coding, LIMIT) == b""
    assert refusal(CODERS[coding](b"") * 10_001, coding) == (400, "corrupt")


# -- what is broken ----------------------------------------------------------------------------------------------------


@EACH
def test_content_without_its_end_is_400(coding: str) -> None:
    whole = CODERS[coding](b"The quick brown fox jumps over the lazy dog.")
    assert {refusal(whole[:length], coding) for length in range(1, len(whole))} == {(400, "corrupt")}


@EACH
@pytest.mark.parametrize("more", [b"\0", b"x", b"garbage" * 10_000], ids=["zero", "byte", "much"])
def test_what_stands_behind_the_end_is_400(coding: str, more: bytes) -> None:
    assert refusal(CODERS[coding](b"[]") + more, coding) == (400, "corrupt")


@pytest.mark.parametrize("coding", ["deflate", "Deflate", "br"])
def test_second_piece_is_400_where_there_is_only_one(coding: str) -> None:
    assert refusal(CODERS[coding](b"[]") * 2, coding) == (400, "corrupt")


@EACH
@pytest.mark.parametrize("data", [b"{}", b"\0", b"\x1f\x8b", b"\x78\x9c", b"\x78", b"\x28\xb5\x2f\xfd", b"[1]" * 10_000], ids=range(7))
def test_what_was_never_coded_is_400(coding: str, data: bytes) -> None:
    assert refusal(data, coding) == (400, "corrupt")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gzip.compress(b"[]")[:-1] + b"\1", id="length"),
        pytest.param(gzip.compress(b"[]")[:-8] + b"\0\0\0\0" + gzip.compress(b"[]")[-4:], id="checksum"),
        pytest.param(b"\x1f\x8b\x07" + gzip.compress(b"[]")[3:], id="method"),
    ],
)
def test_gzip_that_does_not_add_up_is_400(data: bytes) -> None:
    assert refusal(data, "gzip") == (400, "corrupt")


def test_dictionary_that_nobody_has_is_400() -> None:
    compressor = zlib.compressobj(zdict=b"[]")
    assert refusal(compressor.compress(b"[]") + compressor.flush(), "deflate") == (400, "corrupt")


def test_window_of_zstd_is_limited() -> None:
    # RFC 9659, 3.
    parameter = zstd.CompressionParameter
    large = zstd.ZstdCompressor(options={parameter.window_log: 24})
    assert refusal(large.compress(b"x" * 1000) + large.flush(), "zstd") == (400, "corrupt")


def test_detail_tells_nothing_of_the_content() -> None:
    with pytest.raises(Problem) as raised:
        decode(b"hunter2", "gzip", LIMIT)
    assert raised.value.detail == "The content is not what its Content-Encoding says, or its end is missing."


# -- bombs -------------------------------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("limit", [1, 20, 16_384, 16_385, LIMIT])
def test_one_byte_too_many_is_413(coding: str, limit: int) -> None:
    compress = CODERS[coding]
    assert decode(compress(b"x" * limit), coding, limit) == b"x" * limit
    assert refusal(compress(b"x" * (limit + 1)), coding, limit) == (413, "too_large")


BOMB = b"\0" * 60_000_000


@EACH
def test_bomb_is_never_in_memory(coding: str) -> None:
    sent = CODERS[coding](BOMB)
    tracemalloc.start()
    try:
        assert refusal(sent, coding) == (413, "too_large")
        assert tracemalloc.get_traced_memory()[1] < 10 * LIMIT
    finally:
        tracemalloc.stop()


def test_bomb_in_a_bomb_is_never_in_memory() -> None:
    sent = gzip.compress(gzip.compress(BOMB))
    tracemalloc.start()
    try:
        assert refusal(sent, "gzip, gzip") == (413, "too_large")
        assert tracemalloc.get_traced_memory()[1] < 10 * LIMIT
    finally:
        tracemalloc.stop()


def test_what_comes_out_in_between_is_limited_too() -> None:
    stored = zlib.compress(b"\0" * 1000, level=0)
    assert refusal(gzip.compress(stored), "deflate, gzip", 1000) == (413, "too_large")


# -- the header field --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "compress",
        "gzip2",
        "gzip;q=1",
        "gzip gzip",
        '"gzip"',
        "*",
        "aes128gcm",
        "gzip, x",
        "\0",
        "\xff",
        "br\x00",
        "a" * 60_000,
        "a," * 30_000,
    ],
    ids=lambda value: repr(value[:12]),
)
def test_coding_that_is_not_known_is_415(value: str) -> None:
    # RFC 9110, 12.5.3.
    with pytest.raises(Problem) as raised:
        codings(value)
    assert (raised.value.status, dict(raised.value.headers)) == (415, {"Accept-Encoding": OFFERED})
    assert [(fault.location, fault.pointer, fault.code) for fault in raised.value.errors] == [("headers", "/Content-Encoding", "coding")]


def test_more_than_three_codings_are_415() -> None:
    assert codings("gzip, br, identity, zstd,") == ("gzip", "br", "zstd")
    with pytest.raises(Problem, match="more than 3") as raised:
        codings("gzip, br, gzip, br")
    assert raised.value.status == 415


def test_all_that_is_offered_can_be_decoded() -> None:
    assert ", ".join(DECODABLE) == OFFERED
    assert all(decode(CODERS[coding](b"[]"), coding, LIMIT) == b"[]" for coding in DECODABLE)


@pytest.mark.parametrize(
    ("missing", "offered"),
    [
        (["brotli", "brotlicffi"], "gzip deflate zstd"),
        (["compression.zstd", "backports.zstd"], "gzip deflate br"),
        (["brotli", "brotlicffi", "compression.zstd", "backports.zstd"], "gzip deflate"),
    ],
    ids=["br", "zstd", "both"],
)
def test_what_is_not_installed_is_not_offered(missing: list[str], offered: str) -> None:
    hide = f"import sys; sys.modules.update(dict.fromkeys({missing}))"
    look = "from flask_resty.http.coding import DECODABLE; print(*DECODABLE)"
    done = subprocess.run([sys.executable, "-c", f"{hide}; {look}"], env=ENVIRON, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == offered


def test_where_nothing_is_decoded_only_identity_is_offered() -> None:
    with pytest.raises(Problem) as raised:
        codings("gzip", ())
    assert dict(raised.value.headers) == {"Accept-Encoding": "identity"}


# -- in a request ------------------------------------------------------------------------------------------------------


class Note(Schema):
    text = fields.Str(required=True)


def client_of(app: Flask, size: int | None = None, **config: Any) -> FlaskClient:
    app.config.update(config)

    class Notes(Resource):
        @accepts(Note, max_size=size)
        def post(self, body: Any) -> Any:
            return {"text": body["text"], "sent": len(request.get_data()), "again": len(request.get_data())}

    Api(app).resource("/")(Notes)
    return app.test_client()


DOCUMENT = b'{"text": "' + b"x" * 1000 + b'"}'


def post(client: FlaskClient, data: bytes, coding: str, **more: Any) -> Any:
    return client.post("/", data=data, content_type="application/json", headers={"Content-Encoding": coding}, **more)


@EACH
def test_body_is_decoded_and_the_app_may_read_what_was_sent(app: Flask, coding: str) -> None:
    sent = CODERS[coding](DOCUMENT)
    assert post(client_of(app), sent, coding).json == {"text": "x" * 1000, "sent": len(sent), "again": len(sent)}


@pytest.mark.parametrize(
    "look", [lambda: request.get_data(), lambda: request.form, lambda: request.get_json(silent=True)], ids=["data", "form", "json"]
)
def test_body_that_a_hook_has_read_is_decoded(app: Flask, look: Callable[[], Any]) -> None:
    app.before_request(lambda: (look(), None)[1])
    assert post(client_of(app), gzip.compress(DOCUMENT), "gzip").status_code == 200


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("layer", ["verb", "setting", "flask"])
@pytest.mark.parametrize(("size", "status"), [(len(DOCUMENT), 200), (len(DOCUMENT) - 1, 413)])
def test_limit_counts_for_what_is_decoded(app: Flask, layer: str, size: int, status: int, announced: bool) -> None:
    config = {"verb": {}, "setting": {"RESTY_MAX_BODY": size}, "flask": {"MAX_CONTENT_LENGTH": size}}[layer]
    client = client_of(app, size if layer == "verb" else None, **config)
    more = (
        {}
        if announced
        else {"environ_overrides": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}}
    )
    response = post(client, gzip.compress(DOCUMENT), "gzip", **more)
    assert response.status_code == status
    assert status == 200 or response.json["errors"][0]["code"] == "too_large"


def test_limit_counts_for_what_was_sent(app: Flask) -> None:
    stored = zlib.compress(b'{"text": ""}', level=0)
    assert len(stored) == 23
    assert post(client_of(app, 22), stored, "deflate").status_code == 413
    assert post(client_of(Flask("tests"), 23), stored, "deflate").status_code == 200


def test_coding_is_judged_before_anything_is_read(app: Flask) -> None:
    class Unread:
        def read(self, *size: int) -> bytes:
            raise AssertionError("The body was read.")

    response = post(client_of(app), b"", "compress", environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": "5"})
    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, OFFERED)
    assert "Accept" not in response.headers


def test_media_type_is_judged_first_and_says_nothing_of_codings(app: Flask) -> None:
    # RFC 9110, 12.5.3.
    response = client_of(app).post("/", data=b"x", content_type="text/plain", headers={"Content-Encoding": "compress"})
    assert response.status_code == 415
    assert "Accept-Encoding" not in response.headers


def test_no_content_needs_no_decoding(app: Flask) -> None:
    response = post(client_of(app), b"", "gzip")
    assert (response.status_code, response.json["errors"][0]["code"]) == (400, "empty")


@pytest.mark.parametrize("location", ["form", "files"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_form_is_taken_as_it_is_only(app: Flask, location: Any, content_type: str) -> None:
    class Notes(Resource):
        @accepts(Schema.from_dict({"text": fields.Raw()}), location)
        def post(self) -> None: ...

    Api(app).resource("/")(Notes)
    client = app.test_client()
    response = client.post("/", data=gzip.compress(b"text=x"), content_type=content_type, headers={"Content-Encoding": "gzip"})
    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "identity")
