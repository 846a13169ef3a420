"""What goes out in a format and comes in again is the same as through JSON, whatever the field; or the format refuses, as documented."""

from __future__ import annotations

import datetime as dt
import enum
from collections import OrderedDict
from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from ipaddress import ip_interface
from typing import Any
from typing import NamedTuple

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Emitter
from flask_resty import Parser
from flask_resty.errors import ContractError
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import PICKLE_EMITTER
from flask_resty.media import PICKLE_PARSER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import PLIST_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.schema import compile

EXAMPLES = 15


class Format(NamedTuple):
    """A format, and which atoms of data it cannot carry."""

    emitter: Emitter
    parser: Parser
    refuses: Callable[[Any], bool] = lambda atom: False
    #: Whether it leaves out a member that is None, where its field may be left out.
    lacks_null: bool = False


def is_beyond_64_bits(atom: Any) -> bool:
    return isinstance(atom, int) and not -(2**63) <= atom < 2**64


def is_unknown_to_xml(atom: Any) -> bool:
    return isinstance(atom, str) and any(letter in "\ufffe\uffff" or (letter < " " and letter not in "\t\r\n") for letter in atom)


FORMATS = {
    "json": Format(JSON_EMITTER, JSON_PARSER),
    "json_lines": Format(JSON_LINES_EMITTER, JSON_LINES_PARSER),
    "json_seq": Format(JSON_SEQ_EMITTER, JSON_SEQ_PARSER),
    "yaml": Format(YAML_EMITTER, YAML_PARSER),
    "msgpack": Format(MSGPACK_EMITTER, MSGPACK_PARSER, is_beyond_64_bits),
    "cbor": Format(CBOR_EMITTER, CBOR_PARSER),
    "xml": Format(XML_EMITTER, XML_PARSER),
    "csv": Format(CSV_EMITTER, CSV_PARSER, lambda atom: isinstance(atom, str) and "\0" in atom),
    "plist": Format(
        PLIST_EMITTER, PLIST_PARSER, lambda atom: atom is None or is_beyond_64_bits(atom) or is_unknown_to_xml(atom), lacks_null=True
    ),
    "pickle": Format(PICKLE_EMITTER, PICKLE_PARSER),
}


class TripColor(enum.Enum):
    RED = "=red"
    GREEN = "7"


class TripLevel(enum.IntEnum):
    LOW = -1
    HIGH = 2


class TripMapping(fields.Mapping[OrderedDict[Any, Any]]):
    mapping_type = OrderedDict


class TripTag(Schema):
    name = fields.Str(required=True)
    weight = fields.Float(allow_none=True)
    since = fields.Date(allow_none=True)


