"""CSV out and in: what a table looks like, that nothing is lost in it, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
import ipaddress
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing
from marshmallow import post_dump
from marshmallow import validate

from flask_resty import Api
from flask_resty import OneOf
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.errors import ContractError
from flask_resty.errors import Problem
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_PARSER
from flask_resty.media.csv.cells import ANY
from flask_resty.media.csv.cells import NUMBER
from flask_resty.media.csv.cells import TEXT
from flask_resty.media.csv.cells import Column
from flask_resty.media.csv.cells import quoted
from flask_resty.media.csv.cells import read
from flask_resty.media.csv.cells import write
from flask_resty.media.csv.cells import write_all
from flask_resty.media.csv.rows import LONGEST
from flask_resty.media.csv.rows import rows
from flask_resty.schema import compile


class CsvAuthor(Schema):
    name = fields.Str(required=True)
    born = fields.Date(allow_none=True, metadata={"optional": True})


class CsvBook(Schema):
    id = fields.Int(required=True)
    title = fields.Str(required=True)
    author = fields.Nested(CsvAuthor, allow_none=True)
    tags = fields.List(fields.Str())


BOOKS = [
    {"id": 1, "title": "Dune, again", "author": {"name": "Frank", "born": "1920-10-08"}, "tags": ["sand", "spice"]},
    {"id": 2, "title": 'The "Ring"', "author": None, "tags": []},
]
TABLE = b'id,title,author.name,author.born,tags\r\n1,"Dune, again",Frank,1920-10-08,"[""sand"",""spice""]"\r\n2,"The ""Ring""",,,[]\r\n'


def one(**declared: Any) -> Schema:
    return Schema.from_dict(declared, name="OfCsv")()


def many(**declared: Any) -> Schema:
    return Schema.from_dict(declared, name="OfCsv")(many=True)


def cells(data: Any, schema: Any) -> list[list[str]]:
    """Write data, and read it as anybody else would."""
    return list(csv.reader(io.StringIO(CSV_EMITTER.emit(data, schema).decode(), newline=""), strict=True))


def there_and_back(value: Any, field: Any) -> Any:
    """Write the value of a field in a row that holds something else, too, and load it again."""
    schema = one(value=field, other=fields.Int())
    content = CSV_EMITTER.emit({"value": value, "other": 1}, schema)
    return compile(schema, strict="textual").load(CSV_PARSER.parse(content, schema))["value"]


def refused(content: bytes, schema: Any = None) -> tuple[int, str, str]:
    with pytest.raises(Problem) as caught:
        CSV_PARSER.parse(content, schema)
    (fault,) = caught.value.errors
    assert caught.value.status is not None
    return caught.value.status, fault.pointer, fault.code


# -- out ---------------------------------------------------------------------------------------------------------------


def test_a_schema_for_many_is_a_table():
    assert CSV_EMITTER.emit(BOOKS, CsvBook(many=True)) == TABLE


def test_a_single_object_is_one_row():
    assert CSV_EMITTER.emit(BOOKS[1], CsvBook()).splitlines()[1:] == TABLE.splitlines()[2:]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(fields.List(fields.Nested(CsvBook)), id="list"),
        pytest.param(fields.Nested(CsvBook, many=True), id="nested many"),
        pytest.param(fields.Nested(CsvBook(many=True)), id="nested many schema"),
    ],
)
def test_fields_describe_tables_too(schema):
    assert CSV_EMITTER.emit(BOOKS, schema) == TABLE
    assert [row["id"] for row in CSV_PARSER.parse(TABLE, schema)] == ["1", "2"]


def test_no_item_leaves_the_header():
    assert CSV_EMITTER.emit([], CsvBook(many=True)) == TABLE.splitlines(keepends=True)[0]


def test_the_names_are_those_that_are_sent():
    assert cells([], many(a=fields.Int(data_key="theA"), b=fields.Int(load_only=True))) == [["theA"]]


def test_selected_columns_are_those_of_the_schema():
    assert cells([{"title": "a"}], CsvBook(many=True, only=["title"])) == [["title"], ["a"]]


def test_a_table_without_columns_is_empty():
    schema = CsvBook(many=True, only=[])
    assert CSV_EMITTER.emit([{}, {}], schema) == b""
    assert b"".join(CSV_EMITTER.stream(iter([{}, {}]), CsvBook(only=[]))) == b""


