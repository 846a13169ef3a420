"""What is told of functions, by their annotations."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Annotated
from typing import Any
from typing import Literal
from typing import NewType
from typing import NotRequired
from typing import TypedDict

import pytest
from marshmallow import Schema
from marshmallow import fields

from flask_resty.openapi.json_schema import Components
from flask_resty.openapi.json_schema.hints import described

if TYPE_CHECKING:
    from somewhere import Unknown  # type: ignore[import-not-found]

Size = NewType("Size", int)
Color = enum.Enum("Color", {"RED": 1, "BLUE": "b"})


class Point(TypedDict):
    x: int
    label: NotRequired[str]


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (str, {"type": "string"}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (bool, {"type": "boolean"}),
        (Decimal, {"type": "string", "pattern": r"^-?[0-9]+(?:\.[0-9]+)?$"}),
        (dt.date, {"type": "string", "format": "date"}),
        (None, {}),
        (type(None), {"type": "null"}),
        (Any, {}),
        (object, {}),
        (Size, {"type": "integer"}),
        (Annotated[int, "of something"], {"type": "integer"}),
        (int | None, {"type": ["integer", "null"]}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (int | str | None, {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}),
        (int | Any, {}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Color, {"enum": [1, "b"]}),
        (list, {"type": "array"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (Sequence[str], {"type": "array", "items": {"type": "string"}}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (
            tuple[int, str],
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        ),
        (dict, {"type": "object"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Mapping[str, Any], {"type": "object"}),
        (
            Point,
            {"type": "object", "properties": {"x": {"type": "integer"}, "label": {"type": "string"}}, "required": ["x"]},
        ),
    ],
    ids=str,
)
def test_hint(hint, expected):
    assert described(hint) == expected


def plain(obj):
    return obj


def counted(obj: Any) -> int:
    return 0


def read(value: str, context: Any = None) -> int:
    return 0


def of_unknown(obj: Any) -> Unknown:
    return obj


class HintedSchema(Schema):
    shown = fields.Method("show")
    both = fields.Method("show", deserialize="take")
    nobody = fields.Method()

    def show(self, obj: Any) -> list[str]:
        return []

    def take(self, value: list[str]) -> str:
        return ""


@pytest.mark.parametrize(
    ("field", "side", "expected"),
    [
        (fields.Function(counted), "output", {"type": "integer"}),
        (fields.Function(counted, deserialize=read), "input", {"type": "string"}),
        (fields.Function(plain, deserialize=plain), "output", {}),
        (fields.Function(plain, deserialize=plain), "input", {}),
        (fields.Function(str, deserialize=str), "output", {}),
        (fields.Function(of_unknown), "output", {}),
        (fields.Function(lambda obj: 1), "output", {}),
        (fields.Function(counted, metadata={"type": "string"}), "output", {"type": "string"}),
        (HintedSchema().fields["shown"], "output", {"type": "array", "items": {"type": "string"}}),
        (HintedSchema().fields["both"], "input", {"type": "array", "items": {"type": "string"}}),
        (HintedSchema().fields["nobody"], "output", {}),
    ],
    ids=[
        *("function", "function that takes", "no hint", "no hint that takes", "class", "unknown name", "lambda", "metadata"),
        *("method", "method that takes", "no method"),
    ],
)
def test_function(field, side, expected):
    assert Components().of(field, side) == expected
