"""From the page that a client asks for to its rows: of a store, or of a sequence."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from typing import NamedTuple
from typing import Protocol

from ...pagination import Paged
from ..store import Attribute
from ..store import Query
from .cursor import CursorPage
from .records import RecordPage


class Rows(Protocol):
    """What rows are read of: a :class:`flask_resty.models.Store`, or whatever has these of its methods."""

    def attribute(self, name: str) -> Attribute | None:
        """Tell of a plain attribute by its name; ``None`` where nothing is known."""
        ...

    def query(self, query: Query) -> Sequence[Any]:
        """Give the rows that are wanted."""
        ...

    def count(self, query: Query) -> int:
        """Count the rows that match, whatever part of them is wanted."""
        ...

    def values(self, item: Any, attributes: Sequence[str]) -> tuple[Any, ...]:
        """Give the values of attributes of a row."""
        ...


def read_page(rows: Rows, query: Query, page: Any, *, total: bool | None = None) -> Paged:
    """Read one page of the rows that a query is for.

    :param rows: the store.
    :param query: which rows, and in which order; it ends in something unique.
    :param page: what a handler gets as ``page``: any that has ``offset``, ``limit`` and ``of``, or that of a cursor or a range.
    :param total: whether all rows are counted. Left out, they are, but not for a cursor; a range always needs their number.
    :raise Problem: 422 for a cursor of another order, 416 for a range of records with nothing in it.
    """
    if isinstance(page, CursorPage):
        return _by_cursor(rows, query, page, is_counted=bool(total))
    if isinstance(page, RecordPage):
        part = page.within(rows.count(query))
        return part.of(rows.query(replace(query, offset=part.offset, limit=part.limit)))
    return _by_offset(rows, query, page, is_counted=total is not False)


def _by_cursor(rows: Rows, query: Query, page: CursorPage, *, is_counted: bool) -> Paged:
    def kind(attribute: str) -> type[Any] | None:
        found = rows.attribute(attribute)
        return None if found is None else found.type

    found = rows.query(page.query(query, kind))
    more = len(found) > page.limit
    shown = (found[-page.limit :] if page.is_backwards else found[: page.limit]) if more else found
    attributes = [order.attribute for order in query.order]
    total = rows.count(query) if is_counted else None
    return page.of(shown, values=lambda row: rows.values(row, attributes), more=more, total=total, order=query.order)


def _by_offset(rows: Rows, query: Query, page: Any, *, is_counted: bool) -> Paged:
    paged: Paged
    if not is_counted:
        found = rows.query(replace(query, offset=page.offset, limit=page.limit + 1))
        paged = page.of(found[: page.limit], more=len(found) > page.limit)
        return paged
    found = rows.query(replace(query, offset=page.offset, limit=page.limit))
    # The last page tells how many rows there are by where it ends.
    is_last = len(found) < page.limit and (bool(found) or not page.offset)
    paged = page.of(found, total=page.offset + len(found) if is_last else rows.count(query))
    return paged


def cut_page(
    items: Sequence[Any],
    page: Any,
    *,
    key: Callable[[Any], tuple[Any, ...]] | None = None,
    is_descending: bool = False,
    total: bool | None = None,
) -> Paged:
    """Cut one page out of a sequence that is in order.

    :param page: what a handler gets as ``page``.
    :param key: gives the values that the items are sorted by, none of them ``None``; no two items have the same. A cursor needs it.
    :param is_descending: whether the largest comes first.
    :param total: as for :func:`read_page`.
    :raise TypeError: for the page of a cursor, without a key.
    :raise Problem: 416 for a range of records with nothing in it.
    """
    if key is None and isinstance(page, CursorPage):
        raise TypeError("cut_page() needs key= for the page of a cursor. Say by which values the items are sorted.")
    return read_page(_Items(items, key or (lambda item: ()), is_descending), Query(), page, total=total)


class _Items(NamedTuple):
    """A sequence as rows. There is nothing to narrow down and nothing to sort."""

    items: Sequence[Any]
    key: Callable[[Any], tuple[Any, ...]]
    is_descending: bool

    def attribute(self, name: str) -> None:
        """Tell nothing."""

    def query(self, query: Query) -> Sequence[Any]:
        """Give the items that are wanted."""
        found = self.items if query.behind is None else self._beside(tuple(query.behind), query.is_backwards)
        if query.is_backwards:
            return found[max(0, len(found) - (query.limit or 0)) :]
        return found[query.offset :][: query.limit]

    def _beside(self, behind: tuple[Any, ...], is_before: bool) -> Sequence[Any]:
        is_less = is_before is not self.is_descending
        return [item for item in self.items if (self.key(item) < behind if is_less else self.key(item) > behind)]

    def count(self, query: Query) -> int:
        """Count the items."""
        return len(self.items)

    def values(self, item: Any, attributes: Sequence[str]) -> tuple[Any, ...]:
        """Give the values that an item is sorted by."""
        return self.key(item)
