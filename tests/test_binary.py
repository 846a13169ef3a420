"""Binary content on the line: what a verb gives and takes under ``Binary(...)``."""

from __future__ import annotations

import gzip
import os
import socket
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPResponse
from io import BytesIO
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from tempfile import TemporaryFile
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask import request
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields
from servers.client import Client
from servers.everything import LIMIT
from servers.raw import chunked
from servers.raw import message
from werkzeug.test import TestResponse

from flask_resty import Api
from flask_resty import Binary
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Download
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty.binary import binary_offers
from flask_resty.middleware.etag import ETag

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(100))
IMAGES = Binary("image/png", "image/jpeg")


def giving(app: Flask, make: Callable[[], Any], schema: Binary = IMAGES, *entries: Any) -> FlaskClient:
    """Give a client of an app with one resource, which gives what ``make`` makes."""

    class Picture(Resource):
        @returns(schema)
        def get(self) -> Any:
            return make()

    Api(app, middleware=list(entries)).resource("/")(Picture)
    return app.test_client()


def taking(app: Flask, schema: Binary = IMAGES, take: Callable[[Upload], Any] = lambda body: [body.media_type, len(body.read())]) -> Flask:
    """Give an app with one resource, which takes what fits the schema."""

    class Pictures(Resource):
        @accepts(schema, max_size=1000)
        def put(self, body: Upload) -> Any:
            return take(body)

    Api(app).resource("/")(Pictures)
    return app


def mistakes(response: TestResponse) -> list[tuple[str, str, str]]:
    """Give where what is wrong."""
    return [(fault["location"], fault["pointer"], fault["code"]) for fault in response.get_json()["errors"]]


# -- what is given -----------------------------------------------------------------------------------------------------


def test_bytes_go_out_as_the_first_media_type(app: Flask) -> None:
    response = giving(app, lambda: PNG).get("/")
    assert (response.status_code, response.data) == (200, PNG)
    assert (response.headers["Content-Type"], response.content_length) == ("image/png", len(PNG))
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize("content", [bytearray(PNG), memoryview(PNG), BytesIO(PNG)], ids=lambda content: type(content).__name__)
def test_what_holds_bytes_goes_out_as_bytes_do(app: Flask, content: Any) -> None:
    response = giving(app, lambda: content).get("/")
    assert (response.data, response.headers["Content-Length"]) == (PNG, str(len(PNG)))


def test_t74_a_download_has_a_name_a_type_and_a_length(app: Flask) -> None:
    client = giving(app, lambda: Download(b"%PDF-1.7", "application/pdf", 'Ré"sumé\r\n日本.pdf'), Binary("application/pdf"))
    headers = client.get("/").headers
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"Re_sume__.pdf\"; filename*=UTF-8''R%C3%A9%22sum%C3%A9%E6%97%A5%E6%9C%AC.pdf"
    )
    assert (headers["Content-Type"], headers["Content-Length"]) == ("application/pdf", "8")


@pytest.mark.parametrize("content", [b"", BytesIO()], ids=["bytes", "file"])
def test_t74_what_is_empty_is_200_with_length_0(app: Flask, content: Any) -> None:
    response = giving(app, lambda: Download(content)).get("/")
    assert (response.status_code, response.data, response.headers["Content-Length"]) == (200, b"", "0")


@pytest.mark.parametrize("content", [PNG, BytesIO(PNG)], ids=["bytes", "file"])
def test_t75_a_range_of_a_download_is_206(app: Flask, content: Any) -> None:
    client = giving(app, lambda: Download(content))
    response = client.get("/", headers={"Range": "bytes=0-3"})
    assert (response.status_code, response.data) == (206, PNG[:4])
    assert (response.headers["Content-Range"], response.headers["Content-Type"]) == (f"bytes 0-3/{len(PNG)}", "image/png")


def test_several_ranges_come_in_parts_and_others_are_416(app: Flask) -> None:
    client = giving(app, lambda: BytesIO(PNG))
    assert client.get("/", headers={"Range": "bytes=0-3,90-91"}).mimetype == "multipart/byteranges"
    assert client.get("/", headers={"Range": f"bytes={len(PNG)}-"}).status_code == 416


def test_who_asks_for_no_range_is_told_of_them(app: Flask) -> None:
    client = giving(app, lambda: PNG)
    assert [ask("/").headers["Accept-Ranges"] for ask in (client.get, client.head)] == ["bytes", "bytes"]