def test_what_nests_itself_is_json_in_a_cell():
    class CsvTree(Schema):
        id = fields.Int()
        children = fields.List(fields.Nested(lambda: CsvTree()))
        parent = fields.Nested(lambda: CsvTree(), allow_none=True)

    data = [{"id": 1, "children": [{"id": 2, "children": [], "parent": None}], "parent": {"id": 0}}]
    table = cells(data, CsvTree(many=True))
    assert table == [["id", "children", "parent"], ["1", '[{"id":2,"children":[],"parent":null}]', '{"id":0}']]


def test_many_rows_are_as_few_rows_one_behind_the_other():
    data = [{"id": index, "name": "a,b"} for index in range(2500)]
    schema = many(id=fields.Int(), name=fields.Str())
    assert CSV_EMITTER.emit(data, schema) == b"id,name\r\n" + b"".join(b'%d,"a,b"\r\n' % index for index in range(2500))


def test_a_list_of_like_objects_needs_no_schema():
    data = [{"id": 1, "when": dt.date(2020, 1, 2), "tags": ("a",)}, {"tags": None, "id": "1", "when": "=x"}]
    content = CSV_EMITTER.emit(data, None)
    assert content == b'id,when,tags\r\n1,2020-01-02,"[""a""]"\r\n\'1,\'=x,\r\n'
    assert CSV_PARSER.parse(content, None)[1] == {"id": "1", "when": "=x", "tags": None}


def test_an_empty_list_without_a_schema_is_nothing():
    assert CSV_EMITTER.emit([], None) == b""


@pytest.mark.parametrize(
    ("data", "schema"),
    [
        pytest.param("text", None, id="text"),
        pytest.param({"a": 1}, None, id="object without a schema"),
        pytest.param([1, 2], None, id="numbers"),
        pytest.param([{"a": 1}, {"b": 1}], None, id="other names"),
        pytest.param([{"a": 1}, {"a": 1, "b": 1}], None, id="one name more"),
        pytest.param([{}], None, id="no names"),
        pytest.param(1, fields.Int(), id="field"),
        pytest.param([[1]], fields.List(fields.List(fields.Int())), id="lists"),
        pytest.param([[]], fields.List(fields.Nested(CsvBook, many=True)), id="lists of objects"),
        pytest.param({"items": []}, CsvBook(many=True), id="envelope"),
        pytest.param([1], CsvBook(many=True), id="no object"),
        pytest.param(None, CsvBook(), id="none"),
        pytest.param([{"extra": 1}], CsvBook(many=True), id="member without a column"),
        pytest.param([{"author": {"name": "a", "born": None, "extra": 1}}], CsvBook(many=True), id="nested member without a column"),
        pytest.param([{"author": {}}], CsvBook(many=True), id="object without members"),
        pytest.param([{"author": "Frank"}], CsvBook(many=True), id="text for an object"),
        pytest.param([], many(a=fields.Nested(CsvAuthor), b=fields.Int(data_key="a.name")), id="one name twice"),
        pytest.param([{"a": [1]}], many(a=fields.Str()), id="list as text"),
        pytest.param([{"a": object()}], many(a=fields.Raw()), id="unknown type"),
        pytest.param([{"a": b"x"}], many(a=fields.Raw()), id="bytes"),
        pytest.param([{"a": [float("nan")]}], many(a=fields.Raw()), id="nan in a list"),
        pytest.param([{"a": float("nan")}], many(a=fields.Raw()), id="nan"),
        pytest.param([{"a": Decimal("sNaN")}], many(a=fields.Decimal()), id="signaling nan"),
        pytest.param([{"a": Decimal("1e99999")}], many(a=fields.Decimal()), id="huge decimal"),
        pytest.param([{"a": 10**5000}], many(a=fields.Int()), id="huge integer"),
        pytest.param([{"a": "\0"}], many(a=fields.Str()), id="nul"),
        pytest.param([{"a": "\ud800"}], many(a=fields.Str()), id="surrogate"),
    ],
)
def test_what_is_no_table_is_refused(data, schema):
    with pytest.raises(ContractError):
        CSV_EMITTER.emit(data, schema)


