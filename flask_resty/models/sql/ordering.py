"""From an order to ``ORDER BY``, and from a place in it to what comes behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from sqlalchemy import REAL
from sqlalchemy import ColumnElement
from sqlalchemy import Float
from sqlalchemy import Select
from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import false
from sqlalchemy import inspect
from sqlalchemy import or_
from sqlalchemy import tuple_
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeEngine

from ...errors import ConfigError
from ..store import Order
from .attributes import attribute_of
from .attributes import locate
from .joins import Joins
from .values import compared_as

#: These can be told where NULLs come, and some make use of an index then.
_NULLS_LAST = frozenset({"sqlite", "postgresql", "oracle"})

#: So many bits of the digits has a number of 32 bits, at most.
_OF_32_BITS = 24

#: These compare rows with rows, by an index if there is one.
_ROW_VALUES = frozenset({"sqlite", "postgresql", "mysql", "mariadb"})


class Key(NamedTuple):
    """What rows are sorted by."""

    expression: Any
    #: As it is asked for: of a page that is read backwards, all keys go the other way.
    is_descending: bool
    is_nullable: bool
    #: Whether it lies behind a relation.
    is_behind: bool


def keys_of(joins: Joins, model: type[Any], order: Sequence[Order]) -> list[Key]:
    """Give the keys of an order.

    :raise ConfigError: for an attribute that the model has not.
    """
    mapper: Mapper[Any] = inspect(model)
    return [_key(joins, mapper, one) for one in order]


def _key(joins: Joins, mapper: Mapper[Any], order: Order) -> Key:
    found, attribute = locate(mapper, order.attribute), attribute_of(mapper, order.attribute)
    if found is None or attribute is None:
        raise ConfigError(f"{mapper.class_.__name__} has no attribute {order.attribute!r} to sort by. Name a column.")
    return Key(getattr(joins.entity(found.path), found.name), order.is_descending, attribute.is_nullable, bool(found.path))


def ordered(statement: Select[Any], keys: Sequence[Key], dialect: str, *, is_backwards: bool) -> Select[Any]:
    """Sort a statement: rows without a value last, or first if it is read backwards. No other order of it counts."""
    clauses = [clause for key in keys for clause in _clauses(key, dialect in _NULLS_LAST, is_backwards)]
    return statement.order_by(None).order_by(*clauses) if clauses else statement


def _clauses(key: Key, has_nulls_last: bool, is_backwards: bool) -> list[Any]:
    expression = key.expression
    by_value = expression.asc() if key.is_descending is is_backwards else expression.desc()
    if not key.is_nullable:
        return [by_value]
    if has_nulls_last:
        return [by_value.nulls_first() if is_backwards else by_value.nulls_last()]
    is_null = expression.is_(None)
    return [is_null.desc() if is_backwards else is_null.asc(), by_value]


def marks_of(keys: Sequence[Key], are_there: Sequence[bool], name: str) -> list[Any]:
    """Give the parameters for the values of a row: called by a name and their number; ``None`` where there is no value."""
    numbered = enumerate(zip(keys, are_there, strict=True))
    return [_mark(f"{name}{number}", key.expression.type) if is_there else None for number, (key, is_there) in numbered]


def _mark(name: str, kind: TypeEngine[Any]) -> Any:
    parameter = bindparam(name, type_=compared_as(kind))
    # A number of 32 bits is another one of 64 bits, and would come behind itself.
    return cast(parameter, kind) if _has_32_bits(kind) else parameter


def _has_32_bits(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, REAL) or (isinstance(kind, Float) and kind.precision is not None and kind.precision <= _OF_32_BITS)


def behind(keys: Sequence[Key], marks: Sequence[Any], dialect: str, *, is_backwards: bool) -> ColumnElement[bool]:
    """Give the clause for the rows that come behind the one with such values, or before it.

    :param marks: for each key the parameter with its value, ``None`` where it has none.
    """
    is_one_way = len({key.is_descending for key in keys}) == 1 and not any(key.is_nullable for key in keys)
    if is_one_way and (len(keys) == 1 or dialect in _ROW_VALUES):
        return _by_row(keys, marks, is_backwards)
    clause = _by_key(keys, marks, is_backwards)
    first = keys[0]
    # It follows from the other one. By itself it is something that an index can be searched for.
    return clause if first.is_nullable else and_(_beyond(first, marks[0], is_backwards, or_equal=True), clause)


def _by_row(keys: Sequence[Key], marks: Sequence[Any], is_backwards: bool) -> ColumnElement[bool]:
    row, mark = (keys[0].expression, marks[0]) if len(keys) == 1 else (tuple_(*(key.expression for key in keys)), tuple_(*marks))
    after: ColumnElement[bool] = row > mark if keys[0].is_descending is is_backwards else row < mark
    return after


def _by_key(keys: Sequence[Key], marks: Sequence[Any], is_backwards: bool) -> ColumnElement[bool]:
    *before, (last, last_mark) = zip(keys, marks, strict=True)
    clause = _beyond(last, last_mark, is_backwards)
    for key, mark in reversed(before):
        equal = key.expression.is_(None) if mark is None else key.expression == mark
        clause = or_(_beyond(key, mark, is_backwards), and_(equal, clause))
    return clause


def _beyond(key: Key, mark: Any, is_backwards: bool, or_equal: bool = False) -> ColumnElement[bool]:
    expression = key.expression
    if mark is None:
        none: ColumnElement[bool] = expression.is_not(None) if is_backwards else false()
        return none
    if key.is_descending is is_backwards:
        beyond: ColumnElement[bool] = expression >= mark if or_equal else expression > mark
    else:
        beyond = expression <= mark if or_equal else expression < mark
    return or_(beyond, expression.is_(None)) if key.is_nullable and not is_backwards else beyond
