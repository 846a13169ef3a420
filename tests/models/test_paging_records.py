"""Pages by a range of records."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import PageNumber
from flask_resty import returns
from flask_resty.middleware import CORS
from flask_resty.models import ModelCollection
from flask_resty.models import ObjectStore
from flask_resty.models import Query
from flask_resty.models import RecordRange
from flask_resty.models import cut_page
from flask_resty.models import read_page

from .following import serve


def served(app: Flask, count: int = 3, **options: Any) -> Any:
    return serve(app, RecordRange(PageNumber(size=2), **options), lambda page: cut_page(range(count), page))


def asked(client: Any, text: str, **headers: str) -> tuple[Any, ...]:
    response = client.get("/rows", headers={"Range": text, **headers})
    return response.status_code, response.headers.get("Content-Range"), response.json


@pytest.mark.parametrize(
    ("text", "told", "rows"),
    [
        ("items=0-1", "items 0-1/3", [0, 1]),
        ("items=0-9", "items 0-2/3", [0, 1, 2]),
        ("items=2-2", "items 2-2/3", [2]),
        ("items=1-", "items 1-2/3", [1, 2]),
        ("items=-2", "items 1-2/3", [1, 2]),
        ("items=-9", "items 0-2/3", [0, 1, 2]),
        ("Items= 0-0 ", "items 0-0/3", [0]),
        (f"items=1-{10**30}", "items 1-2/3", [1, 2]),
        (f"items=-{10**30}", "items 0-2/3", [0, 1, 2]),
    ],
)
def test_a_range_is_a_part(app, text, told, rows):
    # T102
    assert asked(served(app), text) == (206, told, rows)


@pytest.mark.parametrize("text", ["items=3-3", "items=3-", "items=2-1", "items=-0", f"items=1{'0' * 5000}-"], ids=lambda text: text[:10])
def test_where_nothing_is_there_is_nothing_to_give(app, text):
    # T102
    status, told, problem = asked(served(app), text)
    assert (status, told) == (416, "items */3")
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [("/Range", "unsatisfiable")]


def test_an_empty_list_has_no_range(app):
    assert asked(served(app, 0), "items=0-9")[:2] == (416, "items */0")


@pytest.mark.parametrize(
    "text", ["items=a-b", "items=", "items=-", "items", "items=1", "items=0-1-2", "items=+1-2", "items=١-٢"], ids=ascii
)
def test_what_is_no_range_is_told(app, text):
    # T102
    status, told, problem = asked(served(app), text.encode().decode("latin-1"))
    assert (status, told) == (400, None)
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [("/Range", "malformed")]


@pytest.mark.parametrize("text", ["bytes=0-10", "bytes=a", "lines=0-1", "items=0-0,2-2", ""], ids=lambda text: text or "empty")
def test_what_is_not_for_it_is_ignored(app, text):
    # T102
    assert asked(served(app), text) == (200, None, [0, 1])


def test_a_range_on_a_condition_is_ignored_as_nothing_can_tell_whether_it_holds(app):
    assert asked(served(app), "items=0-0", **{"If-Range": '"a"'})[0] == 200


def test_head_has_no_ranges(app):
    response = served(app).head("/rows", headers={"Range": "items=0-0"})
    assert (response.status_code, response.headers.get("Content-Range")) == (200, None)


@pytest.mark.parametrize(("text", "status"), [("", 200), ("items=0-0", 206), ("items=9-", 416)], ids=["page", "part", "nothing"])
def test_answers_say_that_there_are_ranges(app, text, status):
    response = served(app).get("/rows", headers={"Range": text} if text else {})
    assert (response.status_code, response.headers["Accept-Ranges"]) == (status, "items")


def test_a_page_has_links_and_a_part_has_none(app):
    client = served(app)
    assert "Link" in client.get("/rows").headers
    assert "Link" not in client.get("/rows", headers={"Range": "items=0-0"}).headers


def test_more_than_a_client_may_get_comes_in_several_answers(app):
    assert asked(served(app, 9, max_size=3), "items=2-8") == (206, "items 2-4/9", [2, 3, 4])


def test_the_unit_may_have_another_name(app):
    client = served(app, unit="posts")
    assert asked(client, "posts=0-0") == (206, "posts 0-0/3", [0])
    assert asked(client, "items=0-0") == (200, None, [0, 1])


def test_parameters_are_those_of_the_other_pager(app):
    client = served(app)
    assert client.get("/rows?page=2").json == [2]
    assert client.get("/rows?offset=2").status_code == 422


class Boat:
    id: int

    def __init__(self, id: int) -> None:
        self.id = id


class RangedBoat(Schema):
    id = fields.Int()


def test_a_store_gives_ranges_through_a_schema(app):
    boats = ObjectStore(Boat, [Boat(number) for number in range(1, 4)])

    client = serve(
        app, RecordRange(PageNumber()), lambda page: read_page(boats, Query(), page, total=False), returns(RangedBoat(many=True))
    )
    assert asked(client, "items=1-1") == (206, "items 1-1/3", [{"id": 2}])


@pytest.mark.parametrize(
    "make",
    [
        lambda: RecordRange(PageNumber),  # type: ignore[arg-type]
        lambda: RecordRange(PageNumber(), 0),
        lambda: RecordRange(PageNumber(), unit="bytes"),
        lambda: RecordRange(PageNumber(), unit="two words"),
    ],
    ids=["pager", "size", "bytes", "token"],
)
def test_what_cannot_be_is_refused(make):
    with pytest.raises(ConfigError, match=r"RecordRange\("):
        make()


def test_it_tells_what_it_is():
    assert repr(RecordRange(PageNumber(), 5)) == "RecordRange(PageNumber(size=20, max_size=100), max_size=5)"


def test_pages_on_other_origins_may_ask_for_ranges(app):
    boats = ObjectStore(Boat, [Boat(1)])

    @Api(app, middleware=[CORS("https://a.example")]).resource("/boats")
    class RangedBoats(ModelCollection):
        store = boats
        schema = RangedBoat
        pagination = RecordRange(PageNumber())

    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    preflight = app.test_client().options("/boats", headers=asked)
    assert "range" in preflight.headers["Access-Control-Allow-Headers"].lower()
    response = app.test_client().get("/boats", headers={"Origin": "https://a.example"})
    assert "Content-Range" in response.headers["Access-Control-Expose-Headers"]
