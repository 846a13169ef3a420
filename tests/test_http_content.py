"""The bytes of a request: all of them, and no more than allowed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask import Request
from flask import request
from werkzeug.test import EnvironBuilder
from werkzeug.test import run_wsgi_app

from flask_resty.errors import Problem
from flask_resty.http.content import bound
from flask_resty.http.content import check_length
from flask_resty.http.content import read

LIMIT = 10


class Stream:
    """What a server hands on: it may break, and it knows how much was read."""

    def __init__(self, data: bytes, error: Exception | None = None) -> None:
        self.data = BytesIO(data)
        self.error = error

    def read(self, size: int = -1) -> bytes:
        data = self.data.read(size)
        if not data and self.error is not None:
            raise self.error
        return data

    @property
    def was_read(self) -> int:
        return self.data.tell()


def asked(stream: Any, length: str | None, *, ends: bool = False, app: Flask | None = None, act: Callable[[Request], Any]) -> Any:
    """Give what ``act`` gives, or the status and code of its problem, in a real request."""
    app = app or Flask("tests")
    found: list[Any] = []

    @app.post("/")
    def view() -> str:
        try:
            found.append(act(request))
        except Problem as problem:
            found.append((problem.status, problem.errors[0].code))
        return ""

    environ = EnvironBuilder(method="POST").get_environ()
    environ["wsgi.input"] = BytesIO(stream) if isinstance(stream, bytes) else stream
    environ |= {"CONTENT_LENGTH": length} if length is not None else {}
    environ |= {"wsgi.input_terminated": True} if ends else {}
    run_wsgi_app(app, environ)
    return found[0]


def read_all(request: Request) -> Any:
    # The headers are judged before: the line does that long before it reads.
    check_length(request, LIMIT)
    return read(request, LIMIT)


def check(request: Request) -> Any:
    return check_length(request, LIMIT)


# -- the announced length ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [None, "", "0", "10", "0010", "0" * 5000])
def test_length_within_the_limit_passes(length: str | None) -> None:
    assert asked(b"", length, act=check) is None


@pytest.mark.parametrize("length", ["11", "99999999999999999999", "9" * 5000])
def test_length_over_the_limit_is_413_before_anything_is_read(length: str) -> None:
    stream = Stream(b"x" * 20)
    assert asked(stream, length, act=check) == (413, "too_large")
    assert stream.was_read == 0


@pytest.mark.parametrize("length", ["-1", "+1", "1.0", "1e1", "ten", "1, 1", "0x1", "1_0", " ", "\u0663", "\xb2"])
def test_length_that_is_no_number_is_400(length: str) -> None:
    assert asked(b"", length, act=check) == (400, "malformed")


@pytest.mark.parametrize(
    ("coding", "is_fine"),
    [("chunked", True), (" Chunked\t", True), ("", True), ("gzip, chunked", False), ("chunked, chunked", False), ("identity", False)],
)
def test_content_in_another_transfer_coding_is_400(coding: str, is_fine: bool) -> None:
    """RFC 9112, 6.1: what a server did not undo is no content that anybody can read."""
    with Flask("tests").test_request_context(method="POST", environ_base={"HTTP_TRANSFER_ENCODING": coding}):
        if is_fine:
            check_length(request, LIMIT)
            return
        with pytest.raises(Problem) as raised:
            check_length(request, LIMIT)
    assert (raised.value.status, raised.value.errors[0].code) == (400, "coding")


def test_detail_names_the_limit() -> None:
    with Flask("tests").test_request_context(method="POST", data=b"x" * 11), pytest.raises(Problem, match="larger than 10 bytes"):
        check_length(request, LIMIT)


def limited(size: int) -> Flask:
    app = Flask("tests")
    app.config["MAX_CONTENT_LENGTH"] = size
    return app


def test_lower_limit_of_the_app_counts() -> None:
    assert asked(b"12345", "5", app=limited(4), act=check) == (413, "too_large")
    assert asked(b"1234", "4", app=limited(4), act=check) is None


def test_higher_limit_of_the_app_does_not() -> None:
    assert asked(b"", "11", app=limited(100), act=check) == (413, "too_large")


# -- the content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"1", b"0123456789"])
@pytest.mark.parametrize("ends", [True, False])
def test_content_of_known_length_is_read(data: bytes, ends: bool) -> None:
    assert asked(data, str(len(data)), ends=ends, act=read_all) == data


@pytest.mark.parametrize("data", [b"", b"1", b"0123456789"])
def test_content_of_unknown_length_is_read(data: bytes) -> None:
    assert asked(data, None, ends=True, act=read_all) == data


def test_content_of_unknown_length_without_an_end_is_not_waited_for() -> None:
    assert asked(b"123", None, act=read_all) == b""


@pytest.mark.parametrize("surplus", [1, 2, 1000])
def test_content_of_unknown_length_over_the_limit_is_413(surplus: int) -> None:
    stream = Stream(b"x" * (LIMIT + surplus))
    assert asked(stream, None, ends=True, act=read_all) == (413, "too_large")
    assert stream.was_read == LIMIT + 1


@pytest.mark.parametrize("ends", [True, False])
def test_announced_content_over_the_limit_is_413_unread(ends: bool) -> None:
    stream = Stream(b"x" * 11)
    assert asked(stream, "11", ends=ends, act=read_all) == (413, "too_large")
    assert stream.was_read == 0


@pytest.mark.parametrize(("data", "outcome"), [(b"1234", b"1234"), (b"12345", (413, "too_large"))])
@pytest.mark.parametrize("announced", [True, False])
def test_lower_limit_of_the_app_counts_for_the_content(data: bytes, outcome: Any, announced: bool) -> None:
    assert asked(data, str(len(data)) if announced else None, ends=True, app=limited(4), act=read_all) == outcome


@pytest.mark.parametrize("ends", [True, False])
def test_content_that_stops_short_is_400(ends: bool) -> None:
    assert asked(b"12345", "6", ends=ends, act=read_all) == (400, "incomplete")


@pytest.mark.parametrize("length", ["6", None])
@pytest.mark.parametrize(
    "error", [OSError("invalid chunk"), ConnectionResetError(), ValueError("invalid chunk"), Exception("invalid chunk")]
)
def test_connection_that_breaks_is_400_whatever_the_server_raises(length: str | None, error: Exception) -> None:
    assert asked(Stream(b"12345", error), length, ends=True, act=read_all) == (400, "incomplete")
    assert asked(Stream(b"12345", error), "6", act=read_all) == (400, "incomplete")


def test_only_what_was_announced_is_read() -> None:
    assert asked(b"12345GET / HTTP/1.1", "5", act=read_all) == b"12345"


def test_content_can_be_read_again() -> None:
    assert asked(b"123", "3", act=lambda request: (read(request, LIMIT), read(request, LIMIT), request.get_data())) == (b"123",) * 3


@pytest.mark.parametrize("again", [lambda: request.get_data(), lambda: request.data], ids=["get_data", "data"])
@pytest.mark.parametrize("ends", [True, False])
def test_app_may_read_afterwards(again: Callable[[], Any], ends: bool) -> None:
    assert asked(b"123", "3", ends=ends, act=lambda request: (read(request, LIMIT), again(), read(request, LIMIT))) == (b"123",) * 3


def test_app_may_read_the_stream_afterwards_once() -> None:
    assert asked(b"123", "3", act=lambda request: (read(request, LIMIT), request.stream.read(), request.stream.read())) == (
        b"123",
        b"123",
        b"",
    )


def test_app_may_read_json_afterwards() -> None:
    assert asked(b"[1]", "3", act=lambda request: (read(request, LIMIT), request.get_json(force=True))) == (b"[1]", [1])


class Piecewise(Stream):
    """A server that hands on what has come so far."""

    def read(self, size: int = -1) -> bytes:
        return super().read(min(size, 3))


@pytest.mark.parametrize("ends", [True, False])
def test_content_that_comes_in_pieces_is_read(ends: bool) -> None:
    assert asked(Piecewise(b"0123456789"), "10", ends=ends, act=read_all) == b"0123456789"
    assert asked(Piecewise(b"01234567"), "10", ends=ends, act=read_all) == (400, "incomplete")


def test_form_that_is_read_as_a_body_is_still_a_form_for_the_app() -> None:
    with Flask("tests").test_request_context(method="POST", data={"a": "1"}):
        found = (read(request, LIMIT), request.data, request.form.to_dict(), read(request, LIMIT))
    assert found == (b"a=1", b"a=1", {"a": "1"}, b"a=1")


class Reversed(Request):
    """A request whose content is coded, and that knows how to read it."""

    def get_data(self, *args: Any, **options: Any) -> Any:
        return super().get_data(*args, **options)[::-1]


def test_request_class_of_the_app_may_read_in_its_own_way() -> None:
    app = Flask("tests")
    app.request_class = Reversed
    assert asked(b"123", "3", app=app, act=read_all) == b"321"


def test_length_does_not_count_beside_chunks() -> None:
    app = Flask("tests")
    app.before_request(lambda: request.environ.update(HTTP_TRANSFER_ENCODING="chunked"))
    assert asked(b"12345", "3", ends=True, app=app, act=read_all) == b"12345"


@pytest.mark.parametrize("length", ["12", None])
@pytest.mark.parametrize(
    "look", [lambda: request.get_data(), lambda: request.get_json(silent=True) or request.form], ids=["data", "json and form"]
)
def test_hook_of_the_app_may_read_first(look: Callable[[], Any], length: str | None) -> None:
    app = Flask("tests")
    app.before_request(lambda: (look(), None)[1])
    assert asked(b"123456789012", length, ends=True, app=app, act=lambda request: read(request, 12)) == b"123456789012"


def test_limit_counts_also_if_a_hook_has_read_more() -> None:
    app = Flask("tests")
    app.before_request(lambda: (request.get_data(), None)[1])
    assert asked(b"x" * 11, None, ends=True, app=app, act=read_all) == (413, "too_large")


def test_stream_that_a_hook_has_used_up_to_the_limit_of_the_app_is_413() -> None:
    app = limited(4)
    app.before_request(lambda: (request.stream.read(4), None)[1])
    assert asked(b"12345", None, ends=True, app=app, act=read_all) == (413, "too_large")


# -- the bound of a stream that somebody else reads --------------------------------------------------------------------


def read_by_pieces(request: Request) -> Any:
    bound(request, LIMIT)
    data = b""
    while piece := request.stream.read(4):
        data += piece
    return data


def test_stream_within_its_bound_is_read() -> None:
    assert asked(b"0123456789", None, ends=True, act=read_by_pieces) == b"0123456789"


def test_stream_ends_with_413_behind_its_bound() -> None:
    app = Flask("tests")
    app.add_url_rule("/", view_func=lambda: str(read_by_pieces(request)), methods=["POST"])
    environ = EnvironBuilder(method="POST").get_environ()
    environ |= {"wsgi.input": BytesIO(b"x" * 11), "wsgi.input_terminated": True}
    assert run_wsgi_app(app, environ)[1].startswith("413")
