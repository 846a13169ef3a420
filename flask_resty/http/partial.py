"""Content that can be given in parts, and how several parts make one content (RFC 9110, 14.6 and 15.3.7)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from collections.abc import Sequence
from io import BytesIO
from typing import IO
from typing import Any
from typing import NamedTuple

from flask import Response

#: How much of a file is in memory at once, in bytes.
_PIECE = 64 * 1024


class Source(NamedTuple):
    """Where the bytes of a response are read from."""

    file: IO[bytes]
    #: The place in the file where they begin.
    begin: int
    #: How many there are.
    size: int

    def read(self, part: range) -> Iterator[bytes]:
        """Give a part, in pieces.

        :raise OSError: if the file has become shorter. To end quietly would have the client take what follows for the rest.
        """
        self.file.seek(self.begin + part.start)
        missing = len(part)
        while missing:
            piece = self.file.read(min(missing, _PIECE))
            if not piece:
                raise OSError("The file became shorter while it was sent.")
            missing -= len(piece)
            yield piece


def is_divisible(response: Response) -> bool:
    """Tell whether the content is bytes, or a file in which one can seek. What is generated has no ranges."""
    # Without content of its own, a response in passthrough mode tells the server in front which file to send.
    return _file_of(response) is not None if response.direct_passthrough else response.is_sequence


def source_of(response: Response) -> Source | None:
    """Give what the parts of a divisible response are read from; ``None`` if it has less than it says, or cannot tell."""
    file = _file_of(response)
    if file is None:
        data = response.get_data()
        return Source(BytesIO(data), 0, len(data))
    source = source_of_file(file)
    if source is None or response.content_length is None:
        return source
    return source._replace(size=response.content_length) if response.content_length <= source.size else None


def source_of_file(file: IO[bytes]) -> Source | None:
    """Give what is left of a file; ``None`` if one cannot seek in it."""
    try:
        begin = file.tell()
        file.seek(0, os.SEEK_END)
        size = file.tell() - begin
        file.seek(begin)
    except (AttributeError, OSError, ValueError):
        return None
    return Source(file, begin, size)


def _file_of(response: Response) -> Any:
    """Give the file that a response passes on, as ``flask.send_file`` has it."""
    if not response.direct_passthrough:
        return None
    # Werkzeug and some servers wrap a file under the first name, others and the standard library under the second.
    file = getattr(response.response, "file", None) or getattr(response.response, "filelike", None)
    is_seekable = getattr(file, "seekable", None)
    return file if is_seekable is not None and is_seekable() else None


class Multipart(NamedTuple):
    """Several parts as one content."""

    boundary: str
    parts: Sequence[range]
    #: What stands before each part.
    heads: Sequence[bytes]
    end: bytes

    @property
    def media_type(self) -> str:
        """The ``Content-Type``. Not all clients understand a boundary in quotes, and this one needs none."""
        return f"multipart/byteranges; boundary={self.boundary}"

    @property
    def size(self) -> int:
        """How many bytes it all is."""
        return sum(map(len, self.heads)) + sum(map(len, self.parts)) + len(self.end)

    def read(self, source: Source) -> Iterator[bytes]:
        """Give it in pieces."""
        for head, part in zip(self.heads, self.parts, strict=True):
            yield head
            yield from source.read(part)
        yield self.end


def multipart(parts: Sequence[range], size: int, media_type: str | None) -> Multipart:
    """Put parts together.

    :param size: how many bytes the whole has.
    :param media_type: that of the whole.
    """
    # Nobody can have put into the content what is drawn now.
    boundary = secrets.token_hex(16)
    content_type = "" if media_type is None else f"Content-Type: {media_type}\r\n"
    heads = [f"\r\n--{boundary}\r\n{content_type}Content-Range: {content_range(part, size)}\r\n\r\n".encode("latin-1") for part in parts]
    return Multipart(boundary, parts, [heads[0].removeprefix(b"\r\n"), *heads[1:]], f"\r\n--{boundary}--\r\n".encode())


def content_range(part: range, size: int) -> str:
    """Write the value of ``Content-Range`` (RFC 9110, 14.4)."""
    return f"bytes {part.start}-{part.stop - 1}/{size}"
