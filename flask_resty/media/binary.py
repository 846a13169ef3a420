"""Content that is taken and given as it is: what a handler sends, and what it gets."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import IO

#: How much of an upload is in memory at once while it is saved, in bytes.
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Download:
    """What a handler returns under ``@returns(Binary(...))`` to say more than bytes can.

    :param content: bytes, or a file that was opened for reading in binary mode. A file is sent from where it stands to its end, piece
        by piece, and closed then; it has to be one in which one can seek.
    :param media_type: what it is; the first one of those that are declared if left out.
    :param filename: the name to keep it under, in any characters. Of a path the last part is sent.
    :param inline: whether a browser may show it, where it can, in place of keeping it as a file.
    :param last_modified: when it changed last. Naive means UTC.
    """

    content: bytes | IO[bytes]
    media_type: str | None = None
    filename: str | None = None
    inline: bool = False
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """What a client sent as binary content: a body under ``@accepts(Binary(...))``, a file of a form, or a data URL.

    A body is read while the client sends it. So to read it may raise a ``Problem``, which is best let through: 413 behind the size that
    is allowed, 400 where the client broke off.
    """

    #: What it is, one of the types that are declared; with the parameters that the client sent.
    media_type: str
    #: Where it is read from, in binary mode.
    stream: IO[bytes]
    #: The name that the client has for it, without directories and control characters, to be shown to people. Never write to a file
    #: of this name: it may be that of another one, or mean a device.
    filename: str | None = None

    def read(self) -> bytes:
        """Give all that was not read yet."""
        return self.stream.read()

    def save(self, destination: IO[bytes]) -> None:
        """Write all that was not read yet to a file that was opened for writing in binary mode, piece by piece.

        :raise TypeError: for a path: open the file yourself, under a name of your own.
        """
        if not hasattr(destination, "write"):
            raise TypeError("save() writes to a file that is open. Open it under a name of your own, in binary mode.")
        shutil.copyfileobj(self.stream, destination, _PIECE)
