"""The table of JSON Schema and the code agree: each of its rows is tried. So are the examples of the table of strictness."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty.fields import DataURL
from flask_resty.fields import File
from flask_resty.models import Base64
from flask_resty.openapi.json_schema import Components

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


class Host(Schema):
    """Has what the fields of the tables name."""

    def read(self, value):
        return value

    def write(self, obj):
        return str(obj)


#: What the cells may name.
NAMES = {name: getattr(fields, name) for name in fields.__all__} | {
    "Base64": Base64,
    "Color": enum.Enum("Color", {"RED": 1}),
    "DataURL": DataURL,
    "File": File,
    "Tag": Schema.from_dict({"name": fields.String()}, name="Tag"),
    "validate": validate,
}


def rows(page: str, section: str) -> list[list[str]]:
    """Give the cells of the tables of a section."""
    return list(_rows(page, section))


def _rows(page: str, section: str) -> Iterator[list[str]]:
    text = (REFERENCE / page).read_text().split(f"## {section}\n")[1].split("\n## ")[0]
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip().replace(r"\|", "|") for cell in re.split(r" \|(?= |$)", line.removeprefix("|"))[:-1]]


def schema_of(field: str) -> Schema:
    return Host.from_dict({"value": eval(field, dict(NAMES))})()


def described(field: str, side: Any) -> dict[str, Any]:
    return Components().of(eval(field, dict(NAMES)), side)


@pytest.mark.parametrize(("field", "taken", "shown"), rows("json-schema.md", "Fields"))
def test_field(field, taken, shown):
    assert json.loads(taken.strip("`")).items() <= described(field.strip("`"), "input").items()
    if shown:
        assert json.loads((taken if shown == "the same" else shown).strip("`")).items() <= described(field.strip("`"), "output").items()


@pytest.mark.parametrize(("field", "taken"), rows("json-schema.md", "Validators"))
def test_validator(field, taken):
    assert json.loads(taken.strip("`")).items() <= described(field.strip("`"), "input").items()


#: What the table of strictness says and JSON Schema cannot.
UNSAYABLE = {
    ("Integer()", "7.0"),
    ("Integer(strict=True)", "7.0"),
    ("Enum(Color, by_value=True)", "1.0"),
    ("Enum(Color, by_value=Integer)", "1.0"),
    ("DateTime()", '"2016-12-31T23:59:60Z"'),
}


@pytest.mark.parametrize(
    ("field", "is_taken", "value"),
    [
        (field.strip("`"), column == 0, value)
        for field, *others in rows("strictness.md", "Typed input")
        for column, cell in enumerate(others)
        for value in re.findall("`([^`]+)`", cell)
    ],
)
def test_example_of_strictness(field, is_taken, value):
    components = Components(at="#/$defs/")
    made = components.of(schema_of(field), "input")
    judge = jsonschema_rs.Draft202012Validator({**made, "$defs": components.schemas}, validate_formats=True)
    assert judge.is_valid({"value": json.loads(value)}) == (is_taken or (field, value) in UNSAYABLE)