def test_what_a_hook_adds_is_never_lost_silently():
    class CsvWithHook(Schema):
        id = fields.Int()

        @post_dump
        def add(self, data, **kwargs):
            return {**data, "extra": 1}

    schema = CsvWithHook(many=True)
    with pytest.raises(ContractError, match="'extra'"):
        CSV_EMITTER.emit(schema.dump([{"id": 1}]), schema)


# -- cells -------------------------------------------------------------------------------------------------------------

INJECTIONS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x", "'", "''", "", r"\N", r"\-", r"'\N"]
HARMLESS = ["a=1", " =1", "'a", "''", "0'", r"\n", r"\N ", r"a\N", "7", "true", "[1]", "ü", "😀", "a\r\nb", '"', ",", ";=1"]


@pytest.mark.parametrize("text", INJECTIONS, ids=repr)
@pytest.mark.parametrize("field", [fields.Str(allow_none=True), fields.Raw(allow_none=True)], ids=["text", "any"])
def test_text_that_would_be_taken_for_something_else_gets_an_apostrophe(field, text):
    assert cells([{"a": text, "b": 1}], many(a=field, b=fields.Int()))[1] == [f"'{text}", "1"]
    assert there_and_back(text, field) == text


@pytest.mark.parametrize("text", [text for text in HARMLESS if text != "''"], ids=repr)
def test_other_text_is_written_as_it_is(text):
    assert cells([{"a": text, "b": 1}], many(a=fields.Str(), b=fields.Int()))[1] == [text, "1"]
    assert there_and_back(text, fields.Str()) == text


@pytest.mark.parametrize("text", ["7", "-7", "1e5", "true", "null", "[", "{}", '"', "'7", "'null"])
def test_text_that_looks_like_json_gets_an_apostrophe_where_any_value_may_stand(text):
    assert cells([{"a": text, "b": 1}], many(a=fields.Raw(), b=fields.Int()))[1] == [f"'{text}", "1"]
    assert there_and_back(text, fields.Raw()) == text


@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        pytest.param(fields.Int(), -5, "-5", id="integer"),
        pytest.param(fields.Float(), -5.5, "-5.5", id="float"),
        pytest.param(fields.Float(allow_nan=True), float("-inf"), "-Infinity", id="not finite"),
        pytest.param(fields.Decimal(), Decimal("-5.50"), "-5.50", id="decimal"),
        pytest.param(fields.Decimal(as_string=True), "-5.50", "-5.50", id="decimal as text"),
        pytest.param(fields.Decimal(allow_nan=True), Decimal("NaN"), "NaN", id="decimal nan"),
        pytest.param(fields.TimeDelta(), -90, "-90", id="time delta"),
        pytest.param(fields.Bool(), False, "false", id="boolean"),
        pytest.param(fields.Raw(), -5, "-5", id="any"),
        pytest.param(fields.Raw(), Decimal("5.5"), "'5.5", id="decimal as any"),
        pytest.param(fields.Dict(), {"a": None}, '{"a":null}', id="object"),
        pytest.param(fields.Tuple([fields.Int(), fields.Str()]), (1, "=a"), '[1,"=a"]', id="tuple"),
        pytest.param(fields.Nested(CsvAuthor, many=True), [{"name": "a"}], '[{"name":"a"}]', id="objects"),
        pytest.param(fields.Pluck(CsvAuthor, "name"), "7", "7", id="plucked text"),
        pytest.param(fields.Pluck(CsvAuthor, "name", many=True), ["7"], '["7"]', id="plucked texts"),
        pytest.param(fields.Constant("7"), "7", "7", id="constant text"),
        pytest.param(fields.Constant(7), 7, "7", id="constant number"),
    ],
)
def test_values_have_cells(field, value, cell):
    assert cells({"a": value, "b": 1}, one(a=field, b=fields.Int()))[1] == [cell, "1"]


class CsvMixed(enum.Enum):
    NUMBER = 1
    TEXT = "1"


@pytest.mark.parametrize("member", CsvMixed, ids=lambda member: member.name)
def test_members_of_enums_keep_apart(member):
    assert there_and_back(member.name, fields.Enum(CsvMixed)) is member
    assert there_and_back(member.value, fields.Enum(CsvMixed, by_value=True)) is member


