"""A good body with one thing changed, at one place after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from ..schema.validators import flat
from ..schematic import OneOf
from ..schematic import nested_schema_or_none
from .candidates import bounds


def spoilt(good: Any, schema: Any) -> Iterator[Any]:
    """Give bodies that differ from a good one at one place each. Whether that is a mistake is for the loader to say."""
    yield from _BAD
    lengths, bounds_of_numbers, forbidden = _lengths(schema), _bounds(schema), _forbidden(schema)
    for path, value in _places(good, ()):
        if isinstance(value, dict):
            yield _with(good, path, {**value, "no-such-member": 1})
            for name in value:
                yield _with(good, path, {key: each for key, each in value.items() if key != name})
        for bad in (*_BAD, *_longer(value, lengths), *(bounds_of_numbers if _is_number(value) else ()), *forbidden):
            yield _with(good, path, bad)


#: What is bad at some places, and good at others.
_BAD: tuple[Any, ...] = (None, [], {}, "", "?", 0, -1, 1.5, True, 10**12, "no such choice", {"no-such-member": 1})


def _longer(value: Any, lengths: list[int]) -> Iterator[Any]:
    for length in lengths:
        if isinstance(value, str):
            yield "x" * length
        elif isinstance(value, list) and value:
            yield value[:1] * length


def _lengths(schema: Any) -> list[int]:
    """Give the lengths that are too much by one somewhere."""
    return sorted({most + 1 for field in _fields(schema) if (most := bounds(field)[1]) is not None and most < 100_000})


def _bounds(schema: Any) -> list[float]:
    """Give the numbers at the bounds of some field, and beside them."""
    ranges = [validator for validator in _validators(schema) if isinstance(validator, validate.Range)]
    found = [bound for one in ranges for bound in (one.min, one.max) if _is_number(bound)]
    return sorted({bound + step for bound in found for step in (-1, 0, 1)})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _forbidden(schema: Any) -> list[Any]:
    return [value for one in _validators(schema) if isinstance(one, validate.NoneOf) for value in one.iterable]


def _validators(schema: Any) -> Iterator[Any]:
    for field in _fields(schema):
        yield from flat(field.validators)


def _fields(schema: Any, depth: int = 3) -> Iterator[fields.Field[Any]]:
    inside: list[Any] = []
    if isinstance(schema, OneOf):
        inside = list(schema.schemas)
    elif isinstance(schema, Schema):
        inside = list(schema.load_fields.values())
    elif isinstance(schema, fields.Field):
        yield schema
        inside = _inside(schema)
    if depth:
        for one in inside:
            yield from _fields(one, depth - 1)


def _inside(field: fields.Field[Any]) -> list[Any]:
    if isinstance(field, fields.Nested):
        nested = nested_schema_or_none(field)
        return [] if nested is None else [nested]
    if isinstance(field, fields.List):
        return [field.inner]
    if isinstance(field, fields.Tuple):
        return list(field.tuple_fields)
    if isinstance(field, fields.Mapping):
        return [one for one in (field.key_field, field.value_field) if one is not None]
    return []


def _places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Give every place of a body, with what stands there."""
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _places(each, (*path, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*path, 0))


def _with(good: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Give a copy of a body with another value at one place."""
    if not path:
        return value
    made = dict(good) if isinstance(good, dict) else list(good)
    made[path[0]] = _with(made[path[0]], path[1:], value)
    return made
