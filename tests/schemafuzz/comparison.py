"""Comparing what two engines make of a case."""

from __future__ import annotations

from typing import Any

from .cases import Case
from .playing import Engine
from .playing import Outcome
from .playing import play


class Different(AssertionError):
    """Two engines do not do the same."""


def plainly(schema: Any) -> Any:
    """Give the schema itself: marshmallow."""
    return schema


def compare(case: Case, engine: Engine, judge: Engine = plainly) -> int:
    """Play a case with both, and give the number of calls.

    :raise Different: with the case as a program, and what was different.
    """
    expected = play(case, judge)
    try:
        got = play(case, engine)
    except Exception as error:
        raise Different(f"{case!r}\n\ncannot be compiled: {error!r}") from error
    for number, (right, other) in enumerate(zip(expected, got, strict=True)):
        if not _is_same(right, other):
            call = case.calls[number // 2]
            raise Different(f"{case.program}\n\n{call}  # call {number % 2 + 1}\n\nexpected {right}\n\ngot {other}")
        if right.result.startswith(_ONCE):
            return number + 1
    return len(got)


#: Said of the options of a nested schema, but the first time only: what follows is done by a schema that is half made.
_ONCE = "ValueError: Invalid fields for"


def _is_same(right: Outcome, other: Outcome) -> bool:
    # How far a schema that never ends comes before Python gives up depends on how many calls a level takes.
    is_endless = right.result.startswith("RecursionError")
    return other.result.startswith("RecursionError") if is_endless else right == other