NOTHINGS = [
    pytest.param(fields.Str(), None, r"\N", id="text: none"),
    pytest.param(fields.Str(), "", "", id="text: empty"),
    pytest.param(fields.Str(), ..., r"\-", id="text: missing"),
    pytest.param(fields.Str(allow_none=True), None, "", id="text or none: none"),
    pytest.param(fields.Str(allow_none=True), "", "'", id="text or none: empty"),
    pytest.param(fields.Str(allow_none=True), ..., r"\-", id="text or none: missing"),
    pytest.param(fields.Int(), None, r"\N", id="integer: none"),
    pytest.param(fields.Int(), ..., "", id="integer: missing"),
    pytest.param(fields.Int(allow_none=True), None, "", id="integer or none: none"),
    pytest.param(fields.Int(allow_none=True), ..., r"\-", id="integer or none: missing"),
    pytest.param(fields.Raw(), None, r"\N", id="any: none"),
    pytest.param(fields.Raw(), "", "'", id="any: empty"),
    pytest.param(fields.Raw(), ..., "", id="any: missing"),
    pytest.param(fields.Email(), "", "'", id="address: empty"),
]


@pytest.mark.parametrize(("field", "value", "cell"), NOTHINGS)
def test_nothing_is_told_from_nothing(field, value, cell):
    schema, row = one(a=field, b=fields.Int()), {"b": 1} if value is ... else {"a": value, "b": 1}
    assert cells(row, schema)[1] == [cell, "1"]
    assert CSV_PARSER.parse(CSV_EMITTER.emit(row, schema), schema) == {**row, "b": "1"}


OBJECTS = [
    pytest.param(True, None, ",", id="none"),
    pytest.param(True, ..., r"\-,\-", id="missing where it may be none"),
    pytest.param(False, ..., ",", id="missing"),
    pytest.param(True, {"name": None, "born": None}, r"\N,", id="nothing but none"),
    pytest.param(True, {"name": "", "born": None}, "',", id="empty text"),
    pytest.param(True, {"born": None}, r"\-,", id="first member missing"),
    pytest.param(True, {"name": None}, r"\N,\-", id="last member missing"),
]


@pytest.mark.parametrize(("allow_none", "value", "row"), OBJECTS)
def test_an_object_of_nothing_is_told_from_no_object(allow_none, value, row):
    schema = one(a=fields.Nested(CsvAuthor, allow_none=allow_none), b=fields.Int())
    data = {"b": 1} if value is ... else {"a": value, "b": 1}
    content = CSV_EMITTER.emit(data, schema)
    assert content.splitlines()[1].decode() == f"{row},1"
    assert CSV_PARSER.parse(content, schema) == {**data, "b": "1"}


def test_none_where_no_object_may_be_none_is_left_out():
    schema = one(a=fields.Nested(CsvAuthor), b=fields.Int())
    assert CSV_PARSER.parse(CSV_EMITTER.emit({"a": None, "b": 1}, schema), schema) == {"b": "1"}


def test_an_object_that_has_only_objects_is_json_in_a_cell():
    outer = one(author=fields.Nested(CsvAuthor, allow_none=True))
    assert cells({"a": {"author": None}}, one(a=fields.Nested(outer))) == [["a"], ['{"author":null}']]


def test_objects_in_objects_have_columns():
    schema = one(a=fields.Nested(one(id=fields.Int(), author=fields.Nested(CsvAuthor, allow_none=True)), allow_none=True), b=fields.Int())
    data = {"a": {"id": 1, "author": {"name": "x", "born": None}}, "b": 1}
    assert cells(data, schema) == [["a.id", "a.author.name", "a.author.born", "b"], ["1", "x", "", "1"]]
    assert CSV_PARSER.parse(CSV_EMITTER.emit(data, schema), schema) == {"a": {"id": "1", "author": {"name": "x", "born": None}}, "b": "1"}


def test_the_only_cell_of_a_row_is_quoted_if_it_is_empty():
    schema = many(a=fields.Str(allow_none=True))
    assert CSV_EMITTER.emit([{"a": None}], schema) == b'a\r\n""\r\n'
    assert CSV_PARSER.parse(b'a\r\n""\r\n', schema) == [{"a": None}]


# -- there and back ----------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r\n'\\N\",[{0"), max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | NUMBERS | TEXTS | st.sampled_from(["null", "7", "-0", "1e5", "true", "[]"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=5,
)

