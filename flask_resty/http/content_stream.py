"""The content of a request, read while it comes in: no more than the limit, no less than was announced (RFC 9110, 8.6)."""

from __future__ import annotations

from io import BufferedReader
from io import BytesIO
from io import RawIOBase
from typing import IO
from typing import Any

from flask import Request

from .coding import too_large
from .content import bound
from .content import incomplete
from .content import lower_limit

#: How much is asked of the server at once, in bytes.
_PIECE = 64 * 1024


def open_content(request: Request, limit: int, head_size: int) -> tuple[bytes, IO[bytes]]:
    """Open the content of a request, as it was sent, and give its first bytes beside all of it.

    What a hook of the app has read before is given from memory. An announced length has been judged already.

    :param limit: how many bytes it may have, where the app does not say less.
    :param head_size: how many bytes are looked at beforehand.
    :raise Problem: (reading does, too) 413 if there is more than the limit; 400 if there is less than was announced.
    """
    limit = lower_limit(request, limit)
    content = _Content(_stream_of(request, limit), limit, request.content_length)
    head = content.peek(head_size)
    return head, BufferedReader(content, _PIECE)


def _stream_of(request: Request, limit: int) -> IO[bytes]:
    if "stream" in vars(request):
        return BytesIO(request.get_data())
    bound(request, limit)
    return request.stream


class _Content(RawIOBase):
    """What is left to be read of the content."""

    def __init__(self, stream: IO[bytes], limit: int, announced: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._announced = announced
        self._count = 0
        self._head = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        piece = piece or self._next(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def peek(self, size: int) -> bytes:
        """Give the first bytes, which are left to be read."""
        while len(self._head) < size and (piece := self._next(size - len(self._head))):
            self._head += piece
        return self._head

    def _next(self, size: int) -> bytes:
        try:
            piece = self._stream.read(size)
        except Exception as error:
            # Each server says in its own words that the framing is broken: an OSError, a ValueError, or neither of them.
            raise incomplete() from error
        self._count += len(piece)
        self._check(is_end=not piece)
        return piece

    def _check(self, *, is_end: bool) -> None:
        if self._count > self._limit:
            raise too_large(self._limit)
        # A server that ends the stream itself does not tell that the client went away (RFC 9112, 8).
        if is_end and self._announced is not None and self._count < self._announced:
            raise incomplete()
