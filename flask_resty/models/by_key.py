"""Rows by many keys, in few queries."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .store import Comparison
from .store import Query
from .store import Store

#: So many keys are asked for at once: databases limit how many values a statement may have.
MOST_KEYS = 500


def rows_by_key(store: Store, names: Sequence[str], keys: Sequence[tuple[Any, ...]], among: Query) -> Iterator[Any]:
    """Give the rows that have one of some keys, in any order. Where several attributes make a key, each is a query of its own.

    :param names: the attributes that make a key.
    :param among: what else holds for the rows, and what is read of them.
    """
    for comparisons in _comparisons(names, keys):
        yield from store.query(replace(among, comparisons=[*among.comparisons, *comparisons]))


def _comparisons(names: Sequence[str], keys: Sequence[tuple[Any, ...]]) -> Iterator[list[Comparison]]:
    if len(names) > 1:
        yield from (at_key(names, key) for key in keys)
        return
    for start in range(0, len(keys), MOST_KEYS):
        yield [Comparison(names[0], "in", [value for (value,) in keys[start : start + MOST_KEYS]])]


def at_key(names: Sequence[str], key: Sequence[Any]) -> list[Comparison]:
    """Say which row has a key."""
    return [Comparison(name, "eq", value) for name, value in zip(names, key, strict=True)]
