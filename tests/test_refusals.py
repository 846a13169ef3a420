"""The log of refusals: a record of each, with what programs ask for, and without what a client sent."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.auth import Bearer

SECRET = "correct horse battery staple"


class Parcel(Schema):
    weight = fields.Int(required=True)


class ParcelItem(Resource):
    @accepts(Parcel)
    @returns(Parcel)
    def put(self, name: str, body: Any) -> Any:
        raise Problem(body["weight"])


@pytest.fixture
def client(app: Flask, caplog: pytest.LogCaptureFixture) -> FlaskClient:
    caplog.set_level(logging.DEBUG, "flask_resty")
    api = Api(app, url_prefix="/api", middleware=[Bearer(verify=lambda token: Principal(id="ada") if token == "ada" else None)])
    api.resource("/parcels/<name>")(ParcelItem)
    return app.test_client()


def put(client: FlaskClient, body: Any, token: str = "ada") -> Any:
    return client.put(f"/api/parcels/{SECRET}", json=body, headers={"Authorization": f"Bearer {token}"})


def told(caplog: pytest.LogCaptureFixture) -> Any:
    [record] = [record for record in caplog.records if record.name == "flask_resty"]
    return record


def test_a_refusal_leaves_a_record(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    put(client, {"weight": SECRET, "size": SECRET})
    record = told(caplog)
    assert record.getMessage() == "PUT /api/parcels/<name> was refused: 422 type, unknown"
    said = {name: getattr(record, name) for name in ("status", "codes", "locations", "pointers", "method", "rule")}
    assert said == {
        "status": 422,
        "codes": ["type", "unknown"],
        "locations": ["body", "body"],
        "pointers": ["/weight", "/size"],
        "method": "PUT",
        "rule": "/api/parcels/<name>",
    }
    assert (record.endpoint, record.operation, record.principal, record.type) == ("parcel_item", "ParcelItem.put", "ada", "about:blank")


@pytest.mark.parametrize("body", [{"weight": SECRET}, {"weight": 1, "more": SECRET}, SECRET, [SECRET]])
def test_no_record_has_a_value_in_it(client: FlaskClient, caplog: pytest.LogCaptureFixture, body: Any) -> None:
    put(client, body)
    put(client, {}, token=SECRET)
    assert len(caplog.records) == 2
    assert not [record for record in caplog.records if SECRET in str(vars(record))]


@pytest.mark.parametrize(("status", "level"), [(403, "INFO"), (429, "INFO"), (503, "INFO"), (500, "WARNING"), (502, "WARNING")])
def test_the_level_tells_who_is_to_blame(client: FlaskClient, caplog: pytest.LogCaptureFixture, status: int, level: str) -> None:
    assert put(client, {"weight": status}).status_code == status
    assert told(caplog).levelname == level


def test_what_no_verb_was_asked_for_is_told_too(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get(f"/api/{SECRET}")
    record = told(caplog)
    assert record.getMessage() == "GET outside of all rules was refused: 404 Not Found"
    assert (record.rule, record.operation, record.principal) == (None, None, None)


@pytest.mark.parametrize("method", ["SECRET", "put"])
def test_a_method_that_nobody_knows_is_not_written_down(client: FlaskClient, caplog: pytest.LogCaptureFixture, method: str) -> None:
    """What a client made up is no WARNING either: it could fill the log with them."""
    client.open("/api/parcels/1", method=method)
    record = told(caplog)
    assert record.getMessage() == "An unknown method /api/parcels/<name> was refused: 501 Not Implemented"
    assert (record.method, record.levelname, record.operation) == (None, "INFO", None)


def test_a_method_that_nobody_knows_may_be_outside_of_all_rules(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.open(f"/api/{SECRET}", method="SECRET")
    assert told(caplog).getMessage() == "An unknown method outside of all rules was refused: 501 Not Implemented"


def test_a_method_that_is_not_served_is_told_with_its_rule(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.delete(f"/api/parcels/{SECRET}")
    record = told(caplog)
    assert record.getMessage() == "DELETE /api/parcels/<name> was refused: 405 Method Not Allowed"
    assert (record.method, record.rule, record.operation, record.levelname) == ("DELETE", "/api/parcels/<name>", None, "INFO")


def test_a_server_that_cannot_is_to_blame_itself(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    put(client, {"weight": 501})
    assert told(caplog).levelname == "WARNING"


def test_a_name_that_a_client_chose_stays_in_its_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    put(client, {"weight": 1, "a\nERROR b": 1})
    assert told(caplog).pointers == ["/a\\nERROR b"]


def test_not_all_mistakes_are_told(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    put(client, {f"m{number}": 1 for number in range(100)})
    assert len(told(caplog).codes) == len(told(caplog).pointers) == 20


def test_what_nobody_expected_is_left_to_flask(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Resource):
        def get(self) -> Any:
            raise RuntimeError

    Api(app).resource("/broken")(Broken)
    assert app.test_client().get("/broken").status_code == 500
    assert [record.name for record in caplog.records] == [app.name]


def test_a_principal_that_cannot_be_told_does_not_hide_the_refusal(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    class Detached:
        @property
        def id(self) -> str:
            raise RuntimeError

    class Mine(Resource):
        def get(self) -> Any:
            raise Problem(409)

    caplog.set_level(logging.INFO, "flask_resty")
    Api(app, middleware=[Bearer(verify=lambda token: Detached())]).resource("/mine")(Mine)
    assert app.test_client().get("/mine", headers={"Authorization": "Bearer x"}).status_code == 409
    assert told(caplog).principal is None


def test_the_log_can_be_told_to_leave_it(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["RESTY_LOG_REFUSALS"] = False
    caplog.set_level(logging.DEBUG, "flask_resty")
    Api(app, url_prefix="/api")
    assert app.test_client().get("/api/nothing").status_code == 404
    assert caplog.records == []
