"""The databases that tests of model resources run on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy import text
from sqlalchemy.orm import Session

from .toys import Model
from .toys import fill


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine on each database in turn, with the empty tables of the toys. No other test sees them."""
    made = _sqlite(tmp_path) if request.param == "sqlite" else _postgresql(request.getfixturevalue("postgresql_url"))
    Model.metadata.create_all(made)
    yield made
    made.dispose()


def _sqlite(place: Path) -> Engine:
    engine = create_engine(f"sqlite:///{place}/toys.db")

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        # References are checked only where that is asked for. It is thrown away, so it need not last.
        connection.executescript("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")

    return engine


def _postgresql(url: str) -> Engine:
    name = f"toys_{uuid.uuid4().hex}"
    owner = create_engine(url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    owner.dispose()
    return create_engine(url, connect_args={"options": f"-csearch_path={name}"})


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a session on empty tables."""
    with Session(engine) as made:
        yield made


@pytest.fixture
def filled(session: Session) -> Session:
    """Give a session on what ``fill`` writes. Nothing is loaded."""
    fill(session)
    session.expunge_all()
    return session


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    """Give a list that gets each statement that the engine executes: count it, or clear it."""
    executed: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _, cursor, statement, *rest: executed.append(statement))
    return executed
