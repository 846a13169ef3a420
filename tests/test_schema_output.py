"""The check of what goes out: what breaks a promise, where it is told, and that nothing runs twice."""

from __future__ import annotations

import datetime as dt
import logging
from collections import namedtuple
from decimal import Decimal
from types import SimpleNamespace

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import pre_dump
from marshmallow import validate
from sqlalchemy import ForeignKey
from sqlalchemy.ext.associationproxy import AssociationProxy
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from flask_resty import ContractError
from flask_resty.schema import compile


class TagOut(Schema):
    name = fields.String(required=True)


class PostOut(Schema):
    title = fields.String()
    tags = fields.List(fields.Nested(TagOut))
    more_tags = fields.Nested(TagOut, many=True, data_key="more")
    author = fields.Nested(TagOut)
    votes = fields.Dict(keys=fields.String(), values=fields.List(fields.Integer()))
    pair = fields.Tuple((fields.Integer(), fields.Integer()))


GOOD = {
    "title": "a",
    "tags": [{"name": "a"}, {"name": "b"}],
    "more_tags": [{"name": "a"}],
    "author": {"name": "a"},
    "votes": {"a/b": [1]},
    "pair": (1, 2),
}


def schema_of(**members):
    return Schema.from_dict(members)


def broken(schema, obj, **options) -> str:
    with pytest.raises(ContractError) as caught:
        compile(schema, check="raise", **options).dump(obj)
    return str(caught.value)


def test_what_keeps_its_promise_is_dumped_as_marshmallow_does():
    assert compile(PostOut, check="raise").dump(GOOD) == PostOut().dump(GOOD)


# Places


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("title", 1, "/title"),
        ("tags", [{"name": "a"}, {"name": 1}], "/tags/1/name"),
        ("tags", [{"name": "a"}, None], "/tags/1"),
        ("tags", "ab", "/tags"),
        ("more_tags", [{"name": "a"}, {"name": 1}], "/more/1/name"),
        ("more_tags", [{"name": "a"}, []], "/more/1"),
        ("more_tags", {"name": "a"}, "/more"),
        ("author", {"name": 1}, "/author/name"),
        ("author", [{"name": "a"}], "/author"),
        ("votes", {"a/b": [1, "2"]}, "/votes/a~1b/1"),
        ("votes", {1: [1]}, "/votes/1"),
        ("votes", [1], "/votes"),
        ("pair", (1, "2"), "/pair/1"),
        ("pair", (1, 2, 3), "/pair"),
    ],
)
def test_a_broken_promise_has_its_place(member, value, place):
    assert broken(PostOut, {**GOOD, member: value}).startswith(f"PostOut{place}: ")


def test_many_have_their_index():
    assert broken(TagOut(many=True), [{"name": "a"}, {"name": 1}]) == "TagOut/1/name: a str was promised, int came."


def test_the_place_is_right_after_other_places():
    assert broken(PostOut, {**GOOD, "pair": (1, None)}).startswith("PostOut/pair/1: None is not allowed")


def test_the_value_is_not_told():
    assert "s3cret" not in broken(PostOut, {**GOOD, "pair": "s3cret"})


# Missing members and None


def test_a_missing_member_breaks_the_promise():
    assert broken(TagOut, {}).startswith("TagOut/name: it is missing")


@pytest.mark.parametrize(
    "field", [fields.Str(dump_default="a"), fields.Str(dump_default=lambda: "a"), fields.Str(metadata={"optional": True})]
)
def test_a_member_may_be_missing_if_it_says_so(field):
    assert compile(schema_of(a=field), check="raise").dump({}) in [{"a": "a"}, {}]


def test_output_required_can_be_relaxed():
    compiled = compile(PostOut, check="raise", output_required=False)
    assert compiled.dump({"author": {}}) == {"author": {}}


def test_a_default_is_checked():
    assert broken(schema_of(a=fields.Int(dump_default="1")), {}) == "GeneratedSchema/a: an integer was promised, str came."


@pytest.mark.parametrize(
    "field",
    [
        fields.Str(allow_none=True),
        fields.Str(dump_default=None),
        fields.Str(load_default=None),
        fields.Nested(TagOut, allow_none=True),
        fields.List(fields.Str(), allow_none=True),
        fields.Tuple((fields.Str(),), allow_none=True),
        fields.Dict(values=fields.Str(), allow_none=True),
    ],
)
def test_none_may_be_dumped_if_the_field_says_so(field):
    assert compile(schema_of(a=field), check="raise").dump({"a": None}) == {"a": None}


