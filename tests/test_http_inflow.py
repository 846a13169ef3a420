"""Content that is read piece by piece, as a file is."""

from __future__ import annotations

from io import TextIOWrapper
from typing import Any

import pytest
from flask import Flask
from flask import request

from flask_resty import Problem
from flask_resty.http.inflow import Inflow

CONTENT = b"one\ntwo\nthree"


@pytest.fixture
def inflow(app: Flask) -> Any:
    with app.test_request_context("/", method="POST", data=CONTENT):
        yield Inflow(request, 1000)  # type: ignore[arg-type]


def test_it_is_read_as_a_file_is(inflow: Inflow) -> None:
    assert (inflow.read(2), inflow.read(0), inflow.readline(), inflow.read()) == (b"on", b"", b"e\n", b"two\nthree")
    assert (inflow.read(), inflow.readline(), inflow.read1()) == (b"", b"", b"")


def test_lines_may_be_cut(inflow: Inflow) -> None:
    assert [inflow.readline(size) for size in (2, 10, 0, None)] == [b"on", b"e\n", b"", b"two\n"]


def test_text_can_be_read_through_it(inflow: Inflow) -> None:
    assert list(TextIOWrapper(inflow, "utf-8")) == ["one\n", "two\n", "three"]


@pytest.mark.parametrize("size", [3, 2])
def test_no_more_is_read_than_one_item_may_have(inflow: Inflow, size: int) -> None:
    inflow.allow(size)
    with pytest.raises(Problem) as caught:
        inflow.readline()
    assert caught.value.detail == f"An item of the content is larger than {size} bytes."


def test_each_item_may_have_as_much(inflow: Inflow) -> None:
    lines = []
    for _ in range(3):
        inflow.allow(5)
        lines.append(inflow.readline())
    assert lines == [b"one\n", b"two\n", b"three"]


def test_what_is_drained_is_gone_and_no_more_than_that(inflow: Inflow) -> None:
    inflow.drain(4)
    assert inflow.read() == CONTENT[4:]


def test_what_breaks_off_is_drained_without_a_word(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data=CONTENT, environ_overrides={"CONTENT_LENGTH": "100"}):
        Inflow(request, 1000).drain(1000)  # type: ignore[arg-type]
