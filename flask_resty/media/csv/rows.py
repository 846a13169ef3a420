"""The rows of CSV, read strictly (RFC 4180, 2): UTF-8, commas, and quotes around whole cells only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from typing import NamedTuple

from ...errors import Problem
from ..format import refused

#: How long a row may be, in bytes; nobody could keep one that never ends.
LONGEST = 1_048_576

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_CELL = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))(,|\Z)')


class Row(NamedTuple):
    """One row."""

    #: Which line of the content it begins on; the first is 1. A line break in quotes ends a line, but not the row.
    number: int
    cells: list[str]


def rows(content: IO[bytes]) -> Iterator[Row]:
    """Give one row after the other. Lines end in CRLF or LF; the last one need not be ended.

    A byte order mark is dropped, as spreadsheets write one.

    :raise Problem: 400 where nothing can be read any more, with the line.
    """
    for number, row in _joined(content):
        yield Row(number, _cells(number, row))


def _joined(content: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Join the lines of each row: a line break in quotes belongs to the row, and it stands there behind an odd number of quotes."""
    parts: list[bytes] = []
    size, quotes, begin = 0, 0, 1
    for number, line in enumerate(_lines(content), 1):
        parts.append(line)
        size, quotes = size + len(line), quotes + line.count(b'"')
        if size > LONGEST:
            raise _refusal("too_long", begin, f"has more than {LONGEST} bytes")
        if quotes % 2 == 0:
            yield begin, b"".join(parts)
            parts, size, quotes, begin = [], 0, 0, number + 1
    if parts:
        raise _refusal("syntax", begin, "has a quote that is never closed")


def _lines(content: IO[bytes]) -> Iterator[bytes]:
    first = content.readline(LONGEST + 1).removeprefix(_BYTE_ORDER_MARK)
    if first:
        yield first
        yield from iter(lambda: content.readline(LONGEST + 1), b"")


def _refusal(code: str, number: int, reason: str) -> Problem:
    return refused(code, f"Line {number} {reason}.")


def _cells(number: int, row: bytes) -> list[str]:
    try:
        text = row.removesuffix(b"\r\n" if row.endswith(b"\r\n") else b"\n").decode()
    except UnicodeDecodeError as error:
        raise _refusal("encoding", number, "is not UTF-8") from error
    if not text:
        raise _refusal("syntax", number, "is empty")
    if "\0" in text:
        raise _refusal("syntax", number, "holds a NUL")
    # Most rows have nothing in quotes, and are read much faster so.
    if '"' not in text and "\r" not in text:
        return text.split(",")
    return list(_unquoted(number, text))


def _unquoted(number: int, text: str) -> Iterator[str]:
    place, delimiter = 0, ","
    while delimiter:
        found = _CELL.match(text, place)
        if found is None:
            raise _refusal("syntax", number, f"cannot be read at character {place + 1}: quotes stand around whole cells, and are doubled")
        quoted, bare, delimiter = found.groups()
        yield bare if quoted is None else quoted.replace('""', '"')
        place = found.end()
