"""What comes behind a row, where the first key need not have a value: two pieces, each of which is found by an index.

In one statement, a database would look at all rows that come behind, to sort them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from typing import NamedTuple

from sqlalchemy import Select

from ..store import Query
from .ordering import Key


class Piece(NamedTuple):
    """The rows that have a value by the first key, or those that have none."""

    has_value: bool
    #: Whether it begins behind the row; else it is all of them.
    is_behind: bool

    def of(self, statement: Select[Any], keys: Sequence[Key]) -> Select[Any]:
        """Narrow a statement down to it."""
        first = keys[0].expression
        if not self.has_value:
            return statement.where(first.is_(None))
        # What is compared with a value has one.
        return statement if self.is_behind else statement.where(first.is_not(None))

    def keys(self, keys: Sequence[Key]) -> Sequence[Key]:
        """Give the keys that it is sorted by."""
        return [keys[0]._replace(is_nullable=False), *keys[1:]] if self.has_value else keys[1:]

    def marks(self, marks: Sequence[Any] | None) -> Sequence[Any] | None:
        """Give what it begins behind, by these keys."""
        if marks is None or not self.is_behind:
            return None
        return marks if self.has_value else marks[1:]


def pieces_of(query: Query) -> Sequence[Piece]:
    """Give the pieces that a query behind a row is for, in the order in which they are read."""
    has_value = bool(query.behind) and query.behind[0] is not None  # type: ignore[index]
    # Rows without a value come last, so that there is another piece behind one, and before the other.
    is_last = has_value is query.is_backwards
    return [Piece(has_value, True)] if is_last else [Piece(has_value, True), Piece(not has_value, False)]


def without(query: Query, found: int) -> Query:
    """Give a query for what is lacking yet."""
    return query if query.limit is None else replace(query, limit=query.limit - found)
