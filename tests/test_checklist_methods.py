"""Methods, ``Allow`` and statuses (RFC 9110, 9, 10.2.1, 15), on each real server."""

from __future__ import annotations

import pytest
from servers.differences import outcomes
from servers.raw import Connection
from servers.raw import message

BOOK = {"title": "Emma", "year": 1815}

#: Methods with a body that is no book, for where the body must not matter.
GARBAGE = {"content": "{", "fields": {"Content-Type": "application/json"}}


def make_book(http):
    return http("POST", "/api/books", json=BOOK)["Location"]


@pytest.mark.parametrize(
    "target", ["/api/", "/api/books", "/api/books/dune", "/api/formats", "/api/stream", "/api/empty", "/api/broken", "/api/none"]
)
def test_head_is_get_without_the_content(http, target):
    """RFC 9110, 9.3.2 and 8.6."""
    get, head = http("GET", target), http("HEAD", target)
    assert head.status == get.status
    assert head.excess in ({b""} if "Transfer-Encoding" not in get else outcomes(http.name, "head of a stream", {b""}))
    assert told(head) == told(get)
    assert head.lines("Content-Length") in ([], [str(len(get.content))])


def told(answer):
    """Give the fields that tell the same each time."""
    framing = {"date", "connection", "content-length", "transfer-encoding", "ratelimit", "server-timing"}
    return sorted((name.lower(), value) for name, value in answer.fields if name.lower() not in framing)


@pytest.mark.parametrize("method", ["FROBNICATE", "get", "Get", "post"])
@pytest.mark.parametrize("target", ["/api/books", "/api/none"])
def test_unknown_method_is_501(http, method, target):
    """RFC 9110, 9.1 and 15.6.2; methods are case-sensitive."""
    answer = http.send(message(method, target))
    assert answer.status in ({501} if method.isupper() else outcomes(http.name, "case of methods", {501}))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "QUERY", "PROPFIND", "LOCK", "TRACE"])
def test_known_method_that_is_not_served_is_405(http, method):
    """RFC 9110, 15.5.6: ``Allow`` lists what OPTIONS does."""
    answer = http(method, "/api/books")
    assert answer.status == 405
    assert set(answer.members("Allow")) == {"GET", "HEAD", "OPTIONS", "POST"} == set(http("OPTIONS", "/api/books").members("Allow"))


def test_options_tells_what_is_served(http):
    """RFC 9110, 9.3.7."""
    answer = http("OPTIONS", "/api/books")
    assert answer.status == 204
    assert answer["Accept-Post"] == "application/json"
    assert http("OPTIONS", "/api/search")["Accept-Query"] == "application/json"
    assert "application/json" in http("OPTIONS", "/api/books/dune").members("Accept-Patch")


def test_options_of_nothing_is_404(http):
    assert http("OPTIONS", "/api/none").status == 404


def test_options_of_the_server_is_no_crash(http):
    assert http.send(message("OPTIONS", "*")).status < 500


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "PROPFIND"])
def test_404_comes_before_405(http, method):
    assert http(method, "/api/none").status == 404


def test_405_comes_before_the_content(http):
    assert http("PUT", "/api/books", **GARBAGE).status == 405


def test_trace_echoes_nothing(http):
    """RFC 9110, 9.3.8."""
    answer = http("TRACE", "/api/books", {"Cookie": "secret=1"})
    assert answer.status in {405, 501}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_not_overridden(http, method, name):
    target = make_book(http)
    http(method, target, {name: "DELETE"})
    http(method, f"{target}?_method=DELETE", {name: "DELETE"})
    assert http("GET", target).status == 200


def test_201_has_a_location_that_answers_at_once(http):
    """RFC 9110, 9.3.3 and 10.2.2."""
    answer = http("POST", "/api/books", json=BOOK)
    assert answer.status == 201
    found = http("GET", answer["Location"])
    assert found.status == 200
    assert found.json == answer.json


def test_put_tells_whether_it_created(http):
    """RFC 9110, 9.3.4."""
    target = f"/api/books/put-{http.name}"
    http("DELETE", target)
    assert [http("PUT", target, json=BOOK).status for _ in range(2)] == [201, 200]


def test_content_is_what_content_location_says(http):
    """RFC 9110, 8.7."""
    target = make_book(http)
    answer = http("PUT", target, json={"title": "Persuasion"})
    found = http("GET", answer["Content-Location"])
    assert (found.json, found["ETag"]) == (answer.json, answer["ETag"])


def test_put_of_a_part_is_refused(http):
    """RFC 9110, 14.5."""
    target = make_book(http)
    answer = http("PUT", target, {"Content-Range": "bytes 0-3/10"}, json={"title": "Part"})
    assert answer.status == 400
    assert http("GET", target).json["title"] == "Emma"


def test_second_delete_finds_nothing(http):
    """RFC 9110, 9.3.5 and 9.2.2."""
    target = make_book(http)
    assert [http("DELETE", target, **GARBAGE).status, http("DELETE", target).status, http("GET", target).status] == [204, 404, 404]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_content_of_a_get_means_nothing(http, method):
    """RFC 9110, 9.3.1."""
    assert http(method, "/api/books/dune", **GARBAGE).status in {200, 400}


def test_answer_without_content_keeps_the_connection_usable(http):
    """RFC 9110, 15.3.5: nothing of a 204 is mistaken for the next answer."""
    with Connection(http.address) as connection:
        for target in ("/api/empty", "/api/empty", "/api/"):
            connection.send(message("GET", target, [("Connection", "keep-alive")]))
            answer = connection.answer()
            assert answer.status == (200 if target == "/api/" else 204)
            if "close" in answer.members("Connection") or answer.version == "1.0":
                return
