"""Rows of columns, in a session: by the connection that it has, where that is the same as asking the session itself."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Select
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import Session

#: Gives the rows of a statement about a class, with its parameters.
Fetch = Callable[[Mapper[Any], Select[Any], dict[str, Any]], Sequence[Any]]


def fetching(session: Session) -> Fetch:
    """Give what fetches rows in a session."""
    return _by_connection(session) if _only_passes_on(session) else lambda mapper, *asked: session.execute(*asked).all()


def _only_passes_on(session: Session) -> bool:
    """Tell whether a session has no say in what is executed: it may add criteria to statements, or have others answer them."""
    is_usual = type(session).execute is Session.execute and not session.dispatch.do_orm_execute
    return is_usual and not getattr(session, "execution_options", None)


def _by_connection(session: Session) -> Fetch:
    # A session looks at each row of a result, for there might be objects in it.
    if session.autoflush:
        session.flush()
    connections: dict[Any, Connection] = {}

    def fetch(mapper: Mapper[Any], statement: Select[Any], parameters: dict[str, Any]) -> Sequence[Any]:
        bind = session.get_bind(mapper=mapper, clause=statement)
        connection = connections.get(bind) or connections.setdefault(bind, session.connection({"bind": bind}))
        return _tuples(connection.execute(statement, parameters))

    return fetch


def _tuples(result: Any) -> Sequence[Any]:
    # Sessions make their objects of plain tuples, and so are records. Where a release of SQLAlchemy has no such, its rows do as well.
    rows: Sequence[Any] = getattr(result, "_raw_all_tuples", result.all)()
    return rows
