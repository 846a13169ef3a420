"""From what a handler returned to the response: status, promise, envelope, bytes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask import Response
from flask import stream_with_context
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from .errors import ContractError
from .errors import Problem
from .media import Emitter
from .operation import Envelope
from .operation import Operation
from .operation import Returns
from .schema import compile

logger = logging.getLogger("flask_resty")

#: The data of a bare status.
NOTHING: Any = object()

#: Statuses without content (RFC 9110, 15.3.5, 15.3.6, 15.4.5).
_WITHOUT_CONTENT = frozenset({204, 205, 304})

Fields = Mapping[str, str] | Iterable[tuple[str, str]]
Emit = Callable[[Any, Emitter], Response]


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
    writers = {status: _writer(operation, promise, status, app) for status, promise in operation.contract.returns.items()}
    streamer = _streamer(operation, app) if operation.contract.streams is not None else None
    successes = [status for status in writers if status < 300]
    usual = successes[0] if len(successes) == 1 else None
    write = _as_it_is(app) if not writers and streamer is None else None

    def emit(result: Any, emitter: Emitter) -> Response:
        data, status, headers = unpack(result)
        if status is not None and not 200 <= status <= 599:
            raise ContractError(f"{operation.name} answered {status}, which is no final status. Name one from 200 to 599.")
        if isinstance(data, BaseResponse):
            response = app.make_response(data)
            if status is not None:
                response.status_code = status
        elif data is NOTHING:
            response = _bare(app, operation, status or 200)
        elif streamer is not None and status in {None, 200}:
            response = streamer(data, emitter)
        else:
            status = usual if status is None else status
            response = (write or _promised(operation, writers, status))(data, status, emitter)
        if headers is not None:
            response.headers.update(headers)
        return response

    return emit


def _bare(app: Flask, operation: Operation, status: int) -> Response:
    contract = operation.contract
    if status in contract.returns and contract.returns[status].schema is None:
        return empty(app, status)
    if status >= 400:
        raise Problem(status)
    if contract.returns or contract.streams is not None:
        raise ContractError(f"{operation.name} answered a bare {status}, but never declared it as empty. Add @returns(None, {status}).")
    return empty(app, status)


def _promised(operation: Operation, writers: Mapping[int, Any], status: int | None) -> Any:
    if status is None:
        raise ContractError(f"{operation.name} declares several successes or none, so it must name one: return (data, status).")
    if status in writers:
        return writers[status]
    raise ContractError(f"{operation.name} answered {status}, but never declared it. Add @returns(..., {status}).")


def empty(app: Flask, status: int) -> Response:
    """Make a response without content."""
    response = app.response_class(status=status)
    # No content, so no type of it (RFC 9110, 8.3).
    del response.headers["Content-Type"]
    return response


def _full(app: Flask) -> Callable[[bytes, int, Emitter], Response]:
    make = app.response_class

    def full(body: bytes, status: int, emitter: Emitter) -> Response:
        return make(body, status, {"X-Content-Type-Options": "nosniff"}, content_type=emitter.media_type)

    return full


def _as_it_is(app: Flask) -> Callable[[Any, int | None, Emitter], Response]:
    """Make a writer for verbs that declare nothing: any data goes out as it is, ``None`` is no content."""
    full = _full(app)

    def write(data: Any, status: int | None, emitter: Emitter) -> Response:
        if data is None or status in _WITHOUT_CONTENT:
            return empty(app, 204 if status is None else status)
        return full(emitter.emit(data, None), 200 if status is None else status, emitter)

    return write


def _writer(operation: Operation, promise: Returns, status: int, app: Flask) -> Callable[[Any, int, Emitter], Response]:
    if promise.schema is None:
        return _writer_of_nothing(operation, app)
    compiled = _compile(promise.schema, app)
    said = operation.envelope if promise.envelope is None and status < 300 else promise.envelope
    wrap = None if said is None else _wrapper(Envelope(said) if isinstance(said, str) else said, compiled.many)
    full, dump, schema, allows_none = _full(app), compiled.dump, compiled.schema, compiled.allows_none

    def write(data: Any, status: int, emitter: Emitter) -> Response:
        if data is None and not allows_none:
            raise ContractError(f"{operation.name} returned None, which {compiled.name} does not allow.")
        dumped = dump(data)
        return full(emitter.emit(dumped if wrap is None else wrap(dumped, data), schema), status, emitter)

    return write


def _compile(schema: Any, app: Flask) -> Any:
    return compile(schema, check=app.config["RESTY_CHECK_RESPONSES"], output_required=app.config["RESTY_OUTPUT_REQUIRED"])


def _wrapper(envelope: Envelope, many: bool) -> Callable[[Any, Any], dict[str, Any]]:
    member, meta = envelope.member(many), envelope.meta

    def wrap(dumped: Any, data: Any) -> dict[str, Any]:
        return {member: dumped} if meta is None else {member: dumped, "meta": dict(meta(data))}

    return wrap


def _writer_of_nothing(operation: Operation, app: Flask) -> Callable[[Any, int, Emitter], Response]:
    def write(data: Any, status: int, emitter: Emitter) -> Response:
        if data is not None:
            raise ContractError(f"{operation.name} returned data with {status}, which it declared as empty. Return None.")
        return empty(app, status)

    return write


def _streamer(operation: Operation, app: Flask) -> Callable[[Any, Emitter], Response]:
    compiled = _compile(operation.contract.streams, app)

    def stream(items: Iterable[Any], emitter: Emitter) -> Response:
        # Others are not offered, so they cannot be chosen.
        assert emitter.stream is not None
        if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
            raise ContractError(f"{operation.name} streams, but returned {type(items).__name__}. Yield the items, in a plain generator.")
        chunks = emitter.stream(_dumped(items, compiled.dump), compiled.schema)
        # The first chunk is made before the status is sent, so a mistake in it is a proper error.
        first = next(chunks, b"")
        body = stream_with_context(_logged(first, chunks, operation))
        response = app.response_class(body, 200, {"X-Content-Type-Options": "nosniff"}, content_type=emitter.media_type)
        # For HEAD and for a client that is gone nobody reads the body, and what was never begun cannot end.
        response.call_on_close(lambda: _close(chunks))
        return response

    return stream


def _dumped(items: Iterable[Any], dump: Callable[[Any], Any]) -> Iterator[Any]:
    try:
        for item in items:
            yield dump(item)
    finally:
        _close(items)


def _close(items: Iterable[Any]) -> None:
    close: Callable[[], None] | None = getattr(items, "close", None)
    if close is not None:
        close()


def _logged(first: bytes, chunks: Iterator[bytes], operation: Operation) -> Iterator[bytes]:
    try:
        yield first
        yield from chunks
    except Exception:
        # The status is out: all that is left is to break the connection off, so that the client can tell.
        logger.exception("%s failed in the middle of its stream.", operation.name)
        raise
    finally:
        # Here the request context is still there.
        _close(chunks)
