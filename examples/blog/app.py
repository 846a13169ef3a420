"""The application: an Api with the stack that all of it stands under, and the factory."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from flask_resty import Api
from flask_resty import Problem
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache
from flask_resty.middleware import transaction
from flask_resty.openapi import OpenAPI

from . import accounts
from . import authorization
from . import client
from . import comments
from . import covers
from . import database
from . import export
from . import home
from . import index
from . import login
from . import other
from . import posts
from .formats import EMITTERS
from .formats import PARSERS
from .models import MAX_INTEGER

#: The pages that may use the API with the credentials of whoever looks at them.
ORIGINS = ("https://app.example", "http://localhost:5173")

#: What ``flask resty check`` finds, and what is meant so. Each with its place: what comes new is told.
ALLOWED = (
    # Everybody may read, as often as they like: it costs little, and caches ask whether something is still the same.
    "no-throttle GET /api/",
    "no-throttle GET /api/posts",
    "no-throttle GET /api/posts/<slug>",
    "no-throttle GET /api/posts/<slug>/cover",
    "no-throttle GET /api/posts/<slug>/comments",
    f"no-throttle GET /api/posts/<slug>/comments/<int(max={MAX_INTEGER}):id>",
    "no-throttle GET /api/other/<username>/<data>",
    # Both show that a verb need not promise anything.
    "undeclared-answer GET /api/",
    "undeclared-answer GET /api/other/<username>/<data>",
)

api = Api(
    title="Blog",
    version="1",
    url_prefix="/api",
    emitters=EMITTERS,
    parsers=PARSERS,
    format_in_url=True,
    openapi=OpenAPI(
        description="Posts, their comments and their covers.",
        tags={
            "posts": "What authors write.",
            "comments": "What readers say to it.",
            "covers": "The pictures of posts.",
            "accounts": "Who one is.",
            "export": "All posts at once, as a stream.",
        },
        yaml="/openapi.yaml",
        docs="/docs",
    ),
    middleware=[
        CORS(ORIGINS, credentials=True),
        AnyOf(
            Bearer(verify=accounts.by_token, realm=accounts.REALM),
            Digest(accounts.by_digest, realm=accounts.REALM),
            Basic(verify=accounts.by_password, realm=accounts.REALM),
            authorization.SIGNED,
            login.SESSION,
        ),
        transaction(database.session, attempts=3),
        # Who has something may ask whether it is still the same, and is not to use it without.
        Cache(no_cache=True),
    ],
)
for part in (index, accounts, posts, covers, comments, export, other):
    api.register_blueprint(part.blueprint)


@api.errorhandler(IntegrityError)
def at_the_same_time(error: Exception) -> Problem:
    """Say what a constraint of the database means: input was checked before, so another request came in between."""
    return Problem(409, "Somebody else changed this at the same time. Look at it again, then repeat the request.")


@api.errorhandler(StaleDataError)
def in_another_state(error: Exception) -> Problem:
    """Say what it means that a row has another version than the one that was read."""
    return Problem(412, "Somebody else changed this at the same time. Read it again, then decide.")


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    :param config: what comes over the defaults. ``DATABASE_URL``, ``SECRET_KEY`` and ``ISSUER``, the address that clients know, are
        taken from the environment otherwise; where nothing says more, database and key are files in the instance folder.
    """
    app = Flask(__name__)
    app.config.from_mapping(SESSION_COOKIE_SAMESITE="Lax", RESTY_ALLOWED_FINDINGS=ALLOWED)
    app.config.update(config or {})
    otherwise: dict[str, Callable[[Flask], str]] = {
        "DATABASE_URL": _file_of,
        "SECRET_KEY": _key_of,
        "ISSUER": lambda app: "http://127.0.0.1:5000",
    }
    for name, make in otherwise.items():
        app.config[name] = app.config.get(name) or os.environ.get(name) or make(app)
    database.init_app(app)
    api.init_app(app)
    authorization.init_app(app)
    for page in (home, login, client):
        app.register_blueprint(page.blueprint)
    return app


def _file_of(app: Flask) -> str:
    folder = Path(app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'blog.sqlite'}"


def _key_of(app: Flask) -> str:
    """Give the key that sessions are signed with. It is made at the first start, and readable for its owner alone."""
    path = Path(app.instance_path) / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(token_urlsafe(32))
            file.flush()
            # Of several processes that start at once, the first one's is taken.
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
