"""From comparisons to clauses."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Dialect
from sqlalchemy import false
from sqlalchemy import inspect
from sqlalchemy import literal
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import true
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import aliased

from ...errors import ConfigError
from ..storable import LARGEST
from ..storable import SMALLEST
from ..store import Comparison
from ..store import Either
from ..store import Operator
from .attributes import locate
from .values import NoSuchValue
from .values import as_text
from .values import bound
from .values import bound_each
from .values import checked

#: Escapes the wildcards of the database.
_ESCAPE = "\\"
_PATTERN = str.maketrans({"%": r"\%", "_": r"\_", _ESCAPE: _ESCAPE * 2, "*": "%", "?": "_"})


def clause(model: type[Any], comparison: Comparison | Either, dialect: Dialect) -> ColumnElement[bool]:
    """Give the clause for a comparison.

    :raise ConfigError: for an attribute that the model has not.
    """
    if isinstance(comparison, Either):
        return or_(false(), *(clause(model, one, dialect) for one in comparison.comparisons))
    mapper: Mapper[Any] = inspect(model)
    found = locate(mapper, comparison.attribute)
    if found is None:
        raise ConfigError(f"{model.__name__} has no attribute {comparison.attribute!r} to compare. Name a column.")
    return _behind(model, found.path, found.name, comparison, dialect)


def _behind(entity: Any, path: Sequence[str], name: str, comparison: Comparison, dialect: Dialect) -> ColumnElement[bool]:
    """Through a relation to many, it holds where it does for one of them."""
    if not path:
        return _compared(getattr(entity, name), comparison.operator, comparison.value, dialect)
    relation = getattr(entity, path[0])
    target = aliased(relation.property.mapper.class_)
    holds = _behind(target, path[1:], name, comparison, dialect)
    there = _is_there(relation, target, holds)
    if not relation.property.uselist and comparison.operator == "null" and comparison.value:
        # Where there is nothing, none of its attributes has a value.
        return or_(there, ~_is_there(relation, target, true()))
    return there


def _is_there(relation: Any, target: Any, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """Look for one behind a relation. ``any`` and ``has`` would find what a scope hides, as they forget its loader criteria before 2.1."""
    found = select(literal(1)).select_from(target).where(relation.of_type(target).expression, holds)
    return found.correlate_except(target).exists()


def _as_clause(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    return clause


def _compared(column: Any, operator: Operator, value: Any, dialect: Dialect) -> ColumnElement[bool]:
    if operator == "null":
        return _as_clause(column.is_(None) if value else column.is_not(None))
    if operator in {"in", "not_in"}:
        return _among(column, value, dialect, is_in=operator == "in")
    # What is not known is like nothing, and unlike nothing.
    if value is None:
        return false()
    if operator in _PATTERNS:
        return false() if "\0" in value else _PATTERNS[operator](*as_text(column, value, dialect))
    try:
        return _OPERATORS[operator](column, checked(value, column.type, dialect))
    except NoSuchValue:
        return _unlike_all(column, operator, value)


def _unlike_all(column: Any, operator: Operator, value: Any) -> ColumnElement[bool]:
    """Give the clause for a value that no row can have."""
    is_large = isinstance(value, int) and value > LARGEST
    is_small = isinstance(value, int) and value < SMALLEST
    holds = operator == "ne" or (operator in {"lt", "lte"} and is_large) or (operator in {"gt", "gte"} and is_small)
    return _as_clause(column.is_not(None)) if holds else false()


def _among(column: Any, values: Sequence[Any], dialect: Dialect, *, is_in: bool) -> ColumnElement[bool]:
    if not is_in and None in values:
        return false()
    possible = [value for value in values if value is not None and _is_possible(value, column.type, dialect)]
    if not possible:
        return false() if is_in else _as_clause(column.is_not(None))
    among = bound_each([checked(value, column.type, dialect) for value in possible], column.type)
    return _as_clause(column.in_(among) if is_in else column.not_in(among))


def _is_possible(value: Any, kind: Any, dialect: Dialect) -> bool:
    try:
        checked(value, kind, dialect)
    except NoSuchValue:
        return False
    return True


def _like(column: Any, value: str) -> Any:
    return column.like(value.translate(_PATTERN), escape=_ESCAPE)


def _ilike(column: Any, value: str) -> Any:
    return column.ilike(value.translate(_PATTERN), escape=_ESCAPE)


_OPERATORS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = MappingProxyType(
    {
        "eq": lambda column, value: column == bound(value, column.type),
        "ne": lambda column, value: column != bound(value, column.type),
        "lt": lambda column, value: column < bound(value, column.type),
        "lte": lambda column, value: column <= bound(value, column.type),
        "gt": lambda column, value: column > bound(value, column.type),
        "gte": lambda column, value: column >= bound(value, column.type),
    }
)

#: Those that look for a piece of a text.
_PATTERNS: Mapping[str, Callable[[Any, str], ColumnElement[bool]]] = MappingProxyType(
    {
        "like": _like,
        "ilike": _ilike,
        "contains": lambda column, value: column.contains(value, autoescape=True),
        "icontains": lambda column, value: column.icontains(value, autoescape=True),
        "startswith": lambda column, value: column.startswith(value, autoescape=True),
    }
)
