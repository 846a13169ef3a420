"""What is not configured costs nothing: the Python calls of a request are counted, so that they cannot grow unnoticed."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

import flask_resty
from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty import returns
from flask_resty.auth import Bearer
from flask_resty.middleware import CORS

PACKAGE = str(Path(flask_resty.__file__).parent)


class Book(Schema):
    title = fields.Str(required=True)


class BookItem(Resource):
    @returns(Book)
    @public
    def get(self) -> Any:
        return {"title": "Dune"}

    @accepts(Book)
    @returns(Book)
    @public
    def put(self, body: Any) -> Any:
        return body


def calls(middleware: list[Any], method: str, **options: Any) -> int:
    """Count the calls of functions of ours, generated ones included, that one request makes."""
    app = Flask(__name__)
    Api(app, middleware=middleware).resource("/book")(BookItem)
    client = app.test_client()
    counted = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal counted
        filename = frame.f_code.co_filename
        counted += event == "call" and (filename.startswith((PACKAGE, "<GET", "<PUT", "<Book")))

    # What is made at the first request is put in its place for the second.
    for _ in range(2):
        client.open("/book", method=method, **options)
    # What other tests left behind is not to be cleared away meanwhile.
    gc.collect()
    gc.disable()
    sys.setprofile(count)
    try:
        client.open("/book", method=method, **options)
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted


@pytest.mark.skipif(sys.gettrace() is not None, reason="A tracer, such as that of coverage, changes what is called.")
@pytest.mark.parametrize(
    ("middleware", "method", "options", "most"),
    [
        pytest.param([], "GET", {}, 19, id="plain GET"),
        pytest.param([], "PUT", {"json": {"title": "Dune"}}, 35, id="plain PUT"),
        pytest.param([], "PUT", {"json": {"title": 1}}, 77, id="a mistake"),
        pytest.param([CORS("*")], "GET", {}, 20, id="an entry is a call and its guard"),
        pytest.param([CORS("*"), Bearer(verify=lambda token: None)], "GET", {}, 30, id="an authenticator"),
    ],
)
def test_request_makes_no_more_calls_than_it_did(middleware: list[Any], method: str, options: dict[str, Any], most: int) -> None:
    assert calls(middleware, method, **options) <= most


if __name__ == "__main__":
    for stack in ([], [CORS("*")], [CORS("*"), Bearer(verify=lambda token: None)]):
        print(len(stack), calls(stack, "GET"), calls(stack, "PUT", json={"title": "Dune"}))
