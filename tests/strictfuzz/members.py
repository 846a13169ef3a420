"""Fields of all classes, with the options and validators that the compiler writes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marshmallow import fields
from marshmallow import validate

from .enums import ENUMS
from .enums import Mixed
from .enums import Numbers

Make = Callable[[], fields.Field[Any]]

TEXTS: dict[str, Make] = {
    "text": fields.String,
    "short text": lambda: fields.String(validate=validate.Length(1, 5)),
    "word": lambda: fields.String(validate=validate.Regexp("[a-z]+$")),
    "one of": lambda: fields.String(validate=validate.OneOf(["a", "7", "yes"])),
    "none of": lambda: fields.String(validate=validate.NoneOf(["a", "7"])),
    "equal": lambda: fields.String(allow_none=True, validate=validate.Equal("a")),
    "email": fields.Email,
    "url": fields.Url,
    "relative url": lambda: fields.Url(relative=True, require_tld=False),
    "uuid": fields.UUID,
}
NUMBERS: dict[str, Make] = {
    "integer": fields.Integer,
    "strict integer": lambda: fields.Integer(strict=True),
    "small": lambda: fields.Integer(validate=validate.Range(1, 100)),
    "open": lambda: fields.Integer(validate=validate.Range(0.5, 2**60, min_inclusive=False)),
    "chosen": lambda: fields.Integer(validate=validate.OneOf([1, 2.0, True, "7"])),
    "between": lambda: fields.Integer(validate=[validate.Range(min=Decimal("1.5")), validate.Range(max=float("nan"))]),
    "float": fields.Float,
    "float or NaN": lambda: fields.Float(allow_nan=True),
    "float in range": lambda: fields.Float(validate=validate.Range(0, 1e10)),
    "float of": lambda: fields.Float(validate=validate.OneOf([1, 7, 0.5, float("nan")])),
    "decimal": fields.Decimal,
    "decimal or NaN": lambda: fields.Decimal(allow_nan=True),
    "money": lambda: fields.Decimal(places=2, rounding="ROUND_UP", validate=validate.Range(0, 10)),
    "thousands": lambda: fields.Decimal(places=-3),
    "decimal of": lambda: fields.Decimal(validate=validate.OneOf([1, Decimal("1.5"), "7"])),
    "decimal in range": lambda: fields.Decimal(validate=validate.Range(Decimal("0.1"), 10.5)),
    "boolean": fields.Boolean,
    "own truth": lambda: fields.Boolean(truthy={"yes", 1}, falsy={"no", 0}),
    "wrong truth": lambda: fields.Boolean(truthy={False, "x"}, falsy={True}),
    "true": lambda: fields.Boolean(validate=validate.OneOf([1])),
}
TIMES: dict[str, Make] = {
    "moment": fields.DateTime,
    "naive": fields.NaiveDateTime,
    "aware": fields.AwareDateTime,
    "naive in UTC": lambda: fields.NaiveDateTime(timezone=dt.UTC),
    "aware by default": lambda: fields.AwareDateTime(default_timezone=dt.UTC),
    "iso8601": lambda: fields.DateTime(format="iso8601"),
    "rfc": lambda: fields.DateTime(format="rfc"),
    "timestamp": lambda: fields.DateTime(format="timestamp"),
    "milliseconds": lambda: fields.AwareDateTime(format="timestamp_ms", default_timezone=dt.UTC),
    "formatted": lambda: fields.DateTime(format="%Y-%m-%d"),
    "date": fields.Date,
    "formatted date": lambda: fields.Date(format="%Y%m%d"),
    "this year": lambda: fields.Date(validate=validate.Range(dt.date(2024, 1, 1), dt.date(2024, 5, 17), max_inclusive=False)),
    "time": fields.Time,
    "hour": lambda: fields.Time(format="%H"),
    "span": fields.TimeDelta,
    "days": lambda: fields.TimeDelta("days"),
}
OTHERS: dict[str, Make] = {
    "address": fields.IP,
    "address 4": fields.IPv4,
    "address 6": fields.IPv6,
    "interface": fields.IPInterface,
    "anything": fields.Raw,
    "anything or nothing": lambda: fields.Raw(allow_none=True, validate=validate.Length(1)),
    "table": fields.Dict,
    "table of integers": lambda: fields.Dict(fields.String(validate=validate.Length(1)), fields.Integer()),
    "table by date": lambda: fields.Dict(fields.Date(), fields.Float()),
    "small table": lambda: fields.Dict(validate=validate.Length(max=1)),
    "list": lambda: fields.List(fields.Integer()),
    "short list": lambda: fields.List(fields.String(), validate=validate.Length(1, 2)),
    "list of moments": lambda: fields.List(fields.DateTime()),
    "list of lists": lambda: fields.List(fields.List(fields.Float())),
    "list of members": lambda: fields.List(fields.Enum(Mixed, by_value=True)),
    "list of decimals": lambda: fields.List(
        fields.Decimal(places=1, validate=validate.Range(0)), validate=validate.ContainsOnly([Decimal(1)])
    ),
    "one": lambda: fields.List(fields.Raw(), validate=validate.Length(equal=1)),
    "row": lambda: fields.Tuple((fields.Integer(), fields.String())),
    "fixed text": lambda: fields.Constant("a"),
    "fixed number": lambda: fields.Constant(1),
    "fixed truth": lambda: fields.Constant(True),
    "fixed list": lambda: fields.Constant([1]),
    "fixed member": lambda: fields.Constant(Numbers.ONE),
}
FIELDS: dict[str, Make] = {
    **TEXTS,
    **NUMBERS,
    **TIMES,
    **OTHERS,
    **{f"name of {cls.__name__}": lambda cls=cls: fields.Enum(cls) for cls in ENUMS},
    **{f"value of {cls.__name__}": lambda cls=cls: fields.Enum(cls, by_value=True) for cls in ENUMS},
    **{f"text of {cls.__name__}": lambda cls=cls: fields.Enum(cls, by_value=fields.String(), allow_none=True) for cls in ENUMS},
}