def test_head_tells_the_length_and_closes_the_file(app: Flask) -> None:
    file = BytesIO(PNG)
    response = giving(app, lambda: file).head("/")
    assert (response.data, response.content_length) == (b"", len(PNG))
    response.close()
    assert file.closed


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=0-3"}, {"Range": "bytes=900-"}, {"Accept": "text/plain, image/jpeg"}], ids=str)
def test_a_file_is_closed_whatever_comes_of_it(app: Flask, asked: dict[str, str]) -> None:
    file = BytesIO(PNG)
    giving(app, lambda: file).get("/", headers=asked).close()
    assert file.closed


def test_a_file_is_sent_from_where_it_stands_and_no_longer_than_it_was(app: Flask) -> None:
    with TemporaryFile() as file:
        file.write(PNG)
        file.seek(8)
        response = giving(app, lambda: file).get("/", buffered=False)
        descriptor = os.dup(file.fileno())
        os.pwrite(descriptor, b"more", len(PNG))
        os.close(descriptor)
        assert (response.content_length, response.data) == (len(PNG) - 8, PNG[8:])


def test_a_download_may_be_shown_and_says_when_it_changed(app: Flask) -> None:
    client = giving(app, lambda: Download(JPEG, "image/jpeg", "a.jpg", inline=True, last_modified=datetime(2020, 1, 1)))
    headers = client.get("/").headers
    assert headers["Content-Disposition"] == 'inline; filename="a.jpg"'
    assert headers["Last-Modified"] == "Wed, 01 Jan 2020 00:00:00 GMT"
    assert client.get("/", headers={"If-Modified-Since": headers["Last-Modified"]}).status_code == 304


def test_nothing_is_said_of_the_future(app: Flask) -> None:
    headers = giving(app, lambda: Download(PNG, last_modified=datetime(2999, 1, 1))).get("/").headers
    assert "2999" not in headers["Last-Modified"]


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain; charset=latin-1", "text/plain;charset=utf-8"])
def test_t73_the_media_type_stays_as_it_is_and_the_length_counts_bytes(app: Flask, media_type: str) -> None:
    response = giving(app, lambda: Download("größe".encode(), media_type), Binary("text/plain")).get("/")
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Length"] == "7"


def test_what_a_change_gives_has_no_ranges_and_is_sent_whatever_is_accepted(app: Flask) -> None:
    class Scaled(Resource):
        @returns(IMAGES)
        def post(self) -> Any:
            return Download(JPEG, "image/jpeg")

    Api(app).resource("/")(Scaled)
    response = app.test_client().post("/", headers={"Accept": "image/png"})
    assert (response.status_code, response.mimetype, "Accept-Ranges" in response.headers) == (200, "image/jpeg", False)


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xml"])
def test_what_may_have_scripts_is_shown_in_a_sandbox(app: Flask, media_type: str) -> None:
    headers = giving(app, lambda: Download(b"<a/>", media_type, inline=True), Binary(media_type)).get("/").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_image_has_the_policy_of_all_answers(app: Flask) -> None:
    headers = giving(app, lambda: PNG).get("/").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "returned NoneType"),
        ("text", "returned str"),
        ([PNG], "returned list"),
        (StringIO("text"), "returned StringIO"),
        (Download(b"GIF89a", "image/gif"), "'image/gif'"),
        (Download(b"x", "no type"), "'no type'"),
    ],
    ids=["none", "text", "list", "text-file", "undeclared", "malformed"],
)
def test_what_was_not_declared_breaks_the_contract(app: Flask, result: Any, words: str) -> None:
    client = giving(app, lambda: result)
    app.testing = True
    with pytest.raises(ContractError, match=words):
        client.get("/")


def test_a_file_that_was_opened_for_text_breaks_the_contract(app: Flask) -> None:
    client = giving(app, lambda: NamedTemporaryFile("w+"))
    app.testing = True
    with pytest.raises(ContractError, match="opened in binary mode"):
        client.get("/")


def test_a_file_in_which_one_cannot_seek_breaks_the_contract(app: Flask) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    client = giving(app, lambda: open(reading, "rb"))
    app.testing = True
    with pytest.raises(ContractError, match="cannot seek"):
        client.get("/")


