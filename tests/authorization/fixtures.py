"""What tests of authorization servers stand on. They import the fixtures that they use, and those that these use in their turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clock import Clock
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from flask_resty.oauth import Registry

from .flow import World
from .registries import tables


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Give the URL of a database."""
    return f"sqlite:///{tmp_path}/oauth.db"


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """Give an engine of a database with empty tables."""
    with tables(database) as engine:
        yield engine


@pytest.fixture
def registry(engine: Engine, clock: Clock) -> Registry:
    """Give a registry whose clock stands still until it is set forward."""
    return Registry(sessionmaker(engine), now=clock)


@pytest.fixture
def world(database: str) -> World:
    """Give an app with an authorization server."""
    return World(database)
