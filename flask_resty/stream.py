"""Streams: the items that a handler yields, sent as they come, in constant memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask import stream_with_context

from .errors import ContractError
from .http.answers import fields_for
from .media import Emitter
from .media.chunks import close
from .media.server_sent_events import Event
from .media.server_sent_events import emit_stream as emit_events
from .schema import Compiled

logger = logging.getLogger("flask_resty")


def streamer(
    name: str, emitter: Emitter, compiled: Compiled, response_class: type[Response], *, has_events: bool = False
) -> Callable[[Any], Response]:
    """Make what makes a response of an iterable of items.

    :param name: how the handler is called in errors and in the log.
    :param compiled: the schema of one item.
    :param has_events: whether an item may be an :class:`~flask_resty.media.Event`.
    """
    encode = _encoder(emitter, compiled, has_events or writes_events([emitter]))
    fields = {**fields_for(200), **emitter.fields}

    def stream(items: Any) -> Response:
        if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
            raise ContractError(f"{name} streams, but returned {type(items).__name__}. Yield the items, in a plain generator.")
        chunks = encode(items)
        # The first chunk is made before the status is sent, so a mistake in it is a proper error.
        first = next(chunks, b"")
        content = stream_with_context(_logged(name, first, chunks))
        response = response_class(content, 200, fields, content_type=emitter.media_type)
        # For HEAD and for a client that is gone nobody reads the body, and what was never begun cannot end.
        response.call_on_close(lambda: close(chunks))
        return response

    return stream


def writes_events(emitters: Collection[Emitter]) -> bool:
    """Tell whether one of some emitters writes server-sent events, for which a handler may yield more than data."""
    return any(emitter.stream is emit_events for emitter in emitters)


def _encoder(emitter: Emitter, compiled: Compiled, has_events: bool) -> Callable[[Iterable[Any]], Iterator[bytes]]:
    stream, schema, dump = emitter.stream, compiled.schema, compiled.dump if emitter.ready is None else compiled.ready
    assert stream is not None
    if stream is emit_events:
        return lambda items: stream(_closing(items, _dumped(items, dump)), schema)
    data = _data if has_events else iter
    if emitter.ready is not None and compiled.is_finite:
        stream_ready = emitter.ready.stream
        return lambda items: stream_ready(_closing(items, compiled.chunks(data(items), ready=True)))
    return lambda items: stream(_closing(items, map(dump, data(items))), schema)


def _dumped(items: Iterable[Any], dump: Callable[[Any], Any]) -> Iterator[Any]:
    """Dump the data of events, and what else there is."""
    for item in items:
        if not isinstance(item, Event):
            yield dump(item)
        else:
            yield item._replace(data=dump(item.data)) if item.has_data else item


def _data(items: Iterable[Any]) -> Iterator[Any]:
    """Leave out what other formats have no place for: all of an event but its data."""
    for item in items:
        if not isinstance(item, Event):
            yield item
        elif item.has_data:
            yield item.data


def _closing(items: Iterable[Any], dumped: Iterator[Any]) -> Iterator[Any]:
    """Close what the handler gave when what is made of it ends, also where that comes early."""
    try:
        yield from dumped
    finally:
        close(items)


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
        close(chunks)
