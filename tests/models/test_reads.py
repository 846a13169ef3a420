"""What a schema reads of the objects that it dumps."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import pre_dump

from flask_resty import Api
from flask_resty import Link
from flask_resty.fields import Links
from flask_resty.models import Reads
from flask_resty.models.reads import merged
from flask_resty.models.reads import reads_of
from flask_resty.models.reads import widened


class ReadAuthor(Schema):
    name = fields.Str()


class OfPart(fields.Str):
    """Looks at the object, and does not say at what."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        return f"{value} of {obj.of}"


class OnlyLoading(fields.Str):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return str(value).strip()


def saying(field: Any, reads: Any) -> Any:
    field.reads = reads
    return field


AUTHOR = Reads({"author": Reads({"name": None})})
WHOLE = Reads(is_whole=True)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param(fields.Str(), Reads({"value": None}), id="plain"),
        pytest.param(fields.Str(data_key="called"), Reads({"value": None}), id="another name outside"),
        pytest.param(fields.Str(attribute="title"), Reads({"title": None}), id="another attribute"),
        pytest.param(fields.Str(attribute="author.name"), AUTHOR, id="dotted attribute"),
        pytest.param(fields.Str(load_only=True), Reads(), id="for input alone"),
        pytest.param(fields.List(fields.Int()), Reads({"value": None}), id="list"),
        pytest.param(fields.Dict(values=fields.Int()), Reads({"value": None}), id="mapping"),
        pytest.param(fields.Constant(1), Reads(), id="constant"),
        pytest.param(fields.Nested(ReadAuthor, attribute="author"), AUTHOR, id="nested"),
        pytest.param(fields.Nested(ReadAuthor, attribute="author", many=True), AUTHOR, id="nested many"),
        pytest.param(fields.List(fields.Nested(ReadAuthor), attribute="author"), AUTHOR, id="list of nested"),
        pytest.param(fields.Pluck(ReadAuthor, "name", attribute="author"), AUTHOR, id="pluck"),
        pytest.param(fields.Nested(ReadAuthor, attribute="book.author"), Reads({"book": AUTHOR}), id="nested behind another"),
        pytest.param(fields.Function(lambda item: 1), WHOLE, id="function"),
        pytest.param(OfPart(), WHOLE, id="unknown kind"),
        pytest.param(fields.List(OfPart()), WHOLE, id="list of an unknown kind"),
        pytest.param(OnlyLoading(), Reads({"value": None}), id="own way to load"),
        pytest.param(saying(OfPart(), ("value", "of")), Reads({"value": None, "of": None}), id="unknown kind that says it"),
        pytest.param(saying(fields.Function(lambda item: 1), lambda: ("author.name",)), AUTHOR, id="function that says it"),
    ],
)
def test_a_field_reads(field, expected):
    assert reads_of(Schema.from_dict({"value": field}, name="ReadValue")()) == expected


class BeforeAll(Schema):
    value = fields.Str()

    @pre_dump
    def change(self, item: Any, **kwargs: Any) -> Any:
        return item


class AfterAll(Schema):
    value = fields.Str()

    @post_dump(pass_original=True)
    def change(self, data: Any, item: Any, **kwargs: Any) -> Any:
        return data


class AfterDump(Schema):
    value = fields.Str()

    @post_dump
    def change(self, data: Any, **kwargs: Any) -> Any:
        return data


class Asking(Schema):
    value = fields.Str()

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return obj.find(attr)


@pytest.mark.parametrize(("schema", "is_whole"), [(BeforeAll, True), (AfterAll, True), (AfterDump, False), (Asking, True)])
def test_a_schema_that_looks_at_objects_reads_all_of_them(schema, is_whole):
    assert reads_of(schema()) == Reads({"value": None}, is_whole)


def test_what_is_read_in_two_ways_is_read_once():
    class Twice(Schema):
        name = fields.Str(attribute="author.name")
        author = fields.Nested(Schema.from_dict({"id": fields.Int()}, name="ReadTwice"))

    assert reads_of(Twice()) == Reads({"author": Reads({"name": None, "id": None})})


def test_all_is_read_of_what_is_a_plain_value_somewhere():
    assert merged(Reads({"author": None}), AUTHOR) == Reads({"author": Reads({"name": None}, is_whole=True)})
    assert merged(AUTHOR, Reads({"author": None})) == Reads({"author": Reads({"name": None}, is_whole=True)})


def test_a_schema_in_itself_is_read_whole_where_it_comes_again():
    class Category(Schema):
        name = fields.Str()
        parent = fields.Nested(lambda: Category())

    assert reads_of(Category()) == Reads({"name": None, "parent": Reads({"name": None, "parent": WHOLE})})


def test_a_schema_in_itself_that_leaves_itself_out_is_read_to_its_end():
    class Person(Schema):
        name = fields.Str()
        boss = fields.Nested(lambda: Person(exclude=("boss",)))

    assert reads_of(Person()) == Reads({"name": None, "boss": Reads({"name": None})})


def test_no_more_than_a_selection_is_read():
    assert reads_of(AfterDump(only=())) == Reads()


@pytest.mark.parametrize("field", [fields.Nested(ReadAuthor), fields.List(fields.Nested(ReadAuthor))], ids=["one", "many"])
def test_a_field_by_itself_is_read(field):
    assert reads_of(field) == Reads({"name": None})


def test_the_same_schema_gives_the_same_object():
    schema = ReadAuthor()
    assert reads_of(schema) is reads_of(schema)


def test_a_link_reads_what_its_address_is_made_of():
    class Linked(Schema):
        links = Links({"self": Link("book"), "author": Link("person", key="author.name", sort=fields.Constant("title"))})

    schema = Linked()
    for rule, expected in (("/books/<slug>", "slug"), ("/books/<int:number>", "number")):
        app = Flask("links")
        api = Api(app)
        app.add_url_rule(rule, "book")
        app.add_url_rule("/people/<key>", "person")
        with app.app_context():
            assert reads_of(schema) == Reads({expected: None, **AUTHOR.attributes})
        del api


TITLE = Reads({"title": None})


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (("id",), Reads({"title": None, "id": None})),
        (("author.name", "author.id"), Reads({"title": None, "author": Reads({"name": None, "id": None})})),
        (("title.length",), Reads({"title": Reads({"length": None}, is_whole=True)})),
    ],
)
def test_what_is_lacking_is_read_too(attributes, expected):
    assert widened(TITLE, attributes) == expected


def test_what_is_read_stays(attributes=("author.name",)):
    reads = Reads({"author": Reads({"id": None}, is_whole=True)})
    assert widened(reads, attributes) == Reads({"author": Reads({"id": None, "name": None}, is_whole=True)})


def test_the_same_is_the_same_each_time():
    assert widened(TITLE, ("id",)) is widened(TITLE, ("id",))
    assert widened(TITLE, ("title",)) is TITLE


def test_all_is_all():
    assert widened(None, ("id",)) is None
