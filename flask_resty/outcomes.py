"""How the requests of an operation may end, as data: for the document of an Api, for explanations, and for tests.

What the handler promises stands in its contract; here the line and the stack are added, which answer by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from flask import Flask
from marshmallow import Schema
from werkzeug.datastructures import Headers

from .contract import CONTENT
from .contract import Returns
from .description import reason_of
from .description import said_of
from .errors import Problem
from .errors import phrase
from .http.methods import READING
from .operation import Operation
from .patching import is_patched
from .schema.scopes import may_take_scopes
from .schema.scopes import scopes_in
from .state import asked_alone
from .state import etag_of
from .state import resource_of
from .state import target_of

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
    "Last-Modified": frozenset({*range(200, 300), 304}),
    "Expires": frozenset({*range(200, 300), 304}),
    "Link": frozenset({*range(200, 300), 304}),
}

#: The fields by which an answer tells of the state that something is in.
_OF_STATE = frozenset({"ETag", "Last-Modified", "Content-Location"})

#: The methods whose answers tell of the state that their resource is in.
_SHOWING = READING | {"PUT", "PATCH"}

#: What a request is answered with only where it asks for a part, or is meant for a certain state: by status, the fields that do so.
_CONDITIONAL = {
    206: ("Range",),
    304: ("If-None-Match", "If-Modified-Since"),
    412: ("If-Match", "If-None-Match", "If-Unmodified-Since"),
    416: ("Range",),
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


def outcomes_of(operation: Operation, app: Flask | None = None) -> tuple[Outcome, ...]:
    """Give all the ways in which a request for an operation may end, ordered by status.

    Those of the operation that answers callers without credentials are among them. 405 and 501 are none: they belong to no operation.
    What HTTP has any of them answer to some fields is told where something was declared for it; :func:`untold_of` has the rest.

    :param app: where it is: what it makes there may have a state, which the answer tells.
    """
    own, statuses, writes, told = _ways(operation, app)
    ordered = _ordered(tuple([outcome.status for outcome in own]), statuses, writes, told)
    mine = tuple([own[one] if isinstance(one, int) else one for one in ordered])
    if operation.anonymous is None:
        return mine
    both = {outcome.status: outcome for outcome in (*outcomes_of(operation.anonymous, app), *mine)}
    return tuple(both[status] for status in sorted(both))


def untold_of(operation: Operation, sent: Headers) -> frozenset[int]:
    """Give the statuses that a request may end with for the fields that it has, whether or not its operation tells of them.

    Conditions are judged also where nothing tells states apart, and of finished bytes a part can be had (RFC 9110, 13.2.1 and 14.2). To
    tell of that everywhere would be noise.

    :param sent: the fields of the request.
    """
    if operation.judges_conditions:
        return frozenset()
    found = frozenset(status for status, names in _CONDITIONAL.items() if any(name in sent for name in names))
    return found if operation.method in READING else found & {412}


def _ways(operation: Operation, app: Flask | None) -> tuple[list[Outcome], tuple[int, ...], tuple[str, ...], frozenset[str]]:
    """Give what is an operation's own, the statuses it is refused with, the fields that its answers may have, and those that all may."""
    writes, told = _fields_of(operation, app), _told_always(operation)
    own = [*_promised(operation), *_told(operation), *_unchanged(operation)]
    if writes:
        named = told | {"Link"} if any(offer.is_short for offer in operation.offers) else told
        bare = writes if _OF_STATE.isdisjoint(writes) else tuple([name for name in writes if name not in _OF_STATE])
        own = [_with_fields(one, writes if _shows_state(operation, one) else bare, named if _has_data(one) else told) for one in own]
    return own, (*_refusals(operation), *_of_stack(operation)), writes, told


def _with_fields(outcome: Outcome, fields: tuple[str, ...], told: frozenset[str]) -> Outcome:
    return outcome._replace(headers=_allowed(fields, outcome.status, told))


def _fields_of(operation: Operation, app: Flask | None) -> tuple[str, ...]:
    """Give the fields that answers may have, each once: of those that tell of a state, the ones that are sent."""
    named = dict.fromkeys(operation.writes)
    if operation.has_validators:
        named = {name: None for name in named if name not in _OF_STATE}
    return (*named, *(name for name in _of_state(operation, app) if name not in named))


def _of_state(operation: Operation, app: Flask | None) -> Iterator[str]:
    """Give the fields by which good answers tell of a state: of what was made, or of what is shown."""
    target = target_of(operation)
    made = None if app is None or target is None else resource_of(target, app)
    if made is not None:
        asked = {"ETag": "version", "Last-Modified": "last_modified"}
        yield from (name for name, method in asked.items() if asked_alone(made, method) is not None)
    if operation.method not in _SHOWING or not operation.has_validators:
        return
    if operation.version_by is not None or etag_of(operation) is not None:
        yield "ETag"
    if operation.modified_by is not None:
        yield "Last-Modified"
    if operation.method not in READING:
        yield "Content-Location"


def _shows_state(operation: Operation, outcome: Outcome) -> bool:
    """Tell whether an answer is of a state: what was only accepted is not done, and after what gives nothing back nobody is asked."""
    if operation.method in READING:
        return True
    if operation.method == "POST":
        return outcome.status == 201
    return outcome.status != 202 and (outcome.said is None or outcome.said.schema is not None)


def _told_always(operation: Operation) -> frozenset[str]:
    """Give the fields that refusals have as well: that a verb is about to go concerns who is refused, too."""
    deprecation = operation.find("deprecation")
    return frozenset(() if deprecation is None else deprecation.writes)


def _has_data(outcome: Outcome) -> bool:
    """Tell whether data of a schema are in an answer; where these have short names, it leads to what they stand for."""
    return outcome.said is not None and outcome.said.schema is not None


@lru_cache(1024)
def _ordered(own: tuple[int, ...], statuses: tuple[int, ...], writes: tuple[str, ...], told: frozenset[str]) -> tuple[int | Outcome, ...]:
    """Give outcomes by their status, an operation's own by their number: these have the say over what else has their status.

    Most operations have one of a few patterns.
    """
    found: dict[int, int | Outcome] = {}
    for number, status in enumerate(own):
        found.setdefault(status, number)
    for status in statuses:
        found.setdefault(status, Outcome(status, reason_of(status), is_problem=True, headers=_allowed(writes, status, told)))
    return tuple(found[status] for status in sorted(found))


@lru_cache(1024)
def _allowed(writes: tuple[str, ...], status: int, told: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in writes if name not in ONLY_OF or status in ONLY_OF[name] or name in told)


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
    if _may_lack_scopes(operation):
        yield 403
    if operation.require_match:
        yield 428
    if operation.gives_ranges:
        yield 416


def _may_lack_scopes(operation: Operation) -> bool:
    """Tell whether what is sent may take scopes that the caller lacks: to write a field, or to look for what not everybody may read."""
    accepted = operation.contract.accepts
    if not accepted:
        return False
    schemas = [schema for said in accepted.values() for schema in (said.schema, *said.versions.values())]
    if any(may_take_scopes(schema) and scopes_in(schema, "load") for schema in schemas):
        return True
    query = accepted["query"].schema if "query" in accepted else None
    return isinstance(query, Schema) and _has_choices_with_scopes(type(query))


@lru_cache(1024)
def _has_choices_with_scopes(cls: type[Schema]) -> bool:
    """Tell whether a field lets a client choose from what takes scopes, as that of an order does."""
    fields: Any = cls._declared_fields.values()
    return any(getattr(field, "scopes", None) for field in fields)
