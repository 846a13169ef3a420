"""Ranges of bytes (RFC 9110, 14): what is asked for, what is sent, and what is ignored."""

from __future__ import annotations

import http.client
import os
import time
from datetime import UTC
from datetime import datetime
from email import message_from_bytes
from email.policy import HTTP
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.util import FileWrapper as StandardFileWrapper

import pytest
from flask import Flask
from flask import Response
from flask import request
from flask import send_file
from flask import send_from_directory
from hypothesis import HealthCheck
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from flask_resty.http import ranges
from flask_resty.http.byteranges import coalesce
from flask_resty.http.byteranges import parse
from flask_resty.http.dates import http_date

TEN = b"0123456789"
LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "ten.bin"
    path.write_bytes(TEN)
    os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    return path


def serving(make):
    """Give an app that answers with ranges of what ``make`` makes, as the line does."""
    app = Flask("files")

    @app.route("/", methods=["GET", "POST", "PUT", "QUERY"])
    def content():
        with ranges.detached(request.environ):
            response = app.make_response(make())
        return ranges.serve(request.environ, response)

    return app


def ask(make, asked=None, method="GET", **headers):
    """Give the answer to one request, read and closed as a server does."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if asked is not None:
        fields["Range"] = asked
    return serving(make).test_client().open(method=method, headers=fields, buffered=True)


def text():
    return Response(TEN, content_type="text/plain", headers={"ETag": '"one"', "Last-Modified": http_date(LONG_AGO)})


def parts_of(response):
    """Give the parts of a multipart answer, read by the standard library: content range, media type and bytes."""
    head = f"Content-Type: {response.headers['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + response.data, policy=HTTP)
    assert not message.defects
    return [(part["Content-Range"], part.get_content_type(), part.get_payload(decode=True)) for part in message.iter_parts()]


# -- what is asked for -------------------------------------------------------------------------------------------------

RANGES = [
    # The examples of RFC 9110, 14.1.2, for 10000 bytes.
    ("bytes=0-499", [range(500)]),
    ("bytes=500-999", [range(500, 1000)]),
    ("bytes=-500", [range(9500, 10000)]),
    ("bytes=9500-", [range(9500, 10000)]),
    ("bytes=0-0,-1", [range(1), range(9999, 10000)]),
    ("bytes= 0-999, 4500-5499, -1000", [range(1000), range(4500, 5500), range(9000, 10000)]),
    ("bytes=500-600,601-999", [range(500, 601), range(601, 1000)]),
    ("bytes=500-700,601-999", [range(500, 701), range(601, 1000)]),
    # The end is that of the content.
    ("bytes=0-", [range(10000)]),
    ("bytes=9999-9999", [range(9999, 10000)]),
    ("bytes=9999-10000", [range(9999, 10000)]),
    ("bytes=-10001", [range(10000)]),
    # A unit is the same in capitals; a list may have empty members and white space.
    ("BYTES=0-1", [range(2)]),
    ("bytes=,0-1 ,\t, 3-4,", [range(2), range(3, 5)]),
    ("bytes=0007-0008", [range(7, 9)]),
    # Nothing is there of these.
    ("bytes=10000-", []),
    ("bytes=10000-10001", []),
    ("bytes=-0", []),
    ("bytes=20000-,-0", []),
    ("bytes=20000-,-1", [range(9999, 10000)]),
    # Numbers have no largest one.
    ("bytes=0-" + "9" * 5000, [range(10000)]),
    ("bytes=-" + "9" * 5000, [range(10000)]),
    ("bytes=" + "9" * 5000 + "-", []),
    ("bytes=" + "0" * 5000 + "-1", [range(2)]),
    ("bytes=" + ",".join(["0-0"] * 16), [range(1)] * 16),
]

IGNORED = [
    "",
    "bytes",
    "bytes=",
    "bytes= ,",
    "bytes=-",
    "bytes=0",
    "bytes=a-b",
    "bytes=0-1-2",
    "bytes=+0-1",
    "bytes=--1",
    "bytes=0 - 1",
    "bytes=0x0-0x1",
    "bytes=0-1;2-3",
    "bytes=0-1,x",
    "bytes=1-0",
    "bytes=0-1,5-4",
    "bytes=\N{ARABIC-INDIC DIGIT ONE}-",
    "bytes=\N{SUPERSCRIPT TWO}-",
    "bytes =0-1",
    "bytes:0-1",
    "byte=0-1",
    "items=0-1",
    "bytes=0-1,bytes=3-4",
    "=0-1",
    "bytes=" + ",".join(["0-0"] * 17),
    "bytes=" + "1" * 20 + "-1",
]


@pytest.mark.parametrize(("asked", "expected"), RANGES)
def test_ranges_are_read(asked, expected):
    assert parse(asked, 10000) == expected


@pytest.mark.parametrize("asked", IGNORED)
def test_what_is_invalid_or_of_another_unit_is_no_range(asked):
    assert parse(asked, 10000) is None


@pytest.mark.parametrize(
    ("asked", "joined"),
    [
        ([range(5)], [range(5)]),
        ([range(5), range(5, 9)], [range(9)]),
        ([range(5), range(6, 9)], [range(5), range(6, 9)]),
        ([range(9), range(2, 3)], [range(9)]),
        ([range(6, 9), range(5)], [range(6, 9), range(5)]),
        ([range(6, 9), range(2), range(4, 7)], [range(4, 9), range(2)]),
        ([range(8, 9), range(2), range(1, 9)], [range(9)]),
        ([range(1)] * 16, [range(1)]),
    ],
)
def test_ranges_that_overlap_or_touch_are_joined_in_the_order_asked_for(asked, joined):
    assert coalesce(asked) == joined


# -- one range ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told", "content"),
    [
        ("bytes=0-3", "bytes 0-3/10", b"0123"),
        ("bytes=4-", "bytes 4-9/10", b"456789"),
        ("bytes=-3", "bytes 7-9/10", b"789"),
        ("bytes=0-", "bytes 0-9/10", TEN),
        ("bytes=2-3,4-5", "bytes 2-5/10", b"2345"),
        ("bytes=4-7,2-5,3-3", "bytes 2-7/10", b"234567"),
        ("bytes=2-3,70-", "bytes 2-3/10", b"23"),
    ],
)
def test_one_range_is_206_with_its_place_and_length(asked, told, content, path):
    for make in (text, lambda: Response([TEN[:5], TEN[5:]]), lambda: send_file(path)):
        response = ask(make, asked)
        assert response.status_code == 206
        assert response.headers["Content-Range"] == told
        assert response.headers["Content-Length"] == str(len(content))
        assert response.data == content


def test_a_part_has_the_fields_of_the_whole():
    fields = {"Cache-Control": "max-age=5", "Expires": http_date(LONG_AGO), "Vary": "Accept", "Content-Location": "/ten", "X-Own": "1"}
    fields |= {"ETag": '"one"', "Last-Modified": http_date(LONG_AGO), "Date": http_date(LONG_AGO), "Content-Language": "en"}
    whole = ask(lambda: Response(TEN, headers=fields))
    part = ask(lambda: Response(TEN, headers=fields), "bytes=0-3")
    assert dict(part.headers) == dict(whole.headers) | {"Content-Length": "4", "Content-Range": "bytes 0-3/10", "Accept-Ranges": "bytes"}


def test_encoded_content_is_cut_as_it_is_sent():
    response = ask(lambda: Response(TEN, headers={"Content-Encoding": "gzip"}), "bytes=0-1")
    assert (response.status_code, response.headers["Content-Encoding"], response.data) == (206, "gzip", b"01")


def test_sums_over_the_whole_are_not_told_of_a_part():
    def make():
        return Response(TEN, headers={"Content-Digest": "sha-256=:AA==:", "Content-MD5": "AA==", "Repr-Digest": "sha-256=:AA==:"})

    response = ask(make, "bytes=0-1")
    assert not {"Content-Digest", "Content-MD5"} & set(response.headers.keys())
    assert "Repr-Digest" in response.headers


# -- several -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("bytes=0-0,-1", [("bytes 0-0/10", b"0"), ("bytes 9-9/10", b"9")]),
        ("bytes=8-,0-1", [("bytes 8-9/10", b"89"), ("bytes 0-1/10", b"01")]),
        ("bytes=0-1,2-3,6-7,90-", [("bytes 0-3/10", b"0123"), ("bytes 6-7/10", b"67")]),
    ],
)
def test_several_ranges_are_a_multipart(asked, parts, path):
    for response, kind in ((ask(text, asked), "text/plain"), (ask(lambda: send_file(path), asked), "application/octet-stream")):
        assert response.status_code == 206
        assert response.mimetype == "multipart/byteranges"
        assert parts_of(response) == [(told, kind, content) for told, content in parts]
        assert int(response.headers["Content-Length"]) == len(response.data)


def test_a_multipart_tells_no_range_of_itself():
    assert "Content-Range" not in ask(text, "bytes=0-0,-1").headers


def test_a_boundary_is_another_one_each_time_and_needs_no_quotes():
    one, other = (ask(text, "bytes=0-0,-1").mimetype_params["boundary"] for _ in range(2))
    assert one != other
    assert one.isalnum()


def test_parts_have_no_media_type_where_the_whole_has_none():
    def make():
        response = Response(TEN)
        del response.headers["Content-Type"]
        return response

    assert b"Content-Type" not in ask(make, "bytes=0-0,-1").data


def test_several_ranges_of_encoded_content_are_the_whole():
    response = ask(lambda: Response(TEN, headers={"Content-Encoding": "gzip"}), "bytes=0-0,-1")
    assert (response.status_code, response.data) == (200, TEN)


# -- the whole ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [asked.encode().decode("latin-1") for asked in IGNORED])
def test_what_is_no_range_is_ignored(asked, path):
    for make in (text, lambda: send_file(path), lambda: send_from_directory(path.parent, path.name)):
        response = ask(make, asked)
        assert (response.status_code, response.data) == (200, TEN)
        assert response.headers["Accept-Ranges"] == "bytes"
        assert "Content-Range" not in response.headers


def test_nothing_is_done_to_an_answer_that_no_range_is_asked_of():
    assert ask(text).headers == text().headers


@pytest.mark.parametrize("method", ["POST", "PUT", "QUERY"])
def test_a_range_is_for_get_only(method):
    response = ask(text, "bytes=0-1", method)
    assert (response.status_code, response.data) == (200, TEN)
    assert "Accept-Ranges" not in response.headers


@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=90-"])
def test_head_is_as_get_without_a_range(asked, path):
    for make in (text, lambda: send_file(path)):
        response = ask(make, asked, "HEAD")
        assert (response.status_code, response.headers["Content-Length"]) == (200, "10")
        assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("status", [201, 203, 206, 304, 404, 500])
def test_only_a_200_is_cut(status):
    response = ask(lambda: Response(TEN, status), "bytes=0-1")
    assert response.status_code == status
    assert "Content-Range" not in response.headers


def test_what_is_generated_has_no_ranges():
    response = ask(lambda: Response(iter([TEN])), "bytes=0-1", If_Range='"other"')
    assert (response.status_code, response.data) == (200, TEN)
    assert "Accept-Ranges" not in response.headers


def test_a_file_without_seeking_has_no_ranges():
    class Pipe(BytesIO):
        def seekable(self):
            return False

    response = ask(lambda: send_file(Pipe(TEN), "text/plain"), "bytes=0-1")
    assert (response.status_code, response.data) == (200, TEN)


def test_a_file_that_only_says_that_it_can_seek_is_sent_whole():
    class Odd(BytesIO):
        def seek(self, *args):
            raise OSError("No.")

    assert ask(lambda: send_file(Odd(TEN), "text/plain"), "bytes=0-1").data == TEN


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-1", "bytes=5-9"])
def test_a_range_of_no_content_is_ignored(asked, tmp_path):
    (tmp_path / "empty").touch()
    for make in (lambda: Response(b""), lambda: send_file(tmp_path / "empty")):
        response = ask(make, asked)
        assert (response.status_code, response.data) == (200, b"")


def test_what_the_server_in_front_sends_is_left_to_it(path):
    app = serving(lambda: send_file(path))
    app.config["USE_X_SENDFILE"] = True
    response = app.test_client().get("/", headers={"Range": "bytes=0-1"}, buffered=True)
    assert (response.status_code, response.headers["X-Sendfile"]) == (200, str(path))


@pytest.mark.parametrize(("said", "status"), [("none", 200), ("items", 200), ("items, Bytes", 206)])
def test_a_handler_can_refuse_ranges(said, status):
    response = ask(lambda: Response(TEN, headers={"Accept-Ranges": said}), "bytes=0-1")
    assert (response.status_code, response.headers["Accept-Ranges"]) == (status, said)


# -- nothing of it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=10-11,400-,-0", "bytes=" + "9" * 5000 + "-"])
def test_ranges_without_any_byte_are_416_with_the_length(asked, path):
    for make in (text, lambda: send_file(path)):
        response = ask(make, asked)
        assert response.status_code == 416
        assert response.headers["Content-Range"] == "bytes */10"
        assert "ETag" not in response.headers
        assert [fault["code"] for fault in response.get_json(force=True)["errors"]] == ["unsatisfiable"]


# -- If-Range ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", ['"one"', http_date(LONG_AGO), "Saturday, 03-Feb-01 04:05:06 GMT", "Sat Feb  3 04:05:06 2001"])
def test_a_range_of_what_the_client_knows_is_sent(known):
    assert ask(text, "bytes=0-1", If_Range=known).data == b"01"


@pytest.mark.parametrize(
    "known",
    [
        '"two"',
        'W/"one"',
        '"one", "two"',
        '"one',
        "one",
        "*",
        "",
        "Sat, 03 Feb 2001 04:05:05 GMT",
        "Sat, 03 Feb 2001 04:05:07 GMT",
        "Sat, 03 Feb 2001 04:05:06 +0000",
        "Sat, 99 Feb 2001 04:05:06 GMT",
        "9" * 5000,
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
)
def test_a_range_of_anything_else_is_the_whole(known, path):
    def sent():
        return send_file(path, etag="one")

    for make in (text, sent):
        response = ask(make, "bytes=0-1", If_Range=known)
        assert (response.status_code, response.data) == (200, TEN)
        assert ask(make, "bytes=90-", If_Range=known).status_code == 200


@pytest.mark.parametrize("known", ['W/"one"', '"one"'])
def test_a_weak_tag_stands_for_no_bytes(known):
    response = ask(lambda: Response(TEN, headers={"ETag": 'W/"one"'}), "bytes=0-1", If_Range=known)
    assert (response.status_code, response.data) == (200, TEN)


@pytest.mark.parametrize("known", ['"one"', http_date(LONG_AGO)])
def test_nothing_is_known_of_what_has_no_validators(known):
    assert ask(lambda: Response(TEN), "bytes=0-1", If_Range=known).status_code == 200


@pytest.mark.parametrize("ahead", [0, 3600])
def test_a_date_is_no_proof_as_long_as_its_second_lasts(ahead, monkeypatch):
    moment = http_date(datetime.fromtimestamp(time.time() + ahead, UTC))

    def make():
        return Response(TEN, headers={"Last-Modified": moment})

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return ranges.parse_date(moment).replace(microsecond=999_999)

    monkeypatch.setattr(ranges, "datetime", Clock)
    assert ask(make, "bytes=0-1", If_Range=moment).status_code == 200


def test_what_the_client_knows_is_not_said_again():
    fields = {"Content-Language": "en", "Vary": "Accept", "Cache-Control": "no-cache", "Last-Modified": http_date(LONG_AGO)}
    by_tag = ask(lambda: Response(TEN, headers=fields | {"ETag": '"one"'}), "bytes=0-1", If_Range='"one"')
    assert {"Content-Type", "Content-Language", "Last-Modified"}.isdisjoint(by_tag.headers.keys())
    assert {"ETag", "Vary", "Cache-Control", "Content-Range", "Content-Length"} <= set(by_tag.headers.keys())
    by_date = ask(lambda: Response(TEN, headers=fields), "bytes=0-1", If_Range=http_date(LONG_AGO))
    assert by_date.headers["Last-Modified"] == http_date(LONG_AGO)


def test_parts_have_their_media_type_also_for_who_knows_it():
    response = ask(text, "bytes=0-0,-1", If_Range='"one"')
    assert response.mimetype == "multipart/byteranges"
    assert [kind for _, kind, _ in parts_of(response)] == ["text/plain"] * 2


@pytest.mark.parametrize("known", ['"one"', '"two"', "garbage"])
def test_if_range_without_a_range_is_ignored(known):
    response = ask(text, If_Range=known)
    assert (response.status_code, response.data) == (200, TEN)


# -- files -------------------------------------------------------------------------------------------------------------


class Watched(BytesIO):
    """A file that remembers how it was read."""

    def __init__(self, content):
        super().__init__(content)
        self.longest = 0
        self.times_closed = 0

    def read(self, size=-1):
        assert size >= 0
        self.longest = max(self.longest, size)
        return super().read(size)

    def close(self):
        self.times_closed += 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("asked", [None, "bytes=0-1", "bytes=0-1,5-6", "bytes=90-", "bytes=x"])
def test_a_file_is_closed(asked, method):
    file = Watched(TEN)
    ask(lambda: send_file(file, "text/plain"), asked, method).close()
    assert file.times_closed


@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=0-1,5-6", "bytes=x"])
def test_a_file_is_closed_when_the_client_goes_away(asked):
    for pieces in (0, 1):
        file = Watched(TEN)
        environ = {"REQUEST_METHOD": "GET", "HTTP_RANGE": asked}
        with Flask("files").test_request_context():
            response = ranges.serve(environ, send_file(file, "text/plain"))
        sent = response(environ, lambda status, headers: None)
        for _ in range(pieces):
            next(iter(sent))
        sent.close()
        assert file.times_closed


def test_what_a_handler_wants_at_the_end_is_done():
    done = []

    def make():
        response = send_file(BytesIO(TEN), "text/plain")
        response.call_on_close(lambda: done.append(True))
        return response

    ask(make, "bytes=0-1").close()
    assert done == [True]


def test_a_file_is_read_in_pieces():
    file = Watched(bytes(1_000_000))
    assert len(ask(lambda: send_file(file, "text/plain"), "bytes=1-999998").data) == 999_998
    assert 0 < file.longest <= 100_000


def test_an_open_file_of_unknown_length_has_ranges_too(path):
    def make():
        return send_file(path.open("rb"), "text/plain")

    assert "Content-Length" not in ask(make, method="HEAD").headers
    response = ask(make, "bytes=-2")
    assert (response.headers["Content-Range"], response.data) == ("bytes 8-9/10", b"89")


def test_a_file_begins_where_it_stands(path):
    def make():
        file = path.open("rb")
        file.seek(5)
        return send_file(file, "text/plain")

    response = ask(make, "bytes=1-2")
    assert (response.headers["Content-Range"], response.data) == ("bytes 1-2/5", b"67")


def test_a_file_with_less_than_it_says_is_not_cut():
    file = BytesIO(TEN)
    file.seek(5)
    # Flask says that it is all of the ten bytes.
    assert ask(lambda: send_file(file, "text/plain"), "bytes=0-1").status_code == 200


@pytest.mark.parametrize("asked", ["bytes=0-8", "bytes=0-8,10-"])
def test_a_file_that_becomes_shorter_breaks_the_answer_off(asked, path):
    file = path.open("r+b")
    environ = {"REQUEST_METHOD": "GET", "HTTP_RANGE": asked}
    path.write_bytes(TEN * 2)
    with Flask("files").test_request_context():
        response = ranges.serve(environ, send_file(file, "text/plain"))
    path.write_bytes(b"01234")
    with pytest.raises(OSError, match="shorter"):
        b"".join(response(environ, lambda status, headers: None))
    response.close()
    assert file.closed


@pytest.mark.parametrize("asked", ["bytes=2-3", "bytes=0-1,5-6"])
def test_the_wrapper_of_a_server_is_not_used_for_parts(asked, path):
    app = serving(lambda: send_file(path))
    response = app.test_client().get("/", headers={"Range": asked}, environ_overrides={"wsgi.file_wrapper": None}, buffered=True)
    assert response.status_code == 206
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_a_file_in_the_wrapper_of_a_server_has_ranges(path):
    environ = {"REQUEST_METHOD": "GET", "HTTP_RANGE": "bytes=2-3"}
    response = Response(StandardFileWrapper(path.open("rb")), direct_passthrough=True)
    with ranges.serve(environ, response) as part:
        assert (part.status_code, b"".join(part.iter_encoded())) == (206, b"23")


def test_a_file_that_needs_no_closing_has_ranges():
    class Lasting:
        def __init__(self, file):
            self.seekable, self.seek, self.tell, self.read = file.seekable, file.seek, file.tell, file.read

    def make():
        return Response(StandardFileWrapper(Lasting(BytesIO(TEN))), direct_passthrough=True)

    assert ask(make, "bytes=2-3").data == b"23"


# -- Flask's own judgement ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"Range": "items=0-1"}, 200),
        ({"Range": "Items=0-1"}, 200),
        ({"Range": "items"}, 200),
        ({"Range": "items=0-1", "If-Range": '"one"'}, 200),
        ({"Range": "bytes=0-1", "If-Range": 'W/"one"'}, 200),
        ({"Range": "bytes=0-1,5-6"}, 206),
        ({"Range": "bytes=1-0"}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"two"'}, 200),
        ({"If-None-Match": '"one"'}, 200),
        ({"If-Modified-Since": http_date(datetime.now(UTC))}, 200),
        ({"If-Unmodified-Since": http_date(LONG_AGO)}, 200),
    ],
)
def test_send_file_does_not_judge_by_itself(fields, status, path):
    response = serving(lambda: send_file(path, etag="one")).test_client().get("/", headers=fields, buffered=True)
    assert response.status_code == status


def test_send_file_would_judge_by_itself():
    """If this fails, Werkzeug has been mended, and less has to be kept from it."""
    headers = {"Range": "items=0-1"}
    with Flask("files").test_request_context(headers=headers), pytest.raises(RequestedRangeNotSatisfiable):
        send_file(BytesIO(TEN), "text/plain")


def environ_with(**fields):
    return {"REQUEST_METHOD": "GET", "wsgi.file_wrapper": StandardFileWrapper, **fields}


ALL = {
    "HTTP_RANGE": "bytes=0-1",
    "HTTP_IF_RANGE": '"one"',
    "HTTP_IF_MATCH": "*",
    "HTTP_IF_NONE_MATCH": "*",
    "HTTP_IF_MODIFIED_SINCE": "x",
    "HTTP_IF_UNMODIFIED_SINCE": "x",
}


def test_conditions_are_away_only_while_the_handler_runs():
    environ = environ_with(**ALL)
    with ranges.detached(environ):
        assert environ == {"REQUEST_METHOD": "GET"}
    assert environ == environ_with(**ALL)


@pytest.mark.parametrize("asked", ["bytes=0-1", "items=0-1"])
@pytest.mark.parametrize("known", [{}, {"HTTP_IF_RANGE": '"one"'}])
def test_conditions_come_back_after_an_exception(asked, known):
    environ = environ_with(HTTP_RANGE=asked, **known)
    with pytest.raises(ZeroDivisionError), ranges.detached(environ):
        raise ZeroDivisionError
    assert environ == environ_with(HTTP_RANGE=asked, **known)


def test_a_range_of_another_unit_is_left_to_the_handler():
    def make():
        first, last = request.range.ranges[0]
        return Response(f"{request.range.units} {first} {last}")

    assert ask(make, "items=0-9").data == b"items 0 10"


# -- anything ----------------------------------------------------------------------------------------------------------

numbers = st.integers(0, 60).map(str)
specs = st.one_of(
    st.tuples(numbers, numbers).map("-".join),
    numbers.map("{}-".format),
    numbers.map("-{}".format),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=50), asked=st.lists(specs, min_size=1, max_size=20))
@example(content=b"\r\n--\r\n", asked=["0-0", "2-3", "5-5"])
def test_parts_are_slices_of_the_content(content, asked, tmp_path):
    path = Path(tmp_path, "content")
    path.write_bytes(content)
    for make in (lambda: Response(content), lambda: send_file(path)):
        with ask(make, "bytes=" + ",".join(asked)) as response:
            assert response.status_code in {200, 206, 416}
            if response.status_code == 200:
                assert response.data == content
            if response.status_code == 206:
                assert int(response.headers["Content-Length"]) == len(response.data)
                assert_slices(response, content, asked)


def assert_slices(response, content, asked):
    if response.mimetype == "multipart/byteranges":
        parts = [(told, data) for told, _, data in parts_of(response)]
        assert 1 < len(parts) <= len(asked)
    else:
        parts = [(response.headers["Content-Range"], response.data)]
    sent = set()
    for told, data in parts:
        place, _, size = told.removeprefix("bytes ").partition("/")
        first, last = map(int, place.split("-"))
        assert int(size) == len(content)
        assert data == content[first : last + 1]
        assert sent.isdisjoint(range(first, last + 1))
        sent.update(range(first, last + 1))
    assert sent == {place for spec in asked for place in places(spec, len(content))}


def places(spec, size):
    """Say in another way which bytes a range is of."""
    first, _, last = spec.partition("-")
    if not first:
        return [place for place in range(size) if size - place <= int(last)]
    return [place for place in range(size) if int(first) <= place and (not last or place <= int(last))]


values = st.one_of(
    st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=30),
    st.text("bytes=-0123456789, \t", max_size=30).map("bytes={}".format),
    st.sampled_from(['"one"', 'W/"one"', http_date(LONG_AGO)]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=values, known=st.none() | values)
def test_garbage_is_never_an_error_of_ours(asked, known, path):
    environ = {"HTTP_RANGE": asked} if known is None else {"HTTP_RANGE": asked, "HTTP_IF_RANGE": known}
    for make in (text, lambda: send_file(path)):
        with serving(make).test_client().get("/", environ_overrides=environ) as response:
            assert response.status_code in {200, 206, 416}


# -- on a real server --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [
        (None, 200, 300_000),
        ("bytes=100-199", 206, 100),
        ("bytes=-200000", 206, 200_000),
        ("bytes=400000-", 416, None),
        ("items=1-2", 200, 300_000),
    ],
)
def test_a_server_sends_the_range(asked, status, length, tmp_path, serve):
    content = bytes(range(250)) * 1200
    Path(tmp_path, "big").write_bytes(content)
    connection = http.client.HTTPConnection(urlsplit(serve(serving(lambda: send_file(tmp_path / "big")))).netloc, timeout=10)
    connection.request("GET", "/", headers={} if asked is None else {"Range": asked})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    assert answer.status == status
    assert length in (None, len(data))
    if status == 206:
        first = int(answer.headers["Content-Range"].removeprefix("bytes ").partition("-")[0])
        assert data == content[first : first + length]
