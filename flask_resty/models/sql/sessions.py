"""Which session a store works in: the one that was given, or the one of the app's own extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from ...errors import ConfigError
from ...middleware.transactions import current_of


def session_of(given: Any, where: str) -> Callable[[], Any]:
    """Make what gives the session of the current request.

    :param given: what ``transaction`` takes; ``None`` is the app's own extension, Flask-SQLAlchemy or Flask-SQLAlchemy-Lite.
    :param where: how whoever was given it is called in errors.
    :raise ConfigError: for what is no session, or makes a new one each time.
    """
    if given is None:
        return lambda: _of_extension(where)
    current = current_of(given, where)
    return lambda: _there(current(), where)


def _there(session: Any, where: str) -> Any:
    if session is None:
        raise ConfigError(f"{where} was given no session, but None, by what gives it. Give the one of the request.")
    return session


def _of_extension(where: str) -> Any:
    extension = current_app.extensions.get("sqlalchemy")
    if extension is None:
        what = f"{where} has no session, and the app {current_app.name!r} has no extension for SQLAlchemy"
        raise ConfigError(f"{what}. Give it a session, or set up Flask-SQLAlchemy or Flask-SQLAlchemy-Lite.")
    return current_of(extension, where)()
