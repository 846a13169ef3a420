"""Problem documents, patches, links, deprecation, limits, idempotency, preferences and QUERY, on each real server."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from itertools import count
from urllib.parse import urljoin

import pytest
from servers.everything import ORIGIN

BOOK = {"title": "Emma", "year": 1815, "tags": ["a", "b"]}
JSON = "application/json"
MERGE = "application/merge-patch+json"
PATCH = "application/json-patch+json"

_numbers = count()


@pytest.fixture
def target(http):
    """Give the path of a book that is there and nobody else's."""
    return http("POST", "/api/books", json=BOOK)["Location"]


@pytest.fixture
def fresh():
    """Give a name that no other test has on any server."""
    return f"fresh-{next(_numbers)}"


# Problem documents (RFC 9457)

ERRORS = [
    ("GET", "/api/none", {}, 404),
    ("GET", "/api/books/none", {}, 404),
    ("PATCH", "/api/books", {}, 405),
    ("FROBNICATE", "/api/books", {}, 501),
    ("GET", "/api/private", {}, 401),
    ("PUT", "/api/private", {"Authorization": "Bearer reader"}, 403),
    ("GET", "/api/formats", {"Accept": "image/png"}, 406),
    ("GET", "/api/books/dune", {"If-Match": '"x"'}, 412),
    ("PUT", "/api/guarded/dune", {}, 428),
    ("GET", "/api/file", {"Range": "bytes=500-"}, 416),
    ("GET", "/api/crash", {}, 500),
    ("GET", "/api/broken", {}, 500),
    ("GET", "/api/maintained", {}, 503),
    *(
        ("GET", f"/api/status/{status}", {}, status)
        for status in (400, 402, 403, 408, 409, 410, 413, 414, 418, 422, 429, 451, 500, 501, 502, 504)
    ),
]


@pytest.mark.parametrize("accept", ["*/*", "text/html, */*;q=0.1", "application/problem+json;q=0, */*"])
@pytest.mark.parametrize(("method", "path", "fields", "status"), ERRORS)
def test_every_error_is_a_problem_document(http, method, path, fields, status, accept):
    """The client checks each: the media type, the members, and that nothing is told of the code."""
    answer = http(method, path, {"Accept": accept, **fields} if "Accept" not in fields else fields)
    assert answer.status == status
    assert answer.json["status"] == status


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"), [error for error in ERRORS if error[0] == "GET" and "Range" not in error[2]]
)
def test_nothing_follows_the_head_of_an_error(http, method, path, fields, status):
    answer = http("HEAD", path, fields)
    assert (answer.status, answer.excess) == (status, b"")
    assert answer["Content-Type"] == "application/problem+json"


def test_problem_type_of_ones_own_is_told(http):
    document = http("GET", "/api/status/402").json
    assert document == {
        "type": "https://example.com/problems/spent",
        "title": "Nothing is left",
        "status": 402,
        "detail": "Come back richer.",
        "balance": 0,
    }


def test_type_is_about_blank_where_there_is_none(http):
    assert http("GET", "/api/none").json["type"] == "about:blank"


# PATCH (RFC 5789, 7396, 6902)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/json-patch", ""])
def test_unknown_patch_is_415_with_what_would_do(http, target, content_type):
    """RFC 5789, 2.2."""
    answer = http("PATCH", target, {"Content-Type": content_type}, "{}")
    assert answer.status == 415
    assert {JSON, MERGE, PATCH} <= set(answer.members("Accept-Patch"))
    assert set(http("OPTIONS", target).members("Accept-Patch")) == set(answer.members("Accept-Patch"))


