"""Content in chunks, as streams send it: large enough to be worth their while, and closed at their end."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

#: A chunk is sent when it has so many parts, or so many bytes.
MOST_PARTS = 100
MOST_BYTES = 16_384


def chunked(parts: Iterable[bytes], joint: bytes = b"") -> Iterator[bytes]:
    """Give parts of content in chunks: the first at once, then a hundred parts or about 16 kB at a time.

    :param joint: what stands between two parts of one chunk.
    """
    chunk: list[bytes] = []
    size, enough = 0, 1
    for part in parts:
        chunk.append(part)
        size += len(part)
        if len(chunk) >= enough or size >= MOST_BYTES:
            yield joint.join(chunk)
            chunk, size, enough = [], 0, MOST_PARTS
    if chunk:
        yield joint.join(chunk)


def framed(
    chunks: Iterable[bytes], source: Iterable[Any], *, begin: bytes, end: bytes, joint: bytes = b"", empty: bytes | None = None
) -> Iterator[bytes]:
    """Give chunks of a list with what stands around it, and close what they are made of at the end, also if that comes early.

    :param source: what is closed.
    :param joint: what stands between two chunks.
    :param empty: what the list is where there are no chunks: beginning and end if left out.
    """
    has_begun = False
    try:
        for chunk in chunks:
            yield (joint if has_begun else begin) + chunk
            has_begun = True
        last = end if has_begun else begin + end if empty is None else empty
        # To some servers, nothing is the end of the content.
        if last:
            yield last
    finally:
        close(source)


def torn(chunks: Iterable[bytes], source: Iterable[Any], stump: bytes) -> Iterator[bytes]:
    """Give chunks; where they fail behind the first one, a stump goes out before the error does. What they are made of is closed.

    Where the end of the connection is the end of the content, as in HTTP/1.0, a format of lines would seem to be complete. The first
    chunk is made before the status is sent, so nothing has to be told then.

    :param source: what is closed at the end, also if that comes early.
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
    finally:
        close(source)


def close(items: Iterable[Any]) -> None:
    """Close a generator, or whatever else can be closed."""
    closing: Callable[[], None] | None = getattr(items, "close", None)
    if closing is not None:
        closing()
