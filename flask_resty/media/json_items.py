"""The items of formats that put JSON texts one behind the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import orjson

from ..errors import Fault
from ..errors import Problem
from ..schematic import OneOf
from ..schematic import is_many
from .format import Line
from .json_emitter import OPTIONS
from .json_emitter import emit
from .json_emitter import emit_ready
from .json_emitter import is_finite
from .json_emitter import written
from .json_parser import parse
from .plain import stand_in


def items_of(data: Any) -> Iterable[Any]:
    """Give what is written one behind the other: the items of a list, or else the data itself."""
    # A tuple with names is one thing; a plain one is a list that cannot be changed.
    return data if type(data) in _LISTS else (data,)


_LISTS = (list, tuple)


def emitted(data: Any) -> list[bytes]:
    """Write each item as JSON, with a line feed behind it. A newline in a string is escaped, so none stands inside.

    :raise ContractError: for what JSON cannot say.
    """
    lines = _encoded(data, emit, written, _OPTIONS | OPTIONS)
    # The encoder writes null for NaN and Infinity. Backwards, it is found in two thirds of the time.
    if b"".join(lines).rfind(b"null") >= 0 and not is_finite(data):
        return [emit(item) + b"\n" for item in items_of(data)]
    return lines


def emitted_ready(data: Any) -> list[bytes]:
    """Write data that a compiled schema made ready as :func:`emitted` does, without a search for ``NaN`` and ``Infinity``.

    :raise ContractError: for half a character, an unknown type, data in itself.
    """
    return _encoded(data, emit_ready, stand_in, _OPTIONS)


def _encoded(data: Any, emit_exactly: Callable[[Any], bytes], default: Callable[[Any], Any], options: int) -> list[bytes]:
    items = items_of(data)
    try:
        return [orjson.dumps(item, default, options) for item in items]
    except TypeError:
        return [emit_exactly(item) + b"\n" for item in items]


_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE


def read_item(number: int, text: bytes) -> Line:
    """Read one JSON text, strictly.

    :param number: the line of the content that it begins on.
    """
    try:
        return Line(number, parse(text))
    except Problem as problem:
        return Line(number, None, _placed(problem))


def _placed(problem: Problem) -> Fault:
    """Say where in the item something is wrong: which item it is, others know."""
    (fault,) = problem.errors
    cause = problem.__cause__
    if fault.code != "syntax" or not isinstance(cause, json.JSONDecodeError):
        return fault
    place = f"column {cause.colno}" if cause.lineno == 1 else f"line {cause.lineno} of the item, column {cause.colno}"
    return replace(fault, detail=f"This is not valid JSON: see {place}.")


def whole(lines: Iterable[Line], schema: Any) -> Any:
    """Give all items as one value: a list where the schema wants one, or where there is not exactly one item; else that.

    :raise Problem: 400 for the first item that cannot be read.
    """
    items: list[Any] = []
    for line in lines:
        if line.fault is not None:
            is_whole = not items and schema is not None and not _wants_list(schema)
            raise line.refusal("" if is_whole else f"/{len(items)}")
        items.append(line.data)
    return items if len(items) != 1 or _wants_list(schema) else items[0]


def _wants_list(schema: Any) -> bool:
    if isinstance(schema, OneOf):
        return any(map(_wants_list, schema.schemas))
    return is_many(schema)