@pytest.mark.parametrize("obj", [None, "ab", 1, [], (), {1}, b"a"])
def test_what_can_have_no_members_is_no_object(obj):
    assert broken(schema_of(a=fields.Str(metadata={"optional": True})), obj).startswith("GeneratedSchema: an object was promised")


@pytest.mark.parametrize("obj", [None, "ab", {"name": "a"}, 1, b"a"])
def test_what_is_one_thing_is_not_many(obj):
    assert broken(TagOut(many=True), obj).startswith("TagOut: many items were promised")


# What objects may be


class Loose:
    """Has whatever it is asked for."""

    def __getattr__(self, name):
        return name


class Lazy:
    """Has properties."""

    @property
    def name(self):
        return "name"


@pytest.mark.parametrize("obj", [{"name": "name"}, Loose(), Lazy(), namedtuple("N", "name")("name"), SimpleNamespace(name="name")])
def test_anything_with_attributes_or_members_is_an_object(obj):
    assert compile(TagOut, check="raise").dump(obj) == {"name": "name"}
    assert compile(schema_of(tag=fields.Nested(TagOut)), check="raise").dump({"tag": obj}) == {"tag": {"name": "name"}}


def generator(items):
    yield from items


@pytest.mark.parametrize("items", [list, tuple, set, frozenset, iter, generator, lambda items: dict.fromkeys(items).keys()])
def test_any_iterable_is_a_list(items):
    dumped = compile(schema_of(a=fields.List(fields.Int()), b=fields.Pluck(TagOut, "name", many=True)), check="raise")
    one = namedtuple("N", "name")("x")
    assert dumped.dump({"a": items([1]), "b": items([one])}) == {"a": [1], "b": ["x"]}


class Base(DeclarativeBase):
    pass


class Word(Base):
    __tablename__ = "words"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"))


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    words: Mapped[list[Word]] = relationship()
    names: AssociationProxy[list[str]] = association_proxy("words", "name")


class BookOut(Schema):
    title = fields.String()
    words = fields.Nested(TagOut, many=True)
    names = fields.List(fields.String())


def test_objects_of_an_orm_are_objects():
    book = Book(title="a", words=[Word(name="b"), Word(name="c")])
    assert compile(BookOut, check="raise").dump(book) == {"title": "a", "words": [{"name": "b"}, {"name": "c"}], "names": ["b", "c"]}


def test_T110_an_object_of_an_orm_that_breaks_the_schema_is_told_of():
    assert broken(BookOut, Book(title="a", words=[Word(name=None)])).startswith("BookOut/words/0/name: None is not allowed")


# What is left to others


def test_validators_are_no_promise():
    assert compile(schema_of(a=fields.Str(validate=validate.Length(max=1))), check="raise").dump({"a": "long"}) == {"a": "long"}


def test_an_author_who_overrides_a_field_decides():
    class Shown(fields.Integer):
        def _serialize(self, value, attr, obj, **kwargs):
            return f"<{value}>"

    class Found(fields.Integer):
        def get_value(self, obj, attr, accessor=None, default=None):
            return obj["x"]

    assert compile(schema_of(a=Shown(), b=Found()), check="raise").dump({"a": None, "x": 7}) == {"a": "<None>", "b": 7}
    assert broken(schema_of(b=Found()), {"x": "7"}).startswith("GeneratedSchema/b: an integer")


def test_hooks_see_what_marshmallow_shows_them():
    class Wrapped(TagOut):
        @pre_dump
        def unwrap(self, obj, **kwargs):
            return {"name": obj}

        @post_dump(pass_collection=True)
        def wrap(self, data, many, **kwargs):
            return {"items": data} if many else {"item": data}

    schema = schema_of(one=fields.Nested(Wrapped), many=fields.Nested(Wrapped, many=True))
    dumped = compile(schema, check="raise").dump({"one": "a", "many": ["b"]})
    assert dumped == {"one": {"item": {"name": "a"}}, "many": {"items": [{"name": "b"}]}}


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("-inf"), 10**400, Decimal("1e400")])
def test_what_is_not_finite_is_no_float(value):
    assert "a finite number was promised" in broken(schema_of(a=fields.Float()), {"a": value})


