"""Where a field can stand, and how its value is then sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate
from schemafuzz.objects import Thing

from .members import Make


@dataclass(frozen=True)
class Place:
    """A place for a field."""

    #: Gives the schema, derived from the given one.
    schema: Callable[[type[Schema], Make], type[Schema]]
    #: Gives the data in which a value stands there, among what is wrong.
    data: Callable[[Any], Any]
    #: Gives the object in which it does, where nothing else is wrong.
    obj: Callable[[Any], Any]


def _of(base: type[Schema], **members: fields.Field[Any]) -> type[Schema]:
    return type("Placed", (base,), members)


def _table(value: Any) -> Any:
    return {"v": value}


PLACES = (
    Place(lambda base, make: _of(base, v=make()), _table, _table),
    Place(
        lambda base, make: _of(base, v=make(), w=fields.String(required=True)),
        lambda value: {"v": value, "W": 1},
        lambda value: {"v": value, "w": "x"},
    ),
    Place(lambda base, make: _of(base, v=fields.List(make())), lambda value: {"v": [value]}, lambda value: {"v": (value, value)}),
    Place(
        lambda base, make: _of(
            base, v=fields.List(fields.Nested(_of(base, a=fields.Integer(), u=make())), validate=validate.Length(max=3))
        ),
        lambda value: {"v": [{"a": 1}, {"a": 1, "u": value}, {"u": value, "z": 2}]},
        lambda value: {"v": [{"a": 1, "u": value}, Thing({"a": 1, "u": value})]},
    ),
    Place(
        lambda base, make: _of(base, v=fields.Nested(_of(base, u=make(), s=fields.String()))),
        lambda value: {"v": {"u": value, "s": 1}},
        lambda value: {"v": Thing({"u": value, "s": "x"})},
    ),
    Place(
        lambda base, make: _of(base, v=fields.Nested(_of(base, u=make()), many=True, unknown=EXCLUDE)),
        lambda value: {"v": [{"u": value, "q": 1}, {}]},
        lambda value: {"v": [{"u": value}]},
    ),
    Place(lambda base, make: _of(base, v=fields.Dict(values=make())), lambda value: {"v": {"k": value}}, lambda value: {"v": {"k": value}}),
    Place(lambda base, make: _of(base, v=fields.Pluck(_of(base, u=make()), "u")), _table, lambda value: {"v": {"u": value}}),
)
