"""JSON (RFC 8259): a parser that lets nothing doubtful in, and an emitter that lets nothing doubtful out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from types import NoneType
from typing import Any
from uuid import UUID

import orjson

from ..errors import ContractError
from ..errors import Fault
from ..errors import Problem
from .format import Emitter
from .format import Parser
from .plain import plain
from .plain import stand_in

MAX_DEPTH = 64
MAX_DIGITS = 1000

# -- in ----------------------------------------------------------------------------------------------------------------

#: A number with fewer digits and no exponent is finite, and is read in no time.
_HARMLESS_DIGITS = 300
_NUMBERS_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_EXACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

_ONE_KIND_OF_BRACKET = bytes.maketrans(b"{}", b"[]")
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'[]{}"'))


def parse(data: bytes, *, max_depth: int = MAX_DEPTH, max_digits: int = MAX_DIGITS) -> Any:
    """Read JSON, strictly: UTF-8 without a byte order mark, each name once in an object, finite numbers, real text.

    :param max_depth: how many arrays and objects may stand inside of each other.
    :param max_digits: how many digits an integer may have.
    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``duplicate_name``, ``not_finite``,
        ``too_many_digits``, ``too_deep`` or ``surrogate``. It says where, as far as that is known, but repeats nothing.
    """
    try:
        value = _decoder(data, max_digits).decode(data.decode())
    except UnicodeDecodeError as error:
        raise _refusal("encoding", "The content is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise _misread(data, error) from error
    except RecursionError as error:
        raise _too_deep(max_depth) from error
    if _is_deeper(data, max_depth):
        raise _too_deep(max_depth)
    if _SURROGATE.search(data) and not _is_text(value):
        raise _refusal("surrogate", "A string holds an escaped surrogate that stands alone (RFC 8259, 8.2).")
    return value


def _refusal(code: str, detail: str) -> Problem:
    return Problem(400, detail, errors=[Fault(location="body", pointer="", code=code, detail=detail)])


def _misread(data: bytes, error: json.JSONDecodeError) -> Problem:
    if not data.strip(b" \t\r\n"):
        return _refusal("empty", "The content is empty.")
    if data.startswith(b"\xef\xbb\xbf") or b"\0" in data[:2]:
        return _refusal("encoding", "The content is not UTF-8 without a byte order mark (RFC 8259, 8.1).")
    return _refusal("syntax", f"The content is not valid JSON: see line {error.lineno}, column {error.colno}.")


def _too_deep(limit: int) -> Problem:
    return _refusal("too_deep", f"Arrays and objects are nested more than {limit} deep.")


def _decoder(data: bytes, max_digits: int) -> json.JSONDecoder:
    """Look at every single number only if there is one that could be too long or too large: that is slow."""
    text = data.translate(_NUMBERS_ALIKE)
    if b"0e" in text or b"0" * (min(max_digits, _HARMLESS_DIGITS) + 1) in text:
        return _wary_decoder(max_digits)
    return _PLAIN_DECODER


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _refusal("duplicate_name", "An object has two members of the same name.")
    return members


def _refuse_constant(name: str) -> None:
    raise _refusal("not_finite", "JSON knows neither NaN nor Infinity.")


_PLAIN_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant)


@lru_cache(maxsize=16)
def _wary_decoder(max_digits: int) -> json.JSONDecoder:
    def read_float(digits: str) -> float:
        value = float(digits)
        if not isfinite(value):
            raise _refusal("not_finite", "A number is too large.")
        return value

    def read_int(digits: str) -> int:
        if len(digits.lstrip("-")) <= max_digits:
            # Python has a limit of its own, which an application can lower (CVE-2020-10735).
            try:
                return int(digits)
            except ValueError:
                pass
        raise _refusal("too_many_digits", f"An integer has more than {max_digits} digits.")

    return json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant, parse_float=read_float, parse_int=read_int)


def _is_deeper(data: bytes, limit: int) -> bool:
    """Tell whether a valid document is nested more deeply, without a walk: take the innermost brackets away, again and again."""
    if data.count(b"[") + data.count(b"{") <= limit:
        return False
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    nest = data.translate(_ONE_KIND_OF_BRACKET, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if b'"' in nest:
        # Every other piece stood inside of a string.
        nest = b"".join(nest.split(b'"')[::2])
    for _ in range(limit):
        nest = nest.replace(b"[]", b"")
        if not nest:
            break
    return bool(nest)


def _is_text(value: Any) -> bool:
    try:
        _EXACT.encode(value).encode()
    except UnicodeEncodeError:
        return False
    return True


JSON_PARSER = Parser("application/json", lambda data, schema: parse(data))

# -- out ---------------------------------------------------------------------------------------------------------------

#: A chunk of a stream is sent when it has so many items, or so many bytes.
_CHUNK_ITEMS = 100
_CHUNK_BYTES = 16_384

_NEVER_NULLED = frozenset({str, int, bool, NoneType, datetime, date, time, UUID, Decimal})


def emit(data: Any, schema: Any = None) -> bytes:
    """Write JSON in UTF-8: dates as ISO 8601, enums as their values, decimals as strings without an exponent, exact integers.

    Time zones are written to the minute, as RFC 3339 has them. What else is allowed, see :func:`~flask_resty.media.plain.plain`.

    :raise ContractError: for what JSON cannot say: ``NaN``, ``Infinity``, half a character, an unknown type, data in itself.
    """
    try:
        content = orjson.dumps(data, stand_in, orjson.OPT_PASSTHROUGH_DATACLASS)
    except TypeError:
        return _emit_exactly(data)
    # The encoder writes null for NaN and Infinity.
    if b"null" in content and not _is_finite(data):
        return _emit_exactly(data)
    return content


def _emit_exactly(data: Any) -> bytes:
    """Write what the fast encoder refuses: integers beyond 64 bits, names that are no strings; or say what is wrong."""
    try:
        return _EXACT.encode(plain(data)).encode()
    except (ValueError, RecursionError) as error:
        raise ContractError("The data holds an integer with too many digits, or is nested too deeply to be written.") from error


def _is_finite(data: Any) -> bool:
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
    try:
        before = b"["
        for chunk in _chunks(emit(item, schema) for item in items):
            yield before + chunk
            before = b","
        yield b"[]" if before == b"[" else b"]"
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    chunk: list[bytes] = []
    size, enough = 0, 1
    for part in parts:
        chunk.append(part)
        size += len(part)
        if len(chunk) >= enough or size >= _CHUNK_BYTES:
            yield b",".join(chunk)
            chunk, size, enough = [], 0, _CHUNK_ITEMS
    if chunk:
        yield b",".join(chunk)


JSON_EMITTER = Emitter("application/json", emit, emit_stream)
