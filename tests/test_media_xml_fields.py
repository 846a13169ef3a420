"""Values of every class of fields are the same when they come back from XML."""

from __future__ import annotations

import math
from datetime import UTC
from datetime import timedelta
from datetime import timezone
from decimal import Decimal
from enum import Enum
from enum import IntEnum
from typing import Any

import marshmallow
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.schema import compile


class Color(Enum):
    RED = 1
    GREEN = 2


class Mixed(Enum):
    NUMBER = 1
    TEXT = "1"
    TRUTH = True
    NOTHING = 2.5


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class XmlTag(Schema):
    name = fields.String()
    weight = fields.Integer(allow_none=True)


class XmlTree(Schema):
    name = fields.String(metadata={"xml": {"attribute": True}})
    left = fields.Nested(lambda: XmlTree())
    rest = fields.Nested(lambda: XmlTree(), many=True, metadata={"xml": {"item": "tree"}})


class Shouted(fields.String):
    """A class of somebody else, that dumps no text at all."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return [value]

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        (text,) = value
        return text


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
TAGS = st.fixed_dictionaries({"name": TEXT, "weight": st.none() | st.integers()})
TREES: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries({"name": TEXT}),
    lambda inner: st.fixed_dictionaries({"name": TEXT, "left": inner, "rest": st.lists(inner, max_size=3)}),
    max_leaves=5,
)

FIELDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "String": (fields.String(), TEXT),
    "String by an attribute": (fields.String(metadata={"xml": {"attribute": True}}), TEXT),
    "String or null by an attribute": (fields.String(allow_none=True, metadata={"xml": {"attribute": True}}), st.none() | TEXT),
    "Email": (fields.Email(), st.just("a&b@example.com")),
    "Url": (fields.Url(), st.just("https://example.com/?a=1&b=<2>")),
    "UUID": (fields.UUID(), st.uuids()),
    "IP": (fields.IP(), st.ip_addresses()),
    "IPv4": (fields.IPv4(), st.ip_addresses(v=4)),
    "IPv6": (fields.IPv6(), st.ip_addresses(v=6)),
    "IPInterface": (fields.IPInterface(), st.ip_addresses().map(lambda ip: fields.IPInterface().deserialize(f"{ip}/8"))),
    "IPv4Interface": (fields.IPv4Interface(), st.ip_addresses(v=4).map(lambda ip: fields.IPv4Interface().deserialize(f"{ip}/8"))),
    "IPv6Interface": (fields.IPv6Interface(), st.ip_addresses(v=6).map(lambda ip: fields.IPv6Interface().deserialize(f"{ip}/8"))),
    "Integer": (fields.Integer(), st.integers()),
    "Integer by an attribute": (fields.Integer(metadata={"xml": {"attribute": True}}), st.integers()),
    "Integer as text": (fields.Integer(as_string=True), st.integers()),
    "Float": (fields.Float(), FLOATS),
    "Float that may be infinite": (fields.Float(allow_nan=True), st.floats(allow_nan=False)),
    "Decimal": (fields.Decimal(), DECIMALS),
    "Decimal as text": (fields.Decimal(as_string=True), DECIMALS),
    "Decimal that may be infinite": (fields.Decimal(allow_nan=True), st.sampled_from([Decimal("Infinity"), Decimal("-Infinity")])),
    "Boolean": (fields.Boolean(), st.booleans()),
    "Boolean by its own words": (fields.Boolean(truthy={1}, falsy={0}), st.booleans()),
    "DateTime": (fields.DateTime(), st.datetimes(timezones=st.none() | OFFSETS)),
    "DateTime by timestamp": (
        fields.DateTime("timestamp"),
        st.integers(0, 10**9).map(lambda n: fields.DateTime("timestamp").deserialize(n)),
    ),
    "AwareDateTime": (fields.AwareDateTime(), st.datetimes(timezones=OFFSETS)),
    "NaiveDateTime": (fields.NaiveDateTime(timezone=UTC), st.datetimes()),
    "Date": (fields.Date(), st.dates()),
    "Time": (fields.Time(), st.times()),
    "TimeDelta": (fields.TimeDelta(), st.integers(-(10**9), 10**9).map(lambda n: timedelta(seconds=n))),
    "Enum": (fields.Enum(Color), st.sampled_from(Color)),
    "Enum by value": (fields.Enum(Color, by_value=True), st.sampled_from(Color)),
    "Enum of different types": (fields.Enum(Mixed, by_value=True), st.sampled_from(Mixed)),
    "Enum of integers": (fields.Enum(Size, by_value=True), st.sampled_from(Size)),
    "Enum by a field": (fields.Enum(Color, by_value=fields.Integer), st.sampled_from(Color)),
    "Constant": (fields.Constant("post"), st.just("post")),
    "Constant number": (fields.Constant(7), st.just(7)),
    "Constant truth": (fields.Constant(True), st.just(True)),
    "List": (fields.List(fields.Integer()), st.lists(st.integers())),
    "List of text": (fields.List(fields.String(allow_none=True), metadata={"xml": {"item": "word"}}), st.lists(st.none() | TEXT)),
    "List of lists": (fields.List(fields.List(fields.Boolean())), st.lists(st.lists(st.booleans()))),
    "Tuple": (fields.Tuple([fields.Integer(), fields.String(), fields.Raw()]), st.tuples(st.integers(), TEXT, st.booleans())),
    "Dict": (fields.Dict(), st.dictionaries(TEXT, JSON)),
    "Dict of numbers": (fields.Dict(keys=fields.Integer(), values=fields.Float()), st.dictionaries(st.integers(), FLOATS)),
    "Dict of objects": (fields.Dict(keys=fields.String(), values=fields.Nested(XmlTag)), st.dictionaries(TEXT, TAGS)),
    "Nested": (fields.Nested(XmlTag), TAGS),
    "Nested many": (fields.Nested(XmlTag, many=True, metadata={"xml": {"item": "tag"}}), st.lists(TAGS)),
    "Nested in itself": (fields.Nested(XmlTree), TREES),
    "Pluck": (fields.Pluck(XmlTag, "name"), st.fixed_dictionaries({"name": TEXT})),
    "Pluck many": (fields.Pluck(XmlTag, "weight", many=True), st.lists(st.fixed_dictionaries({"weight": st.integers()}))),
    "Raw": (fields.Raw(allow_none=True), JSON),
    "Function": (fields.Function(lambda each: each["value"], deserialize=lambda value: value, allow_none=True), JSON),
    "Method": (fields.Method("get_value", "read_value", allow_none=True), JSON),
    "class of somebody else": (Shouted(), TEXT),
    "null": (fields.Integer(allow_none=True), st.none() | st.integers()),
}

#: Those that hold no value of their own, or are told of by another name.
ABSTRACT = {"Field", "Mapping", "Number", "Str", "Int", "Bool", "URL"}


class WithMethods(Schema):
    def get_value(self, obj: Any) -> Any:
        return obj["value"]

    def read_value(self, value: Any) -> Any:
        return value


def schema_of(field: Any) -> Schema:
    return WithMethods.from_dict({"value": field})()


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_value_survives_out_and_in(name: str, data: Any) -> None:
    field, values = FIELDS[name]
    schema = schema_of(field)
    loaded = {"value": data.draw(values)}
    content = XML_EMITTER.emit(schema.dump(loaded), schema)
    assert compile(schema, strict="textual").load(XML_PARSER.parse(content, schema)) == loaded


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_list_of_objects_survives_out_and_in(name: str, data: Any) -> None:
    field, values = FIELDS[name]
    schema = WithMethods.from_dict({"value": field})(many=True)
    loaded = [{"value": value} for value in data.draw(st.lists(values, max_size=3))]
    assert XML_EMITTER.stream is not None
    content = b"".join(XML_EMITTER.stream(iter(schema.dump(loaded)), schema_of(field)))
    assert content == XML_EMITTER.emit(schema.dump(loaded), schema)
    assert compile(schema, strict="textual").load(XML_PARSER.parse(content, schema)) == loaded


def test_every_class_of_fields_is_tried() -> None:
    tried = {type(field).__name__ for field, _ in FIELDS.values()}
    assert set(marshmallow.fields.__all__) - tried == ABSTRACT


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_data_without_a_schema_is_the_same_again(data: Any) -> None:
    found = XML_PARSER.parse(XML_EMITTER.emit(data, None), None)
    assert found == data
    assert repr(found) == repr(data)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(TEXT, JSON, max_size=4), st.sampled_from(list(FIELDS)))
def test_what_does_not_fit_the_schema_is_the_same_again(members: dict[str, Any], name: str) -> None:
    schema = schema_of(FIELDS[name][0])
    data = {"other": members} | members
    found = XML_PARSER.parse(XML_EMITTER.emit(data, schema), schema)
    assert {key: value for key, value in found.items() if key != "value"} == {k: v for k, v in data.items() if k != "value"}


def test_number_that_is_none_comes_back() -> None:
    schema = schema_of(fields.Float(allow_nan=True))
    content = XML_EMITTER.emit({"value": math.nan}, schema)
    assert math.isnan(compile(schema, strict="textual").load(XML_PARSER.parse(content, schema))["value"])
