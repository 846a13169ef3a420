"""What a decoder gave, held against what JSON can say: the formats differ in their bytes, not in what they let in."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from types import NoneType
from typing import Any

from .format import refused
from .json_decoder import too_deep
from .json_parser import MAX_DEPTH

_HARMLESS = frozenset({str, int, bool, NoneType, bytes})


def checked(value: Any, max_depth: int = MAX_DEPTH) -> Any:
    """Give data back if they are lists, dicts named by text, text, integers, booleans, ``None``, finite numbers and bytes.

    Bytes are let in because a schema that does not want them says so.

    :raise Problem: 400, with a fault whose code is ``too_deep``, ``name``, ``not_finite`` or ``type``.
    """
    depth, level = 0, [value]
    while level:
        nested: list[Any] = []
        for each in level:
            kind = type(each)
            if kind is dict or kind is list:
                if depth == max_depth:
                    raise too_deep(max_depth)
                nested += _named(each) if kind is dict else each
            elif kind not in _HARMLESS:
                _check_odd(each)
        depth, level = depth + 1, nested
    return value


def _named(members: dict[Any, Any]) -> Iterable[Any]:
    if not all(type(name) is str for name in members):
        raise refused("name", "The name of a member is no text.")
    return members.values()


def _check_odd(value: Any) -> None:
    if type(value) is not float:
        raise refused("type", "The content holds a value of a type that is not read here.")
    if not isfinite(value):
        raise refused("not_finite", "A number is not finite.")
