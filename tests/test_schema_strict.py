"""Strict input: what is no more coerced, how text is read, and what stays the user's to decide."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import pre_load
from marshmallow import validate

from flask_resty.schema import OneOf
from flask_resty.schema import compile
from flask_resty.schema import faults


def schema_of(**members):
    return Schema.from_dict(members)


def typed(field):
    return compile(schema_of(value=field), strict="typed").load


def textual(field):
    return compile(schema_of(value=field), strict="textual").load_text


def told(load, data) -> list[tuple[str, str]]:
    """Give the places and codes of what is refused."""
    with pytest.raises(ValidationError) as caught:
        load(data)
    return [(fault.pointer, fault.code) for fault in faults(caught.value, "body")]


# The rows of the ancestors


def test_T43_a_missing_member_has_its_pointer():
    assert told(compile(schema_of(first_name=fields.Str(required=True)), strict="typed").load, {}) == [("/first_name", "required")]


def test_T44_all_mistakes_come_at_once():
    person = schema_of(name=fields.Str(validate=validate.Length(max=10)), age=fields.Int(validate=validate.Range(max=150)))
    data = {"name": "a" * 11, "age": 151}
    assert told(compile(person, strict="typed").load, data) == [("/name", "too_long"), ("/age", "too_large")]


def test_T45_an_unknown_name_is_refused():
    load = compile(schema_of(first_name=fields.Str()), strict="typed").load
    assert told(load, {"first_name": "Bo", "zzz": 1}) == [("/zzz", "unknown")]


@pytest.mark.parametrize("value", ["7", 7.9, True, float("nan")])
def test_T46_an_integer_is_an_integer(value):
    assert told(typed(fields.Int()), {"value": value}) == [("/value", "type")]


@pytest.mark.parametrize("value", [12, {"a": 1}, b"a", 1.5, True])
def test_T47_a_string_is_a_string(value):
    assert told(typed(fields.Str()), {"value": value}) == [("/value", "type")]


def test_T48_a_string_that_is_trimmed_to_nothing_is_too_short():
    field = fields.Str(required=True, pre_load=str.strip, validate=validate.Length(min=1))
    assert told(typed(field), {"value": "   "}) == told(textual(field), {"value": ["   "]}) == [("/value", "too_short")]


@pytest.mark.parametrize("value", ["abc12def", "12def", "12\n"])
def test_T49_a_pattern_matches_the_whole_text(value):
    assert told(typed(fields.Str(validate=validate.Regexp("[0-9]{2}"))), {"value": value}) == [("/value", "format")]


def test_T50_a_value_outside_of_the_choices_is_refused():
    assert told(typed(fields.Str(validate=validate.OneOf(["a", "b"]))), {"value": "c"}) == [("/value", "choice")]


def test_T51_a_boolean_is_no_text():
    assert told(typed(fields.Bool()), {"value": "true"}) == [("/value", "type")]


@pytest.mark.parametrize(("value", "code"), [([1], "too_short"), ([1, 2, 3], "too_long"), ("12", "type")])
def test_T52_a_list_has_its_length(value, code):
    assert told(typed(fields.List(fields.Int(), validate=validate.Length(2, 2))), {"value": value}) == [("/value", code)]


def test_T53_a_bad_child_has_its_path():
    post = schema_of(author=fields.Nested(schema_of(name=fields.Str())), tags=fields.List(fields.Nested(schema_of(name=fields.Str()))))
    data = {"author": {"name": 1}, "tags": [{"name": "a"}, {"name": 1}]}
    assert told(compile(post, strict="typed").load, data) == [("/author/name", "type"), ("/tags/1/name", "type")]


@pytest.mark.parametrize("data", [[], None, 3, "a"])
def test_T54_an_object_is_an_object(data):
    assert told(compile(schema_of(), strict="typed").load, data) == [("", "type")]


def test_T55_a_datetime_comes_back_as_it_was_sent():
    compiled = compile(schema_of(at=fields.DateTime()), strict="typed", check="raise")
    assert compiled.dump(compiled.load({"at": "2020-01-01T00:00:00Z"})) == {"at": "2020-01-01T00:00:00+00:00"}


class Png(fields.Field[bytes]):
    """A picture in a data URL."""

    def _deserialize(self, value, attr, data, **kwargs):
        head, _, content = value.partition(",")
        if head != "data:image/png;base64":
            raise ValidationError("Send a PNG.")
        try:
            return base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise ValidationError("Not in base64.") from error


@pytest.mark.parametrize(
    ("url", "code"),
    [("data:image/jpeg;base64,AAAA", "invalid"), ("data:image/png;base64,!", "invalid"), ("data:image/png;base64,AAAAAAAA", "too_long")],
)
def test_T56_a_field_of_ones_own_decides_by_itself(url, code):
    field = Png(validate=validate.Length(max=3))
    assert typed(field)({"value": "data:image/png;base64,AAAA"}) == {"value": b"\0\0\0"}
    assert told(typed(field), {"value": url}) == [("/value", code)]


def test_T60_a_partial_update_takes_what_is_allowed():
    load = compile(schema_of(id=fields.Int(dump_only=True), name=fields.Str(required=True))(partial=True), strict="typed").load
    assert load({"name": "x"}) == {"name": "x"}
    assert load({}) == {}
    assert told(load, {"id": 9}) == [("/id", "unknown")]


def test_T61_a_query_has_defaults_and_validators():
    search = schema_of(keyword=fields.Str(validate=validate.Length(min=3)), offset=fields.Int(load_default=0))
    load = compile(search, strict="textual").load_text
    assert load({"keyword": ["hello"]}) == {"keyword": "hello", "offset": 0}
    assert told(load, {"keyword": ["he"]}) == [("/keyword", "too_short")]


def test_T63_a_scalar_that_comes_twice_is_refused():
    assert told(textual(fields.Str()), {"value": ["a", "b"]}) == [("/value", "repeated")]


def test_T64_a_list_takes_all_that_came():
    load = textual(fields.List(fields.Int()))
    assert load({"value": ["1", "2"]}) == {"value": [1, 2]}
    assert told(load, {"value": ["1", "x"]}) == [("/value/1", "type")]


def test_T65_an_unknown_parameter_is_refused():
    assert told(textual(fields.Int()), {"zzz": ["1"]}) == [("/zzz", "unknown")]


# Typed input


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.DateTime(), dt.datetime(2020, 1, 1)),
        (fields.Date(), dt.date(2020, 1, 1)),
        (fields.Time(), dt.time(1)),
        (fields.TimeDelta(), dt.timedelta(1)),
        (fields.UUID(), uuid.UUID(int=1)),
        (fields.Decimal(), Decimal("1.50")),
        (fields.Enum(enum.Enum("E", "A")), None),
        (fields.List(fields.Int()), (1, 2)),
        (fields.Boolean(truthy=set()), "anything"),
    ],
)
def test_what_has_the_right_type_already_is_taken(field, value):
    value = next(iter(field.enum)) if isinstance(field, fields.Enum) else value
    assert typed(field)({"value": value}) == schema_of(value=field)().load({"value": value})


@pytest.mark.parametrize("value", [{1}, b"a", bytearray(b"a"), iter([1]), {"a": 1}.keys()])
def test_other_iterables_are_no_list(value):
    assert told(typed(fields.List(fields.Raw())), {"value": value}) == [("/value", "type")]


def test_a_datetime_is_no_date():
    assert told(typed(fields.Date()), {"value": dt.datetime(2020, 1, 1)}) == [("/value", "type")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (fields.DateTime("timestamp"), 10**400, "format"),
        (fields.DateTime("timestamp"), 1e300, "format"),
        (fields.DateTime("timestamp"), float("nan"), "format"),
        (fields.TimeDelta(), 10**400, "format"),
        (fields.TimeDelta(), float("nan"), "format"),
        (fields.NaiveDateTime(timezone=dt.UTC), "0001-01-01T00:00:00+23:59", "format"),
        (fields.Float(), 10**400, "too_large"),
        (fields.Float(), float("inf"), "type"),
        (fields.Decimal(), float("nan"), "type"),
        (fields.Decimal(), Decimal("sNaN"), "type"),
        (fields.Decimal(places=2), 1e300, "type"),
        (fields.Decimal(), "1" * 4301, "type"),
    ],
)
def test_what_makes_no_sense_is_refused_and_no_crash(field, value, code):
    assert told(typed(field), {"value": value}) == [("/value", code)]


@pytest.mark.parametrize("field", [fields.DateTime("timestamp"), fields.TimeDelta()], ids=lambda field: type(field).__name__)
def test_text_that_makes_no_sense_is_refused_and_no_crash(field):
    assert told(textual(field), {"value": ["1e300"]}) == told(textual(field), {"value": ["1e999"]}) == [("/value", "format")]


@pytest.mark.parametrize("text", ["1" * 4301, "-" + "1" * 4300])
@pytest.mark.parametrize("field", [fields.Integer(), fields.Float(), fields.Decimal()], ids=lambda field: type(field).__name__)
def test_too_many_digits_are_no_number(field, text):
    assert told(textual(field), {"value": [text]}) == [("/value", "type")]


def test_negative_zero_is_a_number():
    assert (textual(fields.Int())({"value": ["-0"]}), str(textual(fields.Float())({"value": ["-0"]})["value"])) == ({"value": 0}, "-0.0")


def test_a_value_is_checked_after_pre_load():
    assert typed(fields.Int(pre_load=int))({"value": "7"}) == {"value": 7}


def test_an_author_who_overrides_a_field_decides():
    class Loud(fields.String):
        def _deserialize(self, value, attr, data, **kwargs):
            return str(value).upper()

    class Quiet(fields.String):
        def _serialize(self, value, attr, obj, **kwargs):
            return "..."

    assert typed(Loud())({"value": 12}) == {"value": "12"}
    assert told(typed(Quiet()), {"value": 12}) == [("/value", "type")]


def test_an_overridden_validate_sees_all_validators():
    class Shy(fields.Integer):
        def _validate(self, value):
            if value != 13:
                super()._validate(value)

    field = Shy(validate=validate.Range(max=5))
    assert typed(field)({"value": 13}) == {"value": 13}
    assert told(typed(field), {"value": 14}) == [("/value", "too_large")]


def test_keys_of_a_mapping_are_read_as_text_in_typed_input():
    load = typed(fields.Dict(keys=fields.Int(), values=fields.Int()))
    assert load({"value": {"1": 2}}) == {"value": {1: 2}}
    assert told(load, {"value": {"a/b": "2", "2": "3"}}) == [("/value/a~1b", "type"), ("/value/2", "type")]


@pytest.mark.parametrize(("many", "value", "pointer"), [(False, 1, "/value"), (True, ["a", 1], "/value/1")])
def test_a_plucked_value_is_told_of_where_it_was_sent(many, value, pointer):
    field = fields.Pluck(schema_of(name=fields.Str()), "name", many=many)
    assert told(typed(field), {"value": value}) == [(pointer, "type")]


@pytest.mark.parametrize("value", [True, 1.0, "1"])
def test_members_of_an_enum_are_not_found_by_what_only_equals_their_value(value):
    field = fields.Enum(enum.Enum("E", {"A": 1}), by_value=True)
    assert typed(field)({"value": 1})["value"].name == "A"
    assert told(typed(field), {"value": value}) == [("/value", "choice")]


def test_members_of_an_enum_are_read_from_the_text_of_their_value():
    field = fields.Enum(enum.Enum("E", {"YES": True, "HALF": 0.5, "ONE": "1"}), by_value=True)
    load = textual(field)
    assert [load({"value": [text]})["value"].name for text in ("true", "0.5", "1")] == ["YES", "HALF", "ONE"]
    assert told(load, {"value": ["True"]}) == [("/value", "choice")]


def test_a_constant_that_json_cannot_say_is_not_compared():
    assert typed(fields.Constant(dt.date(2020, 1, 1)))({"value": "2020-01-01"}) == {"value": dt.date(2020, 1, 1)}
    assert typed(fields.Constant(None))({"value": None}) == {"value": None}


def test_a_constant_may_be_a_member_of_an_enum():
    field = fields.Constant(enum.StrEnum("Kind", {"POST": "post"}).POST)
    assert typed(field)({"value": "post"}) == textual(field)({"value": ["post"]}) == {"value": "post"}
    assert told(typed(field), {"value": "POST"}) == told(textual(field), {"value": ["POST"]}) == [("/value", "choice")]


def test_a_tuple_has_its_length():
    field = fields.Tuple((fields.Int(), fields.Str()))
    assert told(typed(field), {"value": [1]}) == [("/value", "too_short")]
    assert told(typed(field), {"value": [1, "a", "b"]}) == [("/value", "too_long")]


# Textual input


def test_what_is_no_text_any_more_is_checked_as_typed():
    assert textual(fields.Int())({"value": [7]}) == {"value": 7}
    assert textual(fields.UUID())({"value": [uuid.UUID(int=7)]}) == {"value": uuid.UUID(int=7)}
    assert told(textual(fields.Int()), {"value": [7.5]}) == [("/value", "type")]


def test_empty_text_is_text():
    assert textual(fields.Str())({"value": [""]}) == {"value": ""}
    assert told(textual(fields.Int(allow_none=True)), {"value": [""]}) == [("/value", "type")]


def test_a_name_that_came_without_values_did_not_come():
    assert textual(fields.Str(load_default="a"))({"value": []}) == {"value": "a"}


def test_brackets_are_part_of_a_name():
    assert told(textual(fields.List(fields.Int())), {"value[]": ["1"]}) == [("/value[]", "unknown")]


def test_repeated_values_are_told_with_all_other_mistakes():
    search = schema_of(a=fields.Int(required=True), b=fields.Int(), c=fields.Int())
    text = {"b": ["1", "x"], "c": ["x"], "d": ["1", "2"]}
    found = told(compile(search, strict="textual").load_text, text)
    assert found == [("/a", "required"), ("/b", "repeated"), ("/c", "type"), ("/d", "unknown")]


def test_the_hook_of_a_schema_sees_folded_text():
    class Search(Schema):
        tags = fields.List(fields.Str())
        place = fields.Nested(schema_of(x=fields.Int(), y=fields.Int()))

        @pre_load
        def fold(self, data, **kwargs):
            assert data == {"tags": ["a", "b"], "x": "1", "y": "2"}
            return {"tags": data["tags"], "place": {"x": data["x"], "y": data["y"]}}

    loaded = compile(Search, strict="textual").load_text({"tags": ["a", "b"], "x": ["1"], "y": ["2"]})
    assert loaded == {"tags": ["a", "b"], "place": {"x": 1, "y": 2}}


def test_no_hook_runs_after_a_repeated_value():
    class Search(Schema):
        a = fields.Int(post_load=[lambda value: value])

        def handle_error(self, error, data, **kwargs):
            raise AssertionError

    assert told(compile(Search, strict="textual").load_text, {"a": ["1", "2"]}) == [("/a", "repeated")]


class Commas(fields.List[str]):
    """A list in one text."""

    is_multiple = False

    def _deserialize(self, value, attr, data, **kwargs):
        return super()._deserialize(value.split(","), attr, data, **kwargs)


def test_a_list_that_is_read_from_one_text_gets_one():
    load = textual(Commas(fields.Int()))
    assert load({"value": ["1,2"]}) == {"value": [1, 2]}
    assert told(load, {"value": ["1", "2"]}) == [("/value", "repeated")]
    assert told(load, {"value": ["1,x"]}) == [("/value/1", "type")]


Tag = schema_of(name=fields.Str())


@pytest.mark.parametrize("field", [fields.Nested(Tag, many=True), fields.Nested(Tag(many=True)), fields.Nested(lambda: Tag(many=True))])
def test_nested_many_take_all_that_came(field):
    assert told(textual(field), {"value": ["a", "b"]}) == [("/value/0", "type"), ("/value/1", "type")]


def test_many_can_be_plucked_from_text():
    assert textual(fields.Pluck(Tag, "name", many=True))({"value": ["a", "b"]}) == {"value": [{"name": "a"}, {"name": "b"}]}


def test_alternatives_are_tried_on_text():
    compiled = compile(OneOf(schema_of(a=fields.Int()), schema_of(a=fields.Str())), strict="textual")
    assert [compiled.load_text({"a": [text]}) for text in ("1", "x")] == [{"a": 1}, {"a": "x"}]


def test_list_that_is_too_long_is_refused_before_its_items_are_looked_at() -> None:
    looked_at: list[Any] = []
    schema = Schema.from_dict({"tags": fields.List(fields.Str(validate=looked_at.append), validate=validate.Length(max=2))})
    assert told(compile(schema, strict="typed").load, {"tags": ["a", "b", "c"]}) == [("/tags", "too_long")]
    assert looked_at == []


@pytest.mark.parametrize("kind", ["list", "nested", "many", "mapping"])
def test_nothing_is_looked_at_after_too_many_mistakes(kind: str) -> None:
    looked_at: list[Any] = []

    def refuse(value: Any) -> None:
        looked_at.append(value)
        raise ValidationError("No.")

    number = fields.Int(validate=refuse)
    one = Schema.from_dict({"n": number})
    schemas = {"list": fields.List(number), "nested": fields.List(fields.Nested(one)), "mapping": fields.Dict(values=number)}
    items: Any = [{"n": 1}] * 2000 if kind in {"nested", "many"} else [1] * 2000
    data = {"all": dict(enumerate(items)) if kind == "mapping" else items}
    schema = one(many=True) if kind == "many" else Schema.from_dict({"all": schemas[kind]})()
    mistakes = told(compile(schema, strict="typed").load, items if kind == "many" else data)
    assert (len(looked_at), len(mistakes), mistakes[-1]) == (501, 501, ("", "more"))


@pytest.mark.parametrize("has_hook", [False, True])
def test_of_too_many_unknown_names_the_first_ones_are_told(has_hook: bool) -> None:
    class Named(Schema):
        name = fields.Str(required=True)

    class Hooked(Named):
        @pre_load
        def leave(self, data: Any, **options: Any) -> Any:
            return data

    data = {f"n{number:05}": 1 for number in range(20_000)}
    mistakes = told(compile(Hooked if has_hook else Named, strict="typed").load, data)
    assert mistakes[:3] == [("/name", "required"), ("/n00000", "unknown"), ("/n00001", "unknown")]
    assert (len(mistakes), mistakes[-1]) == (501, ("", "more"))


def test_many_names_are_kept_where_they_are_let_through() -> None:
    data = {f"n{number}": number for number in range(2000)}
    assert compile(schema_of(name=fields.Str()), strict="typed").load(data, unknown=INCLUDE) == data
    assert compile(schema_of(name=fields.Str()), strict="typed").load(data, unknown=EXCLUDE) == {}