@pytest.mark.parametrize(
    ("media_type", "patch", "changes"),
    [
        (JSON, {"title": "Sanditon"}, {"title": "Sanditon"}),
        (JSON, {}, {}),
        (MERGE, {"title": "Sanditon", "tags": ["c"]}, {"title": "Sanditon", "tags": ["c"]}),
        (MERGE, {}, {}),
        (PATCH, [], {}),
        (PATCH, [{"op": "replace", "path": "/title", "value": "Sanditon"}], {"title": "Sanditon"}),
        (
            PATCH,
            [{"op": "test", "path": "/year", "value": 1815}, {"op": "add", "path": "/tags/-", "value": "c"}],
            {"tags": ["a", "b", "c"]},
        ),
        (PATCH, [{"op": "remove", "path": "/tags/0"}, {"op": "copy", "from": "/tags/0", "path": "/tags/0"}], {"tags": ["b", "b"]}),
        (PATCH, [{"op": "move", "from": "/tags/1", "path": "/tags/0"}], {"tags": ["b", "a"]}),
    ],
)
def test_patch_changes_what_it_says(http, target, media_type, patch, changes):
    answer = http("PATCH", target, {"Content-Type": media_type}, json.dumps(patch))
    assert answer.status == 200
    assert {name: answer.json[name] for name in BOOK} == BOOK | changes


@pytest.mark.parametrize(
    ("media_type", "content", "statuses"),
    [
        *((media_type, content, {400}) for media_type in (JSON, MERGE, PATCH) for content in ("", "{", "[1,", "NaN", '{"a": 1, "a": 1}')),
        *((media_type, content, {400, 422}) for media_type in (JSON, MERGE) for content in ("[]", "null", "7", '"x"')),
        *((media_type, '{"frob": 1}', {422}) for media_type in (JSON, MERGE)),
        *((media_type, '{"version": 7}', {422}) for media_type in (JSON, MERGE)),
        (MERGE, '{"title": null}', {422}),
        (PATCH, "{}", {400, 422}),
        (PATCH, "[1]", {400, 422}),
        (PATCH, '[{"op": "frob", "path": "/title"}]', {400, 422}),
        (PATCH, '[{"op": "add", "path": "title", "value": "x"}]', {400, 422}),
        (PATCH, '[{"op": "add", "path": "/title"}]', {400, 422}),
        (PATCH, '[{"op": "replace", "path": "/t~2", "value": "x"}]', {400, 409, 422}),
        (PATCH, '[{"op": "test", "path": "/year", "value": 1}]', {409, 422}),
        (PATCH, '[{"op": "remove", "path": "/frob"}]', {409, 422}),
        (PATCH, '[{"op": "replace", "path": "/tags/01", "value": "x"}]', {400, 409, 422}),
        (PATCH, '[{"op": "replace", "path": "/tags/9", "value": "x"}]', {409, 422}),
        (PATCH, '[{"op": "add", "path": "/version", "value": 7}]', {409, 422}),
        (PATCH, '[{"op": "add", "path": "/__class__", "value": 7}]', {409, 422}),
        (PATCH, '[{"op": "replace", "path": "/title", "value": 7}]', {422}),
        (PATCH, '[{"op": "replace", "path": "", "value": 7}]', {409, 422}),
        (PATCH, '[{"op": "replace", "path": "/title", "value": "x"}, {"op": "remove", "path": "/frob"}]', {409, 422}),
    ],
)
def test_patch_that_fails_changes_nothing(http, target, media_type, content, statuses):
    """RFC 5789, 2: all or nothing."""
    before = http("GET", target)
    assert http("PATCH", target, {"Content-Type": media_type}, content).status in statuses
    assert http("GET", target).content == before.content


def test_patch_does_not_grow_without_end(http, target):
    """Each copy of all tags into the tags doubles them."""
    operations = [{"op": "copy", "from": "/tags", "path": "/tags/-"}] * 60
    answer = http("PATCH", target, {"Content-Type": PATCH}, json.dumps(operations))
    assert 400 <= answer.status < 500
    assert http("GET", target).json["tags"] == BOOK["tags"]


def test_patch_has_not_too_many_operations(http, target):
    operations = [{"op": "test", "path": "/year", "value": 1815}] * 600
    answer = http("PATCH", target, {"Content-Type": PATCH}, json.dumps(operations))
    assert answer.status in {200, 400, 413, 422}


# Links (RFC 8288)


