"""Faults: their places, codes, order and number, and that none holds what was sent."""

from __future__ import annotations

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import post_load
from marshmallow import pre_load
from marshmallow import validate
from marshmallow import validates
from marshmallow import validates_schema

from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.faults import MOST
from flask_resty.schema.messages import SENTENCES


def schema_of(**members):
    return Schema.from_dict(members)


def found(schema, data, strict="typed"):
    with pytest.raises(ValidationError) as caught:
        compile(schema, strict=strict).load(data)
    return faults(caught.value, "body")


def places(schema, data):
    return [(fault.pointer, fault.code) for fault in found(schema, data)]


def refusing(message):
    """Give a schema with a member whose validator refuses everything with a message."""

    def refuse(value):
        raise ValidationError(message)

    return schema_of(value=fields.Raw(validate=refuse))


def detail(schema, value) -> str:
    (fault,) = found(schema, {"value": value})
    return fault.detail


# Places


def test_names_are_escaped_in_pointers():
    assert places(schema_of(**{"a/b": fields.Int(), "c~d": fields.Int()}), {"a/b": "1", "c~d": "2"}) == [
        ("/a~1b", "type"),
        ("/c~0d", "type"),
    ]


def test_places_are_named_as_they_were_sent():
    schema = schema_of(a=fields.List(fields.Nested(schema_of(b=fields.Int(data_key="B"))), data_key="A"))
    assert places(schema(many=True), [{}, {"A": [{}, {"B": "1"}]}]) == [("/1/A/1/B", "type")]


def test_what_a_schema_says_is_at_the_schema():
    class Period(Schema):
        start = fields.Int()
        end = fields.Int()

        @validates_schema
        def check(self, data, **kwargs):
            if data["start"] > data["end"]:
                raise ValidationError("The start has to come before the end.")

    schema = schema_of(periods=fields.Nested(Period, many=True))
    data = {"periods": [{"start": 1, "end": 2}, {"start": 2, "end": 1}]}
    assert places(Period, data["periods"][1]) == [("", "invalid")]
    assert places(schema, data) == [("/periods/1", "invalid")]


def test_what_hooks_say_is_where_they_say_it():
    class Hooked(Schema):
        a = fields.Int()
        b = fields.Int(data_key="B")

        @validates("a", "b")
        def check(self, value, data_key):
            raise ValidationError(f"{data_key} is no good.")

        @validates_schema(skip_on_field_errors=False)
        def check_all(self, data, **kwargs):
            raise ValidationError({"b": {"deep": ["Too deep."]}, "c": ["Not there."]})

    assert [(fault.pointer, fault.detail) for fault in found(Hooked, {"a": 1, "B": 2})] == [
        ("/a", "a is no good."),
        ("/B", "B is no good."),
        ("/b/deep", "Too deep."),
        ("/c", "Not there."),
    ]


@pytest.mark.parametrize("hook", [pre_load, post_load])
def test_what_other_hooks_refuse_is_told(hook):
    class Hooked(Schema):
        a = fields.Int()

        @hook
        def refuse(self, data, **kwargs):
            raise ValidationError("Too late.", "a")

    assert [(fault.pointer, fault.code, fault.detail) for fault in found(Hooked, {"a": 1})] == [("/a", "invalid", "Too late.")]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("No.", [("/value", "No.")]),
        (["No.", "Never."], [("/value", "No."), ("/value", "Never.")]),
        ({"x": "No.", "y": ["Never.", {"z": "Ever."}]}, [("/value/x", "No."), ("/value/y", "Never."), ("/value/y/z", "Ever.")]),
        ([["No."], 7, None], [("/value", "No."), ("/value", "7"), ("/value", "None")]),
        ({}, []),
    ],
)
def test_messages_of_any_shape_are_told(message, told):
    assert [(fault.pointer, fault.detail) for fault in found(refusing(message), {"value": "sent"})] == told


def test_the_keys_of_a_mapping_are_places():
    schema = schema_of(value=fields.Dict(keys=fields.Str(validate=validate.Length(max=2)), values=fields.Nested(schema_of(a=fields.Int()))))
    data = {"value": {"abc": {"a": "1"}, "ok": {"a": 1}, "no": 7}}
    assert places(schema, data) == [("/value/abc", "too_long"), ("/value/abc/a", "type"), ("/value/no", "type")]


# Codes


