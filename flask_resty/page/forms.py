"""From an operation to the form that tries it. What stands here is the same for every request."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from ..auth.authenticator import Public
from ..auth.rules import Rule
from ..contract import Accepts
from ..envelope import envelope_of
from ..media import Parser
from ..middleware.throttle import Throttle
from ..operation import Operation
from ..operation import header_name
from ..patching import parsers_of
from ..schematic import Binary
from ..schematic import is_many
from ..selecting import PARAMETER
from ..selecting import selects_by_query
from .inputs import Input
from .inputs import inputs_of

_JSON = "application/json"

#: What is said of a verb whose author says nothing.
_USUAL = {
    "GET": "Read it.",
    "POST": "Add to it.",
    "PUT": "Replace it.",
    "PATCH": "Change it.",
    "DELETE": "Delete it.",
    "QUERY": "Search it.",
}

#: Header fields that a caller may want to send, where an operation reads them.
_FIELDS = ("If-Match", "Idempotency-Key")

#: To read what one has already is of no use on a page.
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


class Content(NamedTuple):
    """What a form sends as the content of its request."""

    #: ``document``, ``form``, ``files`` or ``octets``.
    kind: str
    #: Its fields; ``None`` where only the whole can be written.
    inputs: tuple[Input, ...] | None = None
    #: The member that a document is wrapped in.
    member: str | None = None
    #: What it may be sent as, the usual one first.
    media_types: tuple[str, ...] = ()
    #: Whether the document is a list.
    is_many: bool = False


class Form(NamedTuple):
    """An operation as a page shows it."""

    method: str
    summary: str
    #: The paragraphs behind the first line.
    description: tuple[str, ...]
    #: Who may use it, and how often.
    rules: tuple[str, ...]
    statuses: tuple[int, ...]
    query: tuple[Input, ...]
    headers: tuple[Input, ...]
    content: Content | None
    #: The schemes of ``Authorization`` that it understands.
    schemes: tuple[str, ...]
    #: The parameters that turn pages.
    turning: tuple[str, ...]


@lru_cache(maxsize=1024)
def form_of(operation: Operation) -> Form:
    """Give the form of an operation."""
    summary, *description = paragraphs(operation.handler) or (_USUAL.get(operation.method, operation.method),)
    authenticator, pager = operation.find("authenticator"), operation.contract.pager
    turning = () if pager is None else inputs_of(pager.schema, is_text=True) or ()
    return Form(
        method=operation.method,
        summary=summary,
        description=tuple(description),
        rules=tuple(_rules(operation)),
        statuses=tuple(sorted(operation.contract.returns)),
        query=(*_inputs(operation, "query"), *turning, *_selecting(operation)),
        headers=tuple(_headers(operation)),
        content=_content(operation),
        schemes=() if authenticator is None else tuple(scheme.capitalize() for scheme in authenticator.schemes),
        turning=tuple(each.name for each in turning),
    )


def paragraphs(what: Any) -> tuple[str, ...]:
    """Give the docstring that somebody wrote for a class or a function, one text a paragraph."""
    # That of a base class says nothing about this one.
    text = what.__dict__.get("__doc__") if isinstance(what, type) else what.__doc__
    return tuple(" ".join(each.split()) for each in inspect.cleandoc(text or "").split("\n\n") if each.strip())


def _rules(operation: Operation) -> Iterator[str]:
    entries = [placed.entry for placed in operation.stack]
    authenticator = operation.find("authenticator")
    if authenticator is not None:
        # Only what stands behind the authenticator lifts it.
        is_open = any(isinstance(entry, Public) for entry in entries[entries.index(authenticator) :])
        yield "open to everybody" if is_open else "needs credentials"
    yield from (repr(entry) for entry in entries if isinstance(entry, Rule | Throttle))


def _inputs(operation: Operation, location: Any) -> tuple[Input, ...]:
    said = operation.contract.accepts.get(location)
    return () if said is None else inputs_of(said.schema, is_text=True) or ()


def _selecting(operation: Operation) -> Iterator[Input]:
    if selects_by_query(operation):
        yield Input(PARAMETER, "text", hint="The members to show, such as id,author(name)")


def _headers(operation: Operation) -> Iterator[Input]:
    own = [each._replace(name=header_name(each.name)) for each in _inputs(operation, "headers")]
    yield from own
    known = {each.name for each in own}
    for name in _FIELDS:
        is_asked = operation.has_validators and operation.method in _CHANGES if name == "If-Match" else name in operation.reads
        if is_asked and name not in known:
            yield Input(name, "text", is_required=name == "If-Match" and operation.require_match)


def _content(operation: Operation) -> Content | None:
    accepted = operation.contract.accepts
    if "body" in accepted:
        return _body(operation, accepted["body"])
    files = tuple(each._replace(kind="file", choices=()) for each in _inputs(operation, "files"))
    if "form" in accepted or files:
        return Content("files" if files else "form", (*_inputs(operation, "form"), *files))
    return None


def _body(operation: Operation, said: Accepts) -> Content:
    if isinstance(said.schema, Binary):
        return Content("octets", media_types=said.schema.media_types)
    parsers = parsers_of(operation) if said.is_usual else ()
    known = {parser.media_type: parser for parser in parsers if parser.stream is not None or not said.stream}
    media_types = tuple(sorted([*known, *said.versions], key=lambda media_type: media_type != _JSON))
    inputs = inputs_of(said.schema) if _JSON in known and not said.stream else None
    return Content("document", inputs, _member(operation, said, known.get(_JSON)), media_types, is_many(said.schema))


def _member(operation: Operation, said: Accepts, parser: Parser | None) -> str | None:
    """Give the member that fields are sent in: they are sent as JSON, and what is written as a whole has it written, too."""
    envelope = None if parser is None else envelope_of(operation, said, parser)
    return None if envelope is None else envelope.member(is_many(said.schema))
