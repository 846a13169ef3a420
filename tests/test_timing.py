"""``Server-Timing``, for the developer only."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns


class Timed(Schema):
    n = fields.Int()


class TimedItem(Resource):
    def find(self) -> Any:
        return {"n": 1}

    @accepts(Timed)
    @returns(Timed)
    def put(self, item: Any, body: Any) -> Any:
        return body


def put(app: Flask, body: Any) -> Any:
    Api(app).resource("/timed")(TimedItem)
    return app.test_client().put("/timed", json=body)


def test_each_step_is_told_while_the_app_is_debugged(app: Flask) -> None:
    app.debug = True
    told = put(app, {"n": 2}).headers["Server-Timing"]
    assert re.sub(r"dur=\d+\.\d{3}", "dur", told) == "check_content;dur, find;dur, negotiate;dur, parse;dur, handle;dur, emit;dur"


def test_what_failed_is_told_up_to_there(app: Flask) -> None:
    app.debug = True
    response = put(app, {"n": "x"})
    assert response.status_code == 422
    assert re.findall(r"(\w+);", response.headers["Server-Timing"])[-1] == "parse"


def test_nobody_else_is_told(app: Flask) -> None:
    assert "Server-Timing" not in put(app, {"n": 2}).headers
