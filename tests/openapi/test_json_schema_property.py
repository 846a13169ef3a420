"""What the JSON Schema of a field accepts, the server loads; what it refuses, the server refuses. And what is shown fits.

Values are drawn for each class of fields with validators drawn as well: from what the description itself says, and from what lies near
the borders of all of them. Where the two cannot say the same, ``DIFFERENCES`` says why.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from typing import NamedTuple

import jsonschema_rs
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate
from strictfuzz.values import TEXTS

from flask_resty import DataURL
from flask_resty.media import JSON_EMITTER
from flask_resty.models import Base64
from flask_resty.openapi.json_schema import Components
from flask_resty.schema import compile

Color = enum.Enum("Color", {"RED": 1, "BLUE": 2})
Word = enum.Enum("Word", {"A": "a", "B": "b"})
Rights = enum.Flag("Rights", {"READ": 1, "WRITE": 2})


class PropertyPlace(Schema):
    """What is nested."""

    room = fields.String(required=True)
    number = fields.Integer(allow_none=True, metadata={"optional": True})


class PropertyTree(Schema):
    """What nests itself."""

    children = fields.List(fields.Nested(lambda: PropertyTree()), metadata={"optional": True})


# -- fields ------------------------------------------------------------------------------------------------------------

Make = Callable[..., fields.Field[Any]]

lengths = st.integers(0, 4)
numbers = st.integers(-10, 10) | st.floats(-10, 10).map(lambda value: round(value, 2))
words = st.lists(st.sampled_from(["a", "ab", "7", ""]), min_size=1, max_size=3)


def length_of(values: tuple[int, int]) -> validate.Length:
    return validate.Length(min(values), max(values))


of_length = st.tuples(lengths, lengths).map(length_of) | lengths.map(lambda value: validate.Length(equal=value))


def range_of(bounds: tuple[Any, Any], *inclusive: bool) -> validate.Range:
    return validate.Range(min(bounds), max(bounds), min_inclusive=inclusive[0], max_inclusive=inclusive[1])


in_range = st.builds(range_of, st.tuples(numbers, numbers), st.booleans(), st.booleans())
# For Python, the float 1.88 is a little less than the decimal.
in_range_of_decimals = st.builds(range_of, st.tuples(*[numbers.map(str).map(Decimal)] * 2), st.booleans(), st.booleans())
in_range_of_integers = in_range.map(lambda one: validate.Range(round(one.min), round(one.max)))
chosen = words.map(validate.OneOf) | words.map(validate.NoneOf) | st.just(validate.Equal("a"))
of_pattern = st.sampled_from([r"[a-z]+", r"\d+", r"a|b", r"(?i)ab?", r"\w*\Z", r"[^\s]+", r".{2,3}$"]).map(validate.Regexp)
chosen_numbers = st.lists(st.integers(-3, 3), min_size=1).map(validate.OneOf)
of_items = words.map(validate.ContainsOnly) | words.map(validate.ContainsNoneOf)


class Case(NamedTuple):
    """A class of fields."""

    make: Make
    validators: st.SearchStrategy[Any] = st.nothing()
    #: Values that are often right.
    values: st.SearchStrategy[Any] = st.nothing()


places = st.fixed_dictionaries({}, optional={"room": st.sampled_from(["a", 1, None]), "number": st.none() | st.integers(), "x": st.just(1)})
trees = st.recursive(st.just({}), lambda inner: st.fixed_dictionaries({"children": st.lists(inner, max_size=2)}), max_leaves=4)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
keys = st.sampled_from(["a", "7", "07", "1.0", "RED", "1", "12345678-1234-5678-1234-567812345678"])
moments = st.datetimes() | st.datetimes(timezones=st.just(dt.UTC)) | st.dates() | st.times()
in_iso = moments.map(lambda value: value.isoformat()) | moments.map(lambda value: value.isoformat().replace("+00:00", "Z"))
of_four_digits = st.datetimes(min_value=dt.datetime(1000, 1, 1))
decimals = st.decimals(allow_nan=False, allow_infinity=False).map(str)

CASES: dict[str, Case] = {
    "String": Case(fields.String, of_length | chosen | of_pattern),
    "Email": Case(fields.Email, of_length, values=st.emails()),
    "Url": Case(fields.Url),
    "relative Url": Case(lambda **options: fields.Url(relative=True, **options)),
    "UUID": Case(fields.UUID, values=st.uuids().map(str)),
    "IP": Case(fields.IP, values=st.ip_addresses().map(str)),
    "IPv4": Case(fields.IPv4, values=st.ip_addresses(v=4).map(str)),
    "IPv6": Case(fields.IPv6, values=st.ip_addresses(v=6).map(str)),
    "IPInterface": Case(fields.IPInterface, values=st.ip_addresses().map(lambda value: f"{value}/8")),
    "IPv4Interface": Case(fields.IPv4Interface, values=st.ip_addresses(v=4).map(lambda value: f"{value}/8")),
    "IPv6Interface": Case(fields.IPv6Interface, values=st.ip_addresses(v=6).map(lambda value: f"{value}/8")),
    "Integer": Case(fields.Integer, in_range | chosen_numbers),
    "strict Integer": Case(lambda **options: fields.Integer(strict=True, **options), in_range_of_integers),
    "Integer as text": Case(lambda **options: fields.Integer(as_string=True, **options)),
    "Float": Case(fields.Float, in_range | chosen_numbers),
    "Float as text": Case(lambda **options: fields.Float(as_string=True, **options)),
    "Decimal": Case(fields.Decimal, in_range_of_decimals, values=decimals),
    "Decimal of places": Case(lambda **options: fields.Decimal(places=2, **options), in_range_of_decimals, values=decimals),
    "Decimal as text": Case(lambda **options: fields.Decimal(as_string=True, **options), values=decimals),
    "Boolean": Case(fields.Boolean),
    "own Boolean": Case(lambda **options: fields.Boolean(truthy={"ja", 1}, falsy={"nein", 0}, **options)),
    "DateTime": Case(fields.DateTime, values=in_iso),
    "NaiveDateTime": Case(fields.NaiveDateTime, values=in_iso),
    "AwareDateTime": Case(fields.AwareDateTime, values=in_iso),
    "DateTime rfc": Case(
        lambda **options: fields.DateTime("rfc", **options),
        values=of_four_digits.map(lambda value: value.strftime("%a, %d %b %Y %H:%M:%S +0100")),
    ),
    "DateTime timestamp": Case(lambda **options: fields.DateTime("timestamp", **options)),
    "DateTime timestamp_ms": Case(lambda **options: fields.DateTime("timestamp_ms", **options)),
    "DateTime formatted": Case(
        lambda **options: fields.DateTime("%d.%m.%Y %H:%M:%S", **options),
        values=of_four_digits.map(lambda value: value.strftime("%d.%m.%Y %H:%M:%S")),
    ),
    "Date": Case(fields.Date, values=in_iso),
    "Date formatted": Case(
        lambda **options: fields.Date("%Y%m%d", **options), values=of_four_digits.map(lambda value: value.strftime("%Y%m%d"))
    ),
    "Time": Case(fields.Time, values=in_iso),
    "TimeDelta": Case(fields.TimeDelta, st.just(validate.Range(dt.timedelta(0), dt.timedelta(seconds=7)))),
    "TimeDelta in days": Case(lambda **options: fields.TimeDelta("days", **options)),
    "Enum": Case(lambda **options: fields.Enum(Color, **options)),
    "Enum by value": Case(lambda **options: fields.Enum(Color, by_value=True, **options)),
    "Enum by text": Case(lambda **options: fields.Enum(Word, by_value=True, **options)),
    "Enum by field": Case(lambda **options: fields.Enum(Color, by_value=fields.Integer(), **options)),
    "Flag": Case(lambda **options: fields.Enum(Rights, by_value=True, **options), values=st.integers(0, 4)),
    "Raw": Case(fields.Raw),
    "Constant": Case(lambda **options: fields.Constant("a", **options)),
    "Constant number": Case(lambda **options: fields.Constant(1, **options)),
    "Constant list": Case(lambda **options: fields.Constant([1], **options)),
    "List": Case(lambda **options: fields.List(fields.String(), **options), of_length | of_items),
    "List of integers": Case(lambda **options: fields.List(fields.Integer(allow_none=True), **options), of_length),
    "Tuple": Case(
        lambda **options: fields.Tuple([fields.Integer(), fields.String()], **options),
        values=st.tuples(st.integers(), st.text(max_size=2)).map(list),
    ),
    "Dict": Case(fields.Dict, of_length, values=st.dictionaries(keys, scalars, max_size=4)),
    "Dict by Integer": Case(
        lambda **options: fields.Dict(keys=fields.Integer(), values=fields.Boolean(), **options),
        values=st.dictionaries(keys, st.booleans(), max_size=2),
    ),
    "Dict by Enum": Case(
        lambda **options: fields.Dict(keys=fields.Enum(Color), **options),
        values=st.dictionaries(st.sampled_from(["RED", "BLUE"]), scalars, max_size=2),
    ),
    "Dict by UUID": Case(
        lambda **options: fields.Dict(keys=fields.UUID(), **options), values=st.dictionaries(st.uuids().map(str), scalars, max_size=2)
    ),
    "Nested": Case(lambda **options: fields.Nested(PropertyPlace, **options), values=places),
    "Nested many": Case(
        lambda **options: fields.Nested(PropertyPlace, many=True, **options), of_length, values=st.lists(places, max_size=3)
    ),
    "Nested in itself": Case(lambda **options: fields.Nested(PropertyTree, **options), values=trees),
    "Pluck": Case(lambda **options: fields.Pluck(PropertyPlace, "number", **options)),
    "Pluck many": Case(lambda **options: fields.Pluck(PropertyPlace, "number", many=True, **options)),
    "Base64": Case(Base64, values=st.binary(max_size=7).map(lambda value: Base64()._serialize(value, None, None))),
    "DataURL": Case(lambda **options: DataURL("image/png", "text/plain", sniff=False, **options)),
    "DataURL of PNG": Case(lambda **options: DataURL("image/png", **options)),
}

# -- values ------------------------------------------------------------------------------------------------------------

anything: st.SearchStrategy[Any] = st.one_of(
    scalars,
    st.sampled_from(["a", "ab", "RED", "ja", "nein", "abc1", "é", "٣", 1, 2, 3, 0, -1, 1.0, True, [1], {}, []]),
    st.sampled_from([text for text in TEXTS if len(text) < 100 and text.isprintable()]),
    numbers,
    st.lists(scalars | st.sampled_from(["a", "ab", "7"]), max_size=5),
    st.tuples(st.integers(), st.text(max_size=2)).map(list),
    st.dictionaries(keys, scalars, max_size=4),
    places,
    st.lists(places, max_size=3),
    trees,
    in_iso,
    decimals,
)


def said_by(described: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Draw what a description itself tells of."""
    found: list[Any] = [*described.get("enum", []), *([described["const"]] if "const" in described else [])]
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        found += [described[name] + step for step in (-1, -0.5, 0, 0.5, 1)] if name in described else []
    ways = [st.sampled_from(found)] if found else []
    pattern = described.get("pattern", "")
    if pattern and r"\p" not in pattern:
        ways += [st.from_regex(pattern, fullmatch=True)]
    for name in ("minLength", "maxLength"):
        ways += [st.text(min_size=max(described[name] - 1, 0), max_size=described[name] + 1)] if name in described else []
    return st.one_of(*ways, *map(said_by, described.get("anyOf", [])))


