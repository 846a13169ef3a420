"""What a resource tells of the state that it is in: its version, and when that came to be (RFC 9110, 8.8)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from flask import Request
from flask import Response
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from .contract import Contract
from .contract import Envelope
from .errors import ContractError
from .http import etag
from .http.dates import in_utc
from .http.dates import parse_date
from .http.etag import EntityTag
from .http.preconditions import Validators
from .media import Emitter
from .middleware.etag import ETag
from .operation import Operation
from .output import output_writer
from .principal import principal_of
from .resource import contract_of
from .schema.compiled import compile_once
from .schematic import OneOf

#: Asks the resource for what is known of an item; by the representation whose tag is wanted.
State = Callable[[Request, Any, Any, str], Validators]

_Ask = Callable[[Request, Any, Any], Any]


def etag_of(operation: Operation) -> ETag | None:
    """Give the entry that has tags computed, where the resource has no version of its own."""
    entries = (placed.entry for placed in operation.stack if operation.version_by is None)
    return next((entry for entry in entries if isinstance(entry, ETag)), None)


def created_by(operation: Operation) -> type[Any] | str | None:
    """Give the resource that a POST makes, or its endpoint, if ``@returns(..., location=)`` says which it is."""
    said = operation.contract.returns.get(201) if operation.method == "POST" else None
    return None if said is None else said.location


# -- asking ------------------------------------------------------------------------------------------------------------


def state_reader(operation: Operation, app: Flask) -> State:
    """Make what asks the resource of an operation for its state."""
    resource = operation.resource
    return _reader(_asker(resource, "version", operation.version_by, app), _asker(resource, "last_modified", operation.modified_by, app))


def state_reader_of(target: type[Any] | str, app: Flask) -> State:
    """Make what asks another resource for the state of an item, as far as the item alone tells it.

    :param target: the resource's class, or its endpoint.
    """
    resource = _resource(target, app)
    return (
        _reader(None, None) if resource is None else _reader(*(_lone_asker(resource, name, app) for name in ("version", "last_modified")))
    )


def _lone_asker(resource: type[Any], name: str, app: Flask) -> _Ask | None:
    method = getattr(resource, name, None)
    names = () if method is None else tuple(inspect.signature(method).parameters)[1:]
    ask = _asker(resource, name, names, app) if method is not None and {"item", "principal"}.issuperset(names) else None
    return None if ask is None else lambda request, _, item: ask(request, resource(), item)


def _resource(target: type[Any] | str, app: Flask) -> type[Any] | None:
    return getattr(app.view_functions.get(target), "view_class", None) if isinstance(target, str) else target


def _reader(version_of: _Ask | None, modified_of: _Ask | None) -> State:
    def state(request: Request, resource: Any, item: Any, representation: str) -> Validators:
        version = None if version_of is None else version_of(request, resource, item)
        modified = None if modified_of is None else modified_of(request, resource, item)
        tags = () if version is None else (etag.make(_as_bytes(version), representation),)
        return Validators(True, tags, None if modified is None else _moment(modified))

    return state


def _asker(resource: type[Any], name: str, names: tuple[str, ...] | None, app: Flask) -> _Ask | None:
    if names is None:
        return None
    ask = app.ensure_sync(getattr(resource, name))
    if names == ("item",):
        return lambda request, resource, item: ask(resource, item=item)
    return lambda request, resource, item: ask(resource, **_known(request, item, names))


def _known(request: Request, item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    known = {**(request.view_args or {}), "item": item, "principal": principal_of(request.environ)}
    return {name: known[name] for name in names if name in known}


def _as_bytes(version: Any) -> bytes:
    return version if type(version) is bytes else _as_text(version).encode()


def _as_text(version: Any) -> str:
    if isinstance(version, datetime):
        return (version.astimezone(UTC) if version.tzinfo is not None else version).isoformat()
    if isinstance(version, tuple):
        return repr([_as_text(part) for part in version])
    if isinstance(version, bytes):
        return version.hex()
    if version is None or isinstance(version, str | int | float | Decimal | UUID | date):
        return str(version)
    what = "Give text, bytes, a number, a date, a UUID or a tuple of them."
    raise ContractError(f"version() gave {type(version).__name__}, of which no tag can be made. {what}")


def _moment(modified: Any) -> datetime:
    if not isinstance(modified, datetime):
        raise ContractError(f"last_modified() gave {type(modified).__name__}. Give a datetime, or None where nothing is known.")
    # An origin server with a clock never tells of the future (RFC 9110, 8.8.2.1).
    return min(in_utc(modified), datetime.now(UTC).replace(microsecond=0))


# -- representations ---------------------------------------------------------------------------------------------------


def representations(operation: Operation) -> Callable[[Emitter], str]:
    """Make what tells the representations of one version apart: by media type, envelope, and the names of the members.

    With the names, a client that keeps what an older release sent gets the new members.
    """
    reading = operation.reading or operation
    return _representations(reading.contract, reading.envelope)


def representations_of(target: type[Any] | str, operation: Operation, app: Flask) -> Callable[[Emitter], str]:
    """Make what tells the representations of another resource apart, which an operation has the address of."""
    resource = _resource(target, app)
    return _representations(contract_of(resource or operation.resource, "GET"), operation.envelope)


def _representations(contract: Contract, usual: Envelope | None) -> Callable[[Emitter], str]:
    said = contract.returns.get(200)
    schema = contract.streams if said is None else said.schema
    names = () if schema is None or isinstance(schema, OneOf) else getattr(schema, "dump_fields", ())
    envelope = repr(usual if said is None or said.envelope is None else said.envelope)

    @cache
    def representation(emitter: Emitter) -> str:
        return etag.representation((emitter.media_type, envelope, *names))

    return representation


def tagger(operation: Operation) -> Callable[[Response, Emitter], None]:
    """Make the step that computes the tag of a finished answer, as the entry ``ETag()`` demands."""
    entry, representation = etag_of(operation), representations(operation)
    is_weak = entry is not None and entry.weak

    def tag(response: Response, emitter: Emitter) -> None:
        if response.status_code == 200 and response.is_sequence and "ETag" not in response.headers:
            response.headers["ETag"] = str(etag.make(response.get_data(), representation(emitter), is_weak))

    return tag


def validators_of(response: Response) -> Validators:
    """Read the validators off an answer."""
    tag = etag.parse(response.headers.get("ETag"))
    return Validators(True, () if tag is None else (tag,), parse_date(response.headers.get("Last-Modified")))


def computed_tags(operation: Operation, app: Flask) -> Callable[[Request, Any, Any], tuple[EntityTag, ...]]:
    """Make what computes the tags of all representations, by asking the handler of GET for what it would give now.

    Where that cannot be asked, there are none, so a change that is meant for a certain one is refused.
    """
    reading = operation.reading
    if reading is None or reading.contract.streams is not None:
        return lambda request, resource, item: ()
    handle, emit, tag = app.ensure_sync(reading.handler), output_writer(reading, app), tagger(reading)
    loads = {location: compile_once(said.schema, strict="textual").load_text for location, said in reading.contract.accepts.items()}
    names = tuple(name for name in reading.arguments if name not in loads)

    def tags(request: Request, resource: Any, item: Any) -> tuple[EntityTag, ...]:
        try:
            values = {location: load({}) for location, load in loads.items() if location in reading.arguments}
            result = handle(resource, **_known(request, item, names), **values)
        except (ValidationError, HTTPException):
            return ()
        answers = [emit(result, emitter) for emitter in reading.offers]
        for answer, emitter in zip(answers, reading.offers, strict=True):
            tag(answer, emitter)
            answer.close()
        return tuple(found for answer in answers for found in validators_of(answer).tags)

    return tags
