"""What fields are in JSON Schema."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import re
import uuid
from base64 import b64encode
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty.fields import DataURL
from flask_resty.fields import File
from flask_resty.media.sniffing import beginning
from flask_resty.models import Base64
from flask_resty.models.commas import CommaList
from flask_resty.models.sorting import SortKeys
from flask_resty.openapi.json_schema import Components
from flask_resty.schematic import Binary

Color = enum.Enum("Color", {"RED": 1, "BLUE": 2})
Kind = enum.Enum("Kind", {"DAY": dt.date(2024, 1, 1), "TEXT": "a"})
Mixed = enum.Enum("Mixed", {"ONE": 1, "A": "a"})
Halves = enum.Enum("Halves", {"ONE": 1, "HALF": 0.5})
Rights = enum.Flag("Rights", {"READ": 1, "WRITE": 2})
Holes = enum.Flag("Holes", {"READ": 1, "WRITE": 4})

SOMETHING = ["string", "number", "boolean", "array", "object"]


class Odd(fields.Field[Any]):
    """Nobody knows what it is."""


class Shout(fields.String):
    """A text of an author."""


#: What the tables may name.
NAMES = {name: getattr(fields, name) for name in fields.__all__} | {
    **{one.__name__: one for one in (Base64, Binary, Color, CommaList, DataURL, File, Halves)},
    **{one.__name__: one for one in (Holes, Kind, Mixed, Odd, Rights, Schema, Shout, SortKeys)},
    "decimal": decimal,
    "dt": dt,
    "uuid": uuid,
}


def described(field: str, side: Any = "input", **options: Any) -> dict[str, Any]:
    return Components().of(eval(field, dict(NAMES)), side, **options)


@pytest.mark.parametrize("side", ["input", "output"])
@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("String()", {"type": "string"}),
        ("UUID()", {"type": "string", "format": "uuid"}),
        ("IPv4()", {"type": "string", "format": "ipv4"}),
        ("IPv6()", {"type": "string", "format": "ipv6"}),
        ("IP()", {"anyOf": [{"type": "string", "format": "ipv4"}, {"type": "string", "format": "ipv6"}]}),
        ("Integer()", {"type": "integer"}),
        ("Float()", {"type": "number"}),
        ("Boolean()", {"type": "boolean"}),
        ("AwareDateTime()", {"type": "string", "format": "date-time"}),
        ("Date()", {"type": "string", "format": "date"}),
        ("Enum(Color, by_value=True)", {"type": "integer", "enum": [1, 2]}),
        ("Enum(Color, by_value=Integer())", {"type": "integer", "enum": [1, 2]}),
        ("Enum(Kind, by_value=True)", {"type": "string", "enum": ["2024-01-01", "a"]}),
        ("Enum(Rights, by_value=True)", {"type": "integer", "minimum": 0, "maximum": 3}),
        ("Enum(Holes, by_value=True)", {"type": "integer"}),
        ("Constant('a')", {"type": "string", "const": "a"}),
        ("Constant(True)", {"type": "boolean", "const": True}),
        ("Raw()", {"type": SOMETHING}),
        ("Raw(allow_none=True)", {"type": [*SOMETHING, "null"]}),
        ("Integer(allow_none=True)", {"type": ["integer", "null"]}),
        ("Enum(Color, allow_none=True)", {"type": ["string", "null"], "enum": ["RED", "BLUE", None]}),
        ("List(Integer())", {"type": "array", "items": {"type": "integer"}}),
        ("List(Integer(allow_none=True))", {"type": "array", "items": {"type": ["integer", "null"]}}),
        ("Dict()", {"type": "object"}),
        ("Dict(values=Boolean())", {"type": "object", "additionalProperties": {"type": "boolean"}}),
        ("Dict(keys=UUID())", {"type": "object", "propertyNames": {"format": "uuid"}}),
        ("Dict(keys=Integer())", {"type": "object", "propertyNames": {"pattern": "^-?(?:0|[1-9][0-9]*)$"}}),
        ("Dict(keys=Enum(Color, by_value=True))", {"type": "object", "propertyNames": {"enum": ["1", "2"]}}),
        ("Dict(keys=Boolean())", {"type": "object", "propertyNames": {"enum": ["true", "false"]}}),
        ("Dict(keys=Constant(1))", {"type": "object", "propertyNames": {"const": "1"}}),
        ("Dict(keys=String())", {"type": "object"}),
        (
            "Tuple([Integer(), String()])",
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        ),
    ],
)
def test_field_on_both_sides(field, expected, side):
    assert described(field, side) == expected


@pytest.mark.parametrize(
    ("field", "taken", "shown"),
    [
        ("Enum(Color)", {"enum": ["RED", "BLUE"]}, {"enum": ["RED", "BLUE"]}),
        ("Enum(Rights)", {"enum": ["READ", "WRITE"]}, {}),
        ("Integer(as_string=True)", {"type": "integer"}, {"pattern": "^-?(?:0|[1-9][0-9]*)$"}),
        ("Float(as_string=True)", {"type": "number"}, {"pattern": r"^-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$"}),
        (
            "Decimal()",
            {"type": ["number", "string"], "pattern": r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?$"},
            {"pattern": r"^-?[0-9]+(?:\.[0-9]+)?$"},
        ),
        ("Boolean(truthy={'ja', 1}, falsy={'nein'})", {"enum": [1, True, "ja", "nein"]}, {"type": "boolean"}),
        ("Constant(dt.date(2024, 1, 1))", {"type": SOMETHING}, {"const": "2024-01-01"}),
        ("Constant(object())", {"type": SOMETHING}, {}),
        ("DateTime('timestamp')", {"type": "number", "minimum": 0, "maximum": 253402300799}, {"type": "number"}),
        ("DateTime('%H:%M')", {"pattern": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"}, None),
        ("DateTime('%A')", {"type": "string"}, None),
        ("TimeDelta('days')", {"type": "number", "minimum": -999999999, "maximum": 999999999}, {"type": "number"}),
        ("Base64()", {"contentEncoding": "base64"}, {"contentEncoding": "base64"}),
    ],
)
def test_field_on_either_side(field, taken, shown):
    assert taken.items() <= described(field, "input").items()
    assert (taken if shown is None else shown).items() <= described(field, "output").items()


@pytest.mark.parametrize("field", ["Email()", "Url()"])
def test_text_of_what_is_shown_is_not_checked_so_it_has_no_pattern(field):
    assert "pattern" in described(field, "input")
    assert "pattern" not in described(field, "output")


@pytest.mark.parametrize(
    ("field", "forms"),
    [
        ("DateTime()", ["date-time", "date-time-local"]),
        ("AwareDateTime(default_timezone=dt.UTC)", ["date-time", "date-time-local"]),
        ("NaiveDateTime(timezone=dt.UTC)", ["date-time", "date-time-local"]),
    ],
)
def test_moment_that_may_lack_an_offset_has_one_of_two_formats(field, forms):
    assert [one["format"] for one in described(field)["anyOf"]] == forms


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Integer(allow_none=True)", {"type": "integer"}),
        ("Integer(load_default=None)", {"type": "integer"}),
        ("Decimal()", {"type": "string"}),
        ("Raw()", {}),
        ("List(Integer())", {"type": "array", "items": {"type": "integer"}}),
    ],
)
def test_text_is_never_null(field, expected):
    made = described(field, textual=True)
    assert "null" not in repr(made)
    assert expected.items() <= made.items()


@pytest.mark.parametrize(
    ("schematic", "expected"),
    [
        ("Binary('image/png')", {"contentMediaType": "image/png"}),
        ("Binary('image/png', 'image/jpeg')", {}),
        ("File('image/png')", {"contentMediaType": "image/png"}),
        ("File()", {"contentMediaType": "application/octet-stream"}),
        ("DataURL('image/png')", {"type": "string"}),
        ("DataURL('image/*')", {"type": "string"}),
        ("DataURL('image/png', 'text/plain', max_size=10)", {"type": "string", "maxLength": 39}),
    ],
)
def test_binary_content(schematic, expected):
    assert expected.items() <= described(schematic).items()


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "application/pdf", "audio/flac"])
def test_pattern_of_a_data_url_knows_how_content_begins(media_type):
    begins = beginning(media_type) or b""
    pattern = described(f"DataURL({media_type!r})")["pattern"]
    right, wrong = (f"data:{media_type};base64,{b64encode(one + b'12345').decode()}" for one in (begins, begins[:-1] + b"?"))
    assert re.search(pattern, right)
    assert not re.search(pattern, wrong)
    assert re.search(described(f"DataURL({media_type!r})", "output")["pattern"], wrong)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("CommaList(Integer(), most=3)", {"type": "array", "items": {"type": "integer"}, "maxItems": 3}),
        ("SortKeys(['a', '-a'])", {"type": "array", "items": {"type": "string", "enum": ["a", "-a"]}, "minItems": 1, "uniqueItems": True}),
    ],
)
def test_list_that_is_one_text(field, expected):
    assert described(field, textual=True) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Odd(allow_none=True)", {}),
        ("Enum(Mixed, by_value=True, allow_none=True)", {"enum": [1, "a", None]}),
        ("Enum(Halves, by_value=True)", {"type": "number", "enum": [1, 0.5]}),
        ("Enum(Color, by_value=String())", {"not": {}}),
        ("Constant('a', allow_none=True)", {"anyOf": [{"type": "string", "const": "a"}, {"type": "null"}]}),
        (
            "Dict(keys=Float())",
            {"type": "object", "propertyNames": {"pattern": r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?$"}},
        ),
        ("Dict(keys=Odd())", {"type": "object"}),
    ],
)
def test_rare_field(field, expected):
    assert described(field) == expected


def test_class_that_is_not_known_is_as_the_nearest_that_is():
    assert described("Shout()") == {"type": "string"}
    assert described("Odd()") == {}


def test_author_says_what_a_class_of_fields_is():
    components = Components(fields={Odd: lambda field: {"type": "integer"}})
    assert components.of(Odd(allow_none=True)) == {"type": ["integer", "null"]}


def test_metadata_has_the_last_word():
    said = {"type": "string", "format": "uuid", "short": "o", "example": "a", "description": "Odd.", "deprecated": True}
    expected = {"type": "string", "format": "uuid", "examples": ["a"], "description": "Odd.", "deprecated": True}
    assert Components().of(Odd(metadata=said)) == expected


@pytest.mark.parametrize(
    ("field", "default"),
    [
        ("String(load_default='a')", "a"),
        ("List(Integer(), load_default=list)", []),
        ("Date(load_default=dt.date(2024, 1, 1))", "2024-01-01"),
        ("Decimal(load_default=decimal.Decimal('1.50'))", "1.50"),
        ("Enum(Color, load_default=Color.RED)", "RED"),
        ("Integer(load_default=None)", None),
    ],
)
def test_default_is_told_as_it_would_be_sent(field, default):
    assert described(field)["default"] == default
    assert "default" not in described(field, "output")
    assert "default" not in described(field, "patch")


ADDRESSES = ("::ffff:192.0.2.1", "::192.0.2.1", "64:ff9b::192.0.2.1", "1:2:3:4:5::192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "1::8", "::")
NO_ADDRESSES = ("192.0.2.1::", "1:2:3:4:5:6:7:192.0.2.1", "1:2:3:4:5:6::192.0.2.1", "::ffff:192.0.2", "::192.0.2.256", "1::2::192.0.2.1")


@pytest.mark.parametrize("field", ["IPInterface()", "IPv6Interface()"])
@pytest.mark.parametrize("address", [*ADDRESSES, *NO_ADDRESSES])
def test_pattern_of_an_interface_knows_how_ipv6_is_written(field, address):
    assert bool(re.search(described(field)["pattern"], f"{address}/64")) is (address in ADDRESSES)


@pytest.mark.parametrize("field", ["UUID(load_default=uuid.uuid4)", "Nested(Schema, load_default={})"])
def test_default_that_nobody_knows_before_is_not_told(field):
    assert "default" not in described(field)