# -- what cannot be said -----------------------------------------------------------------------------------------------


class Difference(NamedTuple):
    """What JSON Schema and the server see differently."""

    reason: str
    #: Tells it by the name of the case, the value, and whether the server takes it.
    holds: Callable[[str, Any, bool], bool]


def has(kind: Callable[[Any], bool], value: Any) -> bool:
    """Tell whether there is something in a value."""
    if isinstance(value, list | dict):
        inside = value if isinstance(value, list) else [*value, *value.values()]
        return kind(value) or any(has(kind, one) for one in inside)
    return kind(value)


DIFFERENCES = [
    Difference(
        "For JSON Schema 1.0 is the integer 1; the server takes numbers for integers only that are written as such.",
        lambda name, value, taken: not taken and has(lambda one: isinstance(one, float) and one.is_integer(), value),
    ),
    Difference(
        "RFC 3339 has lower case, leap seconds and the year 0; the server leaves them to others.",
        lambda name, value, taken: not taken and isinstance(value, str) and (value[-1:] == "z" or "t" in value or value[:4] == "0000"),
    ),
    Difference(
        "The server also takes moments without seconds, which the format date-time does not.",
        lambda name, value, taken: taken and "DateTime" in name and isinstance(value, str) and value[13:14] == ":",
    ),
    Difference(
        "Formats are for ASCII; the server takes letters of all languages, capital schemes, zones of addresses.",
        lambda name, value, taken: taken and name.endswith(("Email", "Url", "IP", "IPv6", "Interface")) and isinstance(value, str),
    ),
    Difference(
        "What Python's parsers take beside what they write: one digit, digits of all languages, other zones.",
        lambda name, value, taken: taken and name in {"DateTime formatted", "Date formatted", "DateTime rfc"},
    ),
    Difference(
        "There are numbers that no float has.", lambda name, value, taken: not taken and has(lambda one: abs(number(one)) > 1e308, value)
    ),
    Difference(
        "Zero may have a sign, and what is rounded to it.",
        lambda name, value, taken: taken and "Decimal" in name and str(value).startswith("-"),
    ),
    Difference(
        "What has bounds is written without an exponent.",
        lambda name, value, taken: taken and "Decimal" in name and isinstance(value, str) and "e" in value.lower(),
    ),
    Difference(
        "What is rounded may be rounded to a bound, and is rounded where it has many digits.",
        lambda name, value, taken: name == "Decimal of places" and (len(str(value)) > 27 or abs(float(value)) <= 11),
    ),
    Difference(
        "Where spans and moments end is said in whole numbers.",
        lambda name, value, taken: taken and name.startswith(("TimeDelta", "DateTime timestamp")) and not 0 < value < 9e8,
    ),
    Difference(
        "A flag that is all others is written as a negative number, too.",
        lambda name, value, taken: taken and name == "Flag" and number(value) < 0,
    ),
    Difference(
        "The head of a data URL may have capital letters and parameters.",
        lambda name, value, taken: taken and name.startswith("DataURL"),
    ),
]


