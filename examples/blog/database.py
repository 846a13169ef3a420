"""The database of an app: one engine, and a session for each request."""

from __future__ import annotations

from typing import Any
from typing import cast

from flask import Flask
from flask import current_app
from flask import g
from sqlalchemy import Engine
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm import sessionmaker
from werkzeug.local import LocalProxy

from flask_resty.middleware import SQLStore

from .models import Model

_KEY = "blog.sessions"


def init_app(app: Flask) -> None:
    """Connect an app with its database, once somebody asks for it."""
    engine = create_engine(app.config["DATABASE_URL"])
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
    app.extensions[_KEY] = sessionmaker(engine)
    app.teardown_appcontext(_close)


def _set_up_sqlite(connection: Any, record: Any) -> None:
    # Writers wait for each other; readers, such as a long export, wait for nobody.
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")


def sessions() -> sessionmaker[Session]:
    """Give what makes sessions, for work that outlives a request or comes without one."""
    return cast("sessionmaker[Session]", current_app.extensions[_KEY])


def engine_of(app: Flask) -> Engine:
    """Give the engine of an app."""
    return cast(Engine, app.extensions[_KEY].kw["bind"])


def _current() -> Session:
    if "session" not in g:
        g.session = sessions()()
    return cast(Session, g.session)


#: The session of the current request. What is not committed when the request ends is forgotten.
session: Session = LocalProxy(_current)  # type: ignore[assignment]


def _close(error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()


#: Remembers what was answered to requests that may be repeated. It is written with the session, so both are there or neither is.
repeats = SQLStore(session, metadata=Model.metadata)
