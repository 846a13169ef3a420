"""JSON Lines (https://jsonlines.org): one JSON text on each line, so that one can be read without the others.

The same goes by the name of NDJSON: ``JSON_LINES_EMITTER.as_type("application/x-ndjson")``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import IO
from typing import Any

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

MEDIA_TYPE = "application/jsonl"

#: That of JSON (RFC 8259, 2).
_WHITE_SPACE = b" \t\r\n"

#: The beginning of an object that never ends.
_STUMP = b"{"


def emit(data: Any, schema: Any = None) -> bytes:
    """Write each item of a list on a line of its own; anything else is one line.

    The values are written as JSON has them, see :func:`flask_resty.media.json_emitter.emit`.

    :raise ContractError: for what JSON cannot say.
    """
    return b"".join(emitted(data))


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write lines in chunks, the first at once. The items are closed at the end, also if that comes early."""
    return torn(chunked(emit_json(item) + b"\n" for item in items), items, _STUMP)


def emit_ready(data: Any) -> bytes:
    """Write data that a compiled schema made ready as :func:`emit` does, without a search for ``NaN`` and ``Infinity``.

    :raise ContractError: for half a character, an unknown type, data in itself.
    """
    return b"".join(emitted_ready(data))


def stream_ready(lists: Iterator[list[Any]]) -> Iterator[bytes]:
    """Write the items of each list at once. The lists are closed at the end, also if that comes early."""
    return torn(filter(None, map(emit_ready, lists)), lists, _STUMP)


def parse(content: bytes, schema: Any = None) -> Any:
    """Read lines: a list where the schema wants one, or where there is not exactly one line; else the item itself.

    Each line is read as strictly as JSON is, see :func:`flask_resty.media.json_parser.parse`. Lines of white space are left out, and
    the last one need not be ended.

    :raise Problem: 400 for the first line that is not JSON, with its number.
    """
    return whole(_read(content.split(b"\n")), schema)


def parse_stream(readable: IO[bytes], schema: Any = None) -> Iterator[Line]:
    """Give one line after the other, each with its number; what is wrong with one says nothing of the others."""
    return _read(iter(readable.readline, b""))


def _read(lines: Iterable[bytes]) -> Iterator[Line]:
    return (read_item(number, line) for number, line in enumerate(lines, 1) if line.strip(_WHITE_SPACE))


JSON_LINES_EMITTER = Emitter(MEDIA_TYPE, emit, emit_stream, Ready(emit_ready, stream_ready), enveloped=False, can_shorten=True)
JSON_LINES_PARSER = Parser(MEDIA_TYPE, parse, stream=parse_stream, enveloped=False, can_shorten=True)
