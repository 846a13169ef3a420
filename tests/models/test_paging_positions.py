"""Positions as text: each value comes back as it was."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import Enum
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty import ContractError
from flask_resty.models.paging.positions import read
from flask_resty.models.paging.positions import with_members
from flask_resty.models.paging.positions import write


class Color(Enum):
    RED = 1


class Size(IntEnum):
    SMALL = 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**70),
        1.5,
        float("inf"),
        "",
        "\x00é\ud800",
        Decimal("1.10"),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6),
        dt.datetime(2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        dt.date(2026, 1, 2),
        dt.time(3, 4, 5, 6),
        dt.time(3, tzinfo=dt.UTC),
        dt.timedelta(days=-1, microseconds=1),
        uuid.UUID(int=1),
        b"\x00\xff",
    ],
    ids=ascii,
)
def test_a_value_comes_back_as_it_was(value):
    (found,) = read(write([value]))
    assert (found, type(found)) == (value, type(value))


_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.dates(), st.uuids())


@given(st.lists(_VALUES | st.datetimes() | st.times() | st.timedeltas() | st.decimals(allow_nan=False)))
def test_all_values_come_back(values: list[Any]) -> None:
    assert read(write(values)) == tuple(values)


@pytest.mark.parametrize("member", [Color.RED, Size.SMALL])
def test_a_member_of_an_enumeration_comes_back_once_its_type_is_known(member):
    assert with_members(read(write([member, 1])), [type(member), None]) == (member, 1)


def test_a_member_that_is_gone_is_told():
    with pytest.raises(KeyError):
        with_members(read(write([Color.RED])), [Size])


@pytest.mark.parametrize("kind", [None, int])
def test_a_member_of_nobody_knows_what_is_a_mistake_of_the_developer(kind):
    with pytest.raises(ContractError, match="does not tell"):
        with_members(read(write([Color.RED])), [kind])


def test_text_of_a_class_of_its_own_is_text():
    assert read(write([type("Slug", (str,), {})("a")])) == ("a",)


@pytest.mark.parametrize("value", [object(), [1], {"a": 1}], ids=["object", "list", "dict"])
def test_what_no_rows_are_sorted_by_is_refused(value):
    with pytest.raises(ContractError, match="A cursor holds no"):
        write([value])
