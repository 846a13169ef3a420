from __future__ import annotations

import pytest
from everything.kinds import Containers
from everything.kinds import KindsIn
from everything.kinds import Node
from everything.kinds import Numbers
from everything.kinds import Texts
from everything.kinds import Validated
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import ConfigError
from flask_resty import OneOf
from flask_resty.schema import compile
from flask_resty.testing import invalid_bodies
from flask_resty.testing import valid_body

SCHEMAS = [KindsIn, Texts(exclude=("kind",)), Numbers, Containers, Validated, Node, Node(many=True)]
IDS = ["all", "texts", "numbers", "containers", "validated", "node", "nodes"]


class BodyShelf(Schema):
    name = fields.Str(required=True, validate=validate.Length(2, 5))
    kind = fields.Str(validate=validate.OneOf(["wood", "steel"]))
    rows = fields.Int(validate=validate.Range(1, 9))


def found(schema):
    return {(one.pointer, one.code) for one in invalid_bodies(schema)}


@pytest.mark.parametrize("schema", SCHEMAS, ids=IDS)
@pytest.mark.parametrize("full", [True, False])
def test_a_valid_body_is_loaded(schema, full):
    compile(schema, strict="typed").load(valid_body(schema, full=full))


def test_every_kind_of_field_has_a_value():
    texts = Texts(exclude=("kind",))
    assert valid_body(texts).keys() == texts.fields.keys()
    assert valid_body(Numbers).keys() == Numbers().fields.keys()
    assert valid_body(Validated).keys() == Validated().fields.keys()


@pytest.mark.parametrize("schema", SCHEMAS, ids=IDS)
def test_an_invalid_body_is_refused(schema):
    load, bodies = compile(schema, strict="typed").load, invalid_bodies(schema)
    assert len(bodies) > 3
    for body in bodies:
        with pytest.raises(ValidationError):
            load(body.body)


def test_a_body_is_the_same_each_time():
    assert valid_body(KindsIn) == valid_body(KindsIn)
    assert invalid_bodies(KindsIn) == invalid_bodies(KindsIn)


def test_invalid_bodies_say_where_and_what():
    assert found(BodyShelf) >= {
        ("", "type"),
        ("/name", "required"),
        ("/name", "null"),
        ("/name", "type"),
        ("/name", "too_short"),
        ("/name", "too_long"),
        ("/kind", "choice"),
        ("/rows", "too_small"),
        ("/rows", "too_large"),
        ("/no-such-member", "unknown"),
    }


def test_mistakes_are_made_inside_too():
    assert ("/places/0/city", "required") in found(Containers)


def test_what_is_forbidden_is_tried():
    assert ("/other", "choice") in found(Validated) and ("/others", "choice") in found(Validated)


def test_what_nobody_requires_can_be_left_out():
    assert valid_body(BodyShelf, full=False) == {"name": "text"}


def test_members_are_given():
    assert valid_body(BodyShelf, name="Oak", rows=2) == {"name": "Oak", "kind": "wood", "rows": 2}


def test_the_example_of_a_field_is_taken():
    schema = Schema.from_dict({"code": fields.Str(metadata={"example": "AB-12"}, validate=validate.Regexp(r"[A-Z]{2}-\d{2}\Z"))})
    assert valid_body(schema) == {"code": "AB-12"}


def test_a_required_member_without_a_value_is_told():
    schema = Schema.from_dict({"code": fields.Str(required=True, validate=validate.Regexp(r"x7[A-Z]{2}-\d{2}\Z"))}, name="Coded")
    with pytest.raises(ConfigError, match="Coded takes as 'code'. Give it one, as in metadata="):
        valid_body(schema)


@pytest.mark.parametrize(
    "schema, body",
    [(fields.Int(validate=validate.Range(3, 4)), 3), (OneOf(BodyShelf, Node), {"name": "text", "kind": "wood", "rows": 1})],
    ids=["field", "alternatives"],
)
def test_what_stands_for_a_schema_has_a_body(schema, body):
    assert valid_body(schema) == body
