"""How the requests of an operation may end, as data: for the document of an Api, for explanations, and for tests.

What the handler promises stands in its contract; here the line and the stack are added, which answer by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .contract import CONTENT
from .contract import Returns
from .description import reason_of
from .description import said_of
from .errors import Problem
from .errors import phrase
from .http.methods import READING
from .operation import Operation
from .patching import is_patched

#: What only answers of these statuses have.
ONLY_OF = {
    "Retry-After": frozenset({429, 503}),
    "WWW-Authenticate": frozenset({401, 403}),
    "Location": frozenset({201, 202, 301, 302, 303, 307, 308}),
    "Content-Range": frozenset({206, 416}),
    "Accept-Ranges": frozenset({200, 206, 416}),
    "Preference-Applied": frozenset(range(200, 300)),
    "Content-Disposition": frozenset(range(200, 300)),
    "Content-Location": frozenset({200, 201}),
    "ETag": frozenset({*range(200, 300), 304}),
}


class Outcome(NamedTuple):
    """One way in which a request may end."""

    status: int
    #: One sentence for people.
    reason: str
    #: What is promised, where the handler promises it.
    said: Returns | None = None
    #: Whether it is a problem document (RFC 9457).
    is_problem: bool = False
    #: The fields that the answer may have, besides those that any has.
    headers: tuple[str, ...] = ()
    #: The class of the problem, where the verb names one.
    problem: type[Problem] | None = None


def outcomes_of(operation: Operation) -> tuple[Outcome, ...]:
    """Give all the ways in which a request for an operation may end, ordered by status.

    Those of the operation that answers callers without credentials are among them. 405 and 501 are none: they belong to no operation.
    """
    own, statuses, writes = _ways(operation)
    ordered = _ordered(tuple([outcome.status for outcome in own]), statuses, writes)
    mine = tuple([own[one] if isinstance(one, int) else one for one in ordered])
    if operation.anonymous is None:
        return mine
    both = {outcome.status: outcome for outcome in (*outcomes_of(operation.anonymous), *mine)}
    return tuple(both[status] for status in sorted(both))


def _ways(operation: Operation) -> tuple[list[Outcome], tuple[int, ...], tuple[str, ...]]:
    """Give what is an operation's own, the statuses that it is refused with, and the fields that its answers may have."""
    writes = tuple(dict.fromkeys(operation.writes))
    own = [*_promised(operation), *_told(operation), *_unchanged(operation)]
    if writes:
        own = [outcome._replace(headers=_allowed(writes, outcome.status)) for outcome in own]
    return own, (*_refusals(operation), *_of_stack(operation)), writes


@lru_cache(1024)
def _ordered(own: tuple[int, ...], statuses: tuple[int, ...], writes: tuple[str, ...]) -> tuple[int | Outcome, ...]:
    """Give outcomes by their status, an operation's own by their number: these have the say over what else has their status.

    Most operations have one of a few patterns.
    """
    found: dict[int, int | Outcome] = {}
    for number, status in enumerate(own):
        found.setdefault(status, number)
    for status in statuses:
        found.setdefault(status, Outcome(status, reason_of(status), is_problem=True, headers=_allowed(writes, status)))
    return tuple(found[status] for status in sorted(found))


@lru_cache(1024)
def _allowed(writes: tuple[str, ...], status: int) -> tuple[str, ...]:
    return tuple(name for name in writes if name not in ONLY_OF or status in ONLY_OF[name])


def _promised(operation: Operation) -> Iterator[Outcome]:
    contract = operation.contract
    for status, said in contract.returns.items():
        yield Outcome(status, phrase(status), said, is_problem=status >= 400 and said.schema is None)
    if contract.streams is not None:
        yield Outcome(200, "The items, one after the other.", Returns(contract.streams))
    if not contract.returns and contract.streams is None:
        yield Outcome(200, phrase(200))
        yield Outcome(204, "There is nothing to tell.")
    if operation.gives_ranges:
        yield Outcome(206, "The part that was asked for.", contract.returns.get(200))
    if operation.heeds_preferences and 200 in contract.returns:
        yield Outcome(204, "It was done, and the client would rather not have the content.")


def _told(operation: Operation) -> Iterator[Outcome]:
    for status, told in said_of(operation).problems.items():
        if isinstance(told, str):
            yield Outcome(status, told, is_problem=True)
        else:
            yield Outcome(status, told.title or phrase(status), is_problem=True, problem=told)


def _unchanged(operation: Operation) -> Iterator[Outcome]:
    if operation.method in READING and operation.has_validators:
        yield Outcome(304, "The client has this state already.")


def _of_stack(operation: Operation) -> Iterator[int]:
    for placed in operation.stack:
        yield from placed.entry.statuses_for(operation.method)


def _refusals(operation: Operation) -> Iterator[int]:
    """Give the statuses with which the line refuses. Parameters that nobody declared are refused, so 422 may always be."""
    yield from (400, 422, 500)
    if operation.found_by is not None or "<" in operation.rule:
        yield 404
    if operation.offers:
        yield 406
    if not CONTENT.isdisjoint(operation.contract.accepts):
        yield from (413, 415)
    if is_patched(operation):
        yield 409
    if operation.has_validators:
        yield 412
    if operation.require_match:
        yield 428
    if operation.gives_ranges:
        yield 416
