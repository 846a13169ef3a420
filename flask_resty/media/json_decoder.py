"""The exact decoder of JSON (RFC 8259): it sees every name and every number, and can say what is wrong with a document."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from math import isfinite
from typing import Any

from ..errors import Problem
from .format import refused

#: A number with fewer digits and no exponent is finite, and is read in no time.
_HARMLESS_DIGITS = 300
_NUMBERS_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

_ONE_KIND_OF_BRACKET = bytes.maketrans(b"{}", b"[]")
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'[]{}"'))


def decode(data: bytes, max_depth: int, max_digits: int) -> Any:
    """Read JSON as :func:`~flask_resty.media.json_parser.parse` promises, slowly.

    :raise Problem: 400, for everything that is to be refused.
    """
    try:
        value = _decoder(data, max_digits).decode(data.decode())
    except UnicodeDecodeError as error:
        raise refused("encoding", "The content is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise _misread(data, error) from error
    except RecursionError as error:
        raise too_deep(max_depth) from error
    if is_deeper(data, max_depth):
        raise too_deep(max_depth)
    if _SURROGATE.search(data) and not _is_text(value):
        raise refused("surrogate", "A string holds an escaped surrogate that stands alone (RFC 8259, 8.2).")
    return value


def _misread(data: bytes, error: json.JSONDecodeError) -> Problem:
    if not data.strip(b" \t\r\n"):
        return refused("empty", "The content is empty.")
    if data.startswith(b"\xef\xbb\xbf") or b"\0" in data[:2]:
        return refused("encoding", "The content is not UTF-8 without a byte order mark (RFC 8259, 8.1).")
    return refused("syntax", f"The content is not valid JSON: see line {error.lineno}, column {error.colno}.")


def too_deep(limit: int) -> Problem:
    """Give the 400 for a document that is nested more deeply than the limit says."""
    return refused("too_deep", f"Arrays and objects are nested more than {limit} deep.")


def _decoder(data: bytes, max_digits: int) -> json.JSONDecoder:
    """Look at every single number only if there is one that could be too long or too large: that is slow."""
    text = data.translate(_NUMBERS_ALIKE)
    if b"0e" in text or b"0" * (min(max_digits, _HARMLESS_DIGITS) + 1) in text:
        return _wary_decoder(max_digits)
    return _PLAIN_DECODER


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise refused("duplicate_name", "An object has two members of the same name.")
    return members


def _refuse_constant(name: str) -> None:
    raise refused("not_finite", "JSON knows neither NaN nor Infinity.")


_PLAIN_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant)


@lru_cache(maxsize=16)
def _wary_decoder(max_digits: int) -> json.JSONDecoder:
    def read_float(digits: str) -> float:
        value = float(digits)
        if not isfinite(value):
            raise refused("not_finite", "A number is too large.")
        return value

    def read_int(digits: str) -> int:
        return read_integer(digits, max_digits)

    return json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant, parse_float=read_float, parse_int=read_int)


def read_integer(text: str, max_digits: int, base: int = 10) -> int:
    """Read a text that is an integer.

    :param base: as for ``int``.
    :raise Problem: 400 if it has too many digits.
    """
    if len(text.lstrip("+-")) <= max_digits:
        # Python has a limit of its own, which an application can lower (CVE-2020-10735).
        try:
            return int(text, base)
        except ValueError:
            pass
    raise refused("too_many_digits", f"An integer has more than {max_digits} digits.")


def is_deeper(data: bytes, limit: int) -> bool:
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
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