class TripBase(Schema):
    def write(self, obj: Any) -> Any:
        return obj["value"]

    def read(self, value: Any) -> Any:
        return value


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r\n'\\\"<&,[{#:|>%!?~0\0\x1e\x85\u2028\ufeff"), max_size=8
)
TRICKY = [
    "",
    " ",
    "null",
    "~",
    "true",
    "no",
    "7",
    "-7",
    "1e5",
    "0x1f",
    "1_0",
    "12:30",
    "2020-01-01",
    "]]>",
    "<a/>",
    "---",
    "...",
    r"\N",
    "NaN",
]
STRINGS = TEXTS | st.sampled_from(TRICKY)
INTEGERS = st.integers() | st.sampled_from([2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**30])
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([-0.0, 1e16, 1e22, 5e-324, 0.1, 1.7976931348623157e308])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False).filter(lambda value: abs(value.adjusted()) < 400)
ZONES = st.timedeltas(dt.timedelta(hours=-12), dt.timedelta(hours=12)).map(
    lambda delta: dt.timezone(dt.timedelta(minutes=delta // dt.timedelta(minutes=1)))
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | INTEGERS | FLOATS | STRINGS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(STRINGS, inside, max_size=3),
    max_leaves=6,
)
TAGS = st.fixed_dictionaries({"name": STRINGS, "weight": st.none() | FLOATS, "since": st.none() | st.dates()})


def nullable(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


FIELDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "Raw": (fields.Raw(allow_none=True), ANYTHING),
    "Method": (fields.Method("write", deserialize="read", allow_none=True), ANYTHING),
    "Function": (fields.Function(lambda obj: obj["value"], deserialize=lambda value: value, allow_none=True), ANYTHING),
    "Nested": (fields.Nested(TripTag), TAGS),
    "Nested or None": (fields.Nested(TripTag, allow_none=True), nullable(TAGS)),
    "Nested many": (fields.Nested(TripTag, many=True), st.lists(TAGS, max_size=3)),
    "Pluck": (fields.Pluck(TripTag, "name"), TAGS),
    "Pluck many": (fields.Pluck(TripTag, "name", many=True), st.lists(TAGS, max_size=3)),
    "List of Integer": (fields.List(fields.Integer()), st.lists(INTEGERS, max_size=3)),
    "List of String or None": (
        fields.List(fields.String(allow_none=True), allow_none=True),
        nullable(st.lists(nullable(STRINGS), max_size=3)),
    ),
    "List of List": (fields.List(fields.List(fields.Boolean())), st.lists(st.lists(st.booleans(), max_size=2), max_size=3)),
    "List of Nested": (fields.List(fields.Nested(TripTag)), st.lists(TAGS, max_size=3)),
    "Tuple": (fields.Tuple([fields.String(), fields.Integer(), fields.Date()]), st.tuples(STRINGS, INTEGERS, st.dates())),
    "Dict": (fields.Dict(), st.dictionaries(STRINGS, ANYTHING, max_size=3)),
    "Dict of Integer": (fields.Dict(keys=fields.String(), values=fields.Integer()), st.dictionaries(STRINGS, INTEGERS, max_size=3)),
    "Dict by Integer": (fields.Dict(keys=fields.Integer(), values=fields.Date()), st.dictionaries(INTEGERS, st.dates(), max_size=3)),
    "Mapping": (TripMapping(keys=fields.UUID(), values=fields.String()), st.dictionaries(st.uuids(), STRINGS, max_size=3)),
    "String": (fields.String(), STRINGS),
    "String or None": (fields.String(allow_none=True), nullable(STRINGS)),
    "Email": (fields.Email(), st.emails()),
    "Url": (fields.Url(), st.sampled_from(["https://example.com/", "http://example.com/a?b=c&d=%20#e", "https://xn--bcher-kva.example/"])),
    "UUID": (fields.UUID(), st.uuids()),
    "Integer": (fields.Integer(), INTEGERS),
    "Integer or None": (fields.Integer(allow_none=True), nullable(INTEGERS)),
    "Float": (fields.Float(), FLOATS),
    "Decimal": (fields.Decimal(), DECIMALS),
    "Decimal as text": (fields.Decimal(as_string=True), DECIMALS),
    "Boolean": (fields.Boolean(), st.booleans()),
    "Boolean or None": (fields.Boolean(allow_none=True), nullable(st.booleans())),
    "DateTime": (fields.DateTime(), st.datetimes() | st.datetimes(timezones=ZONES)),
    "DateTime or None": (fields.DateTime(allow_none=True), nullable(st.datetimes())),
    "DateTime by format": (fields.DateTime("=%Y.%m.%d"), st.datetimes(dt.datetime(1900, 1, 1)).map(lambda value: value.replace(hour=0))),
    "DateTime as number": (fields.DateTime("timestamp"), st.datetimes(dt.datetime(1970, 1, 1), timezones=st.just(dt.UTC))),
    "NaiveDateTime": (fields.NaiveDateTime(), st.datetimes()),
    "AwareDateTime": (fields.AwareDateTime(), st.datetimes(timezones=ZONES)),
    "Time": (fields.Time(), st.times()),
    "TimeDelta": (fields.TimeDelta(), st.timedeltas(dt.timedelta(days=-(10**6)), dt.timedelta(days=10**6))),
    "Date": (fields.Date(), st.dates()),
    "IP": (fields.IP(), st.ip_addresses()),
    "IPv4": (fields.IPv4(), st.ip_addresses(v=4)),
    "IPv6": (fields.IPv6(), st.ip_addresses(v=6)),
    "IPInterface": (fields.IPInterface(), st.ip_addresses().map(ip_interface)),
    "IPv4Interface": (fields.IPv4Interface(), st.ip_addresses(v=4).map(ip_interface)),
    "IPv6Interface": (fields.IPv6Interface(), st.ip_addresses(v=6).map(ip_interface)),
    "Enum by name": (fields.Enum(TripColor), st.sampled_from(TripColor)),
    "Enum by value": (fields.Enum(TripColor, by_value=True), st.sampled_from(TripColor)),
    "Enum by number": (fields.Enum(TripLevel, by_value=True), st.sampled_from(TripLevel)),
    "Enum by a field": (fields.Enum(TripLevel, by_value=fields.Integer), st.sampled_from(TripLevel)),
    "Constant text": (fields.Constant("=7"), st.none()),
    "Constant number": (fields.Constant(7), st.none()),
    "Constant truth": (fields.Constant(True), st.none()),
}


def test_every_field_of_marshmallow_is_here():
    here = {type(field) for field, _ in FIELDS.values()}
    abstract = {fields.Field, fields.Number, fields.Mapping}
    assert {getattr(fields, name) for name in fields.__all__} - abstract <= here


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_comes_in_as_it_went_out(name):
    field, values = FIELDS[name]
    schema = type("TripItem", (TripBase,), {"value": field, "other": fields.Integer()})(many=True)

    @given(st.lists(values, max_size=3))
    @settings(max_examples=EXAMPLES)
    def check(items: list[Any]) -> None:
        objects = [{"value": value, "other": 1} for value in items]
        dumped = schema.dump(objects)
        expected = through(FORMATS["json"], dumped, schema)
        for name, each in FORMATS.items():
            try:
                found = through(each, dumped, schema)
            except ContractError:
                assert any(map(each.refuses, atoms(dumped))), f"{name} refuses {dumped!r}"
            else:
                known = without_null if each.lacks_null else exact
                assert known(found) == known(expected), f"{name} makes another thing of {dumped!r}"

    with signing().app_context():
        check()


def signing() -> Flask:
    app = Flask("tests")
    app.secret_key = "secret"
    return app


def through(format: Format, dumped: Any, schema: Schema) -> Any:
    """Write data in a format, read it, and load it as what comes from a client."""
    data = format.parser.parse(format.emitter.emit(dumped, schema), schema)
    return compile(schema, strict="typed" if format.parser.typed else "textual").load(data)


def exact(loaded: Any) -> str:
    """Give what tells 1, 1.0, True and Decimal(1) apart, but not the order of members."""
    if isinstance(loaded, dict):
        return f"{{{sorted((exact(key), exact(value)) for key, value in loaded.items())}}}"
    if isinstance(loaded, list | tuple):
        return f"{type(loaded).__name__}{[exact(item) for item in loaded]}"
    return repr(loaded)


def without_null(loaded: Any) -> str:
    """Give the same without the members that are None."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: stripped(inner) for key, inner in value.items() if inner is not None}
        return type(value)(map(stripped, value)) if isinstance(value, list | tuple) else value

    return exact(stripped(loaded))


def atoms(data: Any) -> Iterator[Any]:
    """Give the names of members and the values that are in data."""
    if isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from atoms(value)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from atoms(item)
    else:
        yield data


@pytest.mark.parametrize(
    ("format", "value"),
    [
        pytest.param("plist", [None], id="plist: none in a list"),
        pytest.param("plist", "\x01", id="plist: control character"),
        pytest.param("plist", 2**64, id="plist: large integer"),
        pytest.param("msgpack", 2**64, id="msgpack: large integer"),
        pytest.param("msgpack", -(2**63) - 1, id="msgpack: small integer"),
        pytest.param("csv", "\0", id="csv: NUL"),
        *(pytest.param(name, float("nan"), id=f"{name}: not a number") for name in FORMATS),
        *(pytest.param(name, "\ud800", id=f"{name}: half a character") for name in FORMATS),
        *(pytest.param(name, {"a", "b"}, id=f"{name}: set") for name in FORMATS),
        *(pytest.param(name, object(), id=f"{name}: object") for name in FORMATS),
        *(pytest.param(name, Decimal("NaN"), id=f"{name}: decimal that is no number") for name in FORMATS),
    ],
)
def test_what_a_format_cannot_carry_is_refused(format, value):
    schema = Schema.from_dict({"value": fields.Raw(allow_none=True)}, name="TripRefused")(many=True)
    with signing().app_context(), pytest.raises(ContractError):
        FORMATS[format].emitter.emit([{"value": value}], schema)
