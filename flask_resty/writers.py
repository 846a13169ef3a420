"""What writes data: for each representation of a verb the way from what a handler returned to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Flask
from flask import Response
from flask import url_for

from .binary import binary_writer
from .contract import WITHOUT_CONTENT
from .contract import Returns
from .envelope import envelope_of
from .errors import ContractError
from .errors import Problem
from .http.answers import empty
from .http.answers import fields_for
from .http.answers import vary
from .http.links import link
from .location import locator
from .media import Emitter
from .negotiating import formats_named
from .offers import usual_of
from .offers import version_endpoint
from .operation import Operation
from .operation import Representation
from .pagination import opened
from .rendering import compiled_for
from .rendering import encoder
from .reply import Fill
from .reply import emptier
from .reply import filler
from .schema import Compiled
from .schema import short_names
from .schema.restriction import whole
from .schematic import Binary
from .stream import streamer
from .stream import writes_events

logger = logging.getLogger("flask_resty")

Write = Callable[[Any], Response]
Encode = Callable[[Any], bytes]


class Writers(dict[Representation, Write]):
    """What writes data with one status, by the representation that was agreed on. Each is made when it is first asked for."""

    def __init__(self, make: Callable[[Representation], Write]) -> None:
        self._make = make
        # Clients select ever new members, so only the last ones are kept.
        self._make_selected = lru_cache(256)(make)

    def __missing__(self, representation: Representation) -> Write:
        if representation.selection or representation.expansion:
            return self._make_selected(representation)
        write = self[representation] = self._make(representation)
        return write


def free_writers(operation: Operation, app: Flask, status: int | None) -> Writers:
    """Make what writes for a verb that promises nothing: any data goes out as it is.

    :param status: ``None`` where the data come alone.
    """
    pager = operation.contract.pager
    return Writers(lambda representation: opened(pager, _writer_as_it_is(operation, representation.emitter, status, app)))


def _writer_as_it_is(operation: Operation, emitter: Emitter, status: int | None, app: Flask) -> Write:
    usual, varying = 200 if status is None else status, operation.varies_by
    fill = filler(app.response_class, usual, emitter.media_type, fixed(operation, emitter))

    def encode_by(emitter: Emitter) -> Encode:
        return lambda data: emitter.emit(data, None)

    encode = _refusing(operation, emitter, _default(operation).emitter, encode_by)

    def write(data: Any) -> Response:
        if data is None or status in WITHOUT_CONTENT:
            return varied(empty(app, 204 if status is None else status), varying)
        if isinstance(data, bytes | bytearray | memoryview):
            return varied(_of_bytes(bytes(data), usual, app), varying)
        return fill(encode(data))

    return write


def _default(operation: Operation) -> Representation:
    """Give what a client gets that does not care."""
    return operation.offers[0] if operation.offers else Representation(operation.emitters[0])


def _refusing(operation: Operation, emitter: Emitter, default: Emitter, encode_by: Callable[[Emitter], Encode]) -> Encode:
    """Have data that a format cannot carry be refused to who asked for it, if others can have them (RFC 9110, 15.5.7).

    :param default: what writes them for a client that does not care.
    """
    encode = encode_by(emitter)
    if emitter.emit is default.emit:
        return encode

    def encode_or_refuse(data: Any) -> bytes:
        try:
            return encode(data)
        except ContractError as error:
            # What can be gone through once is gone; and what no format can carry breaks the contract.
            if isinstance(data, Iterator) or not _is_written(encode_by(default), data):
                raise
            logger.warning("%s gave what %s cannot carry: %s", operation.name, emitter.media_type, error)
            others = [offer.emitter.media_type for offer in operation.offers if offer.emitter is not emitter]
            raise Problem(406, "What is there now cannot be written in this format.", available=others) from error

    return encode_or_refuse


def _is_written(encode: Encode, data: Any) -> bool:
    try:
        encode(data)
    except ContractError:
        return False
    return True


def _of_bytes(data: bytes, status: int, app: Flask) -> Response:
    """Make a response of bytes, of which a client may ask for ranges (RFC 9110, 14)."""
    return app.response_class(data, status, fields_for(status) | {"Accept-Ranges": "bytes"}, content_type="application/octet-stream")


def stream_writers(operation: Operation, app: Flask) -> Writers:
    """Make what writes the items of a verb that streams."""
    schema, pager = operation.contract.streams, operation.contract.pager
    has_events = writes_events([offer.emitter for offer in operation.offers])

    def make(representation: Representation) -> Write:
        compiled = compiled_for(operation, schema, representation, app)
        write = streamer(operation.name, representation.emitter, compiled, app.response_class, has_events=has_events)
        write = _with_names(operation, schema, write) if representation.is_short else write
        return opened(pager, lambda items: varied(write(items), operation.varies_by))

    return Writers(make)


def promise_writers(operation: Operation, promise: Returns, status: int, app: Flask) -> Writers:
    """Make what writes data as a verb promised for a status."""
    located = _locating(operation, promise, app)
    return Writers(lambda representation: located(_writer(operation, promise, status, app, representation)))


def _locating(operation: Operation, promise: Returns, app: Flask) -> Callable[[Write], Write]:
    """Make what has writers say where it is that they write of, if that is promised."""
    if promise.location is None:
        return lambda write: write
    locate = locator(operation, promise.location, app)

    def located(write: Write) -> Write:
        def write_with_location(data: Any) -> Response:
            response = write(data)
            address = locate(data)
            if address is not None:
                response.headers["Location"] = address
            return response

        return write_with_location

    return located


def _writer(operation: Operation, promise: Returns, status: int, app: Flask, representation: Representation) -> Write:
    if promise.schema is None:
        return _writer_of_nothing(operation, status, app)
    emitter = usual_of(operation, promise, representation)
    schema = promise.versions.get(emitter.media_type, promise.schema)
    if isinstance(schema, Binary):
        write = binary_writer(operation, schema, status, app, agreed=representation.emitter.media_type, names_in=formats_named(operation))
        return lambda data: varied(write(data), operation.varies_by)
    compiled, pager = compiled_for(operation, schema, representation, app), operation.contract.pager
    if pager is not None:
        # What is beside the data in an envelope may tell of the page, so it is opened for the schema alone.
        compiled = replace(compiled, dump=opened(pager, compiled.dump), ready=opened(pager, compiled.ready))

    def encode_by(emitter: Emitter) -> Encode:
        return encoder(emitter, compiled, envelope_of(operation, promise, emitter, status))

    # The default of all that is offered may be binary content, which no data are written as.
    encode = _refusing(operation, emitter, usual_of(operation, promise, _default(operation)), encode_by)
    fill = filler(app.response_class, status, emitter.media_type, fixed(operation, emitter))
    write = _data_writer(operation, compiled, encode, fill)
    return _with_names(operation, schema, write) if representation.is_short else write


def _with_names(operation: Operation, schema: Any, write: Write) -> Write:
    """Have an answer say where its short names are told (RFC 8288)."""
    endpoint, version = version_endpoint(operation.names_rule or ""), short_names(whole(schema)).version

    def write_with_names(data: Any) -> Response:
        response = write(data)
        response.headers.add("Link", link(url_for(endpoint, version=version), "describedby"))
        return response

    return write_with_names


def _data_writer(operation: Operation, compiled: Compiled, encode: Encode, fill: Fill) -> Write:
    allows_none = compiled.allows_none

    def write(data: Any) -> Response:
        if data is None and not allows_none:
            raise ContractError(f"{operation.name} returned None, which {compiled.name} does not allow.")
        return fill(encode(data))

    return write


def _writer_of_nothing(operation: Operation, status: int, app: Flask) -> Write:
    blank = emptier(app, status, varying(operation))

    def write(data: Any) -> Response:
        if data is not None:
            raise ContractError(f"{operation.name} returned data with {status}, which it declared as empty. Return None.")
        return blank()

    return write


# -- header fields that are known beforehand ---------------------------------------------------------------------------


def varying(operation: Operation) -> tuple[tuple[str, str], ...]:
    """Give the field that tells caches what the answers of an operation depend on (RFC 9110, 12.5.5)."""
    return (("Vary", ", ".join(operation.varies_by)),) if operation.varies_by else ()


def fixed(operation: Operation, emitter: Emitter) -> tuple[tuple[str, str], ...]:
    """Give the header fields that each answer of an operation in a format has, besides those of any answer."""
    return (*emitter.fields.items(), *varying(operation))


def varied(response: Response, names: tuple[str, ...]) -> Response:
    """Tell caches what an answer depends on, where that was not known when it was made (RFC 9110, 12.5.5)."""
    if names:
        vary(response.headers, *names)
    return response
