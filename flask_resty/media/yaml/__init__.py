"""YAML (RFC 9512), both ways: plain data, of which readers of YAML 1.1 and 1.2 cannot have two opinions."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from ...errors import ContractError
from ..chunks import chunked
from ..chunks import framed
from ..chunks import torn
from ..format import Emitter
from ..format import Parser
from ..json_parser import MAX_DEPTH
from ..json_parser import MAX_DIGITS
from ..plain import plain
from .reader import read
from .writer import dashed
from .writer import written


def emit(data: Any, schema: Any = None) -> bytes:
    """Write one document in block style: what JSON can say, in the same forms.

    :raise ContractError: for what JSON could not say either.
    """
    return _encoded(written, data)


def _encoded(write: Callable[[Any], str], data: Any) -> bytes:
    try:
        return write(data).encode()
    except (TypeError, ValueError, RecursionError):
        return _encoded_exactly(write, data)


def _encoded_exactly(write: Callable[[Any], str], data: Any) -> bytes:
    """Write what is plain only at a second look, such as names that are no strings; or say what is wrong."""
    try:
        return write(plain(data)).encode()
    except (ValueError, RecursionError) as error:
        raise ContractError("The data holds an integer with too many digits, or is nested too deeply to be written.") from error


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write the document that :func:`emit` writes of a list, in chunks, the first item at once. The items are closed at the end.

    What fails in the middle ends in a quote that is never closed, for a list that ends early is a list.
    """
    chunks = framed(chunked(_encoded(dashed, item) for item in items), items, begin=b"", end=b"", empty=b"[]\n")
    return torn(chunks, items, b'- "')


def parse(content: bytes, schema: Any = None, *, max_depth: int = MAX_DEPTH, max_digits: int = MAX_DIGITS) -> Any:
    """Read one document by the core schema of YAML 1.2: ``no`` is text, ``010`` is ten, ``0o10`` is eight, and dates are text.

    :param max_depth: how many sequences and mappings may stand inside of each other.
    :param max_digits: how many digits an integer may have.
    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``duplicate_name``, ``name``, ``alias``, ``tag``,
        ``not_finite``, ``too_many_digits``, ``too_deep`` or ``surrogate``; 413 where PyYAML is without libyaml and the content is long.
    """
    return read(content, max_depth, max_digits)


YAML_EMITTER = Emitter("application/yaml", emit, emit_stream, can_shorten=True)

YAML_PARSER = Parser("application/yaml", parse, can_shorten=True)
