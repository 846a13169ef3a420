"""What a document is made of: values of JSON, not too deep and not too many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigError

#: So many lists and objects may be inside of each other. Compilers give up not far behind.
_DEEPEST = 90

#: So many values may be in a document, each counted as often as it is referred to: a few lines of YAML can stand for billions.
_MOST = 5_000_000


def refuse_odd_values(document: Any) -> None:
    """Refuse what no document in JSON can have, and what would never be read to its end.

    :raise ConfigError: for such a value.
    """
    _measure(document, 0, {})


def _measure(value: Any, depth: int, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Give how deep a value is, and how many there are in it."""
    if not isinstance(value, Mapping | list | tuple):
        _refuse_odd(value)
        return 0, 1
    height, count = known.get(id(value)) or _measured(value, depth, known)
    if depth + height > _DEEPEST:
        raise ConfigError(f"The document has more than {_DEEPEST} lists and objects inside of each other. Give parts of it a name.")
    if count > _MOST:
        raise ConfigError(f"The document has more than {_MOST:,} values. Write clients of parts of it.")
    known[id(value)] = height, count
    return height, count


def _measured(value: Any, depth: int, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    if depth > _DEEPEST:
        return 1, 1
    inside = [*value, *value.values()] if isinstance(value, Mapping) else value
    if isinstance(value, Mapping):
        for name in value:
            _refuse_odd_name(name)
    found = [_measure(one, depth + 1, known) for one in inside]
    return 1 + max((height for height, _ in found), default=0), 1 + sum(count for _, count in found)


def _refuse_odd_name(name: Any) -> None:
    if not isinstance(name, str):
        raise ConfigError(f"The document has a member of the name {name!r}, which is no text. Put it in quotes.")


def _refuse_odd(value: Any) -> None:
    if value is not None and not isinstance(value, str | int | float):
        raise ConfigError(f"The document has the value {value!r}, which JSON does not know. Put it in quotes.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"The document has the number {value!r}, which JSON does not know. Write a finite one, or leave it out.")
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise ConfigError(f"The document has the text {value!r}, which has half a character. Write the whole one, or none.")
