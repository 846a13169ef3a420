"""MessagePack, both ways: what JSON can say, and bytes."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigError
from ..errors import ContractError
from .decoded import checked
from .format import Emitter
from .format import Parser
from .format import Ready
from .format import refused
from .json_decoder import too_deep
from .json_parser import MAX_DEPTH
from .plain import finder
from .plain import plain
from .plain import stand_in

try:
    import ormsgpack
except ImportError as error:  # pragma: no cover
    raise ConfigError("MessagePack needs ormsgpack, which is not installed. Install flask-resty-api[msgpack].") from error

#: Looks for the beginning of a float that is not finite. It may also stand in a string, so it is no more than a reason to look closer.
_seems_infinite = finder(rb"\xcb[\x7f\xff][\xf0-\xff]", b"\x7f", b"\xff")


def emit(data: Any, schema: Any = None) -> bytes:
    """Write what JSON can say, in the same forms, and bytes as they are.

    :raise ContractError: for what JSON could not say either, and for integers beyond 64 bits.
    """
    content = emit_ready(data)
    return _emit_exactly(data) if _seems_infinite(content) else content


def emit_ready(data: Any) -> bytes:
    """Write data that a compiled schema made ready as :func:`emit` does, but without a search for ``NaN`` and ``Infinity``.

    :raise ContractError: for integers beyond 64 bits, half a character, an unknown type, data in itself.
    """
    try:
        return ormsgpack.packb(data, stand_in, ormsgpack.OPT_PASSTHROUGH_DATACLASS)
    except TypeError:
        return _emit_exactly(data)


def _emit_exactly(data: Any) -> bytes:
    exact = plain(data, octets=True)
    try:
        return ormsgpack.packb(exact)
    except TypeError as error:
        raise ContractError("The data holds an integer beyond 64 bits, or is nested too deeply, so MessagePack cannot say it.") from error


def parse(content: bytes, schema: Any = None, *, max_depth: int = MAX_DEPTH) -> Any:
    """Read one document: names are text, and each stands once in a map; numbers are finite.

    :param max_depth: how many arrays and maps may stand inside of each other.
    :raise Problem: 400, with a fault whose code is ``empty``, ``syntax``, ``duplicate_name``, ``not_finite``, ``type`` or ``too_deep``.
    """
    if not content:
        raise refused("empty", "The content is empty.")
    try:
        value = checked(ormsgpack.unpackb(content, ext_hook=_extension), max_depth)
    except ValueError as error:
        if "ecursion" in str(error):
            raise too_deep(max_depth) from error
        raise refused("syntax", "The content is not valid MessagePack, or the name of a member is no text.") from error
    # What is written of the value is as long as the shortest way to say it. Who says it so has dropped nothing.
    written = ormsgpack.packb(value)
    if written != content:
        _check_whole(content, written)
    return value


def _extension(tag: int, data: bytes) -> object:
    """Give what stands for an extension type, and is refused: the schema says of what type a value is."""
    return object()


def _check_whole(content: bytes, written: bytes) -> None:
    """Refuse what the decoder drops without a word: bytes behind the end, and all but the last of several members of one name.

    :param written: what is written of the value that was read.
    """
    end, members = _measure(content)
    if end != len(content):
        raise refused("syntax", "The content goes on behind its end.")
    if members != _measure(written)[1]:
        raise refused("duplicate_name", "A map has two members of the same name.")


def _measure(content: bytes) -> tuple[int, int]:
    """Tell of valid content where its first value ends, and how many members its maps say that they have."""
    position, members, left = 0, 0, 1
    while left:
        head = content[position]
        if head in _COMPLETE:
            size, values, named = _COMPLETE[head]
        else:
            length_size, octets_each, values_each, named_each = _COUNTING[head]
            count = int.from_bytes(content[position + 1 : position + 1 + length_size])
            size, values, named = 1 + length_size + count * octets_each, count * values_each, count * named_each
        position += size
        members += named
        left += values - 1
    return position, members


#: By the first byte of a value: how many bytes it has, how many values are inside of it, and how many of these have names.
_COMPLETE = {
    **dict.fromkeys((*range(0x80), 0xC0, 0xC2, 0xC3, *range(0xE0, 0x100)), (1, 0, 0)),
    **dict.fromkeys((0xCC, 0xD0), (2, 0, 0)),
    **dict.fromkeys((0xCD, 0xD1), (3, 0, 0)),
    **dict.fromkeys((0xCA, 0xCE, 0xD2), (5, 0, 0)),
    **dict.fromkeys((0xCB, 0xCF, 0xD3), (9, 0, 0)),
    **{0x80 + count: (1, 2 * count, count) for count in range(16)},
    **{0x90 + count: (1, count, 0) for count in range(16)},
    **{0xA0 + count: (1 + count, 0, 0) for count in range(32)},
}

#: Where a count comes next: of how many bytes it is, and for each that is counted its bytes, the values in it, and those with names.
_COUNTING = {
    **{head: (size, 1, 0, 0) for head, size in ((0xC4, 1), (0xC5, 2), (0xC6, 4), (0xD9, 1), (0xDA, 2), (0xDB, 4))},
    **{head: (size, 0, 1, 0) for head, size in ((0xDC, 2), (0xDD, 4))},
    **{head: (size, 0, 2, 1) for head, size in ((0xDE, 2), (0xDF, 4))},
}

MSGPACK_EMITTER = Emitter("application/msgpack", emit, ready=Ready(emit_ready), can_shorten=True)

MSGPACK_PARSER = Parser("application/msgpack", parse, can_shorten=True)