FIELDS = {
    "string": (fields.Str(), TEXTS),
    "nullable": (fields.Str(allow_none=True), st.none() | TEXTS),
    "email": (fields.Email(), st.emails()),
    "uuid": (fields.UUID(allow_none=True), st.none() | st.uuids()),
    "integer": (fields.Int(allow_none=True), st.none() | st.integers()),
    "float": (fields.Float(), NUMBERS),
    "decimal": (fields.Decimal(), st.decimals(allow_nan=False, allow_infinity=False).filter(lambda value: abs(value.adjusted()) < 400)),
    "boolean": (fields.Bool(allow_none=True), st.none() | st.booleans()),
    "datetime": (fields.DateTime(), st.datetimes()),
    "aware": (fields.AwareDateTime(), st.datetimes(timezones=st.just(dt.UTC))),
    "date": (fields.Date(), st.dates()),
    "time": (fields.Time(), st.times()),
    "delta": (fields.TimeDelta(), st.integers(-(10**9), 10**9).map(lambda seconds: dt.timedelta(seconds=seconds))),
    "address": (fields.IP(), st.ip_addresses()),
    "interface": (fields.IPInterface(), st.ip_addresses().map(ipaddress.ip_interface)),
    "list": (fields.List(fields.Int(allow_none=True)), st.lists(st.none() | st.integers(), max_size=3)),
    "tuple": (fields.Tuple([fields.Str(), fields.Date()]), st.tuples(TEXTS, st.dates())),
    "dict": (fields.Dict(keys=fields.Str(), values=fields.UUID()), st.dictionaries(TEXTS, st.uuids(), max_size=3)),
    "raw": (fields.Raw(allow_none=True), ANYTHING),
    "nested": (
        fields.Nested(Schema.from_dict({"text": fields.Str(allow_none=True), "raw": fields.Raw(allow_none=True)}), allow_none=True),
        st.none() | st.fixed_dictionaries({"text": st.none() | TEXTS, "raw": ANYTHING}),
    ),
    "many": (
        fields.Nested(CsvAuthor, many=True),
        st.lists(st.fixed_dictionaries({"name": TEXTS, "born": st.none() | st.dates()}), max_size=2),
    ),
}
EVERYTHING = Schema.from_dict({name: field for name, (field, _) in FIELDS.items()}, name="OfCsvEverything")(many=True)


@given(st.lists(st.fixed_dictionaries({name: values for name, (_, values) in FIELDS.items()}), max_size=2))
@settings(max_examples=30)
def test_what_goes_out_comes_in_as_from_json(data):
    dumped = EVERYTHING.dump(data)
    through_json = JSON_PARSER.parse(JSON_EMITTER.emit(dumped, EVERYTHING), EVERYTHING)
    through_csv = CSV_PARSER.parse(CSV_EMITTER.emit(dumped, EVERYTHING), EVERYTHING)
    assert compile(EVERYTHING, strict="textual").load(through_csv) == compile(EVERYTHING, strict="typed").load(through_json)


@pytest.mark.parametrize("kind", [TEXT, NUMBER, ANY], ids=["text", "number", "any"])
@pytest.mark.parametrize("empty", [None, "", missing], ids=["none", "text", "missing"])
def test_many_cells_are_the_same_as_each_of_them(kind, empty):
    column = Column("a", kind, empty)
    atoms = [TEXTS, st.integers(), NUMBERS, st.booleans(), st.decimals(allow_nan=False).filter(lambda value: value.is_finite()), st.uuids()]
    alike = st.one_of([st.lists(values | st.none(), max_size=5) for values in [*atoms, st.one_of(atoms)]])

    @given(alike)
    @settings(max_examples=50)
    def check(values: list[Any]) -> None:
        assert write_all(values, column) == quoted([write(value, column) for value in values])
        assert [read(write(value, column), column) for value in values if isinstance(value, str) or value is None] == [
            value for value in values if isinstance(value, str) or value is None
        ]

    check()


@given(st.lists(st.dictionaries(st.sampled_from(["id", "title", "author"]), ANYTHING), max_size=3))
def test_whatever_comes_is_written_or_refused(data):
    try:
        content = CSV_EMITTER.emit(data, CsvBook(many=True))
    except ContractError:
        return
    assert len(CSV_PARSER.parse(content, CsvBook(many=True))) == len(data)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4))
