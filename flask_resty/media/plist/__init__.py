"""Property lists in XML, both ways: what JSON can say but for null, and bytes."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from ...errors import ContractError
from ..chunks import chunked
from ..chunks import framed
from ..format import Emitter
from ..format import Parser
from ..json_parser import MAX_DEPTH
from ..json_parser import MAX_DIGITS
from ..plain import plain
from .nulls import without_nulls
from .reader import read
from .writer import written

_BEGIN = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
"""
_END = b"\n</plist>\n"


def emit(data: Any, schema: Any = None) -> bytes:
    """Write what JSON can say, in the same forms, and bytes as ``<data>``.

    There is no null. A member that is ``None`` is left out where the schema makes the same of its absence: its field allows
    ``None``, is not required, and has no other ``load_default``.

    :raise ContractError: for any other ``None``, for integers beyond 64 bits, characters that XML does not have, and what JSON could
        not say either.
    """
    return _BEGIN + _value(data, schema) + _END


def _value(data: Any, schema: Any) -> bytes:
    try:
        return written(data).encode()
    except (TypeError, ValueError, RecursionError):
        return _exactly(data, schema)


def _exactly(data: Any, schema: Any) -> bytes:
    exact = plain(data, octets=True)
    try:
        return written(without_nulls(exact, schema)).encode()
    except (ValueError, RecursionError) as error:
        raise ContractError(f"The data cannot be written as a property list. {error}") from error


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write the document that :func:`emit` writes of a list, in chunks, the first item at once. The items are closed at the end.

    :param schema: that of one item.
    """
    chunks = chunked((_value(item, schema) for item in items), b"\n")
    return framed(chunks, items, begin=_BEGIN + b"<array>\n", joint=b"\n", end=b"\n</array>" + _END, empty=_BEGIN + b"<array/>" + _END)


def parse(content: bytes, schema: Any = None, *, max_depth: int = MAX_DEPTH, max_digits: int = MAX_DIGITS) -> Any:
    """Read one document. Dates come as the text that they are, and ``<data>`` as bytes.

    :param max_depth: how many arrays and dicts may stand inside of each other.
    :param max_digits: how many digits an integer may have.
    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``duplicate_name``, ``doctype``, ``not_finite``,
        ``too_many_digits`` or ``too_deep``.
    """
    return read(content, max_depth, max_digits)


PLIST_EMITTER = Emitter("application/x-plist", emit, emit_stream)

PLIST_PARSER = Parser("application/x-plist", parse)
