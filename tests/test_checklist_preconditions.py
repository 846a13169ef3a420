"""Preconditions, ranges and caching (RFC 9110, 13 and 14; RFC 9111), on each real server."""

from __future__ import annotations

import re
from email.utils import format_datetime
from email.utils import parsedate_to_datetime

import pytest
from servers.client import IMF_FIXDATE

BOOK = {"title": "Emma", "year": 1815}
JSON = {"Content-Type": "application/json"}
OTHER = '"other"'

LONG_AGO = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.fixture
def target(http):
    """Give the path of a book that is there and nobody else's."""
    return http("POST", "/api/books", json=BOOK)["Location"]


def weakened(tag):
    return f"W/{tag}"


# ETag


def test_etag_is_stable_and_changes_with_what_is_shown(http, target):
    """RFC 9110, 8.8.3."""
    first, second = http("GET", target), http("GET", target)
    assert re.fullmatch(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"', first["ETag"])
    assert first["ETag"] == second["ETag"] == http("HEAD", target)["ETag"]
    http("PUT", target, json={"title": "Persuasion"})
    assert http("GET", target)["ETag"] != first["ETag"]


def test_etag_differs_by_media_type(http):
    """RFC 9110, 8.8.3.3."""
    tags = {http("GET", "/api/formats", {"Accept": accept})["ETag"] for accept in ("application/json", "text/plain")}
    assert len(tags) == 2


def test_answer_to_a_write_has_the_new_tag(http, target):
    assert http("PUT", target, json=BOOK)["ETag"] == http("GET", target)["ETag"]


@pytest.mark.parametrize("path", ["/api/none", "/api/books/none", "/api/crash", "/api/status/418", "/api/private", "/api/maintained"])
def test_errors_have_no_validators(http, path):
    answer = http("GET", path)
    assert "ETag" not in answer and "Last-Modified" not in answer


# If-None-Match


@pytest.mark.parametrize("path", ["/api/books/dune", "/api/formats", "/api/file", "/api/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("written", ["{0}", "W/{0}", '"x", {0}', '"x",,W/{0} , "y"', "*"])
def test_matching_get_is_304(http, path, method, written):
    """RFC 9110, 13.1.2: compared weakly, in lists, and by ``*``."""
    tag = http("GET", path)["ETag"]
    assert http(method, path, {"If-None-Match": written.format(tag)}).status == 304


def test_304_has_the_fields_of_the_200(http, target):
    """RFC 9110, 15.4.5."""
    ok = http("GET", target)
    answer = http("GET", target, {"If-None-Match": ok["ETag"]})
    for name in ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary"):
        assert answer.lines(name) == ok.lines(name)
    assert {"Content-Type", "Content-Encoding", "Content-Range"}.isdisjoint({name.title() for name, _ in answer.fields})


@pytest.mark.parametrize("value", [OTHER, 'W/"other"', "", ",", "garbage", '"unclosed', "W/", "w/{0}", "\xff"])
def test_other_get_is_answered(http, target, value):
    tag = http("GET", target)["ETag"]
    assert http("GET", target, {"If-None-Match": value.format(tag)}).status in {200, 400}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("written", ["{0}", "W/{0}", "*"])
def test_if_none_match_keeps_a_write_from_what_is_there(http, target, method, written):
    """RFC 9110, 13.1.2: any other method than GET and HEAD gets 412."""
    before = http("GET", target)
    answer = http(method, target, {"If-None-Match": written.format(before["ETag"])}, json=BOOK)
    assert answer.status == 412
    assert http("GET", target).content == before.content


def test_put_may_create_where_nothing_is(http):
    target = f"/api/books/new-{http.name}"
    http("DELETE", target)
    assert [http("PUT", target, {"If-None-Match": "*"}, json=BOOK).status for _ in range(2)] == [201, 412]


# If-Match


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("value", [OTHER, "W/{0}", '"x", "y"', "garbage", ""])
def test_if_match_that_fails_is_412_and_nothing_is_done(http, target, method, value):
    """RFC 9110, 13.1.1: compared strongly, and for GET as well."""
    before = http("GET", target)
    answer = http(method, target, {"If-Match": value.format(before["ETag"])}, **({} if method in {"GET", "HEAD"} else {"json": BOOK}))
    assert answer.status in ({400, 412} if value in {"garbage", ""} else {412})
    assert http("GET", target).content == before.content


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("value", ["{0}", "*", '"x", {0}'])
def test_if_match_that_holds_lets_pass(http, target, method, value):
    tag = http("GET", target)["ETag"]
    answer = http(method, target, {"If-Match": value.format(tag)}, **({} if method == "GET" else {"json": BOOK}))
    assert answer.status in {200, 204}


def test_if_match_fails_where_nothing_is(http):
    assert http("PUT", f"/api/books/missing-{http.name}", {"If-Match": "*"}, json=BOOK).status == 412
    assert http("PUT", f"/api/books/missing-{http.name}", {"If-Match": OTHER}, json=BOOK).status == 412
    assert http("DELETE", "/api/books/none", {"If-Match": "*"}).status == 404


def test_of_two_writers_the_second_is_refused(http, target):
    tag = http("GET", target)["ETag"]
    statuses = [http("PUT", target, {"If-Match": tag}, json={"title": title}).status for title in ("A", "B")]
    assert statuses == [200, 412]
    assert http("GET", target).json["title"] == "A"


# Dates


def test_last_modified_is_a_date_in_the_past(http, target):
    """RFC 9110, 8.8.2."""
    answer = http("GET", target)
    assert IMF_FIXDATE.fullmatch(answer["Last-Modified"])
    assert parsedate_to_datetime(answer["Last-Modified"]) <= parsedate_to_datetime(answer["Date"])


def spellings(date):
    """Write a date in all the forms that recipients have to read (RFC 9110, 5.6.7)."""
    moment = parsedate_to_datetime(date)
    return [date, moment.strftime("%A, %d-%b-%y %H:%M:%S GMT"), f"{moment:%a %b} {moment.day:2} {moment:%H:%M:%S %Y}"]


@pytest.mark.parametrize("form", range(3))
def test_if_modified_since_gives_304(http, target, form):
    """RFC 9110, 13.1.3."""
    date = spellings(http("GET", target)["Last-Modified"])[form]
    assert http("GET", target, {"If-Modified-Since": date}).status == 304
    assert http("HEAD", target, {"If-Modified-Since": date}).status == 304


NO_DATES = ["", "yesterday", "0", "2024-01-01", "Sat, 99 Nov 2026 07:58:05 GMT", "Sun, 06 Nov 1994 08:49:37 +0200", "\xff", "9" * 400]


@pytest.mark.parametrize("date", [LONG_AGO, *NO_DATES])
def test_if_modified_since_is_ignored_if_it_is_no_date_or_old(http, target, date):
    assert http("GET", target, {"If-Modified-Since": date}).status == 200


def test_if_modified_since_is_for_reading_only(http, target):
    date = http("GET", target)["Last-Modified"]
    assert http("PUT", target, {"If-Modified-Since": date}, json=BOOK).status == 200


def test_if_none_match_goes_before_if_modified_since(http, target):
    """RFC 9110, 13.2.2."""
    known = http("GET", target)
    assert http("GET", target, {"If-None-Match": OTHER, "If-Modified-Since": known["Last-Modified"]}).status == 200
    assert http("GET", target, {"If-None-Match": known["ETag"], "If-Modified-Since": LONG_AGO}).status == 304


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_if_unmodified_since_that_fails_is_412(http, target, method):
    """RFC 9110, 13.1.4."""
    assert http(method, target, {"If-Unmodified-Since": LONG_AGO}, **({} if method == "GET" else {"json": BOOK})).status == 412


def test_if_unmodified_since_that_holds_lets_pass(http, target):
    date = http("GET", target)["Last-Modified"]
    assert http("PUT", target, {"If-Unmodified-Since": date}, json=BOOK).status == 200


@pytest.mark.parametrize("date", NO_DATES)
def test_if_unmodified_since_is_ignored_if_it_is_no_date(http, target, date):
    assert http("GET", target, {"If-Unmodified-Since": date}).status == 200


def test_if_match_goes_before_if_unmodified_since(http, target):
    tag = http("GET", target)["ETag"]
    assert http("PUT", target, {"If-Match": tag, "If-Unmodified-Since": LONG_AGO}, json=BOOK).status == 200


def test_date_is_now(http):
    """RFC 9110, 6.6.1."""
    dates = [parsedate_to_datetime(http("GET", path)["Date"]) for path in ("/api/", "/api/none", "/api/empty")]
    assert max(dates) - min(dates) < parsedate_to_datetime(LONG_AGO) - parsedate_to_datetime("Sun, 06 Nov 1994 08:49:00 GMT")


# The order


def test_412_comes_before_422_and_400(http, target):
    """RFC 9110, 13.2.1."""
    assert http("PUT", target, {"If-Match": OTHER}, json={"frob": 1}).status == 412
    assert http("PUT", target, {"If-Match": OTHER, **JSON}, "{").status == 412


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"),
    [
        ("GET", "/api/none", {}, 404),
        ("PUT", "/api/books", {}, 405),
        ("GET", "/api/private", {}, 401),
        ("PUT", "/api/private", {"Authorization": "Bearer reader"}, 403),
        ("PUT", "/api/books/dune", {"Content-Type": "text/plain"}, 415),
    ],
)
def test_preconditions_are_ignored_where_the_request_fails_anyway(http, method, path, fields, status):
    """RFC 9110, 13.2.1."""
    assert http(method, path, {"If-Match": OTHER, **fields}, b"x" if method == "PUT" else None).status == status


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_428_where_a_match_is_required(http, target, method):
    """RFC 6585, 3."""
    target = target.replace("books", "guarded")
    answer = http(method, target, json={"frob": 1})
    assert answer.status == 428
    assert "If-Match" in answer.json["detail"]
    assert http(method, target, {"If-Match": http("GET", target)["ETag"]}, json=BOOK).status in {200, 204}


# Ranges


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-3", 0, 3),
        ("bytes=-4", 96, 99),
        ("bytes=90-", 90, 99),
        ("bytes=90-1000", 90, 99),
        ("bytes=-1000", 0, 99),
        ("Bytes=5-5", 5, 5),
        ("bytes= 0-3 ,", 0, 3),
        ("bytes=0-1,2-3", 0, 3),
    ],
)
def test_range_is_206(http, asked, first, last):
    """RFC 9110, 14.2 and 15.3.7."""
    answer = http("GET", "/api/file", {"Range": asked})
    assert answer.status == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/100"
    assert answer.content == bytes(range(first, last + 1))
    assert answer["ETag"] == '"file"'