# -- negotiation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["*/*", "image/*", "image/png", "image/webp, image/png;q=0.1", "nonsense"])
def test_what_is_acceptable_is_sent(app: Flask, accept: str) -> None:
    response = giving(app, lambda: PNG).get("/", headers={"Accept": accept})
    assert (response.status_code, response.headers["Vary"]) == (200, "Accept")


def test_what_is_never_there_is_406_before_the_handler(app: Flask) -> None:
    calls: list[int] = []
    response = giving(app, lambda: calls.append(1)).get("/", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["available"], calls) == (406, ["image/png", "image/jpeg"], [])


def test_what_turns_out_to_be_of_another_type_is_406(app: Flask) -> None:
    response = giving(app, lambda: Download(JPEG, "image/jpeg")).get("/", headers={"Accept": "image/png"})
    assert (response.status_code, response.get_json()["available"], response.headers["Vary"]) == (406, ["image/jpeg"], "Accept")


def test_what_the_address_asks_for_is_sent_whatever_is_accepted(app: Flask) -> None:
    class Picture(Resource):
        @returns(IMAGES)
        def get(self) -> Any:
            return PNG

    Api(app, format_in_url=True).resource("/")(Picture)
    assert app.test_client().get("/?format=png", headers={"Accept": "text/html"}).data == PNG
    # What is there is not what the address says, whoever would accept it.
    assert app.test_client().get("/?format=jpeg").status_code == 406


def test_the_offers_are_the_same_each_time() -> None:
    assert binary_offers(IMAGES) == binary_offers(Binary("image/png", "image/jpeg"))
    assert [offer.media_type for offer in binary_offers(IMAGES)] == ["image/png", "image/jpeg"]


def test_an_offer_writes_nothing() -> None:
    with pytest.raises(ContractError):
        binary_offers(IMAGES)[0].emit(PNG, None)


def test_a_range_cannot_be_offered(app: Flask) -> None:
    with pytest.raises(ConfigError, match="is no media type"):
        giving(app, lambda: PNG, Binary("image/*"))


# -- tags --------------------------------------------------------------------------------------------------------------


class Cover(Resource):
    """A picture that is kept with its version."""

    kept: dict[str, Any] = {}

    def find(self, slug: str) -> Any:
        return self.kept.get(slug)

    def version(self, item: Any) -> Any:
        return item["version"]

    @returns(IMAGES)
    def get(self, item: Any) -> Any:
        return Download(item["content"], item["media_type"])

    @accepts(IMAGES)
    @returns(None, 201)
    @returns(None, 204)
    def put(self, slug: str, item: Any, body: Upload) -> Any:
        self.kept[slug] = {"version": (item or {"version": 0})["version"] + 1, "content": body.read(), "media_type": body.media_type}
        return None, 201 if item is None else 204


