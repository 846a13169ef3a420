"""A blog for each test, and those who use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.blog import create_app
from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import prepare


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file with the first data; hashing passwords takes its time, so it is made once."""
    path = tmp_path_factory.mktemp("blog") / "blog.sqlite"
    app = create_app({"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": "for-tests-only"})
    with app.app_context(), sessions()() as session:
        prepare(session)
    engine_of(app).dispose()
    return path


@pytest.fixture
def app(seeded: Path, tmp_path: Path) -> Iterator[Flask]:
    """Give a blog with a database of its own."""
    path = shutil.copy(seeded, tmp_path)
    app = create_app({"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": "for-tests-only"})
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
