"""What holds for every store, as a check to run on one's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import partial
from types import SimpleNamespace
from typing import Any

from .matching import in_order
from .matching import matches
from .store import Comparison
from .store import Conflict
from .store import Operator
from .store import Order
from .store import Query
from .store import Store

#: Of these no other collation than that of Python can make another order.
_ORDERED = (int, float, Decimal, dt.date, dt.time)

_EQUAL = (*_ORDERED, str, bytes, uuid.UUID, Enum)


def check_store(store: Store, values: Sequence[Mapping[str, Any]]) -> None:
    """Check that a store does what model resources count on. Call it in a test of a store of your own.

    It writes objects, reads them back by all operators, orders and pages that their values allow, changes and deletes them.

    :param store: an empty store; it is empty again at the end.
    :param values: for three or more objects what ``create`` takes, with the same names for each. The more kinds of values they have,
        and the more of them are the same or ``None``, the more is checked.
    :raise AssertionError: if it does something else. The text says what.
    """
    _expect(isinstance(store, Store), True, f"{store!r} has all methods of a store")
    _expect(store.count(Query()), 0, "it is empty at first")
    rows = [_row(store, store.create(one), one) for one in values]
    _check_finding(store, rows)
    for name in filter(partial(_is_checked, store), values[0]):
        _check_comparisons(store, rows, name)
        _check_order(store, rows, name)
    _check_changes(store, rows, values)
    _check_attempts(store, values)


def _expect(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise AssertionError(f"It is expected that {what}: {expected!r}, but there is {found!r}.")


def _row(store: Store, item: Any, values: Mapping[str, Any]) -> SimpleNamespace:
    row = SimpleNamespace(**{**values, **dict(zip(store.key, store.values(item, store.key), strict=True))})
    _expect(store.values(item, list(values)), tuple(values.values()), "a new object has the values that it was given")
    return row


def _is_checked(store: Store, name: str) -> bool:
    attribute = store.attribute(name)
    return attribute is not None and not attribute.is_many


def _key(store: Store, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in store.key)


def _at(store: Store, key: Sequence[Any]) -> Query:
    return Query(comparisons=[Comparison(name, "eq", value) for name, value in zip(store.key, key, strict=True)])


def _check_finding(store: Store, rows: Sequence[Any]) -> None:
    _expect(store.attribute("no such attribute"), None, "an attribute that there is not is None")
    for row in rows:
        item = store.get(_at(store, _key(store, row)))
        _expect(item is not None and store.values(item, store.key), _key(store, row), "get gives what has a key")
    every = store.query(Query(order=_unique(store)))
    _expect([store.values(item, store.key) for item in every], sorted(_key(store, row) for row in rows), "a query gives all in order")


def _unique(store: Store, *orders: Order) -> list[Order]:
    return [*orders, *(Order(name) for name in store.key if name not in {order.attribute for order in orders})]


def _check_comparisons(store: Store, rows: Sequence[Any], name: str) -> None:
    for comparison in _comparisons(name, [getattr(row, name, None) for row in rows]):
        query = Query(comparisons=[comparison])
        expected = sorted(_key(store, row) for row in rows if matches(row, comparison))
        _expect(sorted(store.values(item, store.key) for item in store.query(query)), expected, f"these match {comparison}")
        _expect(store.count(query), len(expected), f"so many match {comparison}")


def _comparisons(name: str, values: Sequence[Any]) -> Iterator[Comparison]:
    yield from (Comparison(name, "null", asked) for asked in (True, False))
    said = [value for value in values if isinstance(value, _EQUAL)]
    for value in said:
        yield from (Comparison(name, operator, value) for operator in _operators(value))
        yield from _text_comparisons(name, value) if isinstance(value, str) else ()
        yield from _number_comparisons(name, value) if type(value) is int else ()
    yield from (Comparison(name, operator, said[:count]) for operator in _SETS for count in (1, 2))


_SETS: tuple[Operator, ...] = ("in", "not_in")


def _operators(value: Any) -> Sequence[Operator]:
    is_ordered = isinstance(value, _ORDERED) and not isinstance(value, bool | Enum)
    return ("eq", "ne", "lt", "lte", "gt", "gte") if is_ordered else ("eq", "ne")


def _text_comparisons(name: str, value: str) -> Iterator[Comparison]:
    patterns = {f"{value[:1]}*", f"*{value[-1:]}", f"?{value[1:]}", f"{value}%", value.replace(value[-1:], "_")}
    yield from (Comparison(name, "like", pattern) for pattern in sorted(patterns))
    yield Comparison(name, "ilike", f"{value[:2].upper()}*")
    yield Comparison(name, "contains", value[1:3])
    yield Comparison(name, "contains", "%")
    yield Comparison(name, "icontains", value[1:3].upper())
    yield Comparison(name, "startswith", value[:2])
    # No database keeps it, but clients send it.
    yield Comparison(name, "eq", f"{value}\0")
    yield Comparison(name, "in", [value, "\0"])


def _number_comparisons(name: str, value: int) -> Iterator[Comparison]:
    yield from (Comparison(name, operator, number) for operator in _operators(value) for number in (2**63, -(10**400)))
    yield Comparison(name, "in", [value, 2**64])


def _check_order(store: Store, rows: Sequence[Any], name: str) -> None:
    if not all(isinstance(getattr(row, name), (*_ORDERED, type(None))) for row in rows):
        return
    for is_descending in (False, True):
        order = _unique(store, Order(name, is_descending))
        expected = [_key(store, row) for row in in_order(rows, order)]
        found = store.query(Query(order=order))
        _expect([store.values(item, store.key) for item in found], expected, f"this is the order by {order}")
        for place, item in enumerate(found):
            _check_pages(store, order, expected, place, store.values(item, [key.attribute for key in order]))


def _check_pages(store: Store, order: Sequence[Order], expected: Sequence[Any], place: int, behind: Sequence[Any]) -> None:
    parts = {
        "so many after a number": (Query(order=order, offset=place, limit=2), expected[place : place + 2]),
        "those behind a row": (Query(order=order, behind=behind, limit=2), expected[place + 1 : place + 3]),
        "those before a row": (Query(order=order, behind=behind, limit=2, is_backwards=True), expected[max(0, place - 2) : place]),
    }
    for what, (query, keys) in parts.items():
        _expect([store.values(item, store.key) for item in store.query(query)], list(keys), f"a page has {what}, in the order by {order}")
        _expect(store.count(query), len(expected), "a count is one of all pages")


def _check_changes(store: Store, rows: Sequence[Any], values: Sequence[Mapping[str, Any]]) -> None:
    items = [store.get(_at(store, _key(store, row))) for row in rows]
    before = _versions(store, items)
    store.delete(items[-1])
    _expect(store.get(_at(store, _key(store, rows[-1]))), None, "what was deleted is gone")
    name = next((name for name in values[0] if name not in store.key and not _is_unique(store, name)), None)
    if name is not None:
        changed = store.update(items[0], {name: values[1][name]})
        _expect(store.values(changed, [name]), (values[1][name],), f"{name!r} was changed")
        _expect(
            _versions(store, items[:1]) != before[:1], store.version is not None, "a change makes another version, where there are some"
        )
    store.delete_many(items[:-1])
    _expect(store.count(Query()), 0, "all were deleted")


def _is_unique(store: Store, name: str) -> bool:
    attribute = store.attribute(name)
    return attribute is None or attribute.is_unique


def _versions(store: Store, items: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [store.values(item, [store.version] if store.version else ()) for item in items]


def _check_attempts(store: Store, values: Sequence[Mapping[str, Any]]) -> None:
    with suppress(_Undo), store.attempt():
        store.create(values[0])
        raise _Undo
    _expect(store.count(Query()), 0, "what was created in an attempt that failed is gone")
    if any(name in store.key or _is_unique(store, name) for name in values[0]):
        _expect(_conflict(store, [*values, values[0]]), "unique", "a second one with what is unique is refused")
        _expect(store.count(Query()), 0, "all are created or none")
    items = store.create_many(values)
    found = [store.values(item, list(one)) for item, one in zip(items, values, strict=True)]
    _expect(found, [tuple(one.values()) for one in values], "many are created in the order that they were given in")
    store.update_many([(item, one) for item, one in zip(items, values, strict=True)])
    store.delete_many(items)
    _expect(store.count(Query()), 0, "many are deleted")


class _Undo(Exception):
    """Ends an attempt."""


def _conflict(store: Store, values: Sequence[Mapping[str, Any]]) -> str | None:
    try:
        with store.attempt():
            store.create_many(values)
    except Conflict as conflict:
        return conflict.kind
    return None