@pytest.mark.parametrize(
    "asked", ["items=0-3", "bytes=3-1", "bytes=", "bytes", "bytes=a-b", "bytes=--1", "bytes 0-3", "", "=", "bytes=0-3;q=1", "\xff"]
)
def test_what_is_no_range_is_ignored(http, asked):
    """RFC 9110, 14.2: an unknown unit has to be."""
    answer = http("GET", "/api/file", {"Range": asked})
    assert (answer.status, len(answer.content)) == (200, 100)


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=1000-2000", "bytes=-0", f"bytes={'9' * 300}-"])
def test_range_of_nothing_is_416(http, asked):
    """RFC 9110, 15.5.17."""
    answer = http("GET", "/api/file", {"Range": asked})
    assert answer.status == 416
    assert answer["Content-Range"] == "bytes */100"


def test_several_ranges_are_parts_or_the_whole(http):
    """RFC 9110, 14.6."""
    answer = http("GET", "/api/file", {"Range": "bytes=0-3,50-53"})
    assert answer.status in {200, 206}
    if answer.status == 206:
        assert answer["Content-Type"].startswith("multipart/byteranges; boundary=")
        assert "Content-Range" not in answer
        assert answer.content.count(b"Content-Range: bytes ") == 2


def test_many_ranges_cost_no_more_than_the_whole(http):
    """RFC 9110, 17.15."""
    answer = http("GET", "/api/file", {"Range": "bytes=" + ",".join(f"{first}-{first}" for first in range(0, 100, 2))})
    assert (answer.status, len(answer.content)) == (200, 100)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_range_is_for_get_only(http, method):
    assert http(method, "/api/file", {"Range": "bytes=0-3"}).status in {200, 204}


