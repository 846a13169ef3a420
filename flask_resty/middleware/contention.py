"""Tell why a database gave up: because others wrote at the same time, so that it may be tried again, or for a constraint."""

from __future__ import annotations

from typing import Any

from flask import Request

#: The key in the WSGI environment of such an error, for whoever began the transaction: all that it gets is a response.
KEY = "flask_resty.contention"

#: A failure to serialize, a deadlock, and a lock that was not to be waited for, in the words of SQL and PostgreSQL.
_STATES = frozenset({"40001", "40P01", "55P03"})

#: What MySQL and MariaDB call the same.
_NUMBERS = frozenset({1020, 1205, 1213, 3572})

#: What SQLite says, whether it waited in vain or read what is out of date by now. Its texts are not translated.
_TEXTS = ("database is locked", "database table is locked")

#: How many causes of an error are looked at.
_DEPTH = 8


def note_contention(request: Request, error: BaseException) -> None:
    """Keep an error for :func:`taken_contention`, if it came of contention."""
    cause: BaseException | None = error
    for _ in range(_DEPTH):
        if cause is None:
            return
        if is_contention(cause):
            request.environ[KEY] = error
            return
        cause = cause.__cause__


def taken_contention(request: Request) -> BaseException | None:
    """Give what was kept, and forget it."""
    error: BaseException | None = request.environ.pop(KEY, None)
    return error


def is_contention(error: BaseException) -> bool:
    """Tell whether an error of SQLAlchemy came of contention."""
    # What the driver raised. There may be no SQLAlchemy to ask what its classes are.
    original: Any = getattr(error, "orig", None)
    if original is None:
        return False
    if state_of(original) in _STATES:
        return True
    said = original.args[0] if isinstance(original, Exception) and original.args else None
    return said in _NUMBERS if isinstance(said, int) else isinstance(said, str) and said.startswith(_TEXTS)


def is_violation(error: BaseException) -> bool:
    """Tell whether an error of SQLAlchemy came of a constraint of the database."""
    original: Any = getattr(error, "orig", None)
    # All drivers have a class of this name (PEP 249).
    return any(kind.__name__ == "IntegrityError" for kind in type(original).__mro__)


def state_of(original: Any) -> str | None:
    """Give the SQLSTATE of what a driver raised, if it tells."""
    # Psycopg 3 and asyncpg have the one, Psycopg 2 has the other.
    state: str | None = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return state
