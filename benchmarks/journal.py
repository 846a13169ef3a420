"""A journal in a database: so many entries that the last pages of them are far from the first one."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import Engine
from sqlalchemy import Index
from sqlalchemy import create_engine
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker
from werkzeug.test import Client

from flask_resty import Api
from flask_resty.models import Cursor
from flask_resty.models import ModelCollection
from flask_resty.models import Sorting
from flask_resty.models import SQLAlchemyStore

from .drivers import WSGI
from .drivers import Exchange

#: How many entries a page has.
PAGE = 100


class Base(DeclarativeBase):
    """The base of all that is kept."""


class Entry(Base):
    """Something that happened, some of it at the same moment. The last ones nobody has read."""

    __tablename__ = "entries"
    __table_args__ = (Index("by_created_at", "created_at", "id"), Index("by_read_at", "read_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]


#: Of the n-th moment; SQLAlchemy writes moments in SQLite like this.
_MOMENT = "strftime('%Y-%m-%d %H:%M:%S.000000', '2021-01-01', '+' || (n / 3) || ' seconds')"

_FILL = f"""
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :read + {2 * PAGE})
INSERT INTO entries (id, title, created_at, read_at)
SELECT n, 'The entry of ' || n, {_MOMENT}, CASE WHEN n <= :read + {PAGE} THEN {_MOMENT} END FROM numbers
"""


@cache
def engine(count: int) -> Engine:
    """Connect with a database that has so many entries, one page more, and one of those that nobody has read."""
    folder = TemporaryDirectory(prefix="journal")
    atexit.register(folder.cleanup)
    made = create_engine(f"sqlite:///{Path(folder.name) / 'journal.sqlite'}")
    Base.metadata.create_all(made)
    with made.begin() as connection:
        connection.execute(text(_FILL), {"read": count})
    return made


class _EntryOut(Schema):
    id = fields.Int()
    title = fields.Str()
    created_at = fields.DateTime()


def application(count: int) -> WSGI:
    """Make the application."""
    app, session = Flask(__name__), scoped_session(sessionmaker(engine(count)))
    app.config["SECRET_KEY"] = "of a benchmark"
    app.teardown_appcontext(lambda error: session.remove())

    @Api(app).resource("/entries")
    class Entries(ModelCollection):
        store = SQLAlchemyStore(Entry, session)
        schema = _EntryOut
        sorting = Sorting("created_at", "read_at", default="created_at")
        pagination = Cursor(size=PAGE)

    return app.wsgi_app


def first(order: str) -> Exchange:
    """Give the request for the first page."""
    return _asking(f"/entries?sort={order}", 0)


def far(application: WSGI, order: str, count: int) -> Exchange:
    """Give the request for the page that so many entries end with, begun behind the one before it, as if a client had gone on and on."""
    client, path = Client(application), first(order).path
    for rel in ("last", "prev", "prev", "prev", "next"):
        path = _link(client.get(path).headers["Link"], rel)
    return _asking(path, count - PAGE)


def _link(header: str, rel: str) -> str:
    found = re.search(rf'<([^>]*)>; rel="?{rel}"?', header)
    assert found is not None, f"There is no {rel} in {header}"
    return found[1]


def _asking(path: str, before: int) -> Exchange:
    def read(status: int, content: bytes) -> tuple[int, Any]:
        return status, [item["id"] - before for item in json.loads(content)]

    return Exchange(path=path, headers={"Accept": "application/json"}, read=read)


#: The right answer to all of them: the numbers of the entries, from where the page begins.
ANSWER = 200, [*range(1, PAGE + 1)]
