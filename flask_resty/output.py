"""From what a handler returned to the response: status, promise, envelope, bytes."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from .contract import Envelope
from .contract import Returns
from .errors import ContractError
from .errors import Problem
from .http.answers import empty
from .http.answers import fields_for
from .location import locator
from .media import Emitter
from .operation import Operation
from .pagination import opened
from .reply import Fill
from .reply import emptier
from .reply import filler
from .schema import Compiled
from .schema.compiled import compile_once
from .stream import streamer

#: The data of a bare status.
NOTHING: Any = object()

#: Statuses without content (RFC 9110, 15.3.5, 15.3.6, 15.4.5).
_WITHOUT_CONTENT = frozenset({204, 205, 304})

Fields = Mapping[str, str] | Iterable[tuple[str, str]]
Emit = Callable[[Any, Emitter], Response]

#: Writes data with one status; by the emitter that was agreed on.
Writers = Mapping[Emitter, Callable[[Any], Response]]

#: What a handler returns to say more than data. Anything else needs no taking apart.
_TELLING = (tuple, HTTPStatus, BaseResponse)


def unpack(result: Any) -> tuple[Any, int | None, Fields | None]:
    """Take apart what a handler may return: data, and a status and header fields if it named them.

    A plain tuple is ``(data, status)``, ``(data, headers)`` or ``(data, status, headers)``; an ``HTTPStatus`` may come
    first or stand alone, where a bare number would be data. Any other kind of tuple is data.

    :raise ContractError: for a plain tuple that is none of these.
    """
    if type(result) is not tuple:
        return (NOTHING, int(result), None) if isinstance(result, HTTPStatus) else (result, None, None)
    if 2 <= len(result) <= 3:
        first, second, *rest = result
        if isinstance(first, HTTPStatus):
            return second, int(first), rest[0] if rest else None
        if isinstance(second, int) and not isinstance(second, bool):
            return first, int(second), rest[0] if rest else None
        # A number before a mapping is a status in disguise more often than data with header fields.
        if not rest and isinstance(second, Mapping | list | Headers) and type(first) is not int:
            return first, None, second
    raise ContractError(
        "A tuple must be (data, status), (data, headers) or (data, status, headers). Return a list to send a list, "
        "and write HTTPStatus(404) for a status that comes first."
    )


def output_writer(operation: Operation, app: Flask) -> Emit:
    """Make the step that turns what the handler returned into the response.

    :raise ContractError: (the step does) for what the verb never promised.
    """
    is_bound = bool(operation.contract.returns) or operation.contract.streams is not None
    usual, with_status = _promised(operation, app) if is_bound else _free(operation, app)

    def emit(result: Any, emitter: Emitter) -> Response:
        return emit_told(result, emitter) if isinstance(result, _TELLING) else usual[emitter](result)

    def emit_told(result: Any, emitter: Emitter) -> Response:
        data, status, headers = unpack(result)
        if status is not None and not 200 <= status <= 599:
            raise ContractError(f"{operation.name} answered {status}, which is no final status. Name one from 200 to 599.")
        if isinstance(data, BaseResponse):
            response = _theirs(app.make_response(data), status)
        elif data is NOTHING:
            response = _bare(app, operation, status or 200)
        else:
            response = (usual if status is None else with_status(status))[emitter](data)
        if headers is not None:
            response.headers.update(headers)
        return response

    return emit


def _theirs(response: Response, status: int | None) -> Response:
    """Leave a response as the handler made it, but for what no answer goes without."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if status is not None:
        response.status_code = status
    if response.status_code in _WITHOUT_CONTENT:
        # No content, so no type of it (RFC 9110, 8.3).
        response.headers.pop("Content-Type", None)
    return response


def _bare(app: Flask, operation: Operation, status: int) -> Response:
    contract = operation.contract
    if status in contract.returns and contract.returns[status].schema is None:
        return empty(app, status)
    if status >= 400:
        raise Problem(status)
    if contract.returns or contract.streams is not None:
        raise ContractError(f"{operation.name} answered a bare {status}, but never declared it as empty. Add @returns(None, {status}).")
    return empty(app, status)


def _free(operation: Operation, app: Flask) -> tuple[Writers, Callable[[int], Writers]]:
    """Make the writers of a verb that promises nothing, for data alone and for each status: any data goes out as it is."""

    @cache
    def with_status(status: int | None) -> Writers:
        pager = operation.contract.pager
        return {emitter: opened(pager, _writer_as_it_is(emitter, status, app)) for emitter in operation.emitters}

    return with_status(None), with_status


def _writer_as_it_is(emitter: Emitter, status: int | None, app: Flask) -> Callable[[Any], Response]:
    fill = filler(app.response_class, 200 if status is None else status, emitter.media_type)

    def write(data: Any) -> Response:
        if data is None or status in _WITHOUT_CONTENT:
            return empty(app, 204 if status is None else status)
        if isinstance(data, bytes | bytearray | memoryview):
            return _of_bytes(bytes(data), 200 if status is None else status, app)
        return fill(emitter.emit(data, None))

    return write


