"""Which fields and schemas do what marshmallow's own do."""

from __future__ import annotations

import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty.schema import compile
from flask_resty.schema.stock import class_of
from flask_resty.schema.stock import keeps


class Slug(fields.String):
    """A constructor and messages change nothing of what is done with a value."""

    default_error_messages = {"invalid": "Not a slug."}

    def __init__(self, **kwargs):
        super().__init__(validate=validate.Regexp(r"[a-z-]+"), **kwargs)


class Loud(Slug):
    def _serialize(self, value, attr, obj, **kwargs):
        return value.upper()


class Small(fields.Integer):
    num_type = abs


@pytest.mark.parametrize(
    ("field", "cls"),
    [(fields.Str(), fields.String), (Slug(), fields.String), (Loud(), Loud), (Small(), Small), (fields.Email(), fields.Email)],
)
def test_a_subclass_that_changes_nothing_is_known_by_its_base(field, cls):
    assert class_of(field) is cls


def test_what_a_subclass_changes_is_done_and_what_it_does_not_is_fast():
    compiled = compile(Schema.from_dict({"a": Slug(), "b": Loud()}))
    assert compiled.dump({"a": "x", "b": "y"}) == {"a": "x", "b": "Y"}
    assert "type(a) is" in compiled.source and "type(b) is" not in compiled.source
    assert compiled.load({"a": "x"}) == {"a": "x"}


def test_a_method_put_on_a_field_is_called():
    schema = Schema.from_dict({"a": fields.Integer(), "b": fields.String()})()
    schema.fields["a"]._format_num = lambda value: -int(value)
    schema.fields["b"]._serialize = lambda value, attr, obj, **kwargs: value * 2
    assert compile(schema).dump({"a": 1, "b": "x"}) == schema.dump({"a": 1, "b": "x"}) == {"a": -1, "b": "xx"}
    assert compile(schema).load({"a": 1}) == schema.load({"a": 1}) == {"a": -1}


def test_a_method_put_on_a_schema_is_no_longer_marshmallows():
    schema = Schema()
    assert keeps(schema, Schema, ["dump"])
    schema.dump = lambda obj, **kwargs: {}
    assert not keeps(schema, Schema, ["dump"])
