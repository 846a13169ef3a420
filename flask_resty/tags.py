"""Tags: what tells the representations of one version apart, and tags that are computed from what is sent (RFC 9110, 8.8.3)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from flask import Flask
from flask import Request
from flask import Response
from marshmallow import Schema
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from .contract import Contract
from .contract import Envelope
from .contract import Returns
from .errors import ContractError
from .errors import Problem
from .http import etag
from .http.answers import has
from .http.dates import parse_date
from .http.etag import EntityTag
from .http.preconditions import Validators
from .input import parameters_without_query
from .operation import Operation
from .operation import Representation
from .operation import header_name
from .output import Emit
from .output import output_writer
from .principal import principal_of
from .principal import scopes_of
from .rendering import compiled_output
from .rendering import shown_by
from .resource import contract_of
from .schema.expansion import expand
from .schema.nesting import inside
from .schematic import Binary
from .schematic import keys_of
from .state import as_text
from .state import etag_of
from .state import known_of
from .state import resource_of
from .variants import restricted_contract
from .variants import scopes_of_contract

#: Tells the representation that a request asks for from others of one version; it gets the resource and the item, too.
Represent = Callable[[Request, Any, Any, Representation], str]

_ByRequest = Callable[[Request, Representation], str]


def representations_of_item(operation: Operation, app: Flask) -> Represent:
    """Make what tells the representations of one version of an item apart, also by what the resource says that is shown besides it."""
    return _by_what_is_shown(operation.resource, representations(operation), shown_by(operation.reading or operation, app), app)


def _by_what_is_shown(cls: type[Any], represent: _ByRequest, shown: Callable[[Representation], Any], app: Flask) -> Represent:
    told: Any = getattr(cls, "shown_version", None)
    if told is None:
        return lambda request, resource, item, representation: represent(request, representation)
    tell = app.ensure_sync(told)

    def represent_item(request: Request, resource: Any, item: Any, representation: Representation) -> str:
        version = tell(resource, item=item, shown=shown(representation))
        by_request = represent(request, representation)
        return by_request if version is None else etag.suffix((by_request, as_text(version)))

    return represent_item


def representations(operation: Operation) -> _ByRequest:
    """Make what tells the representations of one version apart: by media type, envelope, and the names of the members.

    With the names, a client that keeps what an older release sent gets the new members. Header fields and cookies that the verb
    declares choose a representation, too.
    """
    reading = operation.reading or operation
    return _by_parameters(reading.contract, _representations(reading.contract, reading.envelope, is_anonymous=operation.is_anonymous))


def representations_of(target: type[Any] | str, operation: Operation, app: Flask) -> Represent:
    """Make what tells the representations of another resource apart, which an operation has the address of."""
    cls = resource_of(target, app) or operation.resource
    contract = contract_of(cls, "GET")
    taken = scopes_of_contract(contract)

    @lru_cache(64)
    def for_scopes(scopes: frozenset[str]) -> Represent:
        seen = contract if scopes == taken else restricted_contract(contract, scopes)
        return _by_what_is_shown(cls, _by_parameters(seen, _representations(seen, operation.envelope)), _shown_of(seen, app), app)

    def represent(request: Request, _: Any, item: Any, representation: Representation) -> str:
        # Whoever lacks the scope of a field would not be shown it, whatever the verb is.
        scopes = taken & scopes_of(principal_of(request.environ)) if taken else taken
        return for_scopes(scopes)(request, cls(), item, representation)

    return represent


def _shown_of(contract: Contract, app: Flask) -> Callable[[Representation], Any]:
    """Make what gives the schema that a contract shows an item by, to who selects and expands nothing."""
    shown = contract.shown

    def schema_of(representation: Representation) -> Any:
        schema = None if shown is None else shown.versions.get(representation.emitter.media_type, shown.schema)
        return schema if schema is None or isinstance(schema, Binary) else compiled_output(expand(schema, ""), app).schema

    return schema_of


def _by_parameters(contract: Contract, represent: Callable[[Representation], str]) -> _ByRequest:
    headers, cookies = (keys_of(contract.accepts[name].schema) if name in contract.accepts else () for name in ("headers", "cookies"))
    if not headers and not cookies:
        return lambda request, representation: represent(representation)
    fields = tuple(map(header_name, headers))

    def by_parameters(request: Request, representation: Representation) -> str:
        said = [request.headers.get(name, "") for name in fields]
        said += [value for name in cookies for value in (name, *request.cookies.getlist(name))]
        return etag.suffix((represent(representation), *said))

    return by_parameters


def _representations(contract: Contract, usual: Envelope | None, *, is_anonymous: bool = False) -> Callable[[Representation], str]:
    said = Returns(contract.streams) if contract.streams is not None else contract.returns.get(200) or Returns(None)
    wrapping = _wrapping(usual if said.envelope is None else said.envelope)

    @lru_cache(256)
    def represent(representation: Representation) -> str:
        media_type = representation.emitter.media_type
        schema = said.versions.get(media_type, said.schema)
        # What is kept as it is has one form, whatever a client would have taken, too.
        media_type = repr(schema) if isinstance(schema, Binary) else media_type
        names = tuple(_names(schema, set()))
        # A page that is styled by a policy of its own is another one when that is.
        # What the anonymous get may be another list of the same members.
        who = ("", "anonymous") if is_anonymous else ()
        members = (representation.selection, *_of_expansion(representation))
        return etag.suffix((media_type, wrapping, *members, *representation.emitter.fields.values(), *names, *who))

    return represent


def _of_expansion(representation: Representation) -> tuple[str, ...]:
    return ("expanded", representation.expansion) if representation.expansion else ()


def _wrapping(envelope: Envelope | str | None) -> str:
    if isinstance(envelope, Envelope):
        # What a function adds is not known; that there is one is. Its address differs from process to process.
        return f"{envelope.name} {envelope.many} {envelope.meta is not None}"
    return envelope or ""


def _names(what: Any, known: set[tuple[Any, ...]]) -> Iterator[str]:
    """Name all that is shown, at every depth, but each kind of object once: those that nest each other would take forever."""
    if isinstance(what, Schema):
        for name, field in what.dump_fields.items():
            yield name
            yield from _names(field, known)
        return
    for inner in inside(what, "dump"):
        kind = (type(inner), *inner.dump_fields) if isinstance(inner, Schema) else ()
        if kind not in known:
            known |= {kind} if kind else set()
            yield from ("(", *_names(inner, known), ")") if kind else _names(inner, known)


def tagger(operation: Operation) -> Callable[[Response, Representation], None]:
    """Make the step that computes the tag of a finished answer, as the entry ``ETag()`` demands."""
    entry, reading = etag_of(operation), operation.reading or operation
    represent = _representations(reading.contract, reading.envelope, is_anonymous=operation.is_anonymous)
    is_weak = entry is not None and entry.weak

    def tag(response: Response, representation: Representation) -> None:
        if response.status_code == 200 and response.is_sequence and not has(response.headers, "etag"):
            response.headers["ETag"] = str(etag.make(response.get_data(), represent(representation), is_weak))

    return tag


def validators_of(response: Response) -> Validators:
    """Read the validators off an answer."""
    tag = etag.parse(response.headers.get("ETag"))
    return Validators(True, () if tag is None else (tag,), parse_date(response.headers.get("Last-Modified")))


def computed_tags(operation: Operation, app: Flask) -> Callable[[Request, Any, Any], tuple[EntityTag, ...]]:
    """Make what computes the tags of all representations, by asking the handler of GET for what it would give now, without a query.

    Where that cannot be asked, there are none, so a change that is meant for a certain one is refused.
    """
    reading = operation.reading
    if reading is None or reading.contract.streams is not None or reading.contract.pager is not None:
        return lambda request, resource, item: ()
    handle, emit, tag = app.ensure_sync(reading.handler), output_writer(reading, app), tagger(reading)
    read, names, shown = parameters_without_query(reading), reading.arguments, shown_by(reading, app)

    def tags(request: Request, resource: Any, item: Any) -> tuple[EntityTag, ...]:
        try:
            values = read(request) | {"shown": shown(reading.offers[0])}
            result = handle(resource, **known_of(request, item, names), **{name: values[name] for name in values if name in names})
        except (ValidationError, HTTPException):
            return ()
        # What can be gone through once only has to do for all formats.
        result = list(result) if isinstance(result, Iterator) else result
        answers = _emitted(emit, result, reading.offers)
        for representation, answer in answers.items():
            tag(answer, representation)
            answer.close()
        return tuple(found for answer in answers.values() for found in validators_of(answer).tags)

    return tags


def _emitted(emit: Emit, result: Any, offers: Iterable[Representation]) -> dict[Representation, Response]:
    """Give the answers in all formats that can carry a result: what could not be sent is nothing that a client has the tag of."""
    answers: dict[Representation, Response] = {}
    failed: ContractError | Problem | None = None
    for representation in offers:
        try:
            answers[representation] = emit(result, representation)
        except ContractError as error:
            failed = error
        except Problem as problem:
            if problem.code != 406:
                raise
            failed = problem
    if failed is not None and not answers:
        raise failed
    return answers
