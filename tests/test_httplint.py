"""Every kind of answer, as it comes over the socket of each real server, is looked at by httplint, the linter behind REDbot."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

import pytest
from httplint import HttpRequestLinter
from httplint import HttpResponseLinter
from httplint import levels
from servers.everything import LIMIT
from servers.everything import ORIGIN
from servers.formats import LISTS
from servers.formats import STREAM_LIMIT
from servers.formats import STREAMED
from servers.formats import PostOut
from servers.raw import Answer

from flask_resty.schema import short_names

JSON = {"Content-Type": "application/json"}
BOOK = {"title": "Emma"}
SHORT = 'application/json;profile="short"'
PHOTO = b'--x\r\nContent-Disposition: form-data; name="caption"\r\n\r\nA dot\r\n--x--\r\n'

#: Where the short names of posts are told.
NAMES = f"/media/short-names/{short_names(PostOut()).version}"
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}


class Asked(NamedTuple):
    """A request, and the status of the answer to it."""

    status: int
    method: str
    target: str
    fields: dict[str, str] = {}
    content: bytes | None = None


def sent(status: int, method: str, target: str, data: Any, **fields: str) -> Asked:
    """Make a request with data in JSON."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Asked(status, method, target, {**JSON, **named}, json.dumps(data).encode())