def test_what_others_write_is_read(table):
    content = io.StringIO()
    csv.writer(content).writerows([["a", "b"], *table])
    found = [row.cells for row in rows(io.BytesIO(content.getvalue().encode()))]
    assert found == [["a", "b"], *table]


@given(st.binary(max_size=60) | st.text(",\"\r\n'a=\\N[{\0", max_size=40).map(str.encode))
def test_whatever_comes_is_read_or_refused(content):
    try:
        CSV_PARSER.parse(b"id,author.name,tags\n" + content, CsvBook(many=True))
    except Problem as problem:
        assert problem.status == 400


# -- in ----------------------------------------------------------------------------------------------------------------


def test_text_comes_in_by_the_names_of_the_header():
    assert CSV_PARSER.parse(TABLE, CsvBook(many=True)) == [
        {"id": "1", "title": "Dune, again", "author": {"name": "Frank", "born": "1920-10-08"}, "tags": ["sand", "spice"]},
        {"id": "2", "title": 'The "Ring"', "author": None, "tags": []},
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"title,id\r\na,1\r\n", id="other order"),
        pytest.param(b"title,id\na,1\n", id="LF"),
        pytest.param(b"title,id\r\na,1", id="last line not ended"),
        pytest.param(b'"title","id"\r\n"a","1"\r\n', id="all in quotes"),
        pytest.param(b"\xef\xbb\xbftitle,id\r\na,1\r\n", id="byte order mark"),
    ],
)
def test_a_table_may_be_written_otherwise(content):
    assert CSV_PARSER.parse(content, CsvBook(many=True)) == [{"id": "1", "title": "a"}]


def test_an_object_may_stand_in_one_cell():
    content = b'id,author\r\n1,"{""name"":""Frank""}"\r\n'
    assert CSV_PARSER.parse(content, CsvBook()) == {"id": "1", "author": {"name": "Frank"}}


def test_unknown_columns_come_in_where_they_belong():
    content = b"id,author.nam,extra,tags.x\r\n1,a,'=b,\r\n"
    assert CSV_PARSER.parse(content, CsvBook()) == {"id": "1", "author": {"nam": "a"}, "extra": "=b", "tags.x": ""}


def test_what_is_only_dumped_comes_in_as_what_it_is():
    schema = one(id=fields.Raw(dump_only=True), author=fields.Nested(CsvAuthor, dump_only=True))
    assert CSV_PARSER.parse(b"id,author.name\r\n7,Frank\r\n", schema) == {"id": 7, "author": {"name": "Frank"}}


def test_of_alternatives_the_one_is_meant_that_knows_all_names():
    either = OneOf(one(a=fields.Int()), many(b=fields.Raw()), fields.Int())
    assert CSV_PARSER.parse(b"b\r\n7\r\n", either) == [{"b": 7}]
    assert CSV_PARSER.parse(b"c\r\n7\r\n", either) == {"c": "7"}


