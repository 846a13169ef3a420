"""On well-typed input and output, strict is the same as plain: random schemas, random data, marshmallow as the judge."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import InvalidOperation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import ContractError
from flask_resty.schema import compile
from flask_resty.schema import faults
from flask_resty.schema.messages import SENTENCES


class Color(enum.Enum):
    RED = 1
    BLUE = 2


LEAF = Schema.from_dict({"name": fields.Str(required=True), "number": fields.Int(allow_none=True)})

texts = st.text(max_size=5)
integers = st.integers(-(2**70), 2**70)
floats = st.floats(allow_nan=False, allow_infinity=False)
datetimes = st.datetimes().map(dt.datetime.isoformat)
aware = st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat)
leaves = st.fixed_dictionaries({"name": texts}, optional={"number": integers | st.none()})

#: Fields, each with what is well-typed for it in JSON.
KINDS: list[tuple[fields.Field[Any], st.SearchStrategy[Any]]] = [
    (fields.String(validate=validate.Length(max=3)), texts),
    (fields.String(validate=[validate.OneOf(["", "a"]), validate.Length(min=1)]), texts),
    (fields.Email(), texts | st.emails()),
    (fields.Url(), texts),
    (fields.UUID(), st.uuids().map(str)),
    (fields.IP(), st.ip_addresses().map(str)),
    (fields.IPv4Interface(), texts),
    (fields.Integer(validate=validate.Range(min=0)), integers),
    (fields.Integer(as_string=True), integers),
    (fields.Float(), floats | integers),
    (fields.Decimal(places=2, as_string=True), st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=3).map(str)),
    (fields.Boolean(), st.booleans()),
    (fields.DateTime(), datetimes | aware),
    (fields.AwareDateTime(default_timezone=dt.UTC), datetimes | aware),
    (fields.NaiveDateTime(timezone=dt.UTC), datetimes | aware),
    (fields.DateTime("timestamp"), st.integers(0, 2**32) | st.floats(0, 2**32)),
    (fields.Date(), st.dates().map(str)),
    (fields.Time(), st.times().map(str)),
    (fields.TimeDelta(), st.integers(-(10**6), 10**6)),
    (fields.Enum(Color), st.sampled_from(["RED", "BLUE", "red"])),
    (fields.Enum(Color, by_value=True), st.sampled_from([1, 2])),
    (fields.Enum(Color, by_value=fields.Integer), st.integers(0, 3)),
    (fields.List(fields.Integer(allow_none=True), validate=validate.Length(max=2)), st.lists(integers | st.none(), max_size=3)),
    (fields.Tuple((fields.Integer(), fields.String())), st.tuples(integers, texts).map(list)),
    (fields.Dict(), st.dictionaries(texts, integers)),
    (
        fields.Dict(keys=fields.String(validate=validate.Length(min=1)), values=fields.Integer()),
        st.dictionaries(st.text(min_size=1), integers),
    ),
    (fields.Nested(LEAF), leaves),
    (fields.Nested(LEAF, many=True), st.lists(leaves, max_size=3)),
    (fields.Pluck(LEAF, "name", many=True), st.lists(texts, max_size=3)),
    (fields.Constant("post"), st.just("post")),
    (fields.Raw(), texts | integers),
    (fields.Function(lambda obj: 1, lambda value: [value]), texts),
]

options = st.fixed_dictionaries({"required": st.booleans(), "allow_none": st.booleans()})


@st.composite
def cases(draw) -> tuple[type[Schema], dict[str, Any]]:
    """Give a schema and data that is well-typed for it, which may miss members, have unknown ones, and nulls."""
    members, data = {}, {}
    for name in "abcd":
        field, values = draw(st.sampled_from(KINDS))
        said = draw(options)
        field = field.__deepcopy__({})
        field.allow_none = said["allow_none"]
        field.required = said["required"] and not isinstance(field, fields.Constant)
        members[name] = field
        data[name] = draw(st.none() | values | values)
    for name in draw(st.sets(st.sampled_from("abcdx"), max_size=1)):
        data.pop(name, None) if name in data else data.update({name: 1})
    return Schema.from_dict(members), data


@given(cases())
def test_strict_loading_of_what_is_well_typed_is_loading(case):
    schema, data = case
    assert outcome(compile(schema, strict="typed").load, data) == outcome(schema().load, data)


@given(cases())
def test_checked_dumping_of_what_was_loaded_is_dumping(case):
    schema, data = case
    try:
        loaded = schema(partial=True, unknown="exclude").load(data)
    except ValidationError:
        return
    plain = schema().dump(loaded)
    assert compile(schema, check="log").dump(loaded) == plain
    assert compile(schema, check="raise", output_required=False).dump(loaded) == plain


json_values = st.recursive(
    st.none() | st.booleans() | integers | floats | texts | st.uuids().map(str) | datetimes,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "number", "x"]), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KINDS), json_values)
def test_any_typed_input_is_loaded_as_marshmallow_does_or_refused_with_a_code(kind, value):
    schema = Schema.from_dict({"value": kind[0]})
    try:
        loaded = compile(schema, strict="typed").load({"value": value})
    except ValidationError as error:
        told = faults(error, "body")
        assert told and all(fault.code in SENTENCES and fault.pointer.startswith("/value") for fault in told)
    else:
        assert loaded == schema().load({"value": value})


@given(st.sampled_from(KINDS), st.text() | st.from_regex(r"[-+0-9.eE:TZ]{0,12}", fullmatch=True))
def test_any_text_is_loaded_or_refused_with_a_code(kind, text):
    try:
        loaded = compile(Schema.from_dict({"value": kind[0]}), strict="textual").load_text({"value": [text]})
    except ValidationError as error:
        assert all(fault.code in SENTENCES for fault in faults(error, "query"))
    else:
        assert set(loaded) == {"value"}


@given(st.sampled_from(KINDS), json_values | st.dates() | st.datetimes() | st.uuids() | st.decimals() | st.sampled_from(Color))
def test_any_output_is_dumped_as_marshmallow_does_or_breaks_the_contract(kind, value):
    schema = Schema.from_dict({"value": kind[0]})
    try:
        dumped = compile(schema, check="raise").dump({"value": value})
    except ContractError as error:
        assert str(error).startswith("GeneratedSchema/value")
    except InvalidOperation:
        # It has more digits than can be rounded to places.
        with pytest.raises(InvalidOperation):
            schema().dump({"value": value})
    else:
        assert dumped == schema().dump({"value": value})


@pytest.mark.parametrize("kind", KINDS, ids=[str(number) for number in range(len(KINDS))])
@given(data=st.data())
def test_the_value_that_was_sent_is_never_told(kind, data):
    """A message of marshmallow may hold small numbers and letters of its own, so what is sent is unlike them."""
    secret = data.draw(st.text("äöü☃", min_size=6, max_size=9))
    value = data.draw(st.sampled_from([secret, [secret], {"name": [secret]}, {"x": secret}]))
    try:
        compile(Schema.from_dict({"value": kind[0]}), strict="typed").load({"value": value})
    except ValidationError as error:
        assert not any(secret in fault.detail for fault in faults(error, "body"))


def outcome(load, data) -> Any:
    try:
        return load(data)
    except ValidationError as error:
        return error.messages


def test_a_uuid_of_another_form_is_the_one_thing_that_only_marshmallow_takes():
    assert Schema.from_dict({"a": fields.UUID()})().load({"a": uuid.UUID(int=1).hex})
