"""The benchmarks measure what they say."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from benchmarks import line
from benchmarks.harness import Case
from benchmarks.harness import Result
from benchmarks.harness import measure
from benchmarks.harness import ready
from benchmarks.harness import report


def _application(loops):
    def application(environ, start_response):
        end = process_time() + loops * 1e-4
        while process_time() < end:
            pass
        start_response("200 OK", [])
        return [b"[]"]

    return lambda: application


CASE = Case(title="A list", method="GET", path="/", status=200, answer=[], contestants={"one": _application(1), "three": _application(3)})


def test_ratio_is_how_many_times_as_long_it_took():
    one, three = measure(CASE, rounds=5, seconds=0.003)
    assert one.ratio == 1
    assert 2 < three.ratio < 4


def test_wrong_answer_is_noticed_before_anything_is_measured():
    with pytest.raises(AssertionError, match="one answers"):
        measure(replace(CASE, answer=["else"]))


def test_contestant_that_is_not_installed_is_left_out(capsys):
    def absent():
        raise ModuleNotFoundError(name="some_peer")

    assert list(ready(replace(CASE, contestants={"absent": absent, **CASE.contestants}))) == ["one", "three"]
    assert "absent is left out: 'some_peer' is not installed." in capsys.readouterr().out


@pytest.mark.parametrize(("ratio", "said"), [(1.5, "met"), (2.5, "missed")])
def test_report_says_whether_the_goal_was_met(ratio, said):
    assert report([Result(name="one", microseconds=3.0, ratio=ratio, goal=2.0)]).endswith(said)


@pytest.mark.parametrize("case", list(line.cases()), ids=lambda case: case.method)
def test_everyone_on_the_line_gives_the_same_answer(case):
    ours = {name: make for name, make in case.contestants.items() if name in {"bare Flask", "flask_resty"}}
    assert list(ready(replace(case, contestants=ours))) == list(ours)
