"""Items out of octets that come piece by piece, and into octets again."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any
from typing import TypeVar

from .errors import BadAnswer

_Rest = TypeVar("_Rest", bytes, str)

#: Takes a piece, and gives the items that are whole now; ``None`` is the end.
Feed = Callable[[bytes | None], Iterator[Any]]


def feed_for(media_type: str) -> Feed:
    """Make what reads a stream of a media type: JSON lines, a sequence of JSON texts, server-sent events, or one list.

    :raise BadAnswer: (what is made does) for what is broken or ends too early.
    """
    if media_type.endswith(("json-seq",)):
        return _Split(b"\x1e", _text)
    if media_type == "text/event-stream":
        return _Events()
    if media_type == "application/json" or media_type.endswith("+json"):
        return _Whole()
    return _Split(b"\n", _text)


class _Split:
    """Texts with a mark between them."""

    def __init__(self, mark: bytes, read: Callable[[bytes], Iterator[Any]]) -> None:
        self._mark, self._read, self._rest = mark, read, b""

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        *whole, rest = (self._rest + (piece or b"")).split(self._mark)
        if piece is None:
            whole, rest = [*whole, rest], b""
        self._rest = _bounded(rest)
        for text in whole:
            yield from self._read(text)


#: An item of a stream may have so many octets, or characters: one that never ends would fill the memory.
_LARGEST_ITEM = 64 * 1024 * 1024


def _bounded(rest: _Rest) -> _Rest:
    if len(rest) > _LARGEST_ITEM:
        raise BadAnswer(f"An item of the stream has more than {_LARGEST_ITEM} octets.")
    return rest


def _text(text: bytes) -> Iterator[Any]:
    if not text.strip():
        return
    try:
        yield json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("The stream broke off, or an item of it is broken.") from error


class _Whole:
    """A list that comes at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        if piece is not None:
            self._pieces.append(piece)
            return
        for items in _text(b"".join(self._pieces)):
            yield from items if isinstance(items, list) else [items]


class _Events:
    """The data of server-sent events (HTML, 9.2.6), each of which ends with an empty line."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._rest, self._data, self._size = "", list[str](), 0

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        text = self._rest + self._decode.decode(piece or b"", piece is None)
        # The second half of a line end may come with the next piece.
        held = "\r" if text.endswith("\r") and piece is not None else ""
        lines = text.removesuffix(held or "\0").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = _bounded(lines.pop() + held)
        for line in lines:
            yield from self._line(line)

    def _line(self, line: str) -> Iterator[Any]:
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
            self._size += len(value)
            if self._size > _LARGEST_ITEM:
                raise BadAnswer(f"An item of the stream has more than {_LARGEST_ITEM} octets.")
        if not line and self._data:
            data, self._data, self._size = "\n".join(self._data), [], 0
            yield from _text(data.encode())


def lines_of(items: Iterable[Any]) -> Iterator[bytes]:
    """Write items as JSON lines, each when it is asked for."""
    return (json.dumps(item, separators=(",", ":"), allow_nan=False).encode() + b"\n" for item in items)


def sequence_of(items: Iterable[Any]) -> Iterator[bytes]:
    """Write items as a sequence of JSON texts (RFC 7464)."""
    return (b"\x1e" + line for line in lines_of(items))
