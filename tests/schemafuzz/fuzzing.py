"""Playing many cases."""

from __future__ import annotations

from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import reject
from hypothesis import seed
from hypothesis import settings

from flask_resty.schema import compile

from .cases import Case
from .cases import cases
from .comparison import Different
from .comparison import compare
from .comparison import plainly
from .playing import Engine
from .playing import Impossible


def fuzz(engine: Engine, examples: int, *, judge: Engine = plainly, number: int | None = None, shrinks: bool = True) -> int:
    """Compare an engine with another, marshmallow, on so many random cases, and give the number of calls.

    :param number: one number stands for always the same cases; without it they are others each time.
    :param shrinks: whether the simplest case like the one that was found is looked for.
    :raise Different: with the case.
    """
    calls = 0

    # What was found is not kept: the next run of the same number finds it again. A slow machine is no fault.
    @settings(
        max_examples=examples,
        phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def play(case: Case) -> None:
        nonlocal calls
        try:
            calls += compare(case, engine, judge)
        except Impossible:
            reject()

    (play if number is None else seed(number)(play))()
    return calls


def play_batch(number: int, examples: int) -> tuple[str, int]:
    """Play the cases of a number with the compiler; give what was found, if anything was, and the number of calls."""
    try:
        return "", fuzz(compile, examples, number=number)
    except Different as error:
        return f"Number {number}:\n\n{error}", 0
