"""Which plain objects match, and in which order they come: as a database would have it, NULL included."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from .store import Comparison
from .store import Either
from .store import Operator
from .store import Order
from .values import value_of

#: What is none of the values itself, but holds them.
_SEVERAL = (list, tuple, set, frozenset)


def matches(item: Any, comparison: Comparison | Either) -> bool:
    """Tell whether an object is like that; where an attribute may have several values, whether one of them is."""
    if isinstance(comparison, Either):
        return any(matches(item, one) for one in comparison.comparisons)
    holds = _HOLDS[comparison.operator]
    return any(holds(value, comparison.value) for value in _values_at(item, comparison.attribute.split(".")))


def _values_at(item: Any, names: Sequence[str]) -> Iterator[Any]:
    """Give the values behind a path."""
    if isinstance(item, _SEVERAL):
        for one in item:
            yield from _values_at(one, names)
    elif not names or item is None:
        yield item
    else:
        yield from _values_at(getattr(item, names[0]), names[1:])


def in_order(items: Iterable[Any], order: Sequence[Order]) -> list[Any]:
    """Sort objects. Those without a value come last, in both directions."""
    found = list(items)
    # What is sorted by the last key stays so where the keys before are the same.
    for attribute, is_descending in reversed(order):
        found.sort(key=_sort_key(attribute, is_descending), reverse=is_descending)
    return found


def _sort_key(attribute: str, is_descending: bool) -> Callable[[Any], tuple[bool, Any]]:
    def key(item: Any) -> tuple[bool, Any]:
        value = value_of(item, attribute)
        return (value is None) is not is_descending, _comparable(value)

    return key


def _comparable(value: Any) -> Any:
    """Give what stands for a value where it is sorted. Databases sort members of an enumeration, too."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, int | float | Decimal):
        # What is no number is behind all that are, as PostgreSQL has it.
        return (True, 0) if value != value else (False, value)
    return value


def comes(item: Any, order: Sequence[Order], mark: Sequence[Any]) -> int:
    """Tell where an object comes in an order: before (negative), at (0) or behind (positive) the one with such values.

    :param mark: a value for each key of the order.
    """
    for (attribute, is_descending), at in zip(order, mark, strict=True):
        value, other = _comparable(value_of(item, attribute)), _comparable(at)
        if value == other:
            continue
        if value is None or at is None:
            return 1 if value is None else -1
        return 1 if (value > other) is not is_descending else -1
    return 0


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Make a comparison that nothing holds for which is not there, or cannot be compared."""

    def holds(value: Any, given: Any) -> bool:
        try:
            return value is not None and given is not None and compare(_in_utc(value), _in_utc(given))
        except (TypeError, ArithmeticError):
            return False

    return holds


def _in_utc(value: Any) -> Any:
    """Give a moment with its zone: where it has none it is in UTC, as what databases keep. Anything else is given as it is."""
    if isinstance(value, list):
        return [_in_utc(one) for one in value]
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo is None else value


def _folded(compare: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    return lambda value, given: compare(value.casefold(), given.casefold())


def _is_like(value: str, pattern: str) -> bool:
    return _expression(pattern).fullmatch(value) is not None


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    first, *others = (re.escape(piece).replace(r"\?", ".") for piece in pattern.split("*"))
    if not others:
        return re.compile(first, re.DOTALL)
    # Each piece is taken where it is found first, and no other place is tried: that would change nothing but the time it takes.
    between = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    return re.compile(f"{first}{between}.*{others[-1]}", re.DOTALL)


_HOLDS: Mapping[Operator, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "eq": _compared(lambda value, given: bool(value == given)),
        "ne": _compared(lambda value, given: bool(value != given)),
        "lt": _compared(lambda value, given: bool(value < given)),
        "lte": _compared(lambda value, given: bool(value <= given)),
        "gt": _compared(lambda value, given: bool(value > given)),
        "gte": _compared(lambda value, given: bool(value >= given)),
        "in": _compared(lambda value, given: value in given),
        # As in SQL: it is not known whether a value is none of them, if one of them is not known.
        "not_in": _compared(lambda value, given: value not in given and None not in given),
        "null": lambda value, given: (value is None) is bool(given),
        "like": _compared(_is_like),
        "ilike": _compared(_folded(_is_like)),
        "contains": _compared(lambda value, given: given in value),
        "icontains": _compared(_folded(lambda value, given: given in value)),
        "startswith": _compared(lambda value, given: bool(value.startswith(given))),
    }
)
