"""Server-sent events (HTML, 9.2): what a browser's ``EventSource`` listens to. They only go out.

Each item is an event of its own, whose data are JSON. It goes out as soon as it is there: unlike other streams, this one never
waits for more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple

from ..errors import ContractError
from .chunks import close
from .format import Emitter
from .json_emitter import emit as emit_json
from .json_items import items_of

MEDIA_TYPE = "text/event-stream"

_NOTHING: Any = object()

#: These end a line, and an id with NUL is ignored by clients (HTML, 9.2.6).
_REFUSED = re.compile("[\r\n\0]")


class Event(NamedTuple):
    """An item of a stream that says more than its data. Formats other than server-sent events write the data alone.

    Its id is what a client that comes back sends as ``Last-Event-ID``. Without data it dispatches nothing: a comment keeps a quiet
    connection open, and an id or a retry is taken note of.

    :param data: what the schema of the stream is for.
    :param event: the name that listeners are added by; ``message`` if left out.
    :param id: the id of the last event, up to here.
    :param retry: how long a client waits before it comes back, in milliseconds.
    :param comment: what nobody gets to see.
    """

    data: Any = _NOTHING
    event: str | None = None
    id: str | None = None
    retry: int | None = None
    comment: str | None = None

    @property
    def has_data(self) -> bool:
        """Whether there is anything to dispatch."""
        return self.data is not _NOTHING


def emit(data: Any, schema: Any = None) -> bytes:
    """Write each item of a list as an event; anything else is one event.

    :raise ContractError: for what JSON cannot say, and for an event that would say something else than it is to.
    """
    return b"".join(map(emit_event, items_of(data)))


def emit_event(item: Any) -> bytes:
    """Write an event, or data alone as one that has no name.

    :raise ContractError: as :func:`emit` does.
    """
    # JSON has no line ends but between its tokens, so the data are one line.
    if not isinstance(item, Event):
        return b"data: %s\n\n" % emit_json(item)
    lines = [f"{name}: {text}\n".encode() for name, text in _fields(item)]
    if item.has_data:
        lines.append(b"data: %s\n" % emit_json(item.data))
    return b"".join((*lines, b"\n"))


def _fields(event: Event) -> Iterator[tuple[str, str]]:
    for name, text in (("", event.comment), ("event", event.event), ("id", event.id)):
        if text is not None:
            yield name, _line(name or "comment", text)
    if event.retry is not None:
        if type(event.retry) is not int or event.retry < 0:
            raise ContractError("The retry of an event is no number of milliseconds.")
        yield "retry", str(event.retry)


def _line(name: str, text: Any) -> str:
    if not isinstance(text, str) or _REFUSED.search(text):
        raise ContractError(f"The {name} of an event has to be one line of text, without CR, LF and NUL.")
    return text


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write events, each at once. The items are closed at the end, also if that comes early.

    Where they fail, the connection breaks off, and a browser comes back by itself with the id of the last event that it got whole.
    """
    try:
        yield from map(emit_event, items)
    finally:
        close(items)


#: A proxy that collects what it sends on would keep events from their listeners.
SSE_EMITTER = Emitter(MEDIA_TYPE, emit, emit_stream, fields={"X-Accel-Buffering": "no"}, enveloped=False, can_shorten=True)
