"""What one more resource costs does not depend on how many there are: calls are counted, not timed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns

pytestmark = pytest.mark.skipif(sys.gettrace() is not None, reason="A tracer, such as that of coverage, changes what is called.")


def resource(number: int) -> type[Resource]:
    """Give a class with two verbs, and a schema of its own."""
    book = type(f"Book{number}", (Schema,), {f"field_{index}": fields.Str(required=True) for index in range(5)})

    class Item(Resource):
        @returns(book)
        def get(self, slug: str) -> Any:
            return dict.fromkeys((f"field_{index}" for index in range(5)), slug)

        @accepts(book)
        @returns(book)
        def put(self, slug: str, body: Any) -> Any:
            return body

    Item.__name__ = f"Item{number}"
    return Item


def calls(work: Callable[[], Any]) -> int:
    """Count the calls of Python functions that something makes."""
    counted = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal counted
        counted += event == "call"

    # A collector that comes in between may call what it finalizes.
    gc.disable()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted


def api_with(count: int) -> tuple[Flask, Api]:
    app = Flask("tests")
    api = Api(app, url_prefix="/api")
    for number in range(count):
        api.resource(f"/items-{number}/<slug>")(resource(number))
    return app, api


def test_a_resource_takes_as_many_calls_as_the_one_before_it() -> None:
    _, api = api_with(3)
    each = [calls(lambda number=number: api.resource(f"/items-{number}/<slug>")(resource(number))) for number in range(10, 60)]  # type: ignore[misc]
    assert max(each) == min(each)


def test_a_resource_takes_fewer_calls_than_a_bare_rule() -> None:
    _, api = api_with(3)
    app, item = Flask("tests"), resource(10)
    for number in range(3):
        app.add_url_rule(f"/items-{number}/<slug>", f"item_{number}", lambda slug: slug, methods=["GET", "PUT"])
    ours = calls(lambda: api.resource("/items-10/<slug>")(item))
    bare = calls(lambda: app.add_url_rule("/items-10/<slug>", "item_10", lambda slug: slug, methods=["GET", "PUT"]))
    assert ours < bare


@pytest.mark.parametrize("number", [0, 100, 199])
def test_a_request_takes_as_many_calls_among_many_resources_as_alone(number: int) -> None:
    def cost(count: int, number: int) -> int:
        client = api_with(count)[0].test_client()
        client.get(f"/api/items-{number}/a")
        return calls(lambda: client.get(f"/api/items-{number}/a"))

    assert cost(200, number) <= cost(1, 0) + 5


def test_a_schema_class_is_made_once_for_all_verbs() -> None:
    made: list[Any] = []

    class Book(Schema):
        def __init__(self, **options: Any) -> None:
            made.append(self)
            super().__init__(**options)

    class Item(Resource):
        @returns(Book)
        def get(self) -> Any: ...

        @accepts(Book)
        @returns(Book)
        def put(self, body: Any) -> Any: ...

    app = Flask("tests")
    Api(app).resource("/")(Item)
    assert len(made) == 1


def test_a_mistake_is_found_at_start_all_the_same() -> None:
    class Item(Resource):
        def get(self, nothing: Any) -> Any: ...

    _, api = api_with(1)
    with pytest.raises(ConfigError, match="nothing"):
        api.resource("/items/<slug>")(Item)
