"""Every kind of answer, as it comes over the socket of each real server, is looked at by httplint, the linter behind REDbot."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

import pytest
from httplint import HttpRequestLinter
from httplint import HttpResponseLinter
from httplint import levels
from servers.everything import LIMIT
from servers.everything import ORIGIN
from servers.raw import Answer

JSON = {"Content-Type": "application/json"}
BOOK = {"title": "Emma"}
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
}

#: What it says that is no mistake, of which kinds of answers.
ACCEPTED = {
    # A 415 tells what would do in Accept or Accept-Encoding (RFC 9110, 12.5.1 and 12.5.3).
    ("REQUEST_HDR_IN_RESPONSE", "415"),
    ("REQUEST_HDR_IN_RESPONSE", "415 coding"),
    ("REQUEST_HDR_IN_RESPONSE", "415 patch"),
    # Each part has its own Content-Range, and the head must have none (RFC 9110, 15.3.7.2).
    ("PARTIAL_WITHOUT_RANGE", "206 parts"),
    # They are no findings: they tell what 400 and what Deprecation mean.
    ("STATUS_BAD_REQUEST", "400"),
    ("STATUS_BAD_REQUEST", "400 token"),
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
