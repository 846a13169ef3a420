"""What validators are in JSON Schema."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import fields
from marshmallow import validate

from flask_resty.models.schemas.digits import Digits
from flask_resty.openapi.json_schema import Components
from flask_resty.openapi.json_schema.decimals import Bound
from flask_resty.openapi.json_schema.decimals import patterns_between

#: A number without an exponent.
NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"

NAMES = {name: getattr(fields, name) for name in fields.__all__} | {"dt": dt, "re": re, "v": validate, "len": len, "Digits": Digits}


def described(field: str, side: Any = "input", **options: Any) -> dict[str, Any]:
    return Components(**options).of(eval(field, dict(NAMES)), side)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("String(validate=v.Length(1, 5))", {"type": "string", "minLength": 1, "maxLength": 5}),
        ("String(validate=v.Length(equal=2))", {"type": "string", "minLength": 2, "maxLength": 2}),
        ("String(validate=[v.Length(1), v.Length(3), v.Length(2)])", {"type": "string", "minLength": 3}),
        ("String(validate=v.And(v.Length(1), v.Length(max=3)))", {"type": "string", "minLength": 1, "maxLength": 3}),
        ("List(Integer(), validate=v.Length(1))", {"type": "array", "items": {"type": "integer"}, "minItems": 1}),
        ("Dict(validate=v.Length(max=9))", {"type": "object", "maxProperties": 9}),
        ("UUID(validate=v.Length(1))", {"type": "string", "format": "uuid"}),
        ("Integer(validate=v.Range(1, 5))", {"type": "integer", "minimum": 1, "maximum": 5}),
        (
            "Integer(validate=v.Range(1, 5, min_inclusive=False, max_inclusive=False))",
            {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 5},
        ),
        ("Integer(validate=[v.Range(1), v.Range(2), v.Range(max=9), v.Range(max=7)])", {"type": "integer", "minimum": 2, "maximum": 7}),
        ("Float(validate=v.Range(0.5, float('inf')))", {"type": "number", "minimum": 0.5}),
        ("Date(validate=v.Range(dt.date(2024, 1, 1)))", {"type": "string", "format": "date"}),
        ("TimeDelta('hours', validate=v.Range(dt.timedelta(0), dt.timedelta(days=1)))", {"type": "number", "minimum": 0, "maximum": 24}),
        ("String(validate=v.OneOf(['a', 'b', 1]))", {"type": "string", "enum": ["a", "b"]}),
        ("Integer(validate=v.OneOf([1, 2.0, True, '7', float('nan')]))", {"type": "integer", "enum": [1, 2]}),
        ("Boolean(validate=v.OneOf([1, 7]))", {"type": "boolean", "enum": [True]}),
        ("Date(validate=v.OneOf([dt.date(2024, 1, 1)]))", {"type": "string", "format": "date", "enum": ["2024-01-01"]}),
        ("Date(validate=v.OneOf(['never']))", {"type": "string", "format": "date"}),
        ("String(validate=v.Equal('a'))", {"type": "string", "enum": ["a"]}),
        ("String(allow_none=True, validate=v.OneOf(['a']))", {"type": ["string", "null"], "enum": ["a", None]}),
        ("String(validate=[v.OneOf(['a', 'b']), v.OneOf(['b'])])", {"type": "string", "enum": ["a", "b"], "allOf": [{"enum": ["b"]}]}),
        ("String(validate=v.NoneOf(['a']))", {"type": "string", "not": {"enum": ["a"]}}),
        (
            "List(Integer(), validate=v.ContainsOnly([1, 2]))",
            {"type": "array", "items": {"type": "integer", "enum": [1, 2]}},
        ),
        (
            "List(Integer(), validate=v.ContainsNoneOf([1]))",
            {"type": "array", "items": {"type": "integer", "not": {"enum": [1]}}},
        ),
        ("String(validate=v.Regexp('[a-z]+'))", {"type": "string", "pattern": "^[a-z]+$"}),
        (
            "String(validate=[v.Regexp('[a-z]+'), v.Regexp('a.*')])",
            {"type": "string", "pattern": "^[a-z]+$", "allOf": [{"pattern": r"^a[^\n]*$"}]},
        ),
        ("String(validate=v.Regexp('(?>a)'))", {"type": "string"}),
        ("String(validate=v.Predicate('isupper'))", {"type": "string"}),
        ("Nested({}, validate=v.OneOf([1]))", {"type": "object", "properties": {}, "additionalProperties": False}),
        ("Raw(validate=v.Range(1))", {"type": ["string", "number", "boolean", "array", "object"]}),
        ("Raw(validate=v.OneOf([1, True, 1]))", {"type": ["string", "number", "boolean", "array", "object"], "enum": [1, True]}),
        ("String(validate=len)", {"type": "string"}),
    ],
)
def test_validator_on_what_is_taken(field, expected):
    assert described(field) == expected


@pytest.mark.parametrize(
    ("field", "numbers", "pattern"),
    [
        ("Decimal(validate=v.Range(0))", {"minimum": 0}, r"^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$"),
        ("Decimal(validate=v.Range(max=5))", {"maximum": 5}, r"^(?:-(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[0-4](?:\.[0-9]+)?|5(?:\.(?:0+))?)$"),
        (
            "Decimal(validate=Digits(6, 2))",
            {"exclusiveMinimum": -10000, "exclusiveMaximum": 10000, "multipleOf": 0.01},
            r"^-?(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,2}0*)?$",
        ),
        ("Decimal(validate=Digits(2, 0))", {"multipleOf": 1}, r"^-?(?:0|[1-9][0-9]{0,1})(?:\.0+)?$"),
        ("Decimal(validate=Digits(None, None))", {}, r"^-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]+)?$"),
    ],
)
def test_bounds_of_decimals_are_of_numbers_and_of_text(field, numbers, pattern):
    assert {**numbers, "pattern": pattern}.items() <= described(field).items()


def numbers_near(value: Decimal) -> st.SearchStrategy[str]:
    """Draw numbers as text that begin as another one does."""
    digits = st.text("0159", max_size=2)
    near = st.builds(lambda length, more: f"{value:f}"[:length] + more, st.integers(0, 6), digits)
    return (near | st.decimals(-200, 200, places=2).map(str)).filter(lambda text: re.fullmatch(NUMBER, text))


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_patterns_of_bounds_take_the_numbers_between(data):
    bound = Bound(data.draw(st.decimals(-150, 150, places=data.draw(st.integers(0, 3)))) + 0, data.draw(st.booleans()))
    text = data.draw(numbers_near(bound.value).filter(lambda text: Decimal(text) != 0 or text[0] != "-"))
    number, is_end = Decimal(text), Decimal(text) == bound.value and bound.is_inclusive
    assert all(re.search(one, text) for one in patterns_between(bound, None)) == (number > bound.value or is_end)
    assert all(re.search(one, text) for one in patterns_between(None, bound)) == (number < bound.value or is_end)


def test_decimal_is_chosen_as_number_and_as_text():
    assert described("Decimal(validate=v.OneOf([1, 1.5, 'a']))")["enum"] == [1, "1", 1.5, "1.5"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("String(validate=[v.Length(1), v.OneOf(['a'])])", {"type": "string", "enum": ["a"]}),
        ("List(String(), validate=v.ContainsOnly(['a']))", {"type": "array", "items": {"type": "string", "enum": ["a"]}}),
        ("Integer(validate=v.Range(1))", {"type": "integer"}),
    ],
)
def test_choices_alone_are_promised_of_what_is_shown(field, expected):
    assert described(field, "output") == expected


def test_all_validators_are_promised_of_what_is_shown_if_the_app_says_so():
    assert described("Integer(validate=v.Range(1))", "output", output_validated=True) == {"type": "integer", "minimum": 1}


@pytest.mark.parametrize("text", ["a@example.com", "a.b+c@sub.example.co.uk", "a@localhost", "a@b.museum"])
def test_pattern_of_addresses_takes(text):
    fields.Email().deserialize(text)
    assert re.search(described("Email()")["pattern"], text)


@pytest.mark.parametrize(
    "text", ["a@b", "a", "@example.com", "a..b@example.com", "a@example.com.", "a@-b.com", "a@b.-c", "a@b.c-", "a@example.com\n"]
)
def test_pattern_of_addresses_refuses(text):
    assert not re.search(described("Email()")["pattern"].removesuffix("$") + r"\Z", text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Url()", "https://example.com/"),
        ("Url()", "http://a:b@example.com:80/a?b#c"),
        ("Url()", "http://[::1]/"),
        ("Url()", "http://[2001:db8::1]/"),
        ("Url()", "http://[1:2:3:4:5:6:7:8]/a%20b?#"),
        ("Url(require_tld=False)", "http://host/"),
        ("Url(schemes=['git'])", "git://example.com"),
        ("Url(relative=True)", "/a"),
        ("Url(relative=True)", "https://example.com"),
        ("Url(relative=True, absolute=False)", "?a"),
    ],
)
def test_pattern_of_urls_takes(field, text):
    eval(field, dict(NAMES)).deserialize(text)
    assert re.search(described(field)["pattern"], text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Url()", "javascript:alert(1)"),
        ("Url()", "http://host/"),
        ("Url()", "/a"),
        ("Url()", "http://example.com/ "),
        ("Url()", "http://example.com/a[b"),
        ("Url()", "http://example.com/%a"),
        ("Url()", "http://example.com/#a#b"),
        ("Url()", "http://[0A27bA:Efaac7584]/"),
        ("Url()", "http://[::::]/"),
        ("Url(relative=True)", "/a?b=x://y"),
        ("Url(relative=True, absolute=False)", "https://example.com"),
    ],
)
def test_pattern_of_urls_refuses(field, text):
    assert not re.search(described(field)["pattern"], text)
