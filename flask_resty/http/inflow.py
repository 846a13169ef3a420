"""Content of which one item after the other is read, in constant memory, while it comes in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedIOBase
from io import BufferedReader
from itertools import chain
from typing import cast

from flask import Request

from ..errors import Problem
from ..errors import refusal
from .coding import undo
from .content import lower_limit
from .content_stream import open_content

#: How much is taken at once, in bytes.
_STEP = 16_384


class Inflow(BufferedIOBase):
    """A readable with the content of a request, its codings undone.

    An announced length has been judged already. Nothing is read before it is asked for.

    :param limit: how many bytes it may have, as sent and decoded.
    """

    def __init__(self, request: Request, limit: int) -> None:
        limit = lower_limit(request, limit)
        _, wire = open_content(request, limit, 0)
        self._wire = cast("BufferedReader", wire)
        self._chunks = _decoded(self._wire, request.environ.get("HTTP_CONTENT_ENCODING"), limit)
        self._chunk = b""
        self._place = 0
        self._item = self._left = sys.maxsize

    def allow(self, size: int) -> None:
        """Allow so many bytes to be read until this is said again: an item is no larger."""
        self._item = self._left = size

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def is_empty(self) -> bool:
        """Tell whether nothing is left to be read."""
        while self._place == len(self._chunk):
            chunk = next(self._chunks, None)
            if chunk is None:
                return True
            self._chunk, self._place = chunk, 0
        return False

    def read(self, size: int | None = -1, /) -> bytes:
        """Give so many bytes, fewer only at the end; all that are left if the size is negative."""
        missing = sys.maxsize if size is None or size < 0 else size
        pieces: list[bytes] = []
        while missing and (piece := self.read1(missing)):
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        """Give what is at hand, no more than so many bytes; nothing only at the end."""
        return self._take(len(self._chunk) if size < 0 else self._place + size) if size and not self.is_empty() else b""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Give all up to the end of the line, no more than so many bytes."""
        missing = sys.maxsize if size is None or size < 0 else size
        pieces: list[bytes] = []
        while missing and not self.is_empty() and not (pieces and pieces[-1].endswith(b"\n")):
            end = self._chunk.find(b"\n", self._place) + 1 or len(self._chunk)
            pieces.append(self._take(min(end, self._place + missing)))
            missing -= len(pieces[-1])
        return b"".join(pieces)

    def _take(self, end: int) -> bytes:
        if not self._left:
            raise refusal(413, "body", "", "too_large", f"An item of the content is larger than {self._item} bytes.")
        piece = self._chunk[self._place : min(end, self._place + self._left)]
        self._place += len(piece)
        self._left -= len(piece)
        return piece

    def drain(self, most: int) -> None:
        """Read on, so that a client that is still sending comes to its end: no more than so many bytes."""
        with suppress(Problem):
            while most > 0 and (piece := self._wire.read1(min(most, _STEP))):
                most -= len(piece)


def _decoded(wire: BufferedReader, coding: str | None, limit: int) -> Iterator[bytes]:
    # What is there already does not wait for more.
    chunks = iter(lambda: wire.read1(_STEP), b"")
    return chunks if not coding else _undone(chunks, coding, limit)


def _undone(chunks: Iterator[bytes], coding: str, limit: int) -> Iterator[bytes]:
    # What is empty has not been compressed either.
    if first := next(chunks, b""):
        yield from undo(chain((first,), chunks), coding, limit)
