"""A blog for each test, and those who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from services.running import NotHere
from services.running import postgresql
from sqlalchemy import Engine
from sqlalchemy import create_engine
from sqlalchemy import text

from examples.blog import create_app
from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import prepare

_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Have the fixtures of the plug-in. In a project of its own, ``pytest_plugins = ["flask_resty.testing"]`` does it."""
    config.pluginmanager.import_plugin("flask_resty.testing")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file with the first data; hashing passwords takes its time, so it is made once."""
    path = tmp_path_factory.mktemp("blog") / "blog.sqlite"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """Give a real PostgreSQL with the first data in the database ``blog``."""
    try:
        with postgresql() as url:
            engine = create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE blog"))
            _fill(_at(engine, "blog"))
            yield engine
            engine.dispose()
    except NotHere as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


def _fill(url: str) -> None:
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "for-tests-only"})
    with app.app_context(), sessions()() as session:
        prepare(session)
    engine_of(app).dispose()


def _at(engine: Engine, name: str) -> str:
    return engine.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database of its own, with the first data."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('seeded'), tmp_path)}"
        return
    server, name = request.getfixturevalue("server"), f"blog_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE blog STRATEGY file_copy"))
        yield _at(server, name)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Give a blog with a database of its own."""
    app = create_app({"DATABASE_URL": database_url, "SECRET_KEY": "for-tests-only"})
    yield app
    engine_of(app).dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give somebody without an account."""
    return app.test_client()


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """Give the author."""
    return _caller(app, "ada-token")


@pytest.fixture
def bob(app: Flask) -> FlaskClient:
    """Give the reader."""
    return _caller(app, "bob-token")


@pytest.fixture
def root(app: Flask) -> FlaskClient:
    """Give the admin, who writes posts, too."""
    return _caller(app, "root-token")


def _caller(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    # A change has to say which state it is meant for. Who tests something else takes any; see ``test_versions``.
    client.environ_base["HTTP_IF_MATCH"] = "*"
    return client


@pytest.fixture
def write(ada: FlaskClient) -> Callable[..., str]:
    """Give a function that writes a post as Ada and gives its path; it is published if nothing else is said."""

    def write(title: str = "A bar", **members: Any) -> str:
        response = ada.post("/api/posts", json={"title": title, "content": "Come in.", "status": "published", **members})
        assert response.status_code == 201, response.text
        return response.location

    return write
