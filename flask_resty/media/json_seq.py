"""JSON text sequences (RFC 7464): each text stands between a record separator and a line feed, so a broken one is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from typing import Any

from ..errors import Fault
from .chunks import chunked
from .chunks import torn
from .format import Emitter
from .format import Line
from .format import Parser
from .format import Ready
from .json_emitter import emit as emit_json
from .json_items import emitted
from .json_items import emitted_ready
from .json_items import read_item
from .json_items import whole

MEDIA_TYPE = "application/json-seq"

_SEPARATOR = b"\x1e"

#: A text that is cut off: the next separator would tell that it is no whole one (RFC 7464, 2.3).
_STUMP = b"\x1e{"

_WHITE_SPACE = b" \t\r\n"


def emit(data: Any, schema: Any = None) -> bytes:
    """Write each item of a list as a text of the sequence; anything else is one text.

    The values are written as JSON has them, see :func:`flask_resty.media.json_emitter.emit`.

    :raise ContractError: for what JSON cannot say.
    """
    return _SEPARATOR.join([b"", *emitted(data)])


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write texts in chunks, the first at once. The items are closed at the end, also if that comes early."""
    return torn(chunked(b"\x1e%s\n" % emit_json(item) for item in items), items, _STUMP)


def emit_ready(data: Any) -> bytes:
    """Write data that a compiled schema made ready as :func:`emit` does, without a search for ``NaN`` and ``Infinity``.

    :raise ContractError: for half a character, an unknown type, data in itself.
    """
    return _SEPARATOR.join([b"", *emitted_ready(data)])


def stream_ready(lists: Iterator[list[Any]]) -> Iterator[bytes]:
    """Write the items of each list at once. The lists are closed at the end, also if that comes early."""
    return torn(filter(None, map(emit_ready, lists)), lists, _STUMP)


def parse(content: bytes, schema: Any = None) -> Any:
    """Read a sequence: a list where the schema wants one, or where there is not exactly one text; else the item itself.

    Each text is read as strictly as JSON is, see :func:`flask_resty.media.json_parser.parse`. Nothing between two separators is no
    text (RFC 7464, 2.1).

    :raise Problem: 400 for the first text that is broken, with the line that it begins on.
    """
    return whole(_read(BytesIO(content)), schema)


def parse_stream(readable: IO[bytes], schema: Any = None) -> Iterator[Line]:
    """Give one item after the other, each with the line that it begins on; a broken one says nothing of the others."""
    return _read(iter(readable.readline, b""))


def _read(lines: Iterable[bytes]) -> Iterator[Line]:
    for number, text in _texts(lines):
        item = text.removeprefix(_SEPARATOR)
        if not item.strip(_WHITE_SPACE):
            continue
        if item is text:
            yield _broken(number, "Something stands before the first record separator (RFC 7464, 2.1).")
        elif item[-1] not in _WHITE_SPACE and not item.endswith((b"}", b"]", b'"')):
            # A number may have lost its last digits (RFC 7464, 2.4).
            yield _broken(number, "The text is cut off: no white space follows it (RFC 7464, 2.4).")
        else:
            yield read_item(number, item)


def _texts(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the texts with their separators, which stand in no JSON text; each with the line that it begins on."""
    text: list[bytes] = []
    begin = 1
    for number, line in enumerate(lines, 1):
        before, *others = line.split(_SEPARATOR)
        text.append(before)
        for other in others:
            yield begin, b"".join(text)
            text, begin = [_SEPARATOR, other], number
    yield begin, b"".join(text)


def _broken(number: int, detail: str) -> Line:
    return Line(number, None, Fault(location="body", pointer="", code="syntax", detail=detail))


JSON_SEQ_EMITTER = Emitter(MEDIA_TYPE, emit, emit_stream, Ready(emit_ready, stream_ready), enveloped=False, can_shorten=True)
JSON_SEQ_PARSER = Parser(MEDIA_TYPE, parse, stream=parse_stream, enveloped=False, can_shorten=True)
