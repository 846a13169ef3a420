"""JSON out: written by the fast encoder, and by an exact one where the fast one would refuse, or write something else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import Any
from uuid import UUID

import orjson

from ..errors import ContractError
from .chunks import chunked
from .chunks import framed
from .format import Emitter
from .format import Ready
from .plain import plain
from .plain import stand_in

_EXACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

#: The encoder writes 10 milliseconds of a ``time`` as 100, so times are left to us, and dates come along with them.
OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME

_NEVER_NULLED = frozenset({str, int, bool, NoneType, datetime, date, time, UUID, Decimal})


def emit(data: Any, schema: Any = None) -> bytes:
    """Write JSON in UTF-8: dates as ISO 8601, enums as their values, decimals as strings without an exponent, exact integers.

    Time zones are written to the minute, as RFC 3339 has them. What else is allowed, see :func:`~flask_resty.media.plain.plain`.

    :raise ContractError: for what JSON cannot say: ``NaN``, ``Infinity``, half a character, an unknown type, data in itself.
    """
    try:
        content = orjson.dumps(data, written, OPTIONS)
    except TypeError:
        return _emit_exactly(data)
    # The encoder writes null for NaN and Infinity. Backwards, it is found in two thirds of the time.
    if content.rfind(b"null") >= 0 and not is_finite(data):
        return _emit_exactly(data)
    return content


def written(value: Any) -> Any:
    """Give what the encoder writes for a value that is left to us."""
    # With what is no time the encoder can be trusted.
    return orjson.Fragment(orjson.dumps(value)) if isinstance(value, date) else stand_in(value)


def _emit_exactly(data: Any) -> bytes:
    """Write what the fast encoder refuses: integers beyond 64 bits, names that are no strings; or say what is wrong."""
    try:
        return _EXACT.encode(plain(data)).encode()
    except (ValueError, RecursionError) as error:
        raise ContractError("The data holds an integer with too many digits, or is nested too deeply to be written.") from error


def is_finite(data: Any) -> bool:
    """Tell whether no float in data is infinite or ``NaN``."""
    found = [data]
    for value in found:
        kind = type(value)
        if kind in _NEVER_NULLED:
            continue
        if kind is dict:
            found += value.values()
        elif kind is list or kind is tuple:
            found += value
        elif kind is not float:
            found.append(stand_in(value))
        elif not isfinite(value):
            return False
    return True


def emit_stream(items: Iterable[Any], schema: Any = None) -> Iterator[bytes]:
    """Write an array in chunks, the first item at once. The items are closed at the end, also if that comes early."""
    return framed(chunked((emit(item, schema) for item in items), b","), items, begin=b"[", joint=b",", end=b"]")


def emit_ready(data: Any) -> bytes:
    """Write data that a compiled schema made ready as :func:`emit` does, but without a search for ``NaN`` and ``Infinity``.

    :raise ContractError: for half a character, an unknown type, data in itself.
    """
    try:
        return orjson.dumps(data, stand_in, orjson.OPT_PASSTHROUGH_DATACLASS)
    except TypeError:
        return _emit_exactly(data)


def stream_ready(chunks: Iterator[list[Any]]) -> Iterator[bytes]:
    """Write an array, each list of ready items at once. The lists are closed at the end, also if that comes early."""
    return framed((emit_ready(items)[1:-1] for items in chunks if items), chunks, begin=b"[", joint=b",", end=b"]")


JSON_EMITTER = Emitter(
    "application/json",
    emit,
    emit_stream,
    Ready(emit_ready, stream_ready),
    problem=Emitter("application/problem+json", emit),
    can_shorten=True,
)
