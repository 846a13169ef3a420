"""Signals: what receivers are told of each step, in which order, and that nobody pays who does not ask."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty import signals
from flask_resty.auth import Bearer

STEPS = ("authenticated", "found", "validated", "handled", "emitted", "refused")

ADA = {"Authorization": "Bearer ada"}

Heard = list[tuple[str, dict[str, Any]]]


class Bulb(Schema):
    watts = fields.Int(required=True)


class Burnt(Exception):
    """Something of the domain."""


class BulbItem(Resource):
    def find(self, name: str) -> Any:
        return {"watts": 60} if name == "desk" else None

    @returns(Bulb)
    @public
    def get(self, item: Any) -> Any:
        return item

    @accepts(Bulb)
    @returns(Bulb)
    async def put(self, body: Any) -> Any:
        if body["watts"] > 100:
            raise Burnt
        return body


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.config["RESTY_SIGNALS"] = True
    return lit(app)


def lit(app: Flask) -> FlaskClient:
    api = Api(app, url_prefix="/api", middleware=[Bearer(verify=lambda token: token if token == "ada" else None)])
    api.resource("/bulbs/<name>")(BulbItem)
    api.errorhandler(Burnt)(lambda error: Problem(409, "It burnt."))
    return app.test_client()


@pytest.fixture
def heard(app: Flask) -> Iterator[Heard]:
    """Give what is told of an app, in its order."""
    told: Heard = []

    def hear(name: str) -> Callable[..., None]:
        return lambda sender, **said: told.append((name, said))

    with ExitStack() as connections:
        for name in STEPS:
            connections.enter_context(getattr(signals, name).connected_to(hear(name), sender=app))
        yield told


def test_each_step_is_told_in_its_order(client: FlaskClient, heard: Heard) -> None:
    assert client.get("/api/bulbs/desk", headers=ADA).status_code == 200
    assert [name for name, _ in heard] == ["authenticated", "found", "validated", "handled", "emitted"]
    assert {said["operation"].name for _, said in heard} == {"BulbItem.get"}


def test_each_step_tells_what_came_of_it(client: FlaskClient, heard: Heard) -> None:
    response = client.put("/api/bulbs/desk", json={"watts": 40}, headers=ADA)
    said = {name: {key: value for key, value in what.items() if key != "operation"} for name, what in heard}
    emitted = said.pop("emitted")["response"]
    assert said == {
        "authenticated": {"principal": "ada"},
        "found": {"item": {"watts": 60}},
        "validated": {"values": {"body": {"watts": 40}, "query": None}},
        "handled": {"result": {"watts": 40}},
    }
    assert emitted.data == response.data


def test_an_anonymous_caller_is_told_as_none(client: FlaskClient, heard: Heard) -> None:
    client.get("/api/bulbs/desk")
    assert heard[0][1]["principal"] is None


@pytest.mark.parametrize(
    ("sent", "steps", "status"),
    [
        pytest.param({"path": "/api/nothing"}, [], 404, id="no rule"),
        pytest.param({"path": "/api/bulbs/desk", "method": "PATCH"}, [], 405, id="no verb"),
        pytest.param({"path": "/api/bulbs/desk", "method": "PUT"}, [], 401, id="nobody"),
        pytest.param({"path": "/api/bulbs/hall", "headers": ADA}, ["authenticated", "found"], 404, id="no item"),
        pytest.param(
            {"path": "/api/bulbs/desk", "method": "PUT", "headers": ADA, "json": {}}, ["authenticated", "found"], 422, id="a mistake"
        ),
        pytest.param(
            {"path": "/api/bulbs/desk", "method": "PUT", "headers": ADA, "json": {"watts": 101}},
            ["authenticated", "found", "validated"],
            409,
            id="of the domain",
        ),
    ],
)
def test_a_refusal_ends_what_is_told(client: FlaskClient, heard: Heard, sent: Any, steps: list[str], status: int) -> None:
    assert client.open(**sent).status_code == status
    assert [name for name, _ in heard] == [*steps, "refused"]
    assert heard[-1][1]["problem"].status == status


def test_only_refusals_are_told_where_no_more_is_wanted(app: Flask, heard: Heard) -> None:
    client = lit(app)
    client.get("/api/bulbs/desk")
    client.get("/api/bulbs/hall")
    assert [name for name, _ in heard] == ["refused"]
    assert heard[0][1]["operation"].name == "BulbItem.get"


def test_what_nobody_expected_is_no_refusal(app: Flask, heard: Heard) -> None:
    class Broken(Resource):
        def get(self) -> Any:
            raise RuntimeError

    Api(app).resource("/broken")(Broken)
    assert (app.test_client().get("/broken").status_code, heard) == (500, [])


def test_what_a_receiver_raises_is_an_error_of_the_request(client: FlaskClient, app: Flask) -> None:
    def stop(sender: Flask, **said: Any) -> None:
        raise Problem(409, "Not today.")

    with signals.validated.connected_to(stop, sender=app):
        assert client.get("/api/bulbs/desk").json["detail"] == "Not today."


def test_a_setting_that_is_neither_yes_nor_no_is_refused(app: Flask) -> None:
    app.config["RESTY_SIGNALS"] = "yes"
    with pytest.raises(ConfigError, match="RESTY_SIGNALS is 'yes' on the app 'tests'. Set it to True or False."):
        Api(app)
