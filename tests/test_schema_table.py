"""The table of strictness and the code agree: each of its cells is an example, and is tried."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
import json
import re
import uuid
from collections import namedtuple
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from flask_resty import ContractError
from flask_resty.schema import compile
from flask_resty.schema import faults

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "strictness.md").read_text()


class Host(Schema):
    """Has what the fields of the table name."""

    def read(self, value):
        return value

    def write(self, obj):
        return str(obj)


#: What the cells may name.
FIELDS = {name: getattr(fields, name) for name in fields.__all__} | {
    "Tag": Schema.from_dict({"name": fields.String()}),
    "Color": enum.Enum("Color", {"RED": 1}),
}
VALUES = FIELDS | {
    "Decimal": Decimal,
    "Named": namedtuple("Named", "name"),
    "UTC": dt.UTC,
    "date": dt.date,
    "datetime": dt.datetime,
    "inf": float("inf"),
    "ip_address": ipaddress.ip_address,
    "ip_interface": ipaddress.ip_interface,
    "nan": float("nan"),
    "time": dt.time,
    "timedelta": dt.timedelta,
    "uuid4": uuid.uuid4,
}

#: What has no values of its own, only those of its subclasses.
ABSTRACT = {fields.Field, fields.Number, fields.Mapping}


def rows(section: str, first: str) -> Iterator[list[str]]:
    """Give the rows of a table: the one of a section whose first column has a title."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0].split(f"| {first} |")[1]
    for line in text.split("\n\n")[0].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def cells(section: str, columns: tuple[str, ...]) -> list[Any]:
    """Give each example of a table with its field and the title of its column."""
    found = []
    for field, *others in rows(section, "field"):
        for column, cell in zip(columns, others, strict=True):
            found += [(field.strip("`"), column, value) for value in re.findall("`([^`]+)`", cell)]
    assert found
    return found


def schema_of(field: str) -> Schema:
    return Host.from_dict({"value": eval(field, dict(FIELDS))})()


def codes_of(load, data: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        load(data)
    return {fault.code for fault in faults(caught.value, "body")}


INPUT = ("takes", "type", "format", "choice")


@pytest.mark.parametrize(("field", "column", "value"), cells("Typed input", INPUT))
def test_typed_input(field, column, value):
    data = {"value": json.loads(value)}
    compiled = compile(schema_of(field), strict="typed")
    if column == "takes":
        assert "value" in compiled.load(data)
    else:
        assert codes_of(compiled.load, data) == {column}


@pytest.mark.parametrize(("field", "column", "text"), cells("Textual input", INPUT))
def test_textual_input(field, column, text):
    compiled = compile(schema_of(field), strict="textual")
    if column == "takes":
        assert "value" in compiled.load_text({"value": [text]})
    else:
        assert codes_of(compiled.load_text, {"value": [text]}) == {column}


@pytest.mark.parametrize(("field", "column", "value"), cells("Output", ("dumps", "refuses")))
def test_output(field, column, value):
    schema = schema_of(field)
    dump, obj = compile(schema, check="raise").dump, {"value": eval(value, dict(VALUES))}
    if column == "refuses":
        with pytest.raises(ContractError, match="^GeneratedSchema/value"):
            dump(obj)
    else:
        assert "value" in dump(obj)


@pytest.mark.parametrize(("section", "columns"), [("Typed input", 4), ("Textual input", 4), ("Output", 2)])
def test_every_field_of_marshmallow_is_in_each_table(section, columns):
    told = {type(schema_of(field.strip("`")).fields["value"]) for field, *others in rows(section, "field") if len(others) == columns}
    assert told == {getattr(fields, name) for name in fields.__all__} - ABSTRACT


@pytest.mark.parametrize(
    ("validator", "value", "code"), [[cell.strip("`") for cell in row] for row in rows("Codes of validators", "validator")]
)
def test_codes_of_validators(validator, value, code):
    field = fields.Raw(validate=eval(validator, dict(vars(validate))))
    assert codes_of(compile(field, strict="typed").load, json.loads(value)) == {code}


def test_every_validator_of_marshmallow_has_a_code_in_the_table():
    told = {re.findall(r"\w+", row[0])[0] for row in rows("Codes of validators", "validator")}
    known = {name for name, cls in vars(validate).items() if isinstance(cls, type) and issubclass(cls, validate.Validator)}
    assert told == known - {"Validator"}
