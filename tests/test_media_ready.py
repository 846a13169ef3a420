"""Data that a compiled schema made ready is written as any other, only faster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from datetime import date
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.errors import ContractError
from flask_resty.media import JSON_EMITTER
from flask_resty.media import Emitter
from flask_resty.media import Ready
from flask_resty.media.json_emitter import emit
from flask_resty.media.json_parser import parse

assert JSON_EMITTER.ready is not None
READY: Ready = JSON_EMITTER.ready

MOMENTS = st.datetimes(timezones=st.sampled_from([None, UTC]))


@given(MOMENTS | MOMENTS.map(lambda moment: moment.replace(microsecond=0)) | st.dates())
@example(datetime.min)
@example(datetime.max.replace(tzinfo=UTC))
@example(datetime(999, 1, 1, microsecond=1))
@example(datetime(2024, 10, 27, 2, 30, fold=1))
@example(date.min)
@example(date.max)
def test_moment_is_written_as_isoformat_does(moment: date) -> None:
    assert READY.emit(moment) == f'"{moment.isoformat()}"'.encode()


@given(st.uuids(allow_nil=True))
def test_uuid_is_written_as_str_does(uuid: UUID) -> None:
    assert READY.emit(uuid) == f'"{uuid}"'.encode()


ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | MOMENTS | st.dates() | st.uuids()
DATA = st.recursive(
    ATOMS | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(DATA)
@example({"n": 2**64, "null": None})
@example([-(2**63) - 1, datetime(2024, 2, 29, tzinfo=UTC), UUID(int=1)])
def test_ready_data_is_written_as_any_other(data: Any) -> None:
    assert READY.emit(data) == emit(data)


@given(st.lists(st.lists(DATA, max_size=3), max_size=4))
def test_ready_stream_reads_as_the_list(chunks: list[list[Any]]) -> None:
    # The exact encoder spells floats in another way, and one integer beyond 64 bits sends a whole list to it.
    assert repr(parse(b"".join(READY.stream(iter(chunks))))) == repr(parse(emit([item for chunk in chunks for item in chunk])))


@pytest.mark.parametrize("wrong", ["\ud800", {"\ud800": 1}, object(), b"bytes", {1, 2}])
def test_what_json_cannot_say_breaks_the_contract(wrong: Any) -> None:
    with pytest.raises(ContractError):
        READY.emit({"items": [wrong]})
    with pytest.raises(ContractError):
        list(READY.stream(iter([[wrong]])))


class Lists:
    """Lists of ten items without end, that know how many were given and whether they were closed."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False

    def __iter__(self) -> Iterator[list[Any]]:
        return self

    def __next__(self) -> list[Any]:
        self.given += 1
        return list(range(10))

    def close(self) -> None:
        self.closed = True


def test_stream_gives_each_list_at_once_and_reads_no_further() -> None:
    lists = Lists()
    stream = READY.stream(lists)
    assert next(stream) == b"[0,1,2,3,4,5,6,7,8,9"
    assert lists.given == 1
    assert next(stream) == b",0,1,2,3,4,5,6,7,8,9"
    assert lists.given == 2


def test_lists_are_closed_if_the_stream_is_closed_early() -> None:
    lists = Lists()
    stream = READY.stream(lists)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert lists.closed


@pytest.mark.parametrize("last", [[1], []])
def test_lists_are_closed_at_the_end(last: list[Any]) -> None:
    done = []

    def lists() -> Iterator[list[Any]]:
        try:
            yield last
        finally:
            done.append(True)

    assert b"".join(READY.stream(lists())) == str(last).encode()
    assert done == [True]


def test_stream_needs_no_close() -> None:
    assert list(READY.stream(iter([]))) == [b"[]"]


def test_emitter_need_not_be_ready() -> None:
    assert Emitter("text/plain", lambda data, schema: b"").ready is None
