"""Tell from an error of the database what it has against a write: which attributes, and never which values."""

from __future__ import annotations

from typing import Any
from typing import TypeGuard

from sqlalchemy import inspect
from sqlalchemy.exc import CircularDependencyError
from sqlalchemy.exc import DataError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import SAWarning
from sqlalchemy.exc import StatementError
from sqlalchemy.orm.exc import FlushError
from sqlalchemy.orm.exc import ObjectDeletedError
from sqlalchemy.orm.exc import StaleDataError

from ...middleware.contention import is_contention
from ...middleware.contention import state_of
from ..store import Busy
from ..store import Conflict
from ..store import Kind
from ..store import Stale
from ..store import StoreError
from ..store import Unfit
from .attributes import key_of
from .constraints import Clue
from .constraints import attributes_of

#: By SQLSTATE, as PostgreSQL uses them.
_STATES: dict[str | None, Kind] = {
    "23001": "reference",
    "23502": "required",
    "23503": "reference",
    "23505": "unique",
    "23514": "check",
    "23P01": "unique",
    "44000": "check",
}

#: What triggers raise, and what a view refuses, in the words of PostgreSQL and MySQL.
_RAISED = frozenset({"P0001", "44000"})
_RAISED_NUMBER = 1644

#: By how the texts of SQLite begin; names follow.
_TEXTS: dict[str, Kind] = {
    "UNIQUE constraint failed": "unique",
    "FOREIGN KEY constraint failed": "reference",
    "NOT NULL constraint failed": "required",
    "CHECK constraint failed": "check",
}

#: By the numbers of MySQL and MariaDB.
_NUMBERS: dict[int, Kind] = {
    1048: "required",
    1062: "unique",
    1169: "unique",
    1216: "reference",
    1217: "reference",
    1364: "required",
    1451: "reference",
    1452: "reference",
    3819: "check",
    4025: "check",
}


def told(error: Exception, model: type[Any] | None) -> StoreError | None:
    """Give what an error that came of a write says of it, or ``None`` if it is about something else.

    :param model: whose attributes it may be about.
    """
    if isinstance(error, StaleDataError | ObjectDeletedError) or _is_deleted_already(error):
        return Stale("The row is not what it was when it was read.")
    if is_contention(error):
        return Busy("The database gave up because of others.")
    if isinstance(error, IntegrityError) or _is_of_trigger(error):
        return _conflict(error, model)
    if isinstance(error, DataError) or _is_refused_by_type(error) or _is_refused_by_driver(error):
        return Unfit(())
    if isinstance(error, CircularDependencyError):
        return Conflict("check", _leading_to_itself(model))
    if isinstance(error, AssertionError) and " tried to blank-out primary key column" in str(error):
        # SQLAlchemy would take the reference away from those that refer to it, but they are called by it.
        return Conflict("reference")
    return _about_key(str(error), model) if isinstance(error, FlushError) else None


def _about_key(text: str, model: type[Any] | None) -> Conflict | None:
    """Tell of keys that SQLAlchemy refuses before the database does: one that nothing fills in, and that of an object that it has."""
    key = () if model is None else key_of(inspect(model))
    if " has a NULL identity key" in text:
        return Conflict("required", key)
    return Conflict("unique", key) if " conflicts with persistent instance" in text else None


def _leading_to_itself(model: type[Any] | None) -> tuple[str, ...]:
    """Name the relations by which an object can be above itself: SQLAlchemy does not know which row of a circle to write first."""
    relations = () if model is None else inspect(model).relationships
    return tuple(one.key for one in relations if one.mapper is one.parent.base_mapper or one.mapper is one.parent)


def _is_deleted_already(error: Exception) -> bool:
    """Tell of a row without a version that somebody else deleted: SQLAlchemy only warns of it, which may be an error."""
    return isinstance(error, SAWarning) and "expected to delete" in str(error)


def _is_of_trigger(error: Exception) -> TypeGuard[DBAPIError]:
    """Tell of a rule that is written as a trigger. That of SQLite is an error of integrity anyway."""
    if not isinstance(error, DBAPIError):
        return False
    return state_of(error.orig) in _RAISED or getattr(error.orig, "args", ())[:1] == (_RAISED_NUMBER,)


def _is_refused_by_type(error: Exception) -> bool:
    """Tell of a value that the type of a column would not take: a moment before the first year, what is none of an enumeration."""
    if not isinstance(error, StatementError) or isinstance(error, DBAPIError):
        return False
    return isinstance(error.orig, ValueError | LookupError | OverflowError)


def _is_refused_by_driver(error: Exception) -> bool:
    """Tell of numbers that do not fit into 64 bits, and of text that is no Unicode or has a NUL: drivers say so in their own ways."""
    if isinstance(error, OverflowError | UnicodeEncodeError):
        return True
    return isinstance(error, ValueError) and not isinstance(error, DBAPIError) and "NUL" in str(error)


def _conflict(error: DBAPIError, model: type[Any] | None) -> Conflict:
    kind, clue = _seen(error.orig)
    return Conflict(kind, () if model is None else attributes_of(model, kind, clue))


def _seen(original: Any) -> tuple[Kind, Clue]:
    """Give what kind of constraint it was, and what the driver tells of it."""
    if (state := state_of(original)) is not None:
        return _STATES.get(state, "unknown"), _of_postgresql(getattr(original, "diag", None))
    arguments = getattr(original, "args", ())
    if arguments and isinstance(arguments[0], int):
        return _NUMBERS.get(arguments[0], "unknown"), _of_mysql(str(arguments[-1]))
    text = str(original)
    for start, kind in _TEXTS.items():
        if text.startswith(start):
            return kind, _of_sqlite(text)
    return "unknown", Clue()


def _of_postgresql(diagnosis: Any) -> Clue:
    constraint, table, column, detail = (
        getattr(diagnosis, name, None) for name in ("constraint_name", "table_name", "column_name", "message_detail")
    )
    # ``Key (slug, author_id)=(...)``, in any language. The values come behind.
    named = (detail or "").partition(")=(")[0].partition("(")[2].split(", ")
    columns = (column,) if column else tuple(name.strip('"') for name in named if name)
    return Clue(constraint, tuple((table, name) for name in columns), table)


def _of_mysql(text: str) -> Clue:
    """Read names only where no value can pretend to be one: behind the last word that the server itself says."""
    if " for key '" in text:
        return Clue(text.rpartition(" for key '")[2].rstrip("')").rpartition(".")[2])
    quoted = text.partition("CONSTRAINT `")[2].partition("`")[0]
    if quoted:
        return Clue(quoted)
    named = (text.split("'") + [""])[1]
    return Clue(named, ((None, named),))


def _of_sqlite(text: str) -> Clue:
    names = text.partition(": ")[2]
    columns = tuple(_column(name) for name in names.split(", ") if "." in name)
    return Clue(names.removeprefix("index ").strip("'") or None, columns, columns[0][0] if columns else None)


def _column(name: str) -> tuple[str | None, str]:
    table, _, column = name.rpartition(".")
    return table, column