MALFORMED = [
    pytest.param(b"", "", "empty", id="nothing"),
    pytest.param(b"\xef\xbb\xbf", "", "empty", id="only a byte order mark"),
    pytest.param(b"\r\n", "", "syntax", id="empty header"),
    pytest.param(b"id,id\r\n1,2\r\n", "", "duplicate_name", id="name twice"),
    pytest.param(b"author,author.name\r\n", "", "duplicate_name", id="object and its member"),
    pytest.param(b"author.name,author\r\n", "", "duplicate_name", id="member and its object"),
    pytest.param(b",\r\n", "", "duplicate_name", id="no name twice"),
    pytest.param(b"id\r\n1\r\n1,2\r\n", "/1", "syntax", id="row too long"),
    pytest.param(b"id,title\r\n1\r\n", "/0", "syntax", id="row too short"),
    pytest.param(b"id\r\n1\r\n\r\n", "", "syntax", id="empty line"),
    pytest.param(b'id\r\n"1\r\n', "", "syntax", id="quote not closed"),
    pytest.param(b'id\r\n1"2"\r\n', "", "syntax", id="quote inside of a cell"),
    pytest.param(b'id\r\n"1"2\r\n', "", "syntax", id="text behind a quote"),
    pytest.param(b'id\r\n "1"\r\n', "", "syntax", id="space before a quote"),
    pytest.param(b"id\r1\r", "", "syntax", id="CR alone"),
    pytest.param(b"id\r\n1\r2\r\n", "", "syntax", id="CR in a cell"),
    pytest.param(b"id\r\n1\r", "", "syntax", id="CR at the end"),
    pytest.param(b"id\r\n\x00\r\n", "", "syntax", id="NUL"),
    pytest.param(b"id\r\n\xff\r\n", "", "encoding", id="not UTF-8"),
    pytest.param(b"\xff\xfei\x00d\x00", "", "encoding", id="UTF-16"),
    pytest.param(b"tags\r\n[]\r\n[1\r\n", "/1/tags", "syntax", id="broken JSON"),
    pytest.param(b'tags\r\n"{""a"":1,""a"":2}"\r\n', "/0/tags", "duplicate_name", id="JSON with a name twice"),
    pytest.param(b'tags\r\n"[""\\ud800""]"\r\n', "/0/tags", "surrogate", id="JSON with half a character"),
    pytest.param(b"tags\r\n1e999\r\n", "/0/tags", "not_finite", id="JSON with a huge number"),
    pytest.param(b",".join(b"%d" % n for n in range(1001)), "", "too_long", id="too many columns"),
    pytest.param(b"id\r\n" + b"1" * (LONGEST + 1), "", "too_long", id="line too long"),
    pytest.param(b'id\r\n"' + b"1\n" * LONGEST, "", "too_long", id="row too long to keep"),
]


@pytest.mark.parametrize(("content", "pointer", "code"), MALFORMED)
def test_what_is_malformed_is_refused(content, pointer, code):
    assert refused(content, CsvBook(many=True)) == (400, pointer, code)


def test_a_refusal_names_the_line_where_the_row_begins():
    with pytest.raises(Problem) as caught:
        CSV_PARSER.parse(b'id,title\r\n1,"a\r\n\r\nb"\r\n2\r\n', CsvBook(many=True))
    assert caught.value.detail == "Line 5: There are 1 cells below 2 names."


@pytest.mark.parametrize("content", [b"id\r\n", b"id\r\n1\r\n2\r\n"], ids=["none", "two"])
def test_one_object_is_one_row(content):
    assert refused(content, CsvBook()) == (400, "", "single")


@pytest.mark.parametrize(
    "schema", [fields.Int(), fields.List(fields.Int()), OneOf(fields.Int(), fields.Str())], ids=["field", "list", "either"]
)
def test_what_is_no_table_cannot_come_as_one(schema):
    assert refused(b"a\r\n1\r\n", schema) == (415, "/Content-Type", "unsupported")


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        pytest.param(b"id,title\r\nx,a\r\n2,b\r\n", {("/0/id", "type")}, id="type"),
        pytest.param(b"id,title,titel\r\n1,a,b\r\n", {("/0/titel", "unknown")}, id="unknown"),
        pytest.param(b"id,title,author.nam\r\n1,a,b\r\n", {("/0/author/nam", "unknown"), ("/0/author/name", "required")}, id="nested"),
        pytest.param(b"id,title\r\n,a\r\n", {("/0/id", "required")}, id="empty"),
        pytest.param(b"id,title,tags\r\n1,a,sand\r\n", {("/0/tags", "type")}, id="no list"),
    ],
)
def test_a_schema_says_what_is_wrong_in_its_words(client, content, faults):
    response = client.post("/books", data=content, content_type="text/csv")
    assert response.status_code == 422
    assert {(each["pointer"], each["code"]) for each in response.json["errors"]} == faults


def test_unknown_columns_are_let_in_where_the_schema_says_so():
    class CsvOpen(Schema):
        class Meta:
            unknown = INCLUDE

        id = fields.Int(validate=validate.Range(min=1))

    loaded = compile(CsvOpen(), strict="textual").load(CSV_PARSER.parse(b"id,more\r\n1,2\r\n", CsvOpen()))
    assert loaded == {"id": 1, "more": "2"}


# -- streams -----------------------------------------------------------------------------------------------------------


def test_a_stream_is_the_same_table():
    schema = CsvBook()
    assert b"".join(stream(iter(BOOKS * 300), schema)) == CSV_EMITTER.emit(BOOKS * 300, CsvBook(many=True))