def test_a_version_tags_content_and_guards_its_change(app: Flask) -> None:
    Api(app).resource("/<slug>")(type("Cover", (Cover,), {"kept": {}}))
    client = app.test_client()
    assert client.put("/a", data=PNG, content_type="image/png").status_code == 201
    tag = client.get("/a").headers["ETag"]
    assert client.get("/a", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/a", headers={"If-Range": tag, "Range": "bytes=0-1"}).data == PNG[:2]
    assert client.put("/a", data=JPEG, content_type="image/jpeg", headers={"If-Match": tag}).status_code == 204
    assert client.put("/a", data=JPEG, content_type="image/jpeg", headers={"If-Match": tag}).status_code == 412
    assert client.get("/a").mimetype == "image/jpeg"


def test_tags_are_computed_of_bytes(app: Flask) -> None:
    client = giving(app, lambda: PNG, IMAGES, ETag())
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_other_statuses_may_have_schemas(app: Flask) -> None:
    class Picture(Resource):
        @returns(IMAGES)
        @returns(Schema.from_dict({"ready": fields.Bool()}), 202)
        def get(self) -> Any:
            return {"ready": False}, 202

    Api(app).resource("/")(Picture)
    assert app.test_client().get("/", headers={"Accept": "image/png, */*;q=0.1"}).get_json() == {"ready": False}


# -- what is taken -----------------------------------------------------------------------------------------------------


def test_content_comes_as_an_upload(app: Flask) -> None:
    response = taking(app).test_client().put("/", data=PNG, content_type="Image/PNG; Author=Me")
    assert response.json == ["image/png; Author=Me", len(PNG)]


@pytest.mark.parametrize("declared", ["image/*", "*/*", "image/png"])
def test_a_range_of_media_types_may_be_taken(app: Flask, declared: str) -> None:
    assert taking(app, Binary(declared)).test_client().put("/", data=PNG, content_type="image/png").json == ["image/png", len(PNG)]


@pytest.mark.parametrize("media_type", ["text/html", "application/json", "image/*x", ""])
def test_another_media_type_is_415_that_lists_those_that_are_taken(app: Flask, media_type: str) -> None:
    response = taking(app).test_client().put("/", data=PNG, content_type=media_type)
    assert (response.status_code, response.headers["Accept"]) == (415, "image/png, image/jpeg")


def test_text_is_taken_in_any_charset(app: Flask) -> None:
    response = taking(app, Binary("text/csv")).test_client().put("/", data=b"\xfc", content_type="text/csv; charset=latin-1")
    assert response.json == ["text/csv; charset=latin-1", 1]


@pytest.mark.parametrize("content", [JPEG, b"<script>", b"\x89PN"], ids=["jpeg", "html", "cut-off"])
def test_content_that_is_not_of_its_type_is_422(app: Flask, content: bytes) -> None:
    response = taking(app).test_client().put("/", data=content, content_type="image/png")
    assert (response.status_code, mistakes(response)) == (422, [("body", "", "content_type")])


def test_content_is_not_looked_at_where_that_is_said(app: Flask) -> None:
    client = taking(app, Binary("image/png", sniff=False)).test_client()
    assert client.put("/", data=b"x", content_type="image/png").json == ["image/png", 1]


@pytest.mark.parametrize("media_type", ["image/png", "text/html", None])
def test_no_content_is_422(app: Flask, media_type: str | None) -> None:
    response = taking(app).test_client().put("/", data=b"", content_type=media_type)
    assert (response.status_code, mistakes(response)) == (422, [("body", "", "required")])


def test_it_comes_with_all_other_mistakes(app: Flask) -> None:
    response = taking(app).test_client().put("/?x=1", data=b"x", content_type="image/png")
    assert mistakes(response) == [("body", "", "content_type"), ("query", "/x", "unknown")]


def test_too_much_content_is_413_by_its_length(app: Flask) -> None:
    response = taking(app).test_client().put("/", data=bytes(1001), content_type="image/png")
    assert (response.status_code, mistakes(response)) == (413, [("body", "", "too_large")])


def sent_piecewise(app: Flask, *pieces: bytes, **environ: Any) -> TestResponse:
    """Send content of which nobody tells the length."""
    overrides = {"wsgi.input": BytesIO(b"".join(pieces)), "wsgi.input_terminated": True, **environ}
    return app.test_client().put("/", content_type="image/png", headers={"Transfer-Encoding": "chunked"}, environ_overrides=overrides)


@pytest.mark.parametrize("size", [100, 1000])
def test_content_of_unknown_length_is_read_to_its_end(app: Flask, size: int) -> None:
    assert sent_piecewise(taking(app), PNG.ljust(size)).json == ["image/png", max(size, len(PNG))]


@pytest.mark.parametrize("size", [1001, 200_000])
def test_too_much_content_of_unknown_length_is_413(app: Flask, size: int) -> None:
    response = sent_piecewise(taking(app), PNG.ljust(size))
    assert (response.status_code, mistakes(response)) == (413, [("body", "", "too_large")])


def test_content_that_nobody_announced_is_judged_when_it_is_there(app: Flask) -> None:
    overrides = {"wsgi.input": BytesIO(PNG), "wsgi.input_terminated": True}
    response = taking(app).test_client().put("/", content_type="text/plain", environ_overrides=overrides)
    assert response.status_code == 415


@pytest.mark.parametrize("there", [0, 5, len(PNG) - 1])
def test_content_that_ends_early_is_400(app: Flask, there: int) -> None:
    overrides = {"wsgi.input": BytesIO(PNG[:there]), "CONTENT_LENGTH": str(len(PNG))}
    response = taking(app).test_client().put("/", content_type="image/png", environ_overrides=overrides)
    assert (response.status_code, mistakes(response)) == (400, [("body", "", "incomplete")])


def test_a_content_coding_is_415(app: Flask) -> None:
    response = taking(app).test_client().put("/", data=gzip.compress(PNG), content_type="image/png", headers={"Content-Encoding": "gzip"})
    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "identity")


