"""Content codings of requests: undone step by step, so that nothing grows beyond the limit (RFC 9110, 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from typing import Any
from typing import NamedTuple
from typing import Protocol

from ..errors import Fault
from ..errors import Problem
from ..errors import refusal

#: So many bytes are taken in at most, and about as many given out, before their sum is looked at.
_STEP = 16_384

#: Nobody compresses more often, except to keep a server busy.
_MOST_CODINGS = 3

#: An empty gzip member has 20 bytes and an empty frame of zstd nine, but each needs a decompressor of its own.
_MOST_PARTS = 10_000


class Decompressor(Protocol):
    """What undoes a coding. That of zlib has an ``unconsumed_tail``; others keep what they have not used yet."""

    @property
    def eof(self) -> bool:
        """Whether the end of what was compressed has been seen."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What came behind that end."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Take bytes in, and give out no more than so many."""
        ...


class Coding(NamedTuple):
    """How a coding is undone."""

    #: Makes what undoes it, for content that begins with the given bytes.
    start: Callable[[bytes], Decompressor]
    #: Whether several pieces may be compressed on their own and put together.
    is_divisible: bool = False


class _Brotli:
    """Brotli's decompressor, in the words of zlib's."""

    #: What stands behind the end, it refuses itself.
    unused_data = b""

    def __init__(self) -> None:
        self._decompressor = _brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.is_finished())

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        given: bytes = self._decompressor.process(data, output_buffer_limit=max_length)
        return given


def _first(*names: str) -> Any:
    """Give the first of some modules that is installed."""
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


_brotli: Any = _first("brotli", "brotlicffi")
if not hasattr(getattr(_brotli, "Decompressor", None), "can_accept_more_data"):
    # Before version 1.2 nothing bounded what it gave out.
    _brotli = None

_zstd: Any = _first("compression.zstd", "backports.zstd")


def _is_zlib(data: bytes) -> bool:
    """Tell zlib's header (RFC 1950, 2.2) from bare deflate, which some send under its name (RFC 9110, 8.4.1.2)."""
    return data[0] & 0x8F == 0x08 and int.from_bytes(data[:2]) % 31 == 0


def _codings() -> Iterator[tuple[str, Coding]]:
    yield "gzip", Coding(lambda data: zlib.decompressobj(31), is_divisible=True)
    yield "deflate", Coding(lambda data: zlib.decompressobj(15 if _is_zlib(data) else -15))
    if _brotli is not None:
        yield "br", Coding(lambda data: _Brotli())
    if _zstd is not None:
        # A window of 8 MiB is the largest that a recipient has to support (RFC 9659, 3).
        options = {_zstd.DecompressionParameter.window_log_max: 23}
        yield "zstd", Coding(lambda data: _zstd.ZstdDecompressor(options=options), is_divisible=True)


#: By the names that a client may use; ``x-gzip`` is an old one (RFC 9110, 8.4.1.3).
_CODINGS = dict(_codings())
_ALIASES = {"x-gzip": "gzip"}

_BROKEN: tuple[type[Exception], ...] = (
    EOFError,
    ValueError,
    zlib.error,
    *([] if _brotli is None else [_brotli.error]),
    *([] if _zstd is None else [_zstd.ZstdError]),
)

#: The codings that can be undone here.
DECODABLE = tuple(_CODINGS)


def codings(content_encoding: str, decodable: Collection[str] = DECODABLE) -> tuple[str, ...]:
    """Give the codings that content went through, in their order, without those that change nothing.

    :param content_encoding: the value of ``Content-Encoding``.
    :param decodable: the codings that are accepted besides ``identity``.
    :raise Problem: 415 if another one was used; it lists these in ``Accept-Encoding`` (RFC 9110, 12.5.3).
    """
    named = (name.strip(" \t").lower() for name in content_encoding.split(","))
    used = tuple(_ALIASES.get(name, name) for name in named if name not in ("", "identity"))
    if not set(used) <= set(decodable):
        raise _unsupported("The content has a content coding that is not accepted here.", decodable)
    if len(used) > _MOST_CODINGS:
        raise _unsupported(f"The content has more than {_MOST_CODINGS} content codings.", decodable)
    return used


def _unsupported(detail: str, decodable: Collection[str]) -> Problem:
    fault = Fault(location="headers", pointer="/Content-Encoding", code="coding", detail=detail)
    return Problem(415, detail, errors=[fault], headers={"Accept-Encoding": ", ".join(decodable) or "identity"})


def decode(data: bytes, content_encoding: str, limit: int) -> bytes:
    """Undo the codings of content.

    :param data: the content as it was sent; not empty.
    :param content_encoding: the value of ``Content-Encoding``.
    :param limit: the most bytes that may come out, in between as well as at the end.
    :raise Problem: 415 for a coding that cannot be undone, 413 over the limit, 400 for what is broken.
    """
    return b"".join(undo((data[at : at + _STEP] for at in range(0, len(data), _STEP)), content_encoding, limit))


def undo(chunks: Iterable[bytes], content_encoding: str, limit: int) -> Iterator[bytes]:
    """Undo the codings of content while it comes in. The parameters are those of :func:`decode`.

    :param chunks: the content as it was sent; not empty.
    :raise Problem: (going through it does, too) as :func:`decode` does.
    """
    undone = iter(chunks)
    for name in reversed(codings(content_encoding)):
        undone = _bounded(_decoded(undone, _CODINGS[name]), limit)
    return undone


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            yield piece
    except _BROKEN as error:
        detail = "The content is not what its Content-Encoding says, or its end is missing."
        raise refusal(400, "body", "", "corrupt", detail) from error


def too_large(limit: int) -> Problem:
    """Give the 413 for content of more bytes than the limit says, on the wire or decoded."""
    detail = f"The content is larger than {limit} bytes."
    return refusal(413, "body", "", "too_large", detail)


def _decoded(chunks: Iterator[bytes], coding: Coding) -> Iterator[bytes]:
    first = _beginning(chunks)
    if not first:
        raise EOFError
    decompressor, parts = coding.start(first), 1
    for chunk in chain((first,), chunks):
        piece = chunk
        # Who has taken everything in may still have something to give.
        while chunk or (piece and not decompressor.eof):
            if decompressor.eof:
                if not coding.is_divisible or parts == _MOST_PARTS:
                    raise ValueError("Something stands behind the end.")
                decompressor, parts = coding.start(chunk), parts + 1
            piece = decompressor.decompress(chunk, _STEP)
            yield piece
            chunk = decompressor.unused_data if decompressor.eof else getattr(decompressor, "unconsumed_tail", b"")
    if not decompressor.eof:
        raise EOFError


def _beginning(chunks: Iterator[bytes]) -> bytes:
    """Give the first chunks: by two bytes one can tell what it is that begins."""
    first = b""
    while len(first) < 2 and (chunk := next(chunks, None)) is not None:
        first += chunk
    return first
