"""Items out of octets that come piece by piece, and into octets again."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from .errors import BadAnswer

#: Takes a piece, and gives the items that are whole now; ``None`` is the end.
Feed = Callable[[bytes | None], Iterator[Any]]


def feed_for(media_type: str, most: int | None = None) -> Feed:
    """Make what reads a stream of a media type: JSON lines, a sequence of JSON texts, server-sent events, or one list.

    :param most: octets, or characters, that an item may have: one that never ends would fill the memory. ``None`` is no bound.
    :raise BadAnswer: (what is made does) for what is broken or ends too early.
    """
    if media_type.endswith(("json-seq",)):
        return _Split(b"\x1e", _text, most)
    if media_type == "text/event-stream":
        return _Events(most)
    if media_type == "application/json" or media_type.endswith("+json"):
        return _Whole(most)
    return _Split(b"\n", _text, most)


class _Split:
    """Texts with a mark between them."""

    def __init__(self, mark: bytes, read: Callable[[bytes], Iterator[Any]], most: int | None) -> None:
        self._mark, self._read, self._most, self._rest = mark, read, most, b""

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        *whole, rest = (self._rest + (piece or b"")).split(self._mark)
        if piece is None:
            whole, rest = [*whole, rest], b""
        _bound(len(rest), self._most)
        self._rest = rest
        for text in whole:
            yield from self._read(text)


def _bound(size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise BadAnswer(f"An item of the stream has more than {most} octets. Allow more by max_answer.")


def _text(text: bytes) -> Iterator[Any]:
    if not text.strip():
        return
    try:
        yield json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("The stream broke off, or an item of it is broken.") from error


class _Whole:
    """A list that comes at once."""

    def __init__(self, most: int | None) -> None:
        self._pieces, self._size, self._most = list[bytes](), 0, most

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        if piece is not None:
            self._size += len(piece)
            _bound(self._size, self._most)
            self._pieces.append(piece)
            return
        for items in _text(b"".join(self._pieces)):
            yield from items if isinstance(items, list) else [items]


class _Events:
    """The data of server-sent events (HTML, 9.2.6), each of which ends with an empty line."""

    def __init__(self, most: int | None) -> None:
        self._most, self._decode = most, codecs.getincrementaldecoder("utf-8")()
        self._rest, self._data, self._size = "", list[str](), 0

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        text = self._rest + self._decode.decode(piece or b"", piece is None)
        # The second half of a line end may come with the next piece.
        held = "\r" if text.endswith("\r") and piece is not None else ""
        lines = text.removesuffix(held or "\0").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = lines.pop() + held
        _bound(len(self._rest), self._most)
        for line in lines:
            yield from self._line(line)

    def _line(self, line: str) -> Iterator[Any]:
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
            self._size += len(value)
            _bound(self._size, self._most)
        if not line and self._data:
            data, self._data, self._size = "\n".join(self._data), [], 0
            yield from _text(data.encode())


def lines_of(items: Iterable[Any]) -> Iterator[bytes]:
    """Write items as JSON lines, each when it is asked for."""
    return (json.dumps(item, separators=(",", ":"), allow_nan=False).encode() + b"\n" for item in items)


def sequence_of(items: Iterable[Any]) -> Iterator[bytes]:
    """Write items as a sequence of JSON texts (RFC 7464)."""
    return (b"\x1e" + line for line in lines_of(items))
