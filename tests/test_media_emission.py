"""What goes out as JSON, and what cannot."""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections import deque
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from datetime import timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest

from flask_resty.errors import ContractError
from flask_resty.media import JSON_EMITTER
from flask_resty.media.json_emitter import emit
from flask_resty.media.json_emitter import emit_stream
from flask_resty.media.plain import plain

Point = namedtuple("Point", "x y")
HUGE = 2**64


class Color(enum.Enum):
    RED = "red"
    NOTHING = float("nan")


class Level(enum.IntEnum):
    LOW = 1


class Word(str):
    def __str__(self) -> str:
        return "something else"


class Number(int):
    pass


class Ratio(float):
    def __repr__(self) -> str:
        return "a ratio"


@dataclass
class Account:
    name: str = "ada"
    password: str = "secret"


WRITTEN: list[tuple[Any, str]] = [
    (None, "null"),
    ("Ünïcode 🎉", '"Ünïcode 🎉"'),
    ({"b": 1, "a": [True, None, 1.5]}, '{"b":1,"a":[true,null,1.5]}'),
    ((1, (2,)), "[1,[2]]"),
    (Point(1, [None]), "[1,[null]]"),
    (deque([1, 2]), "[1,2]"),
    (range(3), "[0,1,2]"),
    ({"a": 1}.values(), "[1]"),
    (MappingProxyType({"a": MappingProxyType({})}), '{"a":{}}'),
    (OrderedDict(a=1), '{"a":1}'),
    (date(2024, 2, 29), '"2024-02-29"'),
    (time(1, 2, 3), '"01:02:03"'),
    (time(1, 2, 3, 10_000), '"01:02:03.010000"'),
    (datetime(2024, 2, 29, 1, 2, 3, 40), '"2024-02-29T01:02:03.000040"'),
    (datetime(2024, 2, 29, tzinfo=UTC), '"2024-02-29T00:00:00+00:00"'),
    (datetime(2024, 2, 29, tzinfo=timezone(timedelta(hours=-3, minutes=-30))), '"2024-02-29T00:00:00-03:30"'),
    (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    (Color.RED, '"red"'),
    (Level.LOW, "1"),
    (Word("word"), '"word"'),
    (Number(5), "5"),
    (Ratio(0.5), "0.5"),
    (Decimal("1.10"), '"1.10"'),
    (Decimal("1E+3"), '"1000"'),
    (Decimal("1E-7"), '"0.0000001"'),
    (Decimal("-0"), '"-0"'),
]


@pytest.mark.parametrize(("data", "text"), WRITTEN)
def test_data_is_written(data: Any, text: str) -> None:
    assert emit(data) == text.encode()


@pytest.mark.parametrize(("data", "text"), WRITTEN)
def test_data_is_written_the_same_beside_what_only_the_exact_encoder_writes(data: Any, text: str) -> None:
    assert emit([data, HUGE]) == f"[{text},{HUGE}]".encode()


@pytest.mark.parametrize("number", [2**63, 2**64, -(2**63) - 1, 10**300])
def test_integer_is_exact_at_any_size(number: int) -> None:
    assert emit({"n": number, "null": None}) == f'{{"n":{number},"null":null}}'.encode()


def test_time_with_a_zone_is_written() -> None:
    assert emit(time(1, 2, tzinfo=UTC)) == b'"01:02:00+00:00"'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (7, "7"),
        (HUGE, str(HUGE)),
        (Number(5), "5"),
        (Word("word"), "word"),
        (Color.RED, "red"),
        (Level.LOW, "1"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_name_that_is_no_string_is_written_as_one(name: Any, text: str) -> None:
    assert emit({"x": {name: None}}) == f'{{"x":{{"{text}":null}}}}'.encode()


@pytest.mark.parametrize("name", [1.5, True, None, (1, 2), b"a", "\ud800", Color.NOTHING])
def test_other_names_break_the_contract(name: Any) -> None:
    with pytest.raises(ContractError, match="cannot be the name of a member"):
        emit({name: 1})


def test_two_members_that_would_have_one_name_break_the_contract() -> None:
    with pytest.raises(ContractError, match="The str at '/x/1' of the data is the second member of this name"):
        emit({"x": {1: "a", "1": "b"}})


@pytest.mark.parametrize(
    "number",
    [float("nan"), float("inf"), float("-inf"), Ratio("nan"), Color.NOTHING, Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN")],
    ids=repr,
)
def test_a5_what_is_not_finite_never_goes_out(number: Any) -> None:
    for data in (number, [None, number], {"a": (number,)}, MappingProxyType({"a": deque([number])})):
        with pytest.raises(ContractError):
            emit(data)


def test_null_in_the_data_is_no_nan() -> None:
    data = {"a": None, "b": [1.5, "null", Point(None, Ratio(1.5)), deque([Word("x"), Number(1), Level.LOW]), OrderedDict(a=UUID(int=1))]}
    assert emit(data).startswith(b'{"a":null,"b":[1.5,"null",[null,1.5]')


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({1, 2}, "set"),
        (frozenset(), "frozenset"),
        (b"bytes", "bytes"),
        (bytearray(), "bytearray"),
        (memoryview(b""), "memoryview"),
        (object(), "object"),
        (Account(), "Account"),
        (1j, "complex"),
        (timedelta(1), "timedelta"),
        ((n for n in range(3)), "generator"),
        ({}.keys(), "dict_keys"),
        (Decimal("1E+999999999"), "Decimal"),
        ("\ud800", "str"),
    ],
)
def test_unknown_type_breaks_the_contract_and_is_named(data: Any, kind: str) -> None:
    with pytest.raises(ContractError, match=f"^The {kind} at '/items/1' of the data "):
        emit({"items": [0, data]})


def test_reason_never_holds_the_value() -> None:
    with pytest.raises(ContractError) as raised:
        emit([Account()])
    assert "secret" not in str(raised.value)


def test_data_inside_of_itself_breaks_the_contract() -> None:
    inside: list[Any] = []
    inside.append({"again": inside})
    with pytest.raises(ContractError, match="refers to itself"):
        emit(inside)


def test_mapping_inside_of_itself_breaks_the_contract() -> None:
    inside: dict[str, Any] = {}
    inside["again"] = MappingProxyType(inside)
    with pytest.raises(ContractError, match="refers to itself"):
        emit(inside)


def test_depth_beyond_the_fast_encoder_is_written() -> None:
    data: Any = []
    for _ in range(300):
        data = [data]
    assert emit(data) == b"[" * 301 + b"]" * 301


def test_integer_that_python_refuses_to_write_breaks_the_contract() -> None:
    with pytest.raises(ContractError, match="too many digits"):
        emit([10**5000])


def test_plain_data_is_told_in_plain_types() -> None:
    assert plain({1: (Decimal("1.5"), {Level.LOW: Word("x")})}) == {"1": ["1.5", {"1": "x"}]}


# -- streams -----------------------------------------------------------------------------------------------------------


class Source:
    """Items that know whether they were closed."""

    def __init__(self, items: Any) -> None:
        self.items = iter(items)
        self.given = 0
        self.closed = False

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        item = next(self.items)
        self.given += 1
        return item

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("items", "text"), [([], b"[]"), ([None], b"[null]"), ([1, "a", {}], b'[1,"a",{}]'), (range(3), b"[0,1,2]")])
def test_stream_is_an_array(items: Any, text: bytes) -> None:
    assert b"".join(emit_stream(items)) == text


