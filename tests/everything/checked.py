"""What is said of the Api to who walks through it: callers, path variables, and requests that no schema tells."""

from __future__ import annotations

from flask_resty.testing import CheckedApi
from flask_resty.testing import Example
from flask_resty.testing import Sign
from flask_resty.testing import basic
from flask_resty.testing import bearer
from flask_resty.testing import cookie
from flask_resty.testing import digest
from flask_resty.testing import header
from flask_resty.testing import oauth1
from flask_resty.testing import session
from flask_resty.testing import together

from .app import make_app
from .callers import CONSUMER
from .callers import CONSUMER_SECRET
from .callers import TOKEN_SECRET
from .callers import jwt_of


def signs_of(id: str) -> dict[str, Sign]:
    """Give the credentials of a caller for each scheme, by the last part of the rule that takes it."""
    password, token = f"{id}-password", f"{id}-token"
    return {
        "basic": basic(id, password),
        "bearer": bearer(token),
        "token": bearer(token, scheme="Token"),
        "jwt": bearer(jwt_of(id)),
        "digest": digest(id, password),
        "oauth1": oauth1(CONSUMER, CONSUMER_SECRET, token, TOKEN_SECRET),
        "key": cookie("api-key", token),
        "session": session(user_id=id),
        "two": together(header("X-API-Key", token), basic(id, password)),
    }


def _of_schemes() -> dict[str, Example]:
    known, strange = signs_of("ada"), signs_of("bob")
    return {
        f"{method} /api/callers/{scheme}": Example(caller=known[scheme], stranger=strange[scheme])
        for scheme in known
        for method in ("GET", "DELETE")
    }


def _version_of_names() -> str:
    index = make_app().test_client().get("/api/short-names").json
    assert index is not None
    version: str = index["versions"][0]["version"]
    return version


CHECKED = CheckedApi(
    make_app=make_app,
    caller=bearer("ada-token"),
    stranger=bearer("bob-token"),
    path={"slug": "article-1", "name": "point", "version": _version_of_names()},
    examples={
        **_of_schemes(),
        "POST /api/callers/log-in": Example(body={"username": "ada", "password": "ada-password"}),
        "PATCH /api/tags/all": Example(body=[{"id": 1, "name": "drama"}]),
        "PATCH /api/tags/some": Example(body=[{"id": 1, "name": "drama"}]),
        "DELETE /api/tags/all": Example(query={"id": "3"}),
        "DELETE /api/tags/some": Example(query={"id": "3"}),
    },
)
