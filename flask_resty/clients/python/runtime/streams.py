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
        self._mark, self._read = mark, read
        self._rest = _Rest(most)

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        if piece is not None and self._mark not in piece:
            self._rest.add(piece)
            return
        *whole, rest = b"".join([*self._rest.take(), piece or b""]).split(self._mark)
        if piece is None:
            whole, rest = [*whole, rest], b""
        self._rest.add(rest)
        for text in whole:
            yield from self._read(text)


class _Rest:
    """What came of an item that is not whole, in its pieces: who puts them together each time is never done with many small ones."""

    def __init__(self, most: int | None) -> None:
        self._most, self._size, self._pieces = most, 0, list[Any]()

    def add(self, piece: bytes | str) -> None:
        """Take one more piece."""
        self._size += len(piece)
        _bound(self._size, self._most)
        self._pieces.append(piece)

    def take(self) -> list[Any]:
        """Give all pieces, and begin anew."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        return pieces


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
        self._rest, self._data, self._size = _Rest(most), list[str](), 0
        self._held = ""

    def __call__(self, piece: bytes | None) -> Iterator[Any]:
        text = self._held + self._decoded(piece)
        # The second half of a line end may come with the next piece.
        self._held = "\r" if text.endswith("\r") and piece is not None else ""
        text = text[: len(text) - len(self._held)].replace("\r\n", "\n").replace("\r", "\n")
        if "\n" not in text:
            self._rest.add(text)
            return
        *lines, rest = "".join([*self._rest.take(), text]).split("\n")
        self._rest.add(rest)
        for line in lines:
            yield from self._line(line)

    def _decoded(self, piece: bytes | None) -> str:
        try:
            return self._decode.decode(piece or b"", piece is None)
        except UnicodeDecodeError as error:
            raise BadAnswer("The stream is not the text that it says to be.") from error

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
