"""Every operation of the blog keeps what it promises."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from examples.blog import create_app
from examples.blog.database import engine_of
from examples.blog.database import sessions
from examples.blog.seed import prepare
from flask_resty.testing import CheckedApi
from flask_resty.testing import bearer

#: The beginning of a picture, which is all that is looked at.
PNG = b"\x89PNG\r\n\x1a\n"


@cache
def seeded() -> Path:
    """Give a database file with the first data; hashing passwords takes its time, so it is made once."""
    path = Path(tempfile.mkdtemp()) / "blog.sqlite"
    app = create_app({"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": "for-tests-only"})
    with app.app_context(), sessions()() as session:
        prepare(session)
    app.test_client().put("/api/posts/hello-world/cover", data=PNG, content_type="image/png", auth=("ada", "lovelace"))
    engine_of(app).dispose()
    return path


def make_app() -> Flask:
    """Make a blog with a database of its own."""
    copied = Path(tempfile.mkdtemp(dir=seeded().parent)) / "blog.sqlite"
    shutil.copy(seeded(), copied)
    return create_app({"DATABASE_URL": f"sqlite:///{copied}", "SECRET_KEY": "for-tests-only"})


def close_app(app: Flask) -> None:
    """Close the connections of a blog."""
    engine_of(app).dispose()


CHECKED = CheckedApi(
    make_app=make_app,
    close_app=close_app,
    caller=bearer("ada-token"),
    stranger=bearer("bob-token"),
    path={"slug": "hello-world", "id": 2},
)


@pytest.mark.resty_api(CHECKED)
def test_every_operation_keeps_what_it_promises(resty_contract):
    resty_contract()