#: The same of what is shown, by the name of the case and the text that was sent.
DIFFERENCES_OF_SHOWN = [
    Difference(
        "The text of addresses is not checked when they are shown, and format is no more than a hint then.",
        lambda name, value, taken: name.endswith(("Email", "Url")),
    ),
    Difference(
        "On some systems strftime writes years before 1000 without zeros.",
        lambda name, value, taken: name.endswith("formatted") and len(value) < (8 if name == "Date formatted" else 19),
    ),
]


def number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


# -- the properties ----------------------------------------------------------------------------------------------------


def drawn(case: Case, data: st.DataObject) -> tuple[Schema, Any, Any, dict[str, Any]]:
    """Draw a schema of one field and a value; give the validator of JSON Schema and the description of the field, too."""
    validators = data.draw(st.lists(case.validators, max_size=2)) if not case.validators.is_empty else []
    schema = Schema.from_dict({"value": case.make(validate=validators, allow_none=data.draw(st.booleans()))})()
    judge, described = _described(schema, "input")
    near = [one for one in (said_by(described), case.values) if not one.is_empty]
    return schema, data.draw(data.draw(st.sampled_from([*near, anything]))), judge, described


def _described(schema: Schema, side: Any) -> tuple[Any, dict[str, Any]]:
    components = Components(at="#/$defs/")
    described = components.of(schema, side)
    whole = {**described, "$defs": components.schemas}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True), described["properties"]["value"]


