"""Measure applications side by side, in one process and turn by turn.

A machine is never quiet, so seconds say little; what says something is how many times as long one application took as another
one *at the same time*. So each round runs a batch of every contestant, in shuffled order, and what counts is the median of the
quotients of the rounds. Time is processor time of this process. Every answer is looked at before anything is measured.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from io import BytesIO
from random import Random
from statistics import median
from time import process_time
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.test import run_wsgi_app

#: A WSGI application; a batch calls it as a server does.
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request, the answer that it must have, and who gives it."""

    title: str
    method: str
    path: str
    status: int
    #: The body of the answer, as data.
    answer: Any
    #: What makes each application. The first one is the measure of the others.
    contestants: Mapping[str, Callable[[], Application]]
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: How many times as long as the first one a contestant may take.
    goals: Mapping[str, float] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        """Give the request as a server hands it over."""
        return EnvironBuilder(self.path, method=self.method, data=self.body or None, headers=Headers(self.headers)).get_environ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one contestant took."""

    name: str
    microseconds: float
    #: How many times as long as the first contestant.
    ratio: float
    goal: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the goal was met; having none is meeting it."""
        return self.goal is None or self.ratio <= self.goal


def measure(case: Case, *, rounds: int = 31, seconds: float = 0.03) -> list[Result]:
    """Measure a case, each batch taking some seconds.

    :raise AssertionError: if a contestant gives another answer than it must.
    """
    batches = {name: _batch(application, case, seconds) for name, application in ready(case).items()}
    order, shuffle = list(batches), Random(1).shuffle
    taken: dict[str, list[float]] = {name: [] for name in batches}
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            taken[name].append(batches[name]())
    first = next(iter(batches))
    return [
        Result(
            name=name,
            microseconds=median(times) * 1e6,
            ratio=median(time / base for time, base in zip(times, taken[first], strict=True)),
            goal=case.goals.get(name),
        )
        for name, times in taken.items()
    ]


def ready(case: Case) -> dict[str, Application]:
    """Make the applications and look at their answers. A contestant that is not installed is left out, and said to be."""
    applications = {}
    for name, make in case.contestants.items():
        try:
            applications[name] = make()
        except ModuleNotFoundError as error:
            print(f"  {name} is left out: {error.name!r} is not installed.")
        else:
            _verify(name, applications[name], case)
    return applications


def _verify(name: str, application: Application, case: Case) -> None:
    body, status, _ = run_wsgi_app(application, case.environ(), buffered=True)
    text = b"".join(body)
    assert status.startswith(str(case.status)), f"{name} answers {status}: {text!r}"
    assert json.loads(text) == case.answer, f"{name} answers {text!r}"


# The loop is as lean as can be, since what it takes itself counts for everyone and so hides the differences.
def _batch(application: Application, case: Case, seconds: float) -> Callable[[], float]:
    template, body = case.environ(), case.body

    def run(times: int) -> float:
        gc.collect()
        start = process_time()
        for _ in range(times):
            environ = template.copy()
            environ["wsgi.input"] = BytesIO(body)
            answer = application(environ, _start_response)
            b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        return (process_time() - start) / times

    run(20)
    times = max(1, round(seconds / run(20)))
    return lambda: run(times)


def _start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
    """Take the head of an answer, as a server does."""


def report(results: Sequence[Result]) -> str:
    """Give the results as a table."""
    lines = [f"  {'':<16}{'us':>9}{'x':>8}{'goal':>8}"]
    for result in sorted(results, key=lambda result: result.ratio):
        goal = "" if result.goal is None else f"{result.goal:8.2f}  {'met' if result.is_met else 'missed'}"
        lines.append(f"  {result.name:<16}{result.microseconds:9.1f}{result.ratio:8.2f}{goal}")
    return "\n".join(lines)
