"""Short names: the same today and tomorrow, there and back without a loss, and never two things of one name."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump

from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.narrowing import select
from flask_resty.schema.selection import parse_selection
from flask_resty.schema.shortnames import short_names


class Author(Schema):
    id = fields.Int()
    name = fields.Str(metadata={"short": "n"})
    email = fields.Email(load_only=True)


class Book(Schema):
    id = fields.Int()
    title = fields.Str(metadata={"short": "t"})
    number_of_pages = fields.Int(data_key="numberOfPages", metadata={"short": "p"})
    author = fields.Nested(Author, metadata={"short": "a"})
    editors = fields.List(fields.Nested(Author), metadata={"short": "e"})
    roles = fields.Dict(values=fields.Nested(Author), metadata={"short": "r"})
    pair = fields.Tuple((fields.Int(), fields.Nested(Author)), metadata={"short": "2"})
    parent = fields.Nested(lambda: Book(), metadata={"short": "^"})


ADA, SHORT_ADA = {"id": 1, "name": "Ada"}, {"id": 1, "n": "Ada"}


def pointers(error):
    return [fault.pointer for fault in faults(error, "body")]


def of(**named):
    """Give the short names of a schema of text fields."""
    made = {name: fields.Str(metadata={} if short is None else {"short": short}) for name, short in named.items()}
    return short_names(Schema.from_dict(made, name="Made")())


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ({"id": 1, "title": "T", "numberOfPages": 3}, {"id": 1, "t": "T", "p": 3}),
        ({"author": ADA}, {"a": SHORT_ADA}),
        ({"author": None}, {"a": None}),
        ({"editors": [ADA, ADA]}, {"e": [SHORT_ADA, SHORT_ADA]}),
        ({"roles": {"title": ADA, "n": ADA}}, {"r": {"title": SHORT_ADA, "n": SHORT_ADA}}),
        ({"pair": (1, ADA)}, {"2": (1, SHORT_ADA)}),
        ({"pair": [1, ADA]}, {"2": [1, SHORT_ADA]}),
        ({"parent": {"parent": {"title": "T", "author": ADA}}}, {"^": {"^": {"t": "T", "a": SHORT_ADA}}}),
        ([{"title": "T"}, {"title": "U", "id": 1}], [{"t": "T"}, {"t": "U", "id": 1}]),
        ({}, {}),
    ],
)
def test_there_and_back(long, short):
    names = short_names(Book())
    assert names.shorten(long) == short
    assert names.lengthen(short) == long


def test_members_keep_their_order():
    assert list(short_names(Book()).shorten({"author": None, "id": 1, "title": "T"})) == ["a", "id", "t"]


def test_data_is_not_changed():
    book = {"author": dict(ADA), "editors": [dict(ADA)]}
    short_names(Book()).shorten(book)
    assert book == {"author": ADA, "editors": [ADA]}


def test_mappings_of_other_kinds_are_renamed():
    assert short_names(Book()).shorten(OrderedDict(title="T")) == {"t": "T"}


def test_what_is_plucked_has_the_names_of_what_is_plucked():
    class Shelf(Schema):
        first = fields.Pluck(Book, "author", metadata={"short": "f"})
        all = fields.Pluck(Book, "author", many=True)
        titles = fields.Pluck(Book, "title", many=True, metadata={"short": "tt"})
        cast = fields.Pluck(Book, "roles", many=True, metadata={"short": "c"})

    long = {"first": ADA, "all": [ADA, None], "titles": ["T"], "cast": [{"name": ADA}]}
    names = short_names(Shelf())
    assert names.shorten(long) == {"f": SHORT_ADA, "all": [SHORT_ADA, None], "tt": ["T"], "c": [{"name": SHORT_ADA}]}
    assert names.lengthen(names.shorten(long)) == long


def test_a_field_by_itself_has_the_names_of_its_objects():
    field = Schema.from_dict({"value": fields.List(fields.Nested(Author))})().fields["value"]
    assert short_names(field).shorten([ADA]) == [SHORT_ADA]
    assert short_names(fields.Int()).shorten(1) == 1


def test_each_side_has_its_own_fields():
    assert list(short_names(Author()).names) == ["id", "name"]
    assert list(short_names(Author(), side="load").names) == ["email", "id", "name"]


# -- the names ---------------------------------------------------------------------------------------------------------


def test_names_never_change():
    """Who changes one of these breaks the clients that know it."""
    names = of(title=None, published_at=None, numberOfPages=None, größe=None).names
    assert names == {"größe": "Vs3", "numberOfPages": "pl5", "published_at": "Rft", "title": "s6z"}


def test_a_short_name_is_the_same_in_every_schema():
    one, other = of(title=None, content=None), of(comments=None, content=None, author=None, title=None)
    assert {name: other.names[name] for name in one.names} == dict(one.names)


def test_what_is_short_stays_as_it_is():
    assert of(id=None, url=None).names == {"id": "id", "url": "url"}


def test_the_version_tells_names_apart():
    assert of(title=None, content=None).version == of(content=None, title=None).version
    assert len({of(title=None).version, of(title="t").version, of(title=None, content=None).version}) == 3


def test_the_names_cannot_be_changed():
    with pytest.raises(TypeError):
        of(title=None).names["title"] = "x"


@given(st.lists(st.text("abcdefgh_", min_size=4, max_size=8), unique=True, max_size=5))
def test_short_names_are_three_characters(longs):
    assert all(len(short) == 3 for short in of(**dict.fromkeys(longs)).names.values())


# -- two things of one name --------------------------------------------------------------------------------------------


def test_two_names_that_are_shortened_alike_are_a_mistake():
    with pytest.raises(ConfigError) as caught:
        of(title="t", text="t")
    remedy = "Give one of them another short name: metadata={'short': '...'}."
    assert str(caught.value) == f"Made.title and Made.text are both shortened to 't'. {remedy}"


def test_derived_names_that_clash_are_a_mistake():
    with pytest.raises(ConfigError, match=r"^Made.content_slug and Made.content_color are both shortened to 'hWN'\."):
        of(content_slug=None, content_color=None)
    assert of(content_slug=None, content_color="c").names == {"content_slug": "hWN", "content_color": "c"}


@pytest.mark.parametrize("named", [{"title": "x", "x": "y"}, {"x": "y", "title": "x"}])
def test_a_short_name_that_is_the_name_of_another_field_is_a_mistake(named):
    with pytest.raises(ConfigError, match=r"^Made.title is shortened to 'x', the name of Made.x\. Give"):
        of(**named)


def test_one_name_has_one_short_name_in_all_that_is_nested():
    class Outer(Schema):
        name = fields.Str()
        author = fields.Nested(Author)

    with pytest.raises(
        ConfigError, match=r"^'name' is shortened to '\w{3}' in Outer.name, and to 'n' in Author.name. Give both the same.$"
    ):
        short_names(Outer())


@pytest.mark.parametrize("short", ["", 1, None, ["t"]])
def test_a_short_name_is_text(short):
    schema = Schema.from_dict({"title": fields.Str(metadata={"short": short})}, name="Made")()
    with pytest.raises(ConfigError, match=r"^Made.title has the short name .*\. Give text"):
        short_names(schema)


# -- what does not fit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ({"title": "T"}, ["/title"]),
        ({"title": "T", "t": "T"}, ["/title"]),
        ({"a": {"name": "Ada"}, "title": "T"}, ["/author/name", "/title"]),
        ({"e": [SHORT_ADA, ADA, ADA]}, ["/editors/1/name", "/editors/2/name"]),
        ({"r": {"x": ADA}}, ["/roles/x/name"]),
        ({"2": [1, ADA]}, ["/pair/1/name"]),
        ([{}, {"title": "T"}], ["/1/title"]),
    ],
)
def test_long_names_are_unknown_where_short_ones_are_spoken(data, places):
    with pytest.raises(ValidationError) as caught:
        short_names(Book()).lengthen(data)
    assert [(fault.pointer, fault.code) for fault in faults(caught.value, "body")] == [(place, "unknown") for place in places]


def test_who_sends_a_long_name_is_told_the_short_one():
    with pytest.raises(ValidationError) as caught:
        short_names(Book()).lengthen({"title": "T"})
    assert caught.value.messages == {"title": ["'title' is called 't' here."]}


@pytest.mark.parametrize("data", [None, 1, "t", [1, None], {"a": 1, "e": {"n": 1}, "r": [], "2": {}}, {"2": [1, 2, 3, 4]}, {"2": []}])
def test_what_is_of_another_type_is_left_to_what_loads(data):
    names = short_names(Book())
    assert names.shorten(names.lengthen(data)) == data


def test_what_is_not_declared_keeps_its_name():
    names = short_names(Book())
    assert names.lengthen({"t": "T", "zzz": 1}) == {"title": "T", "zzz": 1}
    assert names.shorten({"title": "T", "zzz": 1}) == {"t": "T", "zzz": 1}


def test_faults_of_the_schema_point_at_long_names():
    load, names = compile(Book, strict="typed").load, short_names(Book(), side="load")
    with pytest.raises(ValidationError) as caught:
        load(names.lengthen({"t": 1, "a": {"n": 2, "zzz": 3}}))
    assert pointers(caught.value) == ["/title", "/author/name", "/author/zzz"]


def test_what_a_hook_adds_must_not_take_the_short_name_of_a_field():
    class Hooked(Book):
        @post_dump
        def end(self, data, **kwargs):
            return {**data, "t": 1}

    dumped = Hooked(many=True, only=("id", "title")).dump([{"title": "T"}])
    with pytest.raises(ContractError) as caught:
        short_names(Hooked(only=("id", "title"))).shorten(dumped)
    assert str(caught.value) == "Hooked/0/t: this member is not declared, and 'title' is called 't' here."


def test_short_names_and_a_selection_go_together():
    names, selected = short_names(Book()), select(Book(), parse_selection("title,author(name)"))
    assert names.shorten(selected.dump({"title": "T", "id": 1, "author": ADA})) == {"t": "T", "a": {"n": "Ada"}}


def test_many_mistakes_are_not_all_told():
    with pytest.raises(ValidationError) as caught:
        short_names(Book()).lengthen([{"title": "T"}] * 10_000)
    assert len(caught.value.messages) == 501


# -- any data ----------------------------------------------------------------------------------------------------------

texts = st.text(max_size=3)
authors = st.fixed_dictionaries({}, optional={"id": st.integers(), "name": texts, "other": texts})
books = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(),
            "title": texts | st.none(),
            "numberOfPages": st.integers(),
            "author": authors | st.none(),
            "editors": st.lists(authors, max_size=2) | texts,
            "roles": st.dictionaries(texts, authors, max_size=2),
            "pair": st.tuples(st.integers(), authors),
            "something": texts,
        },
    ),
    lambda inner: st.fixed_dictionaries({"parent": inner | st.none()}, optional={"title": texts}),
    max_leaves=3,
)


@given(books | st.lists(books, max_size=3))
def test_shortening_loses_nothing(data):
    names = short_names(Book())
    assert names.lengthen(names.shorten(data)) == data


@given(books)
def test_lengthening_loses_nothing(data):
    names = short_names(Book())
    short = names.shorten(data)
    assert names.shorten(names.lengthen(short)) == short
    assert not {"title", "name", "author"} & set(short)