class Lazy:
    """Text that is made when it is needed, as for translations."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text[0]


def test_messages_of_ones_own_keep_the_code():
    messages = {"required": "Where is it?", "null": ["Null?", "Really?"], "invalid": {"en": "No number.", "de": "Keine Zahl."}}
    schema = schema_of(a=fields.Int(required=True, error_messages=messages))
    told = [[(fault.pointer, fault.code, fault.detail) for fault in found(schema, data)] for data in ({}, {"a": None}, {"a": "1"})]
    assert told == [
        [("/a", "required", "Where is it?")],
        [("/a", "null", "Null?"), ("/a", "null", "Really?")],
        [("/a/en", "type", "No number."), ("/a/de", "type", "Keine Zahl.")],
    ]


def test_lazy_messages_are_made_when_they_are_told():
    text = ["{Wo?}"]

    class Translated(Schema):
        error_messages = {"unknown": Lazy(text)}
        a = fields.Int(required=True, error_messages={"required": Lazy(text)})

    compiled = compile(Translated, strict="typed")
    text[0] = "{Where?}"
    with pytest.raises(ValidationError) as caught:
        compiled.load({"b": 1})
    assert [(fault.code, fault.detail) for fault in faults(caught.value, "body")] == [("required", "{Where?}"), ("unknown", "{Where?}")]


def test_a_message_that_is_no_template_is_told_as_it_is():
    class Odd(Schema):
        error_messages = {"unknown": "{ is odd"}

    assert [fault.detail for fault in found(Odd, {"a": 1})] == ["{ is odd"]


def test_several_validators_tell_each_its_own():
    field = fields.Str(validate=[validate.Length(min=3), validate.And(validate.Regexp("[a-z]+"), validate.OneOf(["abc"]))])
    assert places(schema_of(a=field), {"a": "7"}) == [("/a", "too_short"), ("/a", "format"), ("/a", "choice")]


def test_a_subclass_of_a_validator_that_does_something_else_is_invalid():
    class Even(validate.Range):
        def __call__(self, value):
            raise ValidationError("Not even.")

    assert places(schema_of(a=fields.Int(validate=Even(min=1))), {"a": 0}) == [("/a", "invalid")]


def test_without_strictness_all_is_invalid():
    (fault,) = found(schema_of(a=fields.Int()), {"a": "x"}, strict=None)
    assert (fault.pointer, fault.code, fault.detail) == ("/a", "invalid", "Not a valid integer.")


# Order and number


def test_unknown_names_come_last_by_name():
    schema = schema_of(b=fields.Int(required=True), a=fields.Int())
    data = {"a": "1"} | {name: 1 for name in "zyx"}
    assert places(schema, data) == [("/b", "required"), ("/a", "type"), ("/x", "unknown"), ("/y", "unknown"), ("/z", "unknown")]


def test_the_same_is_told_once():
    assert len(found(refusing(["No.", "No."]), {"value": 1})) == 1


def test_too_many_mistakes_end_with_their_number():
    told = found(schema_of(a=fields.List(fields.Int())), {"a": ["x"] * (MOST + 7)})
    assert len(told) == MOST + 1
    assert (told[-1].pointer, told[-1].code, told[-1].detail) == ("", "more", "There are more mistakes than are told.")


def test_as_many_mistakes_as_are_told_have_no_end():
    assert found(schema_of(a=fields.List(fields.Int())), {"a": ["x"] * MOST})[-1].pointer == f"/a/{MOST - 1}"


# Suggestions


def test_a_near_name_is_suggested_for_an_unknown_one():
    schema = schema_of(first_name=fields.Str(required=True), tags=fields.List(fields.Nested(schema_of(name=fields.Str()))))
    told = found(schema, {"frist_name": "a", "zzz": 1, "tags": [{"nmae": "a"}]})
    assert {fault.pointer: fault.suggestion for fault in told} == {
        "/first_name": None,
        "/frist_name": "first_name",
        "/tags/0/nmae": "name",
        "/zzz": None,
    }


def test_suggestions_are_looked_for_as_long_as_it_is_cheap():
    schema = schema_of(**{f"number_{i}": fields.Int() for i in range(50)})
    told = found(schema, {f"numbre_{i:04}": 1 for i in range(5000)})
    assert sum(fault.suggestion is not None for fault in told) == 20
    assert found(schema, {"number_1" + "x" * 100: 1})[0].suggestion is None


# What was sent


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("hunter22", "hunter22 is too weak."),
        ("hunter22", "'hunter22' is too weak."),
        ("Hunter22", "hunter22 is too weak."),
        ("  hunter22 ", "hunter22 is too weak."),
        ("hunter22 and more", "hunter22... is too long."),
        ("it's\n", '"it\'s\\n" is no name.'),
        ("ab", "Not ab!"),
        ("x", "There is no x."),
        ("#!", "No (#!)."),
        (7, "7 is odd."),
        (-7.5, "-7.5 is below 0."),
        (1234567, "1,234,567 is a lot."),
        ({"a": ["hunter22"]}, "{'a': ['hunter22']} is no good."),
        ([1, ["hunter22"]], "Not hunter22."),
    ],
)
def test_a_message_that_would_tell_what_was_sent_gives_way(value, message):
    assert detail(refusing(message), value) == "Invalid value."


def test_a_message_for_a_place_inside_does_not_tell_what_was_sent_there():
    (fault,) = found(refusing({1: "Not hunter22."}), {"value": ["a", "hunter22"]})
    assert (fault.pointer, fault.detail) == ("/value/1", "Invalid value.")


@pytest.mark.parametrize(
    ("value", "message"), [("a", "Not good."), ("e", "Never."), (1, "Give 10 to 12."), (True, "Not True."), ("", "No.")]
)
def test_a_message_that_tells_nothing_stays(value, message):
    assert detail(refusing(message), value) == message


def test_what_a_schema_refuses_does_not_tell_the_members():
    class Signup(Schema):
        name = fields.Str()
        password = fields.Str()

        @validates_schema
        def check(self, data, **kwargs):
            raise ValidationError(f"{data['password']} holds the name.", "password")

        @validates("name")
        def check_name(self, value, **kwargs):
            raise ValidationError(["Name and password are alike.", f"{value} is taken."])

    told = [fault.detail for fault in found(Signup, {"name": "grace", "password": "graceful"})]
    assert told == ["Name and password are alike.", "Invalid value."]


def test_a_hook_that_tells_of_another_place_does_not_tell_the_value():
    class Signup(Schema):
        name = fields.Str()

        @post_load
        def check(self, data, **kwargs):
            raise ValidationError({"nick": [f"{data['name']} is taken."]})

    assert [(fault.pointer, fault.detail) for fault in found(Signup, {"name": "grace"})] == [("/nick", "Invalid value.")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (fields.Int(error_messages={"invalid": "{input} is no number."}), "grace", "type"),
        (fields.Date(error_messages={"invalid": "{input!r} is no {obj_type}."}), "grace", "format"),
        (fields.Str(validate=validate.Length(max=2, error="{input} is longer than {max}.")), "grace", "too_long"),
        (fields.Str(validate=validate.OneOf(["a"], error="{input:.3} is none of {choices}.")), "grace", "choice"),
    ],
)
def test_a_template_with_the_input_gives_way(field, value, code):
    assert detail(schema_of(value=field), value) == SENTENCES[code]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (fields.Str(validate=validate.Length(max=2, error="At most {max}.")), "grace 2", "At most 2."),
        (fields.Str(validate=validate.OneOf(["grace", "ada"])), "gra", "Must be one of: grace, ada."),
        (fields.Date(error_messages={"invalid": "No {obj_type}."}), "date", "No date."),
        (fields.Str(), 1, "Not a valid string."),
    ],
)
def test_the_messages_of_marshmallow_tell_nothing(field, value, text):
    assert detail(schema_of(value=field), value) == text


def test_a_field_of_ones_own_does_not_tell_the_value():
    class Even(fields.Field[int]):
        default_error_messages = {"odd": "{got} is odd."}

        def _deserialize(self, value, attr, data, **kwargs):
            raise self.make_error("odd", got=value)

    assert detail(schema_of(value=Even()), 77) == "Invalid value."


def test_looking_for_echoes_has_an_end():
    """Where there is too much to look through, a message is not shown."""

    class Big(Schema):
        items = fields.Raw()

        @validates_schema
        def check(self, data, **kwargs):
            raise ValidationError({f"x{i}": ["Bad."] for i in range(10)})

    told = [fault.detail for fault in found(Big, {"items": [f"item {i}" for i in range(60_000)]})]
    assert told == ["Bad."] + 9 * ["Invalid value."]