def links(answer):
    """Read all links: where each relation leads."""
    found = re.findall(r'<([^<>\s]*)>((?:\s*;\s*[a-z*]+="[^"]*")*)', ", ".join(answer.lines("Link")))
    return {re.search(r'rel="([^"]*)"', attributes)[1]: target for target, attributes in found}


def test_pages_lead_from_first_to_last_and_end(http):
    address, seen = "/api/pages?limit=7", []
    while address:
        answer = http("GET", address)
        seen += answer.json
        assert ("prev" in links(answer)) == (len(seen) > 7)
        following = links(answer).get("next")
        address = following and urljoin(f"http://test{address}", following).removeprefix("http://test")
    assert seen == list(range(1, 26))


def test_links_keep_the_rest_of_the_query(http):
    told = links(http("GET", "/api/pages?limit=5&title=a%26b&page=2"))
    assert {"first", "prev", "next", "last"} <= told.keys()
    assert all("title=a%26b" in told[rel] and "limit=5" in told[rel] for rel in ("first", "prev", "next", "last"))


@pytest.mark.parametrize(
    "name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Original-URL", "X-Script-Name"]
)
@pytest.mark.parametrize("path", ["/api/pages", "/api/old"])
def test_clients_do_not_say_where_links_lead(http, name, path):
    answer = http("GET", path, {name: "evil.example" if name != "Forwarded" else "host=evil.example"})
    assert "evil" not in ", ".join(answer.lines("Link"))
    made = http("POST", "/api/books", {name: "evil.example"}, json=BOOK)
    assert "evil" not in made["Location"]


def test_service_description_is_linked(http):
    """RFC 8631."""
    assert http("GET", links(http("GET", "/api/books"))["service-desc"]).status == 200


# Deprecation (RFC 9745) and Sunset (RFC 8594)


def test_deprecation_comes_before_the_sunset(http):
    answer = http("GET", "/api/old")
    since = re.fullmatch(r"@([0-9]+)", answer["Deprecation"])
    assert int(since[1]) <= parsedate_to_datetime(answer["Sunset"]).timestamp()
    assert {"deprecation", "successor-version"} <= links(answer).keys()


# Limits (draft-ietf-httpapi-ratelimit-headers-10; RFC 6585, 4)


def test_limits_are_told_with_each_answer(http, fresh):
    answer = http("GET", "/api/limited", {"X-Client": fresh})
    assert '"verb";q=2;w=3600' in answer.members("RateLimit-Policy")
    assert re.search(r'"verb";r=1;t=[0-9]+', ", ".join(answer.lines("RateLimit")))


