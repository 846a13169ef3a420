"""Narrowing: a selection takes fields away, at every depth, and never brings one back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import pre_dump
from marshmallow import validates

from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.narrowing import select
from flask_resty.schema.narrowing import selector
from flask_resty.schema.selection import parse_selection


class Author(Schema):
    name = fields.Str(required=True)
    email = fields.Str()
    secret = fields.Str(load_only=True)


class Book(Schema):
    id = fields.Int(dump_only=True)
    title = fields.Str(required=True)
    pages = fields.Int(data_key="numberOfPages", load_default=1)
    author = fields.Nested(Author)
    editors = fields.List(fields.Nested(Author, exclude=("email",)))
    roles = fields.Dict(values=fields.Nested(Author))
    pair = fields.Tuple((fields.Int(), fields.Nested(Author)))
    writer = fields.Pluck(Author, "name", attribute="author", dump_only=True)
    parent = fields.Nested(lambda: Book())


ADA = {"name": "Ada", "email": "a@example", "secret": "x"}
BOOK = {
    "id": 1,
    "title": "T",
    "pages": 2,
    "author": ADA,
    "editors": [ADA],
    "roles": {"a": ADA},
    "pair": (1, ADA),
    "parent": {"id": 2, "title": "P"},
}


def dumped(schema, text, obj=None):
    return select(schema, parse_selection(text)).dump(BOOK if obj is None else obj)


def loaded(schema, text, data):
    return select(schema, parse_selection(text), side="load").load(data)


def told(error):
    return [(fault.pointer, fault.code, fault.suggestion) for fault in faults(error, "query")]


def refused(schema, text, side="dump"):
    with pytest.raises(ValidationError) as caught:
        select(schema, parse_selection(text), side=side)
    return told(caught.value)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("id", {"id": 1}),
        ("title,id", {"id": 1, "title": "T"}),
        ("numberOfPages", {"numberOfPages": 2}),
        ("author", {"author": {"name": "Ada", "email": "a@example"}}),
        ("author(name)", {"author": {"name": "Ada"}}),
        ("author(-name)", {"author": {"email": "a@example"}}),
        ("author(*)", {"author": {"name": "Ada", "email": "a@example"}}),
        ("editors(name)", {"editors": [{"name": "Ada"}]}),
        ("roles(name)", {"roles": {"a": {"name": "Ada"}}}),
        ("pair(name)", {"pair": (1, {"name": "Ada"})}),
        ("writer", {"writer": "Ada"}),
        ("parent(title)", {"parent": {"title": "P"}}),
        ("-author,-editors,-roles,-pair,-writer,-parent", {"id": 1, "title": "T", "numberOfPages": 2}),
        (
            "*,author(name),-editors,-roles,-pair,-parent",
            {"id": 1, "title": "T", "numberOfPages": 2, "author": {"name": "Ada"}, "writer": "Ada"},
        ),
    ],
)
def test_only_what_is_selected_is_dumped_in_the_order_of_the_schema(text, data):
    assert dumped(Book(), text) == data
    assert list(dumped(Book(), text)) == list(data)


def test_many_stay_many():
    assert dumped(Book(many=True), "id", [BOOK]) == [{"id": 1}]
    assert dumped(fields.List(fields.Nested(Book)), "id", [BOOK]) if False else True


def test_the_schema_itself_is_not_changed():
    schema = Book()
    parts = [*schema.fields.values(), schema]
    before = [dict(vars(part)) for part in parts]
    dumped(schema, "author(name),roles(name),pair(name)")
    loaded(schema, "title,editors(name)", {"title": "T"})
    assert [vars(part) for part in parts] == before


def test_what_nests_itself_is_narrowed_as_deep_as_the_selection_goes():
    chain = {"id": 1, "title": "a", "parent": {"id": 2, "title": "b", "parent": {"id": 3, "title": "c"}}}
    assert dumped(Book(), "parent(id,parent(title))", chain) == {"parent": {"id": 2, "parent": {"title": "c"}}}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("titel", [("/titel", "unknown", "title")]),
        ("-titel", [("/titel", "unknown", "title")]),
        ("*,titel", [("/titel", "unknown", "title")]),
        ("pages", [("/pages", "unknown", None)]),
        ("author(nmae),nix,id", [("/author/nmae", "unknown", "name"), ("/nix", "unknown", None)]),
        ("author(secret)", [("/author/secret", "unknown", None)]),
        ("editors(email)", [("/editors/email", "unknown", None)]),
        ("title(x,y)", [("/title/x", "unknown", None), ("/title/y", "unknown", None)]),
        ("title(*)", [("/title/*", "unknown", None)]),
        ("writer(name)", [("/writer/name", "unknown", None)]),
        ("roles(a)", [("/roles/a", "unknown", None)]),
        ("author(name(x))", [("/author/name/x", "unknown", None)]),
    ],
)
def test_all_names_that_do_not_exist_are_told_at_their_places(text, faults):
    assert refused(Book(), text) == faults


def test_what_was_taken_away_before_stays_away():
    schema = Book(only=("id", "author.name", "parent.title"))
    assert dumped(schema, "*") == {"id": 1, "author": {"name": "Ada"}, "parent": {"title": "P"}}
    assert refused(schema, "title") == [("/title", "unknown", None)]
    assert refused(schema, "author(email)") == [("/author/email", "unknown", None)]
    assert refused(Book(exclude=("parent.title",)), "parent(title)") == [("/parent/title", "unknown", None)]


def test_a_selection_of_a_selection_narrows_further():
    once = select(Book(), parse_selection("id,author(name)"))
    assert dumped(once, "author") == {"author": {"name": "Ada"}}
    assert refused(once, "title") == [("/title", "unknown", None)]
    assert refused(once, "author(email)") == [("/author/email", "unknown", None)]


def test_a_narrowed_schema_stays_narrow_where_it_is_nested():
    narrow = select(Book(), parse_selection("id,author(name)"))
    outer = Schema.from_dict({"a": fields.Nested(narrow), "b": fields.List(fields.Nested(narrow))})
    book = {"id": 1, "author": {"name": "Ada"}}
    dumped = outer().dump({"a": BOOK, "b": [BOOK]})
    assert dumped == {"a": book, "b": [book]}
    assert list(dumped["a"]) == ["id", "author"]


def test_the_objects_of_a_field_are_narrowed():
    field = Schema.from_dict({"value": fields.List(fields.Nested(Author))})().fields["value"]
    assert select(field, parse_selection("name"))._serialize([ADA], "value", None) == [{"name": "Ada"}]
    assert refused(fields.Int(), "name") == [("/name", "unknown", None)]


def test_a_tuple_of_several_kinds_of_objects_has_the_names_that_all_of_them_have():
    schema = Schema.from_dict({"pair": fields.Tuple((fields.Nested(Author), fields.Nested(Book)))})()
    assert refused(schema, "pair(title)") == [("/pair/title", "unknown", None)]


def test_what_is_not_selected_is_not_even_read():
    class Lazy:
        id = 1

        @property
        def title(self):
            raise RuntimeError

    class Wrapped(Schema):
        id = fields.Int()
        title = fields.Str()

        @post_dump(pass_collection=True)
        def wrap(self, data, **kwargs):
            return {"data": data}

    assert dumped(Wrapped(), "id", Lazy()) == {"data": {"id": 1}}
    assert compile(select(Book(), parse_selection("id")), check="raise").dump(Lazy()) == {"id": 1}


# -- compiled ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", ["off", "raise"])
def test_a_narrowed_schema_can_be_compiled(check):
    compiled = compile(
        select(Book(many=True), parse_selection("id,author(name),editors,parent(title)")), check=check, output_required=False
    )
    assert compiled.dump([BOOK]) == [{"id": 1, "author": {"name": "Ada"}, "editors": [{"name": "Ada"}], "parent": {"title": "P"}}]


def test_two_selections_of_one_schema_inside_of_it_are_told_apart():
    class Pair(Schema):
        left = fields.Nested(Author)
        right = fields.Nested(Author)

    narrowed = select(Pair(), parse_selection("left(name),right(email)"))
    assert compile(narrowed, check="raise").dump({"left": ADA, "right": ADA}) == {"left": {"name": "Ada"}, "right": {"email": "a@example"}}


def test_a_narrowed_schema_loads_strictly():
    compiled = compile(select(Book(), parse_selection("title,author(email)"), side="load"), strict="typed")
    assert compiled.keys == ("title", "author")
    assert compiled.load({"title": "T", "author": {"email": "x"}}) == {"title": "T", "author": {"email": "x"}}
    with pytest.raises(ValidationError) as caught:
        compiled.load({"title": 1, "numberOfPages": 1, "author": {"name": "Ada"}})
    assert told(caught.value) == [("/title", "type", None), ("/author/name", "unknown", None), ("/numberOfPages", "unknown", None)]


@pytest.mark.parametrize("text", ["title,id", "author(name),editors", "roles,pair,writer,parent(title)"])
@pytest.mark.parametrize("way", ["dump", "ready"])
@pytest.mark.parametrize("check", ["off", "raise"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"title": None}, {"title": 7, "author": {"name": b"Ada"}}, {"id": "one", "editors": [ADA, None]}, {"pair": (1,)}, {"parent": 7}],
    ids=["good", "none", "other-types", "wrong-id", "short", "no-object"],
)
def test_a_selection_gives_the_same_before_and_after_functions_are_generated_for_it(text, way, check, changes):
    def outcome(one):
        try:
            return getattr(one, way)([BOOK, BOOK | changes] if one.many else BOOK | changes)
        except Exception as error:
            return type(error), str(error)

    for many in (False, True):
        one = compile(Book(many=many), check=check, output_required=False).select(parse_selection(text))
        first = outcome(one)
        for _ in range(50):
            outcome(one)
        assert outcome(one) == first


def test_functions_are_generated_for_a_selection_that_is_dumped_often():
    one = compile(Author(), check="raise", output_required=False).select(parse_selection("name"))
    one.dump(ADA)
    assert "obj['name']" not in one.source
    for _ in range(50):
        one.dump(ADA)
    assert "obj['name']" in one.source


# -- hooks -------------------------------------------------------------------------------------------------------------


class Hooked(Schema):
    id = fields.Int()
    title = fields.Str()
    author = fields.Nested(Author)
    pin = fields.Str(load_only=True)

    @pre_dump
    def begin(self, obj, **kwargs):
        return {"id": 0, **obj}

    @post_dump
    def end(self, data, **kwargs):
        data["slug"] = data["title"].lower()
        return data

    @post_dump(pass_collection=True)
    def wrap(self, data, many, **kwargs):
        return {"items" if many else "item": data}


@pytest.mark.parametrize("check", ["off", "raise"])
def test_hooks_of_an_object_get_all_its_fields_and_what_they_add_stays(check):
    narrowed = compile(select(Hooked(), parse_selection("id,author(name)")), check=check)
    item = {"id": 0, "author": {"name": "Ada"}, "slug": "t"}
    assert narrowed.dump({"title": "T", "author": ADA}) == {"item": item}
    assert narrowed.dump([{"title": "T", "author": ADA}], many=True) == {"items": [item]}


def test_hooks_run_inside_of_others():
    outer = Schema.from_dict({"book": fields.Nested(Hooked)})()
    assert dumped(outer, "book(id)", {"book": {"title": "T", "author": ADA}}) == {"book": {"item": {"id": 0, "slug": "t"}}}


def test_a_selection_of_a_selection_narrows_further_beside_hooks():
    once = select(Hooked(), parse_selection("id,author(name)"))
    assert dumped(once, "author", {"title": "T", "author": ADA}) == {"item": {"author": {"name": "Ada"}, "slug": "t"}}
    assert refused(once, "title") == [("/title", "unknown", None)]
    assert dumped(once, "*", {"title": "T", "author": ADA}) == {"item": {"id": 0, "author": {"name": "Ada"}, "slug": "t"}}


def test_what_a_hook_makes_of_an_object_need_not_be_one():
    class Text(Author):
        @post_dump
        def end(self, data, **kwargs):
            return data["name"]

    assert dumped(Text(), "email", ADA) == "Ada"


def test_a_validator_of_a_field_that_is_not_selected_does_not_run():
    class Strict(Author):
        @validates("name")
        def fail(self, value, **kwargs):
            raise ValidationError("no")

    assert loaded(Strict(), "email", {"email": "x"}) == {"email": "x"}


# -- requests ----------------------------------------------------------------------------------------------------------


def test_what_is_not_selected_is_neither_required_nor_filled_in():
    assert loaded(Book(), "author(email)", {"author": {"email": "x"}}) == {"author": {"email": "x"}}
    assert loaded(Book(), "-title,-author", {}) == {"pages": 1}


def test_what_is_selected_is_required_as_ever():
    with pytest.raises(ValidationError) as caught:
        loaded(Book(), "title", {})
    assert caught.value.messages == {"title": ["Missing data for required field."]}


def test_what_is_not_selected_may_not_be_sent():
    with pytest.raises(ValidationError) as caught:
        loaded(Book(), "title,author(name)", {"title": "T", "numberOfPages": 1, "author": {"name": "Ada", "email": "x"}})
    assert caught.value.messages == {"numberOfPages": ["Unknown field."], "author": {"email": ["Unknown field."]}}


def test_what_is_not_selected_is_left_out_where_the_schema_leaves_out():
    assert loaded(Book(unknown=EXCLUDE), "title", {"title": "T", "numberOfPages": "x"}) == {"title": "T"}


def test_what_is_not_selected_is_not_included_unseen():
    outer = Schema.from_dict({"book": fields.Nested(Book, unknown=INCLUDE)})
    for schema, text in [(Book(unknown=INCLUDE), "title"), (outer(), "book(title)")]:
        data = {"title": "T", "numberOfPages": "no number"}
        with pytest.raises(ValidationError):
            loaded(schema, text, data if text == "title" else {"book": data})


def test_each_side_has_names_of_its_own():
    assert refused(Book(), "id,author(secret)", "load") == [("/id", "unknown", None)]
    assert loaded(Book(), "author(secret)", {"author": {"secret": "x"}}) == {"author": {"secret": "x"}}


# -- the cache ---------------------------------------------------------------------------------------------------------


def test_equal_selections_share_what_was_made():
    made = selector(Book(), compile)
    assert made(parse_selection("id,title")) is made(parse_selection("title,id"))
    assert made(parse_selection("id")).dump(BOOK) == {"id": 1}


def test_a_selector_keeps_only_so_many():
    """What clients ask for must not decide how much is kept."""
    made = []
    selected = selector(Book(), made.append, size=2)
    for text in ["id", "title", "id", "author", "title"]:
        selected(parse_selection(text))
    assert [list(schema.fields) for schema in made] == [["id"], ["title"], ["author"], ["title"]]


def test_many_threads_may_select():
    made = selector(Book(), lambda schema: schema.dump)
    texts = ["id", "title", "author(name)", "parent(id)"] * 25
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda text: made(parse_selection(text))(BOOK), texts))
    assert results == [dumped(Book(), text) for text in texts]


# -- against a judge ---------------------------------------------------------------------------------------------------

trees = st.recursive(
    st.dictionaries(st.sampled_from(["number", "left", "all"]), st.none(), min_size=1),
    lambda inner: st.fixed_dictionaries({}, optional={"number": st.none(), "left": inner | st.none(), "all": inner | st.none()}).filter(
        bool
    ),
    max_leaves=8,
)


class Branching(Schema):
    number = fields.Int()
    left = fields.Nested(lambda: Branching())
    all = fields.List(fields.Nested("Branching"))


objects = st.recursive(
    st.fixed_dictionaries({}, optional={"number": st.integers(0, 9)}),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"number": st.integers(0, 9), "left": inner | st.none(), "all": st.lists(inner, max_size=2)}
    ),
    max_leaves=8,
)


def spelled(tree):
    return ",".join(name if inner is None else f"{name}({spelled(inner)})" for name, inner in tree.items())


def cut(data, tree):
    """Do to data what a selection does to a schema."""
    if data is None or tree is None:
        return data
    if isinstance(data, list):
        return [cut(item, tree) for item in data]
    return {name: cut(value, tree[name]) for name, value in data.items() if name in tree}


@given(trees, objects)
def test_a_narrowed_dump_is_the_whole_dump_cut(tree, obj):
    narrowed = select(Branching(), parse_selection(spelled(tree)))
    assert narrowed.dump(obj) == compile(narrowed).dump(obj) == cut(Branching().dump(obj), tree)


@given(trees, objects)
def test_a_narrowed_load_takes_what_was_cut_and_nothing_else(tree, data):
    narrowed = select(Branching(), parse_selection(spelled(tree)), side="load")
    data = {key: value for key, value in data.items() if value is not None}
    try:
        result = narrowed.load(data)
    except ValidationError:
        assert cut(data, tree) != data or "Field may not be null" in str(narrowed.validate(data))
    else:
        assert result == data == cut(data, tree)