def stream(items: Any, schema: Any) -> Iterator[bytes]:
    assert CSV_EMITTER.stream is not None
    return CSV_EMITTER.stream(items, schema)


def test_a_stream_of_nothing_is_the_header():
    assert list(stream(iter(()), CsvBook())) == [TABLE.splitlines(keepends=True)[0]]


def test_the_first_row_is_sent_at_once():
    asked = []
    chunks = stream((asked.append(book) or book for book in BOOKS * 200), CsvBook())
    assert next(chunks).count(b"\r\n") == 2
    assert len(asked) == 1


def test_chunks_hold_a_hundred_rows_or_some_16_kilobytes():
    schema = one(a=fields.Str())
    assert [chunk.count(b"\r\n") for chunk in stream(({"a": "x"} for _ in range(250)), schema)] == [2, 100, 100, 49]
    assert max(map(len, stream(({"a": "x" * 1000} for _ in range(250)), schema))) < 20_000


def test_a_stream_that_fails_ends_in_what_is_no_row():
    def items() -> Iterator[Any]:
        yield {"a": "x"}
        raise LookupError

    schema = one(a=fields.Str())
    chunks = stream(items(), schema)
    sent = next(chunks) + next(chunks)
    with pytest.raises(LookupError):
        next(chunks)
    assert sent.startswith(b"a\r\nx\r\n")
    assert refused(sent, schema) == (400, "", "syntax")


def read_stream(content: bytes, schema: Any) -> list[Any]:
    assert CSV_PARSER.stream is not None
    return list(CSV_PARSER.stream(io.BytesIO(content), schema))


def test_rows_come_in_one_by_one_with_their_lines():
    lines = read_stream(b'id,title\r\n1,"a\r\nb"\r\n2,c\r\n', CsvBook())
    assert [(line.number, line.data) for line in lines] == [(2, {"id": "1", "title": "a\r\nb"}), (4, {"id": "2", "title": "c"})]


def test_a_bad_row_spoils_no_other():
    lines = read_stream(b"id,tags\r\n1\r\n2,[\r\n3,[]\r\n", CsvBook())
    assert [line.fault and (line.fault.pointer, line.fault.code) for line in lines] == [("", "syntax"), ("/tags", "syntax"), None]
    assert lines[2].data == {"id": "3", "tags": []}


def test_a_stream_is_not_read_before_it_is_asked_for():
    content = io.BytesIO(b"id,title\r\n" + b"1,a\r\n" * 100_000)
    assert CSV_PARSER.stream is not None
    next(CSV_PARSER.stream(content, CsvBook()))
    assert content.tell() < 100


# -- with an app -------------------------------------------------------------------------------------------------------


@pytest.fixture
def client() -> Any:
    api = Api(emitters=[JSON_EMITTER, CSV_EMITTER], parsers=[JSON_PARSER, CSV_PARSER])

    @api.resource("/books")
    class CsvBooks(Resource):
        @returns(CsvBook(many=True))
        def get(self):
            return BOOKS_AS_THEY_ARE

        @accepts(CsvBook(many=True, partial=("author", "tags")))
        @returns(fields.Raw())
        def post(self, body):
            return [book["title"] for book in body]

    @api.resource("/export")
    class CsvExport(Resource):
        @streams(CsvBook())
        def get(self):
            yield from BOOKS_AS_THEY_ARE

    app = Flask("tests")
    api.init_app(app)
    return app.test_client()


BOOKS_AS_THEY_ARE = [
    {**BOOKS[0], "author": {"name": "Frank", "born": dt.date(1920, 10, 8)}},
    {**BOOKS[1], "id": 2},
]


@pytest.mark.parametrize("path", ["/books", "/export"])
@pytest.mark.parametrize("accept", ["text/csv", "text/*", "text/csv; header=present", "text/csv; charset=utf-8", "text/csv, */*;q=0.1"])
def test_who_asks_for_csv_gets_it(client, path, accept):
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, "text/csv; charset=utf-8; header=present")
    assert response.data == TABLE


@pytest.mark.parametrize("content_type", ["text/csv", "text/csv; charset=utf-8", "text/csv; header=present"])
def test_csv_is_a_body(client, content_type):
    assert client.post("/books", data=b"id,title\r\n1,=x\r\n", content_type=content_type).json == ["=x"]
