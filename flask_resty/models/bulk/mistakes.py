"""The problems of single things in a request about many: each at its place, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request

from ...envelope import place_in
from ...errors import Fault
from ...errors import Problem
from ...errors import phrase
from ...schema.bounds import MOST
from ...schema.faults import pointer as pointer_to
from ...schema.messages import SENTENCES
from .work import Done

#: The codes of problems that name no mistake of their own.
_CODES = {403: "forbidden", 404: "not_found", 409: "conflict", 410: "gone", 412: "stale"}


def placed(problem: Problem, pointer: str, location: str = "body") -> Problem:
    """Give the problem of one thing with its place in the request: each mistake has a pointer that begins with it.

    :param pointer: the place of the thing.
    """
    code = _CODES.get(problem.code, "invalid")
    pointer = f"{_data()}{pointer}" if location == "body" else pointer
    found = problem.errors or (Fault(location=location, pointer="", code=code, detail=problem.detail or phrase(problem.code)),)
    # The author's methods may raise the same one for several.
    made = type(problem).__new__(type(problem))
    vars(made).update(vars(problem))
    made.errors = tuple(replace(fault, location=location, pointer=f"{pointer}{fault.pointer}") for fault in found)
    return made


def within(faults: Iterable[Fault]) -> list[Fault]:
    """Give the mistakes of items of a list with their places in the body, which may wrap the list."""
    return [replace(fault, pointer=f"{_data()}{fault.pointer}") for fault in faults]


def _data() -> str:
    return pointer_to(place_in(request.environ))


def refuse_all(done: Mapping[int, Any]) -> None:
    """Let all through where nothing is wrong with any of them.

    :raise Problem: with all mistakes: with the status that they share, or 422.
    """
    problems = [one for one in done.values() if isinstance(one, Problem)]
    if not problems:
        return
    # A 404 or a 410 would say that of the address of the request.
    statuses = {422 if problem.code in {404, 410} else problem.code for problem in problems}
    status = statuses.pop() if len(statuses) == 1 else 422
    raise Problem(status, "Something is wrong with a part of this request, so nothing of it was done.", errors=_first(problems))


def _first(problems: Iterable[Problem]) -> list[Fault]:
    found = [fault for problem in problems for fault in problem.errors]
    more = Fault(location="body", pointer="", code="more", detail=SENTENCES["more"])
    return found if len(found) <= MOST else [*found[:MOST], more]


def in_order(done: Done) -> list[Any]:
    """Give what became of each, in the order of the request."""
    return [done[place] for place in sorted(done)]