def loaded(schema: Schema, value: Any) -> Any:
    """Load a value as the server does; ``None`` where it is refused."""
    try:
        return compile(schema, strict="typed").load({"value": value})
    except ValidationError:
        return None


SETTINGS = settings(max_examples=80, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", CASES)
def test_what_json_schema_accepts_the_server_loads_and_back(name):
    found = set()

    @SETTINGS
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        schema, value, judge, described = drawn(CASES[name], data)
        accepted, taken = judge.is_valid({"value": value}), loaded(schema, value) is not None
        found.add((accepted, taken))
        if accepted != taken:
            assert [one.reason for one in DIFFERENCES if one.holds(name, value, taken)], (value, taken, described)

    agree()
    # It is about something: there were values of both kinds.
    assert found >= {(True, True), (False, False)}


@pytest.mark.parametrize("name", CASES)
def test_what_was_loaded_and_is_shown_fits(name):
    @SETTINGS
    @given(st.data())
    def fits(data: st.DataObject) -> None:
        schema, value, *_ = drawn(CASES[name], data)
        content = loaded(schema, value)
        if content is not None:
            sent = json.loads(JSON_EMITTER.emit(compile(schema, check="raise").dump(content), None))
            judge, shown = _described(schema, "output")
            if not judge.is_valid(sent):
                assert [one.reason for one in DIFFERENCES_OF_SHOWN if one.holds(name, sent["value"], True)], (sent, shown)

    fits()
