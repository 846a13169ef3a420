"""The interface: what it compiles, and that marshmallow does what it always did."""

from __future__ import annotations

import copy
import enum
from collections import Counter
from typing import Any

import pytest
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_dump
from marshmallow import post_load
from marshmallow import pre_dump
from marshmallow import pre_load
from marshmallow import validate
from marshmallow import validates
from marshmallow import validates_schema
from marshmallow.experimental.context import Context

from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty.schema import OneOf
from flask_resty.schema import as_schema
from flask_resty.schema import compile
from flask_resty.schema import faults


class Tag(Schema):
    name = fields.String(required=True)


class Post(Schema):
    title = fields.String(required=True, validate=validate.Length(max=5))
    stars = fields.Integer(load_default=0)
    tags = fields.List(fields.Nested(Tag))


def pointers(compiled, data) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        compiled.load(data)
    return [(fault.pointer, fault.code) for fault in faults(caught.value, "body")]


# What it compiles


def test_a_class_and_an_instance_are_compiled_the_same():
    assert compile(Post).load({"title": "a"}) == compile(Post()).load({"title": "a"}) == {"title": "a", "stars": 0}


def test_a_schema_tells_what_it_is():
    compiled = compile(Post(many=True))
    assert (compiled.name, compiled.many, compiled.allows_none, compiled.keys) == ("Post", True, False, ("title", "stars", "tags"))


def test_keys_are_named_as_they_are_sent():
    schema = Schema.from_dict({"a": fields.Int(data_key="b"), "c": fields.Int(dump_only=True)})
    assert compile(schema).keys == ("b",)


@pytest.mark.parametrize("schema", [None, "Post", fields.Int, dict, 1])
def test_what_is_no_schema_is_an_error(schema):
    with pytest.raises(ConfigError, match="is no schema"):
        as_schema(schema)


def test_a_field_is_a_schema_of_a_bare_value():
    compiled = compile(fields.List(fields.Integer(), validate=validate.Length(max=2)), strict="typed", check="raise")
    assert compiled.many
    assert compiled.load([1, 2]) == compiled.dump([1, 2]) == [1, 2]
    assert pointers(compiled, [1, "2"]) == [("/1", "type")]
    assert pointers(compiled, [1, 2, 3]) == [("", "too_long")]


def test_a_field_keeps_its_place_in_errors_of_dumps():
    with pytest.raises(ContractError, match="^List/1: an integer was promised, str came.$"):
        compile(fields.List(fields.Integer()), check="raise").dump([1, "2"])


@pytest.mark.parametrize(
    "field", [fields.Int(data_key="a"), fields.Int(attribute="a"), fields.Int(dump_only=True), fields.Int(load_only=True)]
)
def test_what_a_field_says_of_a_schema_around_it_does_not_matter_alone(field):
    assert compile(field, strict="typed", check="raise").load(1) == compile(field, check="raise").dump(1) == 1


def test_a_field_that_allows_none_says_so():
    compiled = compile(fields.Raw(allow_none=True), strict="typed", check="raise")
    assert compiled.allows_none
    assert compiled.load(None) is compiled.dump(None) is None


def test_a_field_that_finds_its_format_in_the_schema_works_alone():
    assert compile(fields.Date(), strict="typed").load("2020-01-01").year == 2020


def test_a_field_has_no_names():
    with pytest.raises(ConfigError, match="Give a schema"):
        compile(fields.Int(), strict="textual").load_text({"a": ["1"]})


# Alternatives: T62


class ByCategory(Schema):
    category = fields.String(required=True)


class ByTag(Schema):
    tag = fields.Integer(required=True)


def test_T62_the_first_alternative_that_validates_is_taken():
    compiled = compile(OneOf(ByTag, ByCategory), strict="textual")
    assert compiled.load_text({"category": ["3"]}) == {"category": "3"}
    assert compiled.load_text({"tag": ["3"]}) == {"tag": 3}
    assert compiled.keys == ("tag", "category")


def test_where_no_alternative_validates_the_mistakes_of_all_are_told_once():
    compiled = compile(OneOf(ByTag, ByCategory), strict="typed")
    assert pointers(compiled, {"x": 1}) == [("/tag", "required"), ("/category", "required"), ("/x", "unknown")]