def test_too_many_requests_are_429(http, fresh):
    for _ in range(2):
        assert http("GET", "/api/limited", {"X-Client": fresh}).status == 200
    answer = http("GET", "/api/limited", {"X-Client": fresh})
    assert answer.status == 429
    assert answer["Cache-Control"] == "no-store"
    assert re.fullmatch("[1-9][0-9]*", answer["Retry-After"])
    assert answer.json["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert answer.json["violated-policies"] == ["verb"]


def test_limit_is_not_evaded(http, fresh):
    ways = [("GET", "?x=1", {}), ("HEAD", "", {}), ("GET", "", {"X-Forwarded-For": "10.0.0.1"}), ("GET", "", {"Forwarded": "for=10.0.0.1"})]
    for _ in range(2):
        http("GET", "/api/limited", {"X-Client": fresh})
    for method, query, fields in ways:
        assert http(method, f"/api/limited{query}", {"X-Client": fresh, **fields}).status == 429


def test_options_do_not_count(http, fresh):
    for _ in range(3):
        preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
        assert http("OPTIONS", "/api/limited", {"X-Client": fresh, **preflight}).status == 204
        assert http("OPTIONS", "/api/limited", {"X-Client": fresh}).status == 204
    assert http("GET", "/api/limited", {"X-Client": fresh}).status == 200


@pytest.mark.parametrize(("path", "retry_after"), [("/api/maintained", "[0-9]+"), ("/api/closed", r"\w{3}, .* GMT")])
def test_maintenance_tells_when_to_come_back(http, path, retry_after):
    """RFC 9110, 10.2.3 and 15.6.4."""
    answer = http("GET", path)
    assert answer.status == 503
    assert re.fullmatch(retry_after, answer["Retry-After"])


# Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07)


def keyed(http, key, data=BOOK, path="/api/keyed"):
    return http("POST", path, {"Idempotency-Key": key}, json=data)


def test_repeat_is_answered_with_what_was_answered(http, fresh):
    first, second = keyed(http, f'"{fresh}"'), keyed(http, f'"{fresh}"')
    assert (first.status, second.status) == (200, 200)
    assert first.content == second.content


def test_book_is_made_once_for_a_key(http, fresh):
    answers = [keyed(http, f'"{fresh}"', {"title": fresh}, "/api/books") for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert len(http("GET", f"/api/books?title={fresh}").json) == 1


def test_key_with_other_content_is_422(http, fresh):
    keyed(http, f'"{fresh}"')
    assert keyed(http, f'"{fresh}"', {"title": "Other"}).status == 422


def test_missing_key_is_400_where_one_is_required(http):
    assert http("POST", "/api/keyed", json=BOOK).status == 400
    assert http("POST", "/api/books", json=BOOK).status == 201


@pytest.mark.parametrize("key", ["", "bare", '"', '"a', '""', '"a" b', "7", ":YQ==:", '"\xe9"', '"a", "b"', "'a'", '"a\\b"'])
def test_malformed_key_is_400(http, key):
    """A string of structured fields (RFC 9651, 3.3.3)."""
    assert keyed(http, key).status == 400


def test_concurrent_repeats_run_once(http, fresh):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: keyed(http, f'"{fresh}"', {"title": fresh}), range(6)))
    assert {answer.status for answer in answers} <= {200, 409}
    assert len({answer.content for answer in answers if answer.status == 200}) == 1


def test_failed_request_may_be_repeated_with_its_key(http, fresh):
    assert [keyed(http, f'"{fresh}"', {"frob": 1}).status, keyed(http, f'"{fresh}"').status] == [422, 200]


# Prefer (RFC 7240)


@pytest.mark.parametrize(
    "prefer", ["return=minimal", "RETURN=minimal", 'return="minimal"', "wait=5, return=minimal", "return=minimal, return=representation"]
)
def test_minimal_answers_have_no_content(http, target, prefer):
    answer = http("PUT", target, {"Prefer": prefer}, json=BOOK)
    assert answer.status == 204
    assert "return=minimal" in answer.members("Preference-Applied")
    assert answer["ETag"] == http("GET", target)["ETag"]


@pytest.mark.parametrize("prefer", ["", "return=frob", "frob", "frob=1", "return", ";;;", "return=representation", '"', "\xff"])
def test_other_preferences_are_ignored(http, target, prefer):
    answer = http("PUT", target, {"Prefer": prefer}, json=BOOK)
    assert (answer.status, answer.json["title"]) == (200, "Emma")


def test_made_minimally_is_201_with_its_place(http):
    answer = http("POST", "/api/books", {"Prefer": "return=minimal"}, json=BOOK)
    assert (answer.status, answer.content) == (201, b"")
    assert http("GET", answer["Location"]).status == 200


# QUERY (RFC 10008)


def test_query_is_answered(http):
    answer = http("QUERY", "/api/search", json={"year": 1965})
    assert (answer.status, answer.json) == (200, [])
    assert "QUERY" in http("OPTIONS", "/api/search").members("Allow")


@pytest.mark.parametrize("fields", [{}, {"Content-Type": "text/plain"}, {"Content-Type": ""}])
def test_query_of_another_type_is_415(http, fields):
    answer = http("QUERY", "/api/search", fields, '{"year": 1965}')
    assert answer.status == 415
    assert answer["Accept-Query"] == JSON


def test_query_is_validated(http):
    assert http("QUERY", "/api/search", json={"year": "x"}).status == 422
    assert http("QUERY", "/api/search", {"Content-Type": JSON}, "{").status == 400
