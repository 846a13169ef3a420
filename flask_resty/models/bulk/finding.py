"""Find many objects by their keys, and give those that were written as a client will see them, without a query for each."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from marshmallow import Schema

from ..by_key import at_key
from ..by_key import rows_by_key
from ..reads import reads_of
from ..storable import is_storable
from ..store import Comparison
from ..store import Narrow
from ..store import Query
from ..store import Store

Key = tuple[Any, ...]

#: Gives the objects that have one of some keys; gets what else holds for them, and what narrows the rows.
Find = Callable[[Collection[Key], Sequence[Comparison], Sequence[Narrow]], dict[Key, Any]]


def finder(store: Store, names: Sequence[str], *, is_locked: bool) -> Find:
    """Make what finds objects that can be changed, by the values of their attributes.

    :param names: the attributes.
    :param is_locked: whether nobody else may change them before the transaction ends.
    """

    def find(keys: Collection[Key], comparisons: Sequence[Comparison], narrowed_by: Sequence[Narrow]) -> dict[Key, Any]:
        possible = [key for key in dict.fromkeys(keys) if is_storable(key)]
        among = Query(comparisons=comparisons, narrowed_by=narrowed_by)
        if len(names) > 1 or is_locked:
            # Always in one order, so that two who lock the same ones never wait for each other.
            return dict(_one_by_one(store, names, sorted(possible, key=str), among, is_locked=is_locked))
        return {store.values(row, names): row for row in rows_by_key(store, names, possible, among)}

    return find


def _one_by_one(store: Store, names: Sequence[str], keys: Sequence[Key], among: Query, *, is_locked: bool) -> Iterator[tuple[Key, Any]]:
    for key in keys:
        item = store.get(replace(among, comparisons=[*among.comparisons, *at_key(names, key)]), is_locked=is_locked)
        if item is not None:
            yield key, item


def reader(store: Store, schema: Schema) -> Callable[[Sequence[Any]], list[Any]]:
    """Make what reads objects again that were written, all that will be shown of them at once.

    :param schema: what will show them.
    """
    if len(store.key) > 1:
        return lambda items: [store.load(item, reads_of(schema)) for item in items]

    def read(items: Sequence[Any]) -> list[Any]:
        keys = [store.values(item, store.key) for item in items]
        found = {store.values(row, store.key): row for row in rows_by_key(store, store.key, keys, Query(reads=reads_of(schema)))}
        # A trigger of the database may have taken one away again.
        return [found.get(key, item) for key, item in zip(keys, items, strict=True)]

    return read
