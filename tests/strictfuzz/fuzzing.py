"""Playing many cases, each with its schemas and with schemas for which nothing is generated."""

from __future__ import annotations

from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import reject
from hypothesis import seed
from hypothesis import settings
from schemafuzz.cases import Case
from schemafuzz.cases import cases
from schemafuzz.comparison import Different
from schemafuzz.playing import Engine
from schemafuzz.playing import Impossible
from schemafuzz.playing import play

from .slowly import slowly


def fuzz(engine: Engine, examples: int, *, number: int = 1) -> int:
    """Compare so many random cases, always the same for a number, and give the number of calls.

    :raise Different: with the simplest case like the one that was found.
    """
    calls = 0

    @seed(number)
    @settings(
        max_examples=examples,
        phases=[Phase.generate, Phase.shrink],
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def run(case: Case) -> None:
        nonlocal calls
        try:
            calls += compare(case, engine)
        except Impossible:
            reject()

    run()
    return calls


def compare(case: Case, engine: Engine) -> int:
    """Play a case slowly and fast, and give the number of calls."""
    outcomes = zip(play(slowly(case), engine), play(case, engine), strict=True)
    number = -1
    for number, (slow, fast) in enumerate(outcomes):
        # How often an object is read where its dump fails may be different.
        if (slow.result, slow.journal.calls) != (fast.result, fast.journal.calls):
            raise Different(f"{case.program}\n\n{case.calls[number // 2]}  # call {number % 2 + 1}\n\nslow: {slow}\n\nfast: {fast}")
    return number + 1