@pytest.mark.parametrize(("condition", "status"), [('"file"', 206), ('W/"file"', 200), (OTHER, 200), (LONG_AGO, 200), ("garbage", 200)])
def test_if_range_is_compared_strongly(http, condition, status):
    """RFC 9110, 13.1.5."""
    assert http("GET", "/api/file", {"Range": "bytes=0-3", "If-Range": condition}).status == status


def test_conditions_go_before_the_range(http):
    """RFC 9110, 13.2.2."""
    assert http("GET", "/api/file", {"Range": "bytes=0-3", "If-None-Match": '"file"'}).status == 304
    assert http("GET", "/api/file", {"Range": "bytes=200-", "If-Match": OTHER}).status == 412


def test_json_has_no_ranges_but_says_so_or_serves_them(http):
    answer = http("GET", "/api/books/dune", {"Range": "bytes=0-3"})
    assert answer.status in {200, 206}


# Caching


@pytest.mark.parametrize("path", ["/api/", "/api/books/dune", "/api/file", "/api/stream"])
def test_success_says_how_long_it_is_fresh(http, path):
    """RFC 9111, 4.2.2: what says nothing is kept as long as a cache thinks fit."""
    assert "max-age=60" in http("GET", path).members("Cache-Control")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/none"), ("GET", "/api/books/none"), ("PATCH", "/api/books"), ("GET", "/api/status/410"), ("FROBNICATE", "/api/books")],
)
def test_errors_are_not_kept(http, method, path):
    """RFC 9110, 15.1: 404, 405, 410 and 501 would be."""
    assert http(method, path)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "credentials"), [("/api/private", "Bearer t0ken"), ("/api/open", "Bearer t0ken"), ("/api/any", "Bearer t0ken")]
)
def test_what_is_for_one_caller_is_for_no_shared_cache(http, path, credentials):
    """RFC 9111, 3.5."""
    said = http("GET", path, {"Authorization": credentials}).members("Cache-Control")
    assert {"private", "no-store"} & set(said)
    assert "public" not in said


def test_dates_are_written_as_http_does():
    """The test's own reading of dates is not what is tested."""
    assert spellings(LONG_AGO) == [LONG_AGO, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
    assert format_datetime(parsedate_to_datetime(LONG_AGO), usegmt=True) == LONG_AGO
