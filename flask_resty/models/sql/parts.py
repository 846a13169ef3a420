"""From what is wanted of the rows that match to a statement, made once for all queries that want the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from sqlalchemy import BigInteger
from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy import select

from ..reads import merged
from ..store import Order
from ..store import Query
from ..store import Reads
from .joins import Joins
from .loading import options_of
from .ordering import Key
from .ordering import behind
from .ordering import keys_of
from .ordering import marks_of
from .ordering import ordered
from .pieces import Piece
from .records import Plan
from .records import plan_of

#: The parameters of the statements. Nobody else's begin like this.
_BEHIND, _LIMIT, _OFFSET = "resty_behind_", "resty_limit", "resty_offset"


class Wanted(NamedTuple):
    """Which part of the rows is wanted, in which order. Values are none of it, so that many queries want the same."""

    order: tuple[Order, ...]
    is_backwards: bool
    is_limited: bool
    has_offset: bool
    #: For each key whether the row that the part begins behind has a value; ``None`` if it begins behind none.
    marks: tuple[bool, ...] | None
    dialect: str
    #: Which of the rows behind that one; ``None`` for all of them.
    piece: Piece | None


def wanted_by(query: Query, dialect: str, piece: Piece | None = None) -> Wanted:
    """Tell which part a query wants."""
    marks = None if query.behind is None else tuple(value is not None for value in query.behind)
    return Wanted(tuple(query.order), query.is_backwards, query.limit is not None, query.offset > 0, marks, dialect, piece)


def parameters_of(query: Query) -> dict[str, Any]:
    """Give the values for the parameters of a statement for the part that a query wants."""
    values = {f"{_BEHIND}{number}": value for number, value in enumerate(query.behind or ()) if value is not None}
    if query.limit is not None:
        values[_LIMIT] = query.limit
    if query.offset > 0:
        values[_OFFSET] = query.offset
    return values


class Part:
    """A part of the rows of a model, as records or as objects.

    :param reads: what will be read of them.
    :param is_columnar: whether records will do.
    """

    def __init__(self, model: type[Any], wanted: Wanted, reads: Reads, *, is_columnar: bool) -> None:
        self._wanted = wanted
        self._joins = Joins(model)
        self._keys: Sequence[Key] = keys_of(self._joins, model, wanted.order)
        self._marks: Sequence[Any] | None = None if wanted.marks is None else marks_of(self._keys, wanted.marks, _BEHIND)
        #: Whether it is read faster in pieces.
        self.is_in_pieces = self._marks is not None and len(self._keys) > 1 and self._keys[0].is_nullable and not wanted.has_offset
        #: How records are made; ``None`` where objects are.
        self.plan: Plan | None = None
        if is_columnar:
            self.plan = plan_of(model, reads, self._joins, [one.attribute for one in wanted.order], dialect=wanted.dialect)
        sorted_by = Reads({one.attribute: None for one in wanted.order if "." not in one.attribute})
        self._options: Sequence[Any] = () if is_columnar else options_of(model, merged(reads, sorted_by))
        #: For all rows of the model.
        self.statement = self.of(select(model))

    def of(self, statement: Select[Any]) -> Select[Any]:
        """Give the statement for a part of what one selects."""
        wanted, keys, marks = self._wanted, self._keys, self._marks
        statement = self._joins.joined(self._of_what(statement))
        if wanted.piece is not None:
            statement, keys, marks = wanted.piece.of(statement, keys), wanted.piece.keys(keys), wanted.piece.marks(marks)
        statement = ordered(statement, keys, wanted.dialect, is_backwards=wanted.is_backwards)
        if marks is not None:
            statement = statement.where(behind(keys, marks, wanted.dialect, is_backwards=wanted.is_backwards))
        if wanted.is_limited:
            statement = statement.limit(bindparam(_LIMIT, type_=BigInteger()))
        return statement.offset(bindparam(_OFFSET, type_=BigInteger())) if wanted.has_offset else statement

    def _of_what(self, statement: Select[Any]) -> Any:
        if self.plan is None:
            # Where rows are distinct, databases want to see what they are sorted by.
            return statement.options(*self._options).add_columns(*(key.expression for key in self._keys if key.is_behind))
        return statement.with_only_columns(*self.plan.columns, maintain_column_froms=True)
