"""From what a database tells of a constraint to the attributes of a model that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple
from typing import cast

from sqlalchemy import CheckConstraint
from sqlalchemy import Column
from sqlalchemy import ForeignKeyConstraint
from sqlalchemy import Table
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper


class Clue(NamedTuple):
    """What a driver tells of a constraint. Everything may be missing."""

    #: Its name, or for a rule of SQLite without one, the rule.
    constraint: str | None = None
    #: Names of tables, where they are known, and of columns.
    columns: tuple[tuple[str | None, str], ...] = ()
    table: str | None = None


def attributes_of(model: type[Any], kind: str, clue: Clue) -> tuple[str, ...]:
    """Give the attributes of a model that a constraint is about, its relations by these columns included.

    :param kind: what kind of constraint it is, as :class:`.Conflict` has it.
    """
    mapper: Mapper[Any] = inspect(model)
    tables = [cast("Table", table) for table in mapper.tables]
    columns = list(_columns(tables, clue)) or list(_only_reference(tables, kind, clue))
    names = dict.fromkeys(mapper.get_property_by_column(column).key for column in columns if column in mapper.columns.values())
    related = (relation.key for relation in mapper.relationships if _concerns(relation, columns, clue))
    return (*names, *(name for name in related if name not in names))


def _concerns(relation: Any, columns: list[Column[Any]], clue: Clue) -> bool:
    """Tell whether a relation is kept in columns, or in a table of its own."""
    if relation.secondary is not None:
        return clue.table is not None and relation.secondary.name == clue.table
    return relation.direction.name == "MANYTOONE" and not relation.local_columns.isdisjoint(columns)


def _columns(tables: Iterable[Table], clue: Clue) -> Iterator[Column[Any]]:
    for table in tables:
        # A constraint of another table may have the same name.
        if clue.table is not None and clue.table != table.name:
            continue
        named = {column for of_table, column in clue.columns if of_table in (None, table.name)}
        found = [column for column in table.columns if column.name in named]
        yield from found or _constrained(table, clue.constraint)


def _constrained(table: Table, name: str | None) -> Iterable[Column[Any]]:
    """Give the columns of a constraint or a unique index of that name."""
    if name is None:
        return ()
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint) and name in _names(table, constraint):
            return _written(table, constraint)
        if constraint.name == name:
            return cast("Iterable[Column[Any]]", getattr(constraint, "columns", ()))
    return next((index.columns for index in table.indexes if index.name == name), ())


def _names(table: Table, constraint: CheckConstraint) -> tuple[Any, ...]:
    """Give what databases call a rule: SQLite cites it if it has no name, PostgreSQL names it after the one column that it is about."""
    columns = _written(table, constraint)
    made = f"{table.name}_{columns[0].name}_check" if constraint.name is None and len(columns) == 1 else None
    return (constraint.name, str(constraint.sqltext), made)


def _written(table: Table, constraint: CheckConstraint) -> list[Column[Any]]:
    """Give the columns that a rule names: it may be a text that SQLAlchemy did not read."""
    words = set(re.findall(r"\w+", str(constraint.sqltext)))
    return [column for column in table.columns if column.name in words]


def _only_reference(tables: Iterable[Table], kind: str, clue: Clue) -> Iterable[Column[Any]]:
    """Give the columns of the only foreign key there is, as SQLite does not say which one it is about."""
    if kind != "reference" or clue != Clue():
        return ()
    keys = [constraint for table in tables for constraint in table.constraints if isinstance(constraint, ForeignKeyConstraint)]
    return keys[0].columns if len(keys) == 1 else ()
