"""CBOR (RFC 8949), both ways: what JSON can say, and bytes."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from ..errors import ConfigError
from ..errors import ContractError
from ..errors import Problem
from .chunks import chunked
from .chunks import framed
from .decoded import checked
from .format import Emitter
from .format import Parser
from .format import refused
from .json_decoder import too_deep
from .json_parser import MAX_DEPTH
from .json_parser import MAX_DIGITS
from .plain import finder
from .plain import nearly_plain
from .plain import plain
from .plain import stand_in

try:
    import cbor2
except ImportError as error:  # pragma: no cover
    raise ConfigError("CBOR needs cbor2, which is not installed. Install flask-resty-api[cbor].") from error

#: Look for the beginnings of a float that is not finite, and of a UUID, which has a tag. They may also stand in a string.
_seems_infinite = finder(rb"\xf9[\x7c-\x7f\xfc-\xff]", b"\xf9")
_seems_tagged = finder(rb"\xd8\x25", b"\xd8")

#: An array whose length is not known yet, and its end (RFC 8949, 3.2.2).
_BEGIN, _END = b"\x9f", b"\xff"


def emit(data: Any, schema: Any = None) -> bytes:
    """Write what JSON can say, in the same forms and without tags but those of integers beyond 64 bits, and bytes as they are.

    :raise ContractError: for what JSON could not say either.
    """
    try:
        content = cbor2.dumps(nearly_plain(data, octets=True), default=_encode_stand_in)
        return cbor2.dumps(plain(data, octets=True)) if _seems_infinite(content) or _seems_tagged(content) else content
    except (cbor2.CBOREncodeError, RecursionError) as error:
        raise ContractError("The data is nested too deeply to be written.") from error


def _encode_stand_in(encoder: Any, value: Any) -> None:
    encoder.encode(stand_in(value))


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write an array of indefinite length in chunks, the first item at once. The items are closed at the end."""
    return framed(chunked(map(emit, items)), items, begin=_BEGIN, end=_END)


def parse(content: bytes, schema: Any = None, *, max_depth: int = MAX_DEPTH) -> Any:
    """Read one document: names are text, and each stands once in a map; numbers are finite; no tags but those of large integers.

    :param max_depth: how many arrays and maps may stand inside of each other.
    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``duplicate_name``, ``name``, ``not_finite``,
        ``too_many_digits``, ``tag``, ``type`` or ``too_deep``.
    """
    if not content:
        raise refused("empty", "The content is empty.")
    readable = BytesIO(content)
    try:
        value = _decoder(readable).decode()
    except (cbor2.CBORDecodeError, RecursionError) as error:
        raise _misread(error, max_depth) from error
    if readable.tell() != len(content):
        raise refused("syntax", "The content goes on behind its end.")
    return checked(value, max_depth)


def _decoder(readable: BytesIO) -> cbor2.CBORDecoder:
    # Names that are no strings could be chosen so that they all have one hash.
    return cbor2.CBORDecoder(readable, semantic_decoders=_TAGS, allow_duplicate_keys=False, strict_hashable_types=True)


class _Tags(Mapping[int, Any]):
    """What to make of each tag: cbor2 knows many, and some build what is no data, refers to itself, or is short only when it is sent."""

    def __getitem__(self, tag: int) -> Any:
        return _INTEGERS.get(tag, _refuse_tag)

    def __iter__(self) -> Iterator[int]:
        return iter(_INTEGERS)

    def __len__(self) -> int:
        return len(_INTEGERS)


_TAGS = _Tags()


def _refuse_tag(value: Any, immutable: bool) -> None:
    raise refused("tag", "The content says of what type a value is, by a tag. The schema says it.")


def _positive(value: Any, immutable: bool) -> int:
    """Read the bytes of an integer (RFC 8949, 3.4.3)."""
    if type(value) is not bytes:
        raise refused("syntax", "The content is not valid CBOR.")
    number = int.from_bytes(value)
    if number >= _TOO_LARGE:
        raise refused("too_many_digits", f"An integer has more than {MAX_DIGITS} digits.")
    return number


def _negative(value: Any, immutable: bool) -> int:
    return -1 - _positive(value, immutable)


_TOO_LARGE = 10**MAX_DIGITS
_INTEGERS = {2: _positive, 3: _negative}


def _misread(error: Exception, max_depth: int) -> Problem:
    """Give the refusal for an error of the decoder, which tells by its words alone what is wrong."""
    reason, words = error.__cause__, str(error)
    if isinstance(reason, Problem):
        return reason
    if isinstance(reason, UnicodeDecodeError):
        return refused("encoding", "A string is not UTF-8.")
    if "depth" in words or isinstance(error, RecursionError):
        return too_deep(max_depth)
    if "uplicate" in words:
        return refused("duplicate_name", "A map has two members of the same name.")
    if "key must be" in words:
        return refused("name", "The name of a member is no text.")
    return refused("syntax", "The content is not valid CBOR, or its end is missing.")


CBOR_EMITTER = Emitter("application/cbor", emit, emit_stream, can_shorten=True)

CBOR_PARSER = Parser("application/cbor", parse, can_shorten=True)