def test_alternatives_can_be_fields_and_alternatives():
    compiled = compile(OneOf(fields.Int(), OneOf(fields.Bool(), ByTag)), strict="typed")
    assert [compiled.load(data) for data in (1, True, {"tag": 1})] == [1, True, {"tag": 1}]
    assert compiled.name == "OneOf(Integer, OneOf(Boolean, ByTag))"


def test_one_alternative_is_none():
    with pytest.raises(ConfigError, match="two alternatives"):
        OneOf(ByTag)


def test_alternatives_are_not_for_output():
    with pytest.raises(ConfigError, match="for what is accepted"):
        compile(OneOf(ByTag, ByCategory)).dump({})


# What marshmallow does


@pytest.mark.parametrize("data", [{"title": "a"}, {"title": "toolong", "x": 1}, [], None, {"title": 1, "stars": "x", "tags": [{}, 1]}])
def test_without_strictness_it_is_marshmallow(data):
    compiled = compile(Post)
    assert outcome(compiled.load, data) == outcome(Post().load, data)
    assert outcome(compiled.dump, data) == outcome(Post().dump, data)


def outcome(function, data) -> Any:
    try:
        return function(data)
    except ValidationError as error:
        return error.messages
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        (Post(partial=True), {"stars": 1}),
        (Post(partial=("title",)), {}),
        (Schema.from_dict({"post": fields.Nested(Post)})(partial=("post.title",)), {"post": {}}),
        (Post(only=("title",)), {"title": "a"}),
        (Post(exclude=("title",)), {"stars": 1}),
        (Post(only=("tags.name",)), {"tags": [{"name": "a"}]}),
        (Post(exclude=("tags.name", "title")), {"tags": [{}]}),
        (Post(unknown=INCLUDE), {"title": "a", "x": 1}),
        (Post(unknown=EXCLUDE), {"title": "a", "x": 1}),
        (Schema.from_dict({"tag": fields.Nested(Tag, unknown=EXCLUDE)})(), {"tag": {"name": "a", "x": 1}}),
        (Schema.from_dict({"a": fields.Int(data_key="A", attribute="x.y")})(), {"A": 1}),
        (Schema.from_dict({"a": fields.Int(allow_none=True), "b": fields.Int(load_default=None)})(), {"a": None, "b": None}),
        (Schema.from_dict({"a": fields.Nested({"b": fields.Int()})})(), {"a": {"b": 1}}),
        (Schema.from_dict({"a": fields.Nested("Tag")})(), {"a": {"name": "b"}}),
        (Schema.from_dict({"a": fields.Nested(lambda: Tag(many=True))})(), {"a": [{"name": "b"}]}),
        (Schema.from_dict({"a": fields.Pluck(Tag, "name", many=True)})(), {"a": ["b", "c"]}),
        (Schema.from_dict({"a": fields.Constant(1)})(), {}),
    ],
)
def test_strict_loading_gives_what_marshmallow_gives(schema, data):
    assert compile(schema, strict="typed").load(data) == schema.load(data)


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        (Post(unknown=INCLUDE), {"title": 1, "x": 1}),
        (Schema.from_dict({"tag": fields.Nested(Tag(unknown=EXCLUDE))})(), {"tag": {"name": 1, "x": 1}, "y": 1}),
        (Post(many=True), [{"title": "a"}, {"title": 1}, 2]),
        (Post(only=("title",)), {"stars": 1}),
    ],
)
def test_strict_loading_says_what_marshmallow_says(schema, data):
    assert outcome(compile(schema, strict="typed").load, data) == outcome(schema.load, data)


class Counted(Schema):
    """Counts each call of a hook, a validator or a function, and who was called."""

    calls: Counter[str] = Counter()

    text = fields.String(
        validate=lambda value: count("validator"),
        pre_load=lambda v: count("field pre_load", v),
        post_load=[lambda v: count("field post_load", v)],
    )
    made = fields.Function(lambda obj: count("serialize", 1), lambda value: count("deserialize", value))
    method = fields.Method("write", "read")

    def write(self, obj):
        return count("write", 1)

    def read(self, value):
        return count("read", value)

    @pre_load
    def before(self, data, **kwargs):
        return self.hook("pre_load", data)

    @validates("text")
    def check_text(self, value, **kwargs):
        self.hook("validates")

    @validates_schema
    def check(self, data, **kwargs):
        self.hook("validates_schema")

    @post_load
    def after(self, data, **kwargs):
        return self.hook("post_load", data)

    @pre_dump
    def before_dump(self, data, **kwargs):
        return self.hook("pre_dump", data)

    @post_dump
    def after_dump(self, data, **kwargs):
        return self.hook("post_dump", data)

    def hook(self, name, value=None):
        assert set(self.fields) == {"text", "made", "method"}
        return count(name, value)