# What is logged


def logged(schema, obj, caplog):
    with caplog.at_level(logging.WARNING, "flask_resty"):
        dumped = compile(schema, check="log").dump(obj)
    return dumped, [record.getMessage() for record in caplog.records]


def test_a_broken_promise_is_logged_once_with_its_place(caplog):
    obj = {**GOOD, "title": 7, "tags": [{"name": "a"}, {"name": 1}], "votes": {1: [1]}}
    dumped, messages = logged(PostOut, obj, caplog)
    assert dumped == PostOut().dump(obj)
    assert messages == ["A response breaks its contract. PostOut/title: a str was promised, int came."]


def test_the_place_that_is_logged_is_as_deep_as_that_which_is_raised(caplog):
    messages = logged(PostOut(many=True), [GOOD, {**GOOD, "tags": [{"name": 1}]}], caplog)[1]
    assert messages == ["A response breaks its contract. PostOut/1/tags/0/name: a str was promised, int came."]


def test_what_can_be_read_once_is_logged_and_sent_whole(caplog):
    obj = {"name": 1, "numbers": iter([1, "2", 3])}
    dumped, messages = logged(schema_of(name=fields.Str(), numbers=fields.List(fields.Int())), obj, caplog)
    assert (dumped, len(messages)) == ({"name": "1", "numbers": [1, 2, 3]}, 1)


@pytest.mark.parametrize("obj", [{}, None, {"pair": None}, {"tags": {}}])
def test_what_is_logged_is_sent_as_marshmallow_dumps_it(obj, caplog):
    dumped, messages = logged(PostOut, obj, caplog)
    assert (dumped, len(messages)) == (PostOut().dump(obj), 1)


def test_what_is_kept_is_not_logged(caplog):
    assert logged(PostOut, GOOD, caplog)[1] == []


# Choices, and validators where they are asked for


def is_even(value):
    if value % 2:
        raise ValidationError(f"{value} is odd.")


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (fields.Str(validate=validate.OneOf(["a", "b"])), "a", "c"),
        (fields.Int(validate=validate.OneOf((1, 2))), 1, 3),
        (fields.Date(validate=validate.OneOf([dt.date(2020, 1, 1)])), dt.date(2020, 1, 1), dt.date(2020, 1, 2)),
        (fields.List(fields.Str(validate=validate.OneOf("ab"))), ["a"], ["a", "c"]),
        (fields.List(fields.Str(), validate=validate.ContainsOnly(["a"])), ["a", "a"], ["a", "b"]),
        (fields.Str(validate=validate.And(validate.OneOf(["a"]))), "a", "b"),
    ],
)
def test_choices_are_a_promise(field, good, bad):
    compile(schema_of(a=field), check="raise").dump({"a": good})
    assert broken(schema_of(a=field), {"a": bad}).endswith("it is none of the choices.")


@pytest.mark.parametrize(
    ("field", "good", "bad", "who"),
    [
        (fields.Str(validate=validate.Length(max=3)), "abc", "abcd", "Length"),
        (fields.Int(validate=[validate.Range(min=1), is_even]), 2, 3, "is_even"),
        (fields.Float(validate=validate.Range(max=1.5)), 1, 2, "Range"),
        (fields.List(fields.Int(), validate=validate.Length(min=1)), [1], [], "Length"),
        (fields.Nested({"b": fields.Int()}, validate=lambda value: is_even(value["b"])), {"b": 2}, {"b": 1}, "lambda"),
        (fields.List(fields.Nested({"b": fields.Int()}, validate=lambda value: is_even(value["b"]))), [{"b": 2}], [{"b": 1}], "lambda"),
    ],
)
def test_validators_are_a_promise_where_that_is_said(field, good, bad, who):
    compiled = compile(schema_of(a=field), check="raise", output_validated=True)
    assert compiled.dump({"a": good}) == compile(schema_of(a=field)).dump({"a": good})
    with pytest.raises(ContractError, match=f"{who}.* refuses it") as caught:
        compiled.dump({"a": bad})
    assert "odd" not in str(caught.value)


def test_none_is_not_shown_to_validators():
    field = fields.Int(validate=is_even, allow_none=True)
    assert compile(schema_of(a=field), check="raise", output_validated=True).dump({"a": None}) == {"a": None}
