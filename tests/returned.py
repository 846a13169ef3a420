"""Data as handlers return them: strategies for Hypothesis, and what a format makes of them."""

from __future__ import annotations

from collections import OrderedDict
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from datetime import timezone
from decimal import Decimal
from enum import Enum
from enum import IntEnum
from types import MappingProxyType
from typing import Any
from typing import NamedTuple

from hypothesis import strategies as st

from flask_resty import ContractError
from flask_resty import Emitter
from flask_resty import Parser
from flask_resty import Problem
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER

#: Pieces of text that some reader of some format takes for something else.
PIECES = ["a", " ", "  ", "\n", "\r", "\t", "\0", "\x7f", "\x85", "\xa0", "é", "😀", "\u2028", "\ufeff", "\ufffe", "\U0001fffe"]
PIECES += ["no", "yes", "y", "NULL", "~", "0", "010", "0o10", "1e3", "12:30:45", "2024-01-01", ".5", ".inf", "+1", "<<", "=", "_", "true"]
PIECES += [":", ": ", "#", " #", "-", "- ", "---", "...", "?", "!", "&", "*", "|", ">", "'", '"', "%", "@", "`", "{", "}", "[", "]", ","]
PIECES += ["\\", "]]>", "<a>", "&amp;", "a\nb", " a\n b", "a\n\n", "http://x/y", "\x1b", "²", "٣"]

TEXT = st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(max_size=8)
INTEGERS = st.integers() | st.sampled_from([2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**40])
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def nested(leaves: st.SearchStrategy[Any], names: st.SearchStrategy[Any] = TEXT) -> st.SearchStrategy[Any]:
    """Give lists and dicts of leaves, and of each other."""
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12)


#: What JSON has types for.
PLAIN = nested(TEXT | INTEGERS | FLOATS | st.booleans() | st.none())


class Color(Enum):
    RED = "red"
    TWO = 2
    PAIR = (1, "b")


# People write it so, and it is another thing than a StrEnum: str() gives the name.
class Word(str, Enum):  # noqa: UP042
    NO = "no"


class Size(IntEnum):
    LARGE = 7


class Pair(NamedTuple):
    left: Any
    right: Any


class Shout(str):
    def __str__(self) -> str:
        return self.upper()


class Count(int):
    def __str__(self) -> str:
        return "many"


class Share(float):
    def __repr__(self) -> str:
        return "some"


@dataclass
class Account:
    password: str


ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.times()
ODD = (
    st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | st.sampled_from([Decimal("1E+5"), Decimal("-0"), *Color, *Word, *Size, Shout("shout"), Count(3), Share(0.5)])
    | st.uuids()
    | st.dates()
    | TIMES
    | st.datetimes(timezones=st.none() | ZONES)
)
SEQUENCES = st.sampled_from([tuple, deque, lambda items: dict(enumerate(items)).values(), lambda items: Pair(items, items)])
MAPPINGS = st.sampled_from([OrderedDict, MappingProxyType])
NAMES = TEXT | st.integers(-5, 5) | st.uuids() | st.dates() | st.sampled_from([*Word, *Size, Shout("shout")])


def returned(plain: st.SearchStrategy[Any], names: st.SearchStrategy[Any] = NAMES) -> st.SearchStrategy[Any]:
    """Give what handlers return where no schema dumps it, beside what is plain."""
    odd = nested(plain | ODD, names)
    sequences = st.builds(lambda make, items: make(items), SEQUENCES, st.lists(odd, max_size=3))
    mappings = st.builds(lambda make, members: make(members), MAPPINGS, st.dictionaries(names, odd, max_size=3))
    return odd | nested(plain | ODD | sequences | mappings, names)


def told(data: Any, emitter: Emitter = JSON_EMITTER, parser: Parser = JSON_PARSER) -> str:
    """Tell what comes back of data, types and order included, or that they are refused."""
    try:
        return repr(parser.parse(emitter.emit(data, None), None))
    except ContractError:
        return "refused"


def code_of(parser: Parser, content: bytes, **limits: int) -> str:
    """Give the code that a document is refused with."""
    try:
        data = parser.parse(content, None, **limits)
    except Problem as problem:
        (fault,) = problem.errors
        assert (problem.status, fault.location, fault.pointer, fault.detail) == (400, "body", "", problem.detail)
        return fault.code
    raise AssertionError(f"It was read: {data!r:.200}")


def endless() -> list[Any]:
    """Give data that hold themselves."""
    data: list[Any] = []
    data.append({"again": data})
    return data


#: What no format can say, if it says what JSON does.
UNSPEAKABLE = {
    "not a number": float("nan"),
    "not finite": {"a": [float("-inf")]},
    "not finite, beside null": [None, float("inf")],
    "not finite, of a subclass": Share("inf"),
    "half a character": "\ud800",
    "half a character, in a name": {"\udc00": 1},
    "a set": {"a": {1}},
    "an object": object(),
    "a dataclass": [Account("secret")],
    "a complex number": 1j,
    "a decimal that is no number": Decimal("NaN"),
    "a large decimal": Decimal("1E+999999"),
    "two members of one name": {1: "a", "1": "b"},
    "a name that is none": {None: 1},
    "a name that is a tuple": {(1, 2): 3},
    "data in themselves": endless(),
    "a generator": (number for number in [1]),
}