def count(name, value=None):
    Counted.calls[name] += 1
    return value


def test_hooks_and_validators_run_as_often_as_in_marshmallow():
    data = [{"text": "a", "made": 1, "method": 2}, {"text": "b", "made": 1, "method": 2}]
    Counted.calls.clear()
    expected = Counted(many=True).load(data), Counted(many=True).dump(data)
    plain, Counted.calls = Counted.calls, Counter()
    compiled = compile(Counted(many=True), strict="typed", check="raise")
    assert (compiled.load(data), compiled.dump(data)) == expected
    assert Counted.calls == plain
    assert set(plain.values()) == {2} and len(plain) == 13


def test_hooks_run_once_where_the_check_logs():
    Counted.calls.clear()
    compile(Counted, check="log").dump({"text": 7})
    assert Counted.calls == {"pre_dump": 1, "serialize": 1, "write": 1, "post_dump": 1}


def test_hooks_are_called_on_an_object_of_the_schema_with_its_attributes():
    class Greeting(Post):
        @post_load
        def greet(self, data, **kwargs):
            return f"{self.word} {data['title']}"

    schema = Greeting()
    schema.word = "Hello"
    assert compile(schema, strict="typed").load({"title": "Ada"}) == "Hello Ada"


def test_handle_error_is_called_once_and_may_raise_its_own():
    class Strange(Post):
        def handle_error(self, error, data, **kwargs):
            raise LookupError(sorted(error.messages))

    with pytest.raises(LookupError, match=r"^\['stars', 'x'\]$"):
        compile(Strange, strict="typed").load({"title": "a", "stars": "1", "x": 1})


def test_overridden_load_and_get_attribute_are_honoured():
    class Own(Tag):
        def load(self, data, **kwargs):
            return super().load({"name": data["n"]}, **kwargs)

        def get_attribute(self, obj, attr, default):
            return f"{obj}.{attr}"

    compiled = compile(Own, strict="typed", check="raise")
    assert (compiled.load({"n": "a"}), compiled.dump(object)) == ({"name": "a"}, {"name": "<class 'object'>.name"})


def test_the_context_is_seen():
    with Context({"suffix": "!"}):
        field = fields.Function(lambda obj: obj["a"] + Context.get()["suffix"])
        assert compile(Schema.from_dict({"a": field}), check="raise").dump({"a": "b"}) == {"a": "b!"}


def test_dict_class_and_set_class_are_kept():
    class Own(dict[str, Any]):
        pass

    class Made(Tag):
        dict_class = Own
        set_class = set

    assert type(compile(Made, strict="typed").load({"name": "a"})) is type(compile(Made, check="raise").dump({"name": "a"})) is Own


def test_the_schema_and_its_fields_are_not_changed():
    schema = Post()
    schema.tags = schema.fields["tags"]
    before = {id(each): dict(vars(each)) for each in everything(schema)}
    compiled = compile(schema, strict="typed", check="raise")
    compiled.load({"title": "a", "tags": [{"name": "a"}]})
    compiled.dump({"title": "a", "stars": 1, "tags": [{"name": "a"}]})
    assert {id(each): dict(vars(each)) for each in everything(schema)} == before


def everything(schema) -> list[Any]:
    return [schema, *schema.fields.values(), schema.fields["tags"].inner]


def test_a_compiled_schema_sees_nothing_of_later_changes():
    schema = Post()
    compiled = compile(schema, strict="typed")
    compiled.load({"title": "a"})
    schema.load_fields = copy.copy(schema.load_fields)
    del schema.load_fields["title"]
    assert compiled.load({"title": "a"})["title"] == "a"


def test_a_flag_is_loaded_by_the_sum_of_its_values():
    class Right(enum.Flag):
        READ = 1
        WRITE = 2

    compiled = compile(Schema.from_dict({"a": fields.Enum(Right, by_value=True)}), strict="textual")
    assert compiled.load_text({"a": ["3"]}) == {"a": Right.READ | Right.WRITE}
