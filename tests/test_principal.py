"""Who calls."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import current_principal
from flask_resty import public
from flask_resty.auth import Basic
from flask_resty.principal import identity_of
from flask_resty.principal import principal_of
from flask_resty.principal import set_principal


def test_a_principal_has_no_scopes_and_roles_unless_it_is_given_some() -> None:
    assert (Principal(id="ada").scopes, Principal(id="ada").roles) == (frozenset(), frozenset())


def test_a_principal_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Principal(id="ada").id = "bob"  # type: ignore[misc]


def test_a_request_keeps_its_principal() -> None:
    environ: dict[str, Any] = {}
    assert principal_of(environ) is None
    set_principal(environ, "ada")
    assert principal_of(environ) == "ada"


@dataclass
class User:
    id: Any


class Login:
    """As Flask-Login has them."""

    def get_id(self) -> str:
        return "7"


@pytest.mark.parametrize(
    ("principal", "identity"),
    [
        ("ada", "ada"),
        (7, "7"),
        (Principal(id="ada"), "ada"),
        (User(7), "7"),
        (User(None), None),
        (Login(), "7"),
        ({"id": 7}, "7"),
        ({"sub": "ada"}, "ada"),
        ({"id": "a", "sub": "b"}, "a"),
        ({}, None),
        (object(), None),
        (None, None),
    ],
    ids=["text", "number", "ours", "id", "no id", "flask-login", "mapping", "token", "id first", "empty", "object", "nobody"],
)
def test_something_tells_a_principal_from_others(principal: Any, identity: str | None) -> None:
    assert identity_of(principal) == identity


def test_nobody_calls_outside_of_a_request() -> None:
    assert not current_principal


def asking(app: Flask, principal: Any = None) -> Any:
    """Serve who calls."""

    @Api(app, middleware=[Basic(verify=lambda name, password: principal or name)]).resource("/")
    class Me(Resource):
        @public
        def get(self) -> Any:
            return {"name": str(current_principal), "known": bool(current_principal)}

    return app.test_client()


def test_the_current_principal_is_what_verify_gave(app: Flask) -> None:
    assert asking(app).get("/", auth=("ada", "x")).json == {"name": "ada", "known": True}


def test_the_current_principal_is_falsy_where_the_caller_is_anonymous(app: Flask) -> None:
    assert asking(app).get("/").json == {"name": "None", "known": False}


def test_nobody_is_taken_for_the_caller_of_the_request_before(app: Flask) -> None:
    client = asking(app)
    client.get("/", auth=("ada", "x"))
    assert client.get("/").json["known"] is False


def test_hooks_of_the_app_know_who_called(app: Flask) -> None:
    seen: list[Any] = []
    app.teardown_request(lambda error: seen.append(str(current_principal)))
    asking(app).get("/", auth=("ada", "x"))
    assert seen == ["ada"]


def test_a_request_inside_of_a_request_has_a_principal_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        asking(app).get("/", auth=("ada", "x"))
        assert not current_principal