def given(target: str, media_types: Iterable[str], **fields: str) -> dict[str, Asked]:
    """Make a request of each format."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return {f"{target} {one}": Asked(200, "GET", f"/media/{target}", {"Accept": one, **named}) for one in media_types}


#: Formats of lists; one text is given in its own.
OF_LISTS = [emitter.media_type for emitter in LISTS if not emitter.media_type.startswith("text/plain")]

#: Each kind of answer, with how to get it.
KINDS = {
    "200": Asked(200, "GET", "/api/"),
    "200 head": Asked(200, "HEAD", "/api/books/dune"),
    "200 with a version": Asked(200, "GET", "/api/books/dune"),
    "200 of several types": Asked(200, "GET", "/api/formats", {"Accept": "text/plain"}),
    "200 stream": Asked(200, "GET", "/api/stream"),
    "200 head of a stream": Asked(200, "HEAD", "/api/stream"),
    "200 file": Asked(200, "GET", "/api/file"),
    "200 for another origin": Asked(200, "GET", "/api/", {"Origin": ORIGIN}),
    "200 page": Asked(200, "GET", "/api/pages?page=2"),
    "200 deprecated": Asked(200, "GET", "/api/old"),
    "200 for a principal": Asked(200, "GET", "/api/private", {"Authorization": "Bearer t0ken"}),
    "200 put": sent(200, "PUT", "/api/books/linted", BOOK),
    "200 patch": sent(200, "PATCH", "/api/books/linted", BOOK),
    "200 query": sent(200, "QUERY", "/api/search", {"year": 1}),
    "200 repeated": sent(200, "POST", "/api/keyed", BOOK, Idempotency_Key='"linted"'),
    "201": sent(201, "POST", "/api/books", BOOK),
    "201 minimal": sent(201, "POST", "/api/books", BOOK, Prefer="return=minimal"),
    "202": Asked(202, "POST", "/api/job"),
    "204": Asked(204, "GET", "/api/empty"),
    "204 minimal": sent(204, "PUT", "/api/books/linted", BOOK, Prefer="return=minimal"),
    "204 options": Asked(204, "OPTIONS", "/api/books/dune"),
    "204 preflight": Asked(204, "OPTIONS", "/api/books/dune", PREFLIGHT),
    "206": Asked(206, "GET", "/api/file", {"Range": "bytes=0-3"}),
    "206 parts": Asked(206, "GET", "/api/file", {"Range": "bytes=0-3,50-53"}),
    "304": Asked(304, "GET", "/api/books/dune", {"If-None-Match": "*"}),
    "304 of a computed tag": Asked(304, "GET", "/api/", {"If-None-Match": "*"}),
    "308": Asked(308, "GET", "/api/slash"),
    "400": Asked(400, "POST", "/api/books", JSON, b"{"),
    "400 token": Asked(400, "GET", "/api/private", {"Authorization": "Bearer a b"}),
    "401": Asked(401, "GET", "/api/any"),
    "401 token": Asked(401, "GET", "/api/private", {"Authorization": "Bearer bad"}),
    "402": Asked(402, "GET", "/api/status/402"),
    "403": sent(403, "PUT", "/api/private", BOOK, Authorization="Bearer reader"),
    "404": Asked(404, "GET", "/api/none"),
    "404 head": Asked(404, "HEAD", "/api/none"),
    "404 item": Asked(404, "GET", "/api/books/none"),
    "405": Asked(405, "DELETE", "/api/books"),
    "406": Asked(406, "GET", "/api/formats", {"Accept": "image/png"}),
    "409": Asked(409, "GET", "/api/status/409"),
    "412": sent(412, "PUT", "/api/books/dune", BOOK, If_Match='"x"'),
    "413": Asked(413, "POST", "/api/books", JSON, b" " * (LIMIT + 1)),
    "413 bomb": Asked(413, "POST", "/api/books", {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b" " * (LIMIT + 1))),
    "415": Asked(415, "POST", "/api/books", {"Content-Type": "text/plain"}, b"x"),
    "415 coding": Asked(415, "POST", "/api/books", {**JSON, "Content-Encoding": "frob"}, b"x"),
    "415 patch": Asked(415, "PATCH", "/api/books/dune", {"Content-Type": "text/plain"}, b"x"),
    "416": Asked(416, "GET", "/api/file", {"Range": "bytes=500-"}),
    "422": sent(422, "POST", "/api/books", {}),
    "422 query": Asked(422, "GET", "/api/books?frob=1"),
    "428": Asked(428, "DELETE", "/api/guarded/dune"),
    "429": Asked(429, "GET", "/api/limited", {"X-Client": "linted"}),
    "500": Asked(500, "GET", "/api/crash"),
    "500 contract": Asked(500, "GET", "/api/broken"),
    "501": Asked(501, "FROBNICATE", "/api/books"),
    "503": Asked(503, "GET", "/api/maintained"),
    "503 date": Asked(503, "GET", "/api/closed"),
    **given("posts", [*OF_LISTS, SHORT]),
    **given("export/3", (emitter.media_type for emitter in STREAMED)),
    "200 text": Asked(200, "GET", "/media/title", {"Accept": "text/plain"}),
    "200 version": Asked(200, "GET", "/media/posts/1", {"Accept": "application/vnd.acme.post+json"}),
    "200 format in the path": Asked(200, "GET", "/media/posts.yaml"),
    "200 format in the query": Asked(200, "GET", "/media/posts?format=csv"),
    "200 selection": Asked(200, "GET", "/media/posts?fields=id,author(name)"),
    "200 selection by field": Asked(200, "GET", "/media/posts", {"X-Fields": "id"}),
    "200 head of a format": Asked(200, "HEAD", "/media/posts/1", {"Accept": "application/cbor"}),
    "200 download": Asked(200, "GET", "/media/file"),
    "200 head of a download": Asked(200, "HEAD", "/media/file"),
    "200 shown file": Asked(200, "GET", "/media/picture"),
    "200 empty file": Asked(200, "GET", "/media/nothing-in-it"),
    "200 upload": Asked(200, "PUT", "/media/file", {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "200 form with a file": Asked(200, "POST", "/media/photos", {"Content-Type": "multipart/form-data; boundary=x"}, PHOTO),
    "200 lines": Asked(200, "POST", "/media/sum", {"Content-Type": "application/jsonl"}, b'{"id":1,"title":"a"}\n'),
    "200 short names": Asked(200, "GET", "/media/short-names"),
    "200 short names of a version": Asked(200, "GET", NAMES),
    "201 from yaml": Asked(
        201, "POST", "/media/posts", {"Content-Type": "application/yaml", "Accept": "application/xml"}, b"id: 1\ntitle: a"
    ),
    "206 download": Asked(206, "GET", "/media/file", {"Range": "bytes=0-3"}),
    "206 parts of a download": Asked(206, "GET", "/media/file", {"Range": "bytes=0-3,50-53"}),
    "304 format": Asked(304, "GET", "/media/posts", {"Accept": "application/xml", "If-None-Match": "*"}),
    "304 download": Asked(304, "GET", "/media/file", {"If-Modified-Since": "Sun, 04 Feb 2024 08:49:37 GMT"}),
    "400 xml": Asked(400, "POST", "/media/posts", {"Content-Type": "application/xml", "Accept": "application/xml"}, b"<a>"),
    "404 xml": Asked(404, "GET", "/media/posts/1000", {"Accept": "application/xml"}),
    "406 formats": Asked(406, "GET", "/media/posts", {"Accept": "image/png"}),
    "406 format in the query": Asked(406, "GET", "/media/posts?format=x"),
    "413 lines": Asked(413, "POST", "/media/sum", {"Content-Type": "application/jsonl"}, b" " * (STREAM_LIMIT + 1)),
    "415 formats": Asked(415, "POST", "/media/posts", {"Content-Type": "text/html"}, b"x"),
    "416 download": Asked(416, "GET", "/media/file", {"Range": "bytes=999999-"}),
    "422 selection": Asked(422, "GET", "/media/posts?fields=x"),
    "422 line": Asked(422, "POST", "/media/sum", {"Content-Type": "application/jsonl"}, b'{"id":"x","title":"a"}\n'),
    "422 upload": Asked(422, "PUT", "/media/file", {"Content-Type": "image/png"}, b"<script>"),
}

#: What it says that is no mistake, of which kinds of answers.
ACCEPTED = {
    # A 415 tells what would do in Accept or Accept-Encoding (RFC 9110, 12.5.1 and 12.5.3).
    ("REQUEST_HDR_IN_RESPONSE", "415"),
    ("REQUEST_HDR_IN_RESPONSE", "415 coding"),
    ("REQUEST_HDR_IN_RESPONSE", "415 patch"),
    ("REQUEST_HDR_IN_RESPONSE", "415 formats"),
    # Each part has its own Content-Range, and the head must have none (RFC 9110, 15.3.7.2).
    ("PARTIAL_WITHOUT_RANGE", "206 parts"),
    ("PARTIAL_WITHOUT_RANGE", "206 parts of a download"),
    # It is negotiated by the address, as the developer asked for.
    ("STATUS_406_WITHOUT_NEGOTIATION", "406 format in the query"),
    # They are the same for a client that sends credentials, and shared caches may keep them for those, too (RFC 9111, 3.5).
    ("STORE_PUBLIC_UNNECESSARY", "200 short names of a version"),
    # They are no findings: they tell what 400 and what Deprecation mean.
    ("STATUS_BAD_REQUEST", "400"),
    ("STATUS_BAD_REQUEST", "400 token"),
    ("STATUS_BAD_REQUEST", "400 xml"),
    ("DEPRECATION_PAST", "200 deprecated"),
}


@pytest.fixture
def prepared(http):
    """Give the client of a server on which what the requests are for is there."""
    http("PUT", "/api/books/linted", json=BOOK)
    for _ in range(2):
        http("GET", "/api/limited", {"X-Client": "linted"})
    return http


@pytest.mark.parametrize("kind", KINDS)
def test_answer_is_as_it_should_be(prepared, kind):
    asked = KINDS[kind]
    answer = prepared(asked.method, asked.target, asked.fields, asked.content)
    assert answer.status == asked.status
    assert [said for said in findings(asked, answer) if (said.partition(":")[0], kind) not in ACCEPTED] == []


def findings(asked: Asked, answer: Answer) -> Iterator[str]:
    """Give what the linter warns of: the name of the note, and what it says."""
    request = HttpRequestLinter()
    request.process_request_topline(asked.method.encode(), f"http://test{asked.target}".encode(), b"1.1")
    request.process_headers([(b"Host", b"test"), *((name.encode(), value.encode()) for name, value in asked.fields.items())])
    request.feed_content(asked.content or b"")
    request.finish_content(True)
    response = HttpResponseLinter(start_time=time.time())
    response.base_uri, response.request = f"http://test{asked.target}", request
    response.is_head_response = asked.method == "HEAD"
    response.process_response_topline(answer.version.encode(), str(answer.status).encode(), answer.phrase.encode())
    response.process_headers([(name.encode(), value.encode("latin-1")) for name, value in answer.fields])
    response.feed_content(answer.content)
    response.finish_content(True)
    for note in response.notes:
        if note.level in {levels.WARN, levels.BAD}:
            yield f"{type(note).__name__}: {note.summary}"
