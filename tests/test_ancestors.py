"""``docs/ancestors.md`` has every row that we kept of the older systems, and names tests that exist.

Below are those facts of the page that are nobody else's subject.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Emitter
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import use

ROOT = Path(__file__).parents[1]

#: The rows of the inventory of the ancestors, without those that were dropped and those that were traps.
KEPT = {
    "P": "1-16 18-55 58-82 84-87 89-97 99-102",
    "J": "1-7 9 13-16 18-21 23 25-34 36-41 43 45-46 49-50 52-61 63-66 68-73 75-76",
    "A": "1-11 13-30 33",
    "B": "1-12 14-15 17-22 25-28 30-33 36-38",
}


def kept() -> Iterator[str]:
    """Give the names of the rows, as they stand on the page."""
    for letter, ranges in KEPT.items():
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", ranges):
            yield from (f"{letter}{number}" for number in range(int(first), int(last or first) + 1))


def table() -> Iterator[list[str]]:
    """Give the rows of the page: name, what was there, what is here, the tests."""
    for line in (ROOT / "docs" / "ancestors.md").read_text().splitlines():
        if re.match(r"\| [PJAB]\d", line):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def is_there(test: str) -> bool:
    """Tell whether a test, named as ``test_module::test_function``, is written."""
    module, _, function = test.partition("::")
    path = ROOT / "tests" / f"{module}.py"
    return path.exists() and any(getattr(node, "name", "") == function for node in ast.parse(path.read_text()).body)


def test_every_row_is_there_once_in_order():
    assert [row[0] for row in table()] == list(kept())


def test_every_row_says_what_was_what_is_and_who_holds_it():
    assert [row for row in table() if len(row) != 4 or not all(row)] == []


def test_every_row_has_a_test():
    assert [row[0] for row in table() if "::" not in row[3]] == []


def test_every_test_that_is_named_exists():
    named = {test for row in table() for test in re.findall(r"`((?:\w+/)?test_\w+::\w+)`", row[3])}
    assert sorted(test for test in named if not is_there(test)) == []


# -- facts of the page ---------------------------------------------------------------------------------------------------


class Author(Schema):
    name = fields.Str()
    born = fields.Int()


class Book(Schema):
    title = fields.Str()
    author = fields.Nested(Author(only=["name"]))


class Dune:
    """An object of the application that knows nothing of schemas."""

    title = "Dune"

    class author:
        name, born = "Frank", 1920


@pytest.fixture
def api(app) -> Api:
    return Api(app, url_prefix="/api")


def test_levels_of_loggers_are_left_alone(app, api):
    before = logging.getLogger("flask_resty").level
    app.test_client().get("/api/nothing")
    assert (before, app.logger.level, logging.getLogger("flask_resty").level) == (logging.NOTSET,) * 3


def test_no_answer_tells_our_version(app, api):
    assert "resty" not in str(app.test_client().get("/api/nothing").headers).lower()


def test_t73_length_is_counted_in_octets(app, api):
    @api.resource("/")
    class Text(Resource):
        def get(self):
            return "ä"

    response = app.test_client().get("/api/")
    assert (response.data, response.headers["Content-Length"]) == ('"ä"'.encode(), "4")


def test_objects_are_read_by_their_attributes_however_many_they_are(app, api):
    @api.resource("/books")
    class Books(Resource):
        @returns(Book(many=True))
        def get(self):
            return (Dune for _ in range(2))

    assert app.test_client().get("/api/books").json == [{"title": "Dune", "author": {"name": "Frank"}}] * 2


def test_the_same_object_has_a_schema_for_each_verb(app, api):
    @api.resource("/titles")
    class Titles(Resource):
        @returns(Book(many=True, only=["title"]))
        def get(self):
            return [Dune]

        @returns(Book, 201)
        def post(self):
            return Dune

    client = app.test_client()
    assert client.get("/api/titles").json == [{"title": "Dune"}]
    assert client.post("/api/titles").json == {"title": "Dune", "author": {"name": "Frank"}}


def test_formats_of_one_api_are_unknown_to_another(app, api):
    shouts = Emitter("text/x-shout", lambda data, schema: data.upper().encode())
    loud = Api(app, url_prefix="/loud", emitters=[shouts])

    @api.resource("/")
    @loud.resource("/", endpoint="loud")
    class Word(Resource):
        def get(self):
            return "word"

    client = app.test_client()
    assert client.get("/loud/").text == "WORD"
    assert client.get("/api/", headers={"Accept": "text/x-shout"}).status_code == 406


def test_the_nearest_list_of_emitters_replaces_the_others(app):
    def writes(word: str) -> list[Emitter]:
        return [Emitter("text/plain", lambda data, schema: word.encode())]

    api = Api(app, emitters=writes("api"))

    @api.resource("/word", emitters=writes("resource"))
    class Word(Resource):
        @use(emitters=writes("verb"))
        def post(self):
            return "word"

        def put(self):
            return "word"

    client = app.test_client()
    assert (client.put("/word").text, client.post("/word").text) == ("resource", "verb")


def test_middleware_tells_what_an_answer_of_the_api_does_not(app):
    def version(request, next):
        response = next(request)
        response.headers["X-Version"] = "2"
        return response

    Api(app, url_prefix="/api", middleware=[use(version, place="edge")])
    assert app.test_client().get("/api/nothing").headers["X-Version"] == "2"


def test_two_versions_live_side_by_side():
    app = Flask("versions")
    first, second = Api(app, url_prefix="/v1"), Api(app, url_prefix="/v2")

    @first.resource("/what")
    class Old(Resource):
        def get(self):
            return "old"

    @second.resource("/what")
    class New(Resource):
        def get(self):
            return "new"

    client = app.test_client()
    assert (client.get("/v1/what").json, client.get("/v2/what").json) == ("old", "new")


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        (fields.Time(), "07:30:00", ["now", "2030-01-01T07:30:00", 730]),
        (fields.Date(), "2030-01-01", ["today", "2030-01-01T07:30:00", 20300101]),
    ],
    ids=["time", "date"],
)
def test_a_date_is_no_datetime_and_neither_is_a_time(app, api, field, right, wrong):
    @api.resource("/alarms")
    class Alarms(Resource):
        @accepts(field)
        def post(self, body):
            return body

    client = app.test_client()
    assert client.post("/api/alarms", json=right).json == right
    assert [client.post("/api/alarms", json=value).status_code for value in wrong] == [422] * len(wrong)


def test_a_field_of_ones_own_decides_what_it_takes(app, api):
    class Colour(fields.Str):
        def _deserialize(self, value, attr, data, **kwargs):
            return f"#{value:06x}"

    @api.resource("/colours")
    class Colours(Resource):
        @accepts(Colour())
        @returns(Colour(), 201)
        def post(self, body):
            return body

    assert app.test_client().post("/api/colours", json=255).json == "#0000ff"
