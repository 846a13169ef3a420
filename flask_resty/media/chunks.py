"""Content in chunks, as streams send it: large enough to be worth their while, and closed at their end."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

#: A chunk is sent when it has so many parts, or so many bytes.
_MOST_PARTS = 100
_MOST_BYTES = 16_384


def chunked(parts: Iterable[bytes], joint: bytes = b"") -> Iterator[bytes]:
    """Give parts of content in chunks: the first at once, then a hundred parts or about 16 kB at a time.

    :param joint: what stands between two parts of one chunk.
    """
    chunk: list[bytes] = []
    size, enough = 0, 1
    for part in parts:
        chunk.append(part)
        size += len(part)
        if len(chunk) >= enough or size >= _MOST_BYTES:
            yield joint.join(chunk)
            chunk, size, enough = [], 0, _MOST_PARTS
    if chunk:
        yield joint.join(chunk)


def torn(chunks: Iterable[bytes], stump: bytes) -> Iterator[bytes]:
    """Give chunks; where they fail behind the first one, a stump goes out before the error does.

    Where the end of the connection is the end of the content, as in HTTP/1.0, a format of lines would seem to be complete. The first
    chunk is made before the status is sent, so nothing has to be told then.

    :param stump: the beginning of an item that no recipient can take for a whole one.
    """
    has_begun = False
    try:
        for chunk in chunks:
            yield chunk
            has_begun = True
    except Exception:
        if has_begun:
            yield stump
        raise


def close(items: Iterable[Any]) -> None:
    """Close a generator, or whatever else can be closed."""
    closing: Callable[[], None] | None = getattr(items, "close", None)
    if closing is not None:
        closing()