def test_a_part_is_not_taken_for_the_whole(app: Flask) -> None:
    response = taking(app).test_client().put("/", data=PNG, content_type="image/png", headers={"Content-Range": "bytes 0-3/8"})
    assert response.status_code == 400


def test_what_a_hook_has_read_is_there_again(app: Flask) -> None:
    app.before_request(lambda: request.get_data() and None)
    assert taking(app).test_client().put("/", data=PNG, content_type="image/png").json == ["image/png", len(PNG)]


def test_what_is_not_read_does_no_harm(app: Flask) -> None:
    client = taking(app, take=lambda body: "unread").test_client()
    assert client.put("/", data=PNG, content_type="image/png").json == "unread"


@pytest.mark.parametrize("media_type", ["png", "", "image/png, image/gif", "image/png;q", "a/b/c"])
def test_a_media_type_has_to_be_one(media_type: str) -> None:
    with pytest.raises(ConfigError, match="Name media types"):
        Binary("image/png", media_type)


def test_a_get_may_take_back_what_was_taken(app: Flask, tmp_path: Path) -> None:
    class Files(Resource):
        @returns(Binary("text/plain"))
        def get(self) -> Any:
            return (tmp_path / "kept").open("rb")

        @accepts(Binary("text/plain"))
        @returns(None)
        def put(self, body: Upload) -> None:
            with (tmp_path / "kept").open("wb") as file:
                body.save(file)

    Api(app).resource("/")(Files)
    client = app.test_client()
    assert client.put("/", data=b"kept", content_type="text/plain").status_code == 204
    with client.get("/") as response:
        assert response.data == b"kept"


# -- on real servers ---------------------------------------------------------------------------------------------------


def test_content_reaches_the_handler_while_it_is_sent(app: Flask, serve: Callable[[Any], str]) -> None:
    begun = Event()

    class Films(Resource):
        @accepts(Binary("video/x-own"), max_size=1_000_000)
        def put(self, body: Upload) -> Any:
            first = body.stream.read(8)
            begun.set()
            return len(first) + len(body.read())

    Api(app).resource("/")(Films)
    address = urlsplit(serve(app))
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Type: video/x-own\r\nContent-Length: 100000\r\n\r\n" + bytes(2000))
        assert begun.wait(30)
        client.sendall(bytes(98_000))
        response = HTTPResponse(client)
        response.begin()
        assert (response.status, response.read()) == (200, b"100000")


FIELDS = {"Content-Type": "video/x-own", "Transfer-Encoding": "chunked"}


@pytest.mark.parametrize("size", [1, LIMIT])
def test_content_in_chunks_is_taken_by_every_server(http: Client, size: int) -> None:
    assert http("PUT", "/api/upload", FIELDS, chunked(bytes(size))).json == size


@pytest.mark.parametrize("size", [LIMIT + 1, 4 * LIMIT])
def test_content_in_too_many_chunks_is_413_in_the_middle(http: Client, size: int) -> None:
    assert http("PUT", "/api/upload", FIELDS, chunked(*(bytes(1000) for _ in range(0, size, 1000)))).status == 413


def test_a_client_that_breaks_off_is_told_so_if_it_still_listens(http: Client) -> None:
    octets = message("PUT", "/api/upload", [("Content-Type", "video/x-own"), ("Content-Length", "20000")]) + bytes(10_000)
    answer = http.send(octets, is_over=True)
    assert answer is None or answer.status == 400


@pytest.mark.parametrize(
    ("decorator", "complaint"),
    [
        (returns(Binary("image/png"), envelope="data"), "envelope='data' around Binary"),
        (accepts(Binary("image/png"), envelope="data"), "envelope='data' around Binary"),
    ],
    ids=["given", "taken"],
)
def test_no_envelope_is_around_what_is_no_data(app: Flask, decorator: Any, complaint: str) -> None:
    class Wrapped(Resource):
        @decorator
        def put(self) -> Any: ...

    with pytest.raises(ConfigError, match=complaint):
        Api(app).resource("/")(Wrapped)


def test_what_is_no_list_has_no_pages(app: Flask) -> None:
    class Pages(Resource):
        @paginate(PageNumber())
        @returns(Binary("image/png"))
        def get(self, page: Any) -> Any: ...

    with pytest.raises(ConfigError, match="which has no pages"):
        Api(app).resource("/")(Pages)
