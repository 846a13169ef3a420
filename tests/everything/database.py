"""The database of an app, with the toys in it: in memory, and a session for each request."""

from __future__ import annotations

from typing import cast
from weakref import finalize

from flask import Flask
from flask import current_app
from flask import g
from models.toys import Model
from models.toys import fill
from sqlalchemy import StaticPool
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.orm import sessionmaker
from werkzeug.local import LocalProxy

_KEY = "everything.sessions"


def init_app(app: Flask) -> None:
    """Make the tables of an app, and fill them."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    # The database belongs to the app alone, so it ends with it.
    finalize(app, engine.dispose)
    Model.metadata.create_all(engine)
    make_session = app.extensions[_KEY] = sessionmaker(engine)
    with make_session() as opened:
        fill(opened)
    app.teardown_appcontext(_close)


def _current() -> Session:
    if _KEY not in g:
        setattr(g, _KEY, current_app.extensions[_KEY]())
    return cast(Session, getattr(g, _KEY))


#: The session of the current request.
session: Session = LocalProxy(_current)  # type: ignore[assignment]


def _close(error: BaseException | None) -> None:
    opened = g.pop(_KEY, None)
    if opened is not None:
        opened.close()