def _of_bytes(data: bytes, status: int, app: Flask) -> Response:
    """Make a response of bytes, of which a client may ask for ranges (RFC 9110, 14)."""
    return app.response_class(data, status, fields_for(status) | {"Accept-Ranges": "bytes"}, content_type="application/octet-stream")


def _promised(operation: Operation, app: Flask) -> tuple[Writers, Callable[[int], Writers]]:
    """Make the writers of a verb that keeps to what it declares, for data alone and for each status."""
    contract = operation.contract
    writers = {status: _writers(operation, promise, status, app) for status, promise in contract.returns.items()}
    successes = [status for status in writers if status < 300]
    if contract.streams is not None:
        successes, writers[200] = [200], _stream_writers(operation, app)

    def with_status(status: int) -> Writers:
        if status in writers:
            return writers[status]
        raise ContractError(f"{operation.name} answered {status}, but never declared it. Add @returns(..., {status}).")

    return writers[successes[0]] if len(successes) == 1 else _undecided(operation), with_status


def _undecided(operation: Operation) -> Writers:
    def refuse(data: Any) -> Response:
        raise ContractError(f"{operation.name} declares several successes or none, so it must name one: return (data, status).")

    return dict.fromkeys(operation.emitters, refuse)


def _writers(operation: Operation, promise: Returns, status: int, app: Flask) -> Writers:
    if promise.schema is None:
        return _located(operation, promise, app, dict.fromkeys(operation.emitters, _writer_of_nothing(operation, status, app)))
    compiled, pager = _compile(promise.schema, app), operation.contract.pager
    if pager is not None:
        # What is beside the data in an envelope may tell of the page, so it is opened for the schema alone.
        compiled = replace(compiled, dump=opened(pager, compiled.dump), ready=opened(pager, compiled.ready))
    said = operation.envelope if promise.envelope is None and status < 300 else promise.envelope
    envelope = Envelope(said) if isinstance(said, str) else said
    writers = {
        emitter: _writer(operation, compiled, _encoder(emitter, compiled, envelope), filler(app.response_class, status, emitter.media_type))
        for emitter in operation.emitters
    }
    return _located(operation, promise, app, writers)


def _located(operation: Operation, promise: Returns, app: Flask, writers: Writers) -> Writers:
    """Have writers say where it is that they write of, if that is promised."""
    if promise.location is None:
        return writers
    locate = locator(operation, promise.location, app)

    def located(write: Callable[[Any], Response]) -> Callable[[Any], Response]:
        def write_with_location(data: Any) -> Response:
            response = write(data)
            response.headers["Location"] = locate(data)
            return response

        return write_with_location

    return {emitter: located(write) for emitter, write in writers.items()}


def _writer(operation: Operation, compiled: Compiled, encode: Callable[[Any], bytes], fill: Fill) -> Callable[[Any], Response]:
    allows_none = compiled.allows_none

    def write(data: Any) -> Response:
        if data is None and not allows_none:
            raise ContractError(f"{operation.name} returned None, which {compiled.name} does not allow.")
        return fill(encode(data))

    return write


def _encoder(emitter: Emitter, compiled: Compiled, envelope: Envelope | None) -> Callable[[Any], bytes]:
    """Choose the shortest way from an object to content that the emitter and the schema allow."""
    emit, schema = emitter.emit, compiled.schema
    dump = compiled.dump if emitter.ready is None else compiled.ready
    wrap = None if envelope is None else _wrapper(envelope, compiled.many)
    # What is beside the data in an envelope is nothing that the schema vouches for.
    is_vouched = compiled.is_finite and (envelope is None or envelope.meta is None)
    if emitter.ready is not None and is_vouched:
        emit_ready = emitter.ready.emit
        if wrap is None:
            return lambda data: emit_ready(dump(data))
        return lambda data: emit_ready(wrap(dump(data), data))
    if wrap is None:
        return lambda data: emit(dump(data), schema)
    return lambda data: emit(wrap(dump(data), data), schema)


def _compile(schema: Any, app: Flask) -> Compiled:
    said = app.config
    return compile_once(
        schema,
        check=said["RESTY_CHECK_RESPONSES"],
        output_required=said["RESTY_OUTPUT_REQUIRED"],
        output_validated=said["RESTY_OUTPUT_VALIDATED"],
    )


def _wrapper(envelope: Envelope, many: bool) -> Callable[[Any, Any], dict[str, Any]]:
    member, meta = envelope.member(many), envelope.meta

    def wrap(dumped: Any, data: Any) -> dict[str, Any]:
        return {member: dumped} if meta is None else {member: dumped, "meta": dict(meta(data))}

    return wrap


def _writer_of_nothing(operation: Operation, status: int, app: Flask) -> Callable[[Any], Response]:
    blank = emptier(app, status)

    def write(data: Any) -> Response:
        if data is not None:
            raise ContractError(f"{operation.name} returned data with {status}, which it declared as empty. Return None.")
        return blank()

    return write


def _stream_writers(operation: Operation, app: Flask) -> Writers:
    compiled = _compile(operation.contract.streams, app)
    # Others are not offered, so they cannot be chosen.
    pager, name = operation.contract.pager, operation.name
    return {emitter: opened(pager, streamer(name, emitter, compiled, app.response_class)) for emitter in operation.offers}
