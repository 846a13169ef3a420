"""What goes out and what comes back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import IO
from typing import Any
from typing import TypeGuard
from typing import TypeVar

_T = TypeVar("_T")

#: What can be sent as a body. What is neither octets nor a file can be sent only once.
Sendable = bytes | IO[bytes] | Iterable[bytes] | None

#: What goes out, piece by piece: how many octets were sent, and how many there are, where that is known.
Progress = Callable[[int, int | None], object]


class Headers:
    """Header fields, whatever the case of their names (RFC 9110, 5.1)."""

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self.lines = tuple(lines)

    def get(self, name: str, otherwise: str = "") -> str:
        """Give the value of a field, several lines of it joined by commas."""
        return ", ".join(self.all(name)) or otherwise

    def all(self, name: str) -> list[str]:
        """Give the values of all lines with a name."""
        return [value for key, value in self.lines if key.lower() == name.lower()]


def with_fields(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Give header fields with more of them, which take the place of those that have the same name in whatever case."""
    known = {name.lower(): name for name in headers}
    return {**headers, **{known.get(name.lower(), name): value for name, value in more.items()}}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, as it goes out."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Sendable = None
    #: Whether the content of a good answer is read piece by piece.
    is_streamed: bool = False

    def having(self, **headers: str | None) -> Request:
        """Give the request with more header fields: ``if_match="..."`` is ``If-Match``; ``None`` leaves it as it is."""
        more = {name.replace("_", "-").title(): value for name, value in headers.items() if value is not None}
        return replace(self, headers=with_fields(self.headers, more))

    @property
    def is_repeatable(self) -> bool:
        """Tell whether the body can be sent once more."""
        return self.body is None or isinstance(self.body, bytes) or (is_file(self.body) and self.body.seekable())

    def size(self) -> int | None:
        """Give the number of octets of the body, where it is known."""
        if self.body is None or isinstance(self.body, bytes):
            return len(self.body or b"")
        if not is_file(self.body) or not self.body.seekable():
            return None
        end = self.body.seek(0, 2)
        self.body.seek(0)
        return end

    def chunks(self, progress: Progress | None = None) -> Iterator[bytes]:
        """Give the body piece by piece, and tell of each when it is on its way."""
        sent, size = 0, self.size()
        for chunk in _pieces(self.body):
            yield chunk
            sent += len(chunk)
            if progress is not None:
                progress(sent, size)


_PIECE = 64 * 1024


def is_file(body: Sendable) -> TypeGuard[IO[bytes]]:
    """Tell whether a body is read from a file. It is sent from the beginning, however far it was read."""
    return hasattr(body, "read") and hasattr(body, "seek")


def _pieces(body: Sendable) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield from (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))
    elif is_file(body):
        while piece := body.read(_PIECE):
            yield piece
    elif body is not None:
        yield from body


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer."""

    status: int
    headers: Headers
    content: bytes = b""
    #: What is still to come of it, where it is streamed.
    chunks: Iterator[bytes] | None = None
    later: AsyncIterator[bytes] | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether it is a success (RFC 9110, 15.3)."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """Give the media type without its parameters."""
        return self.headers.get("Content-Type").partition(";")[0].strip().lower()

    def data(self) -> Any:
        """Give what the content says: JSON as data, other text as text, the rest as it is; ``None`` if there is none.

        :raise ValueError: if it is not what it says to be.
        """
        if self.status in (204, 205) or not self.content:
            return None
        if self.media_type == "application/json" or self.media_type.endswith("+json"):
            return json.loads(self.content)
        return self.content.decode() if self.media_type.startswith("text/") else self.content


@dataclass(frozen=True)
class Pause:
    """Wait for some seconds."""

    seconds: float


#: What a call does, step by step, in no hurry about who carries it out: threads or an event loop.
Steps = Generator[Request | Pause, Any, _T]
