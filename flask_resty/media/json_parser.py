"""JSON in: read by the fast decoder where that is proven to lose nothing, and else by the exact one."""

from __future__ import annotations

from typing import Any

import orjson

from .format import Parser
from .json_decoder import decode
from .json_decoder import is_deeper
from .json_decoder import too_deep

MAX_DEPTH = 64
MAX_DIGITS = 1000

# The fast decoder keeps the last of several members of one name, and makes a float of an integer beyond 64 bits, without a word.
# Whether it did shows by what it read, in one of three ways, the cheapest first. Where none of them is sure, the exact one decides.

#: An integer of 64 bits has no more digits.
_FAST_DIGITS = 20
_DOUBTFUL_INTEGER = b"0" * 19

_WHITE_SPACE = b" \t\r\n"
_DIGITS_AND_WHITE_SPACE_ALIKE = bytes.maketrans(b"123456789 \t\r\n", b'000000000""""')


def parse(data: bytes, schema: Any = None, *, max_depth: int = MAX_DEPTH, max_digits: int = MAX_DIGITS) -> Any:
    """Read JSON, strictly: UTF-8 without a byte order mark, each name once in an object, finite numbers, real text.

    :param max_depth: how many arrays and objects may stand inside of each other.
    :param max_digits: how many digits an integer may have.
    :raise Problem: 400, with a fault whose code is ``empty``, ``encoding``, ``syntax``, ``duplicate_name``, ``not_finite``,
        ``too_many_digits``, ``too_deep`` or ``surrogate``. It says where, as far as that is known, but repeats nothing.
    """
    try:
        value = orjson.loads(data)
        written = orjson.dumps(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return decode(data, max_depth, max_digits)
    if max_digits < _FAST_DIGITS or not (written == data or _is_same_but_for_white_space(written, data) or _is_complete(value, data)):
        return decode(data, max_depth, max_digits)
    if is_deeper(data, max_depth):
        raise too_deep(max_depth)
    return value


def _is_same_but_for_white_space(written: bytes, data: bytes) -> bool:
    """Tell whether a document is what is written of its value, which therefore lacks no member and no digit.

    White space is taken out of strings, too. That may hide another string, but the value has the right one.
    """
    return written.translate(None, _WHITE_SPACE) == data.translate(None, _WHITE_SPACE)


def _is_complete(value: Any, data: bytes) -> bool:
    """Tell whether a value is surely all that a document says, however that spells its strings and numbers.

    The colon of each member stands behind a quote or white space. So there are at least as many such colons as members, and where
    there are no more than were read, none was dropped because its name stands twice.
    """
    text = data.translate(_DIGITS_AND_WHITE_SPACE_ALIKE)
    return text.count(b'":') == _count_members(value) and _DOUBTFUL_INTEGER not in text


def _count_members(value: Any) -> int:
    members = 0
    found = [value]
    for each in found:
        if type(each) is dict:
            members += len(each)
            found += each.values()
        elif type(each) is list:
            found += each
    return members


JSON_PARSER = Parser("application/json", parse, can_shorten=True)