def test_first_item_goes_out_at_once() -> None:
    source = Source(range(1000))
    assert next(emit_stream(source)) == b"[0"
    assert source.given == 1


def test_stream_comes_in_chunks_of_items() -> None:
    chunks = list(emit_stream(range(250)))
    assert [chunk.count(b",") for chunk in chunks] == [0, 100, 100, 49, 0]


def test_stream_comes_in_chunks_of_bytes() -> None:
    chunks = list(emit_stream("x" * 5_000 for _ in range(12)))
    assert max(map(len, chunks)) < 2 * 16_384
    assert len(chunks) == 5


def test_stream_reads_no_further_than_it_writes() -> None:
    source = Source(range(10**9))
    stream = emit_stream(source)
    next(stream), next(stream)
    assert source.given == 101


def test_items_are_closed_at_the_end() -> None:
    source = Source(range(3))
    list(emit_stream(source))
    assert source.closed


def test_items_are_closed_if_the_stream_is_closed_early() -> None:
    source = Source(range(1000))
    stream = emit_stream(source)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert source.closed


def test_generator_is_closed_if_an_item_breaks_the_contract() -> None:
    done = []

    def items() -> Iterator[Any]:
        try:
            yield 1
            yield object()
        finally:
            done.append(True)

    with pytest.raises(ContractError):
        list(emit_stream(items()))
    assert done == [True]


def test_error_before_the_first_item_comes_before_the_first_byte() -> None:
    def items() -> Iterator[Any]:
        raise LookupError
        yield

    with pytest.raises(LookupError):
        next(emit_stream(items()))


def test_emitter_gets_a_schema_that_it_does_not_need() -> None:
    assert JSON_EMITTER.emit([1], object()) == b"[1]"
    assert JSON_EMITTER.stream is emit_stream
