"""The content of a request, read while it comes in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask import request

from flask_resty import Problem
from flask_resty.http.content_stream import open_content


class Broken(BytesIO):
    """A stream of a server that finds the framing broken, in words of its own."""

    def readinto(self, buffer: Any, /) -> int:
        raise KeyError("no chunk")


def opened(app: Flask, stream: BytesIO, limit: int = 100, head_size: int = 4, **environ: Any) -> tuple[bytes, bytes]:
    """Give the first bytes of the content, and all of it."""
    overrides = {"wsgi.input": stream, "wsgi.input_terminated": True, **environ}
    with app.test_request_context("/", method="PUT", environ_overrides=overrides):
        head, content = open_content(request, limit, head_size)
        return head, content.read()


def refused(app: Flask, stream: BytesIO, **options: Any) -> tuple[int, str]:
    """Give the status and the code that content is refused with."""
    with pytest.raises(Problem) as caught:
        opened(app, stream, **options)
    return caught.value.code, caught.value.errors[0].code


@pytest.mark.parametrize("head_size", [0, 3, 6, 100])
def test_the_head_is_looked_at_and_left_to_be_read(app: Flask, head_size: int) -> None:
    assert opened(app, BytesIO(b"abcdef"), head_size=head_size) == (b"abcdef"[:head_size], b"abcdef")


def test_lines_can_be_read(app: Flask) -> None:
    with app.test_request_context("/", method="PUT", data=b"a\nbc\nd"):
        assert list(open_content(request, 100, 4)[1]) == [b"a\n", b"bc\n", b"d"]


def test_nothing_is_read_but_the_head_before_it_is_asked_for(app: Flask) -> None:
    stream = BytesIO(bytes(100))
    with app.test_request_context("/", method="PUT", environ_overrides={"wsgi.input": stream, "wsgi.input_terminated": True}):
        open_content(request, 100, 4)
        assert stream.tell() == 4


@pytest.mark.parametrize("size", [101, 200_000])
def test_more_than_the_limit_is_413(app: Flask, size: int) -> None:
    assert refused(app, BytesIO(bytes(size))) == (413, "too_large")


def test_a_lower_limit_of_the_app_counts(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    assert refused(app, BytesIO(bytes(11))) == (413, "too_large")
    assert opened(app, BytesIO(bytes(10))) == (bytes(4), bytes(10))


@pytest.mark.parametrize("there", [0, 3, 9])
def test_less_than_was_announced_is_400(app: Flask, there: int) -> None:
    assert refused(app, BytesIO(bytes(there)), CONTENT_LENGTH="10") == (400, "incomplete")


def test_broken_framing_is_400(app: Flask) -> None:
    assert refused(app, Broken()) == (400, "incomplete")


def test_what_was_read_before_is_given_from_memory(app: Flask) -> None:
    with app.test_request_context("/", method="PUT", data=b"abcdef"):
        request.get_data()
        head, content = open_content(request, 100, 4)
        assert (head, content.read()) == (b"abcd", b"abcdef")


def test_too_much_that_was_read_before_is_413(app: Flask) -> None:
    with app.test_request_context("/", method="PUT", data=bytes(101)):
        request.get_data()
        with pytest.raises(Problem, match="larger than 100 bytes"):
            open_content(request, 100, 4)[1].read()
