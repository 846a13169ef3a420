"""Measure contestants side by side, in one process and turn by turn.

A machine is never quiet, so seconds say little; what says something is how many times as long one contestant took as another
one *at the same time*. So each round runs a batch of every contestant, in shuffled order, and what counts is the median of the
quotients of the rounds. Time is processor time of this process. Every answer is looked at before anything is measured.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time
from typing import Any


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who does the work of a case."""

    #: Does it so many times.
    repeat: Callable[[int], object]
    #: Does it once and gives what came out, in the form that all share.
    answer: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Speedup:
    """A goal: ``of`` is at least so many times as fast as ``over``."""

    of: str
    over: str
    least: float

    def judge(self, times_as_long: float) -> Verdict:
        """Judge how many times as long ``of`` took."""
        times = 1 / times_as_long
        return Verdict(f"{self.of} is {times:.3g} times as fast as {self.over}, of at least {self.least:g}", times >= self.least)


@dataclass(frozen=True, slots=True)
class Slowdown:
    """A goal: ``of`` takes at most so many times as long as ``over``."""

    of: str
    over: str
    most: float

    def judge(self, times_as_long: float) -> Verdict:
        """Judge how many times as long ``of`` took."""
        return Verdict(
            f"{self.of} takes {times_as_long:.3g} times as long as {self.over}, of at most {self.most:g}", times_as_long <= self.most
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """A goal: ``of`` takes at most so many microseconds more than ``over``."""

    of: str
    over: str
    most: float

    def judge(self, seconds_more: float) -> Verdict:
        """Judge how many seconds more ``of`` took."""
        more = seconds_more * 1e6
        return Verdict(f"{self.of} takes {more:.1f} us more than {self.over}, of at most {self.most:g}", more <= self.most)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A goal: what ``of`` takes beyond ``plain`` is at most so many times as long as ``over`` takes."""

    of: str
    plain: str
    over: str
    most: float

    def judge(self, times_as_long: float) -> Verdict:
        """Judge how many times as long as ``over`` the difference took."""
        sentence = f"{self.of} adds to {self.plain} {times_as_long:.3g} times what {self.over} takes, of at most {self.most:g}"
        return Verdict(sentence, times_as_long <= self.most)


#: What a case is to show.
Goal = Speedup | Slowdown | Addition | Surcharge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out of a goal."""

    sentence: str
    is_met: bool

    def __str__(self) -> str:
        return f"  {'met   ' if self.is_met else 'MISSED'}  {self.sentence}."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a case."""

    table: Sequence[str]
    verdicts: Sequence[Verdict]

    @property
    def report(self) -> str:
        """Give the outcome as text."""
        return "\n".join([*self.table, *map(str, self.verdicts)])

    @property
    def missed(self) -> list[str]:
        """Give what missed its goal."""
        return [verdict.sentence for verdict in self.verdicts if not verdict.is_met]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One piece of work, what must come out of it, and who does it."""

    title: str
    answer: Any
    #: What makes each contestant. The table tells how many times as long as the first one each of them took.
    contestants: Mapping[str, Callable[[], Contestant]]
    goals: Sequence[Goal] = ()
    rounds: int = 31

    def measure(self, *, seconds: float = 0.03) -> Outcome:
        """Measure the case, each batch taking some seconds.

        :raise AssertionError: if a contestant gives another answer than it must.
        """
        contestants = dict(self.ready())
        # What stands there already is no garbage of the work: looking at it again and again would only take time.
        gc.freeze()
        try:
            taken = _taken({name: _batch(contestant, seconds) for name, contestant in contestants.items()}, self.rounds)
        finally:
            gc.unfreeze()
        known = [goal for goal in self.goals if {goal.of, goal.over} <= taken.keys()]
        return Outcome(list(_table(taken)), [_judged(goal, taken) for goal in known])

    def ready(self) -> Iterator[tuple[str, Contestant]]:
        """Make the contestants and look at their answers. One that is not installed is left out, and said to be."""
        for name, make in self.contestants.items():
            try:
                contestant = make()
            except ModuleNotFoundError as error:
                print(f"  {name} is left out: {error.name!r} is not installed.")
                continue
            answer = contestant.answer()
            assert answer == self.answer, f"{name} answers {answer!r}"
            yield name, contestant


def _batch(contestant: Contestant, seconds: float) -> Callable[[], float]:
    """Make a batch that takes about so long; it gives the seconds that the work took once."""

    def run(times: int) -> float:
        gc.collect()
        start = process_time()
        contestant.repeat(times)
        return (process_time() - start) / times

    times = 1
    # What is warmed up meanwhile counts less and less.
    while (once := run(times)) * times < seconds / 2:
        times *= 2
    enough = max(1, round(seconds / once))
    return lambda: run(enough)


def _taken(batches: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    order, shuffle = list(batches), Random(1).shuffle
    taken: dict[str, list[float]] = {name: [] for name in batches}
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            taken[name].append(batches[name]())
    return taken


def _judged(goal: Goal, taken: Mapping[str, Sequence[float]]) -> Verdict:
    times, base = taken[goal.of], taken[goal.over]
    if isinstance(goal, Addition):
        return goal.judge(median(_differences(times, base)))
    if isinstance(goal, Surcharge):
        times = _differences(times, taken[goal.plain])
    return goal.judge(_times_as_long(times, base))


def _differences(times: Sequence[float], base: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(times, base, strict=True)]


def _times_as_long(times: Sequence[float], base: Sequence[float]) -> float:
    return median(one / other for one, other in zip(times, base, strict=True))


def _table(taken: Mapping[str, Sequence[float]]) -> Iterator[str]:
    first = next(iter(taken.values()))
    width = max(map(len, taken))
    yield f"  {'':<{width}}{'us':>12}{'x':>8}"
    factors = {name: _times_as_long(times, first) for name, times in taken.items()}
    for name in sorted(taken, key=factors.__getitem__):
        yield f"  {name:<{width}}{median(taken[name]) * 1e6:12.1f}{factors[name]:8.2f}"
