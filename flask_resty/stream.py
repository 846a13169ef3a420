"""Streams: the items that a handler yields, sent as they come, in constant memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask import stream_with_context

from .errors import ContractError
from .http.answers import fields_for
from .media import Emitter
from .schema import Compiled

logger = logging.getLogger("flask_resty")


def streamer(name: str, emitter: Emitter, compiled: Compiled, response_class: type[Response]) -> Callable[[Any], Response]:
    """Make what makes a response of an iterable of items.

    :param name: how the handler is called in errors and in the log.
    :param compiled: the schema of one item.
    """
    encode = _encoder(emitter, compiled)

    def stream(items: Any) -> Response:
        if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
            raise ContractError(f"{name} streams, but returned {type(items).__name__}. Yield the items, in a plain generator.")
        chunks = encode(items)
        # The first chunk is made before the status is sent, so a mistake in it is a proper error.
        first = next(chunks, b"")
        content = stream_with_context(_logged(name, first, chunks))
        response = response_class(content, 200, fields_for(200), content_type=emitter.media_type)
        # For HEAD and for a client that is gone nobody reads the body, and what was never begun cannot end.
        response.call_on_close(lambda: _close(chunks))
        return response

    return stream


def _encoder(emitter: Emitter, compiled: Compiled) -> Callable[[Iterable[Any]], Iterator[bytes]]:
    if emitter.ready is not None and compiled.is_finite:
        stream_ready = emitter.ready.stream
        return lambda items: stream_ready(_closing(items, compiled.chunks(items, ready=True)))
    stream, schema, dump = emitter.stream, compiled.schema, compiled.dump if emitter.ready is None else compiled.ready
    assert stream is not None
    return lambda items: stream(_closing(items, map(dump, items)), schema)


def _closing(items: Iterable[Any], dumped: Iterator[Any]) -> Iterator[Any]:
    """Close what the handler gave when what is made of it ends, also where that comes early."""
    try:
        yield from dumped
    finally:
        _close(items)


def _close(items: Iterable[Any]) -> None:
    close: Callable[[], None] | None = getattr(items, "close", None)
    if close is not None:
        close()


def _logged(name: str, first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield first
        yield from chunks
    except Exception:
        # The status is out: all that is left is to break the connection off, so that the client can tell.
        logger.exception("%s failed in the middle of its stream.", name)
        raise
    finally:
        # Here the request context is still there.
        _close(chunks)
