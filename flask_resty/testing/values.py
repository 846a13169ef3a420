"""A good value of each field: candidates are tried until the loader of the server takes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from ..errors import ConfigError
from ..schema.compiled import compile
from ..schema.validators import flat
from ..schematic import key_of
from ..schematic import nested_schema
from .candidates import bounds
from .candidates import candidates

#: How deep objects are written out that nobody requires: they may be inside of themselves.
DEPTH = 3

#: What stands for no value.
NOTHING: Any = object()


def object_of(schema: Schema, depth: int = DEPTH, *, full: bool = True) -> dict[str, Any]:
    """Give an object that a schema loads.

    :param depth: so deep members are written out that need not be there.
    :param full: whether they are at all.
    :raise ConfigError: for a member that is required and for which nothing was found.
    """
    made: dict[str, Any] = {}
    for name, field in schema.load_fields.items():
        is_needed = bool(field.required) and schema.partial is not True
        if not is_needed and (not full or depth < 1):
            continue
        value = value_of(field, depth - 1, full=full)
        if value is not NOTHING:
            made[key_of(name, field)] = value
        elif is_needed:
            raise ConfigError(
                f"No value was found that {type(schema).__name__} takes as {key_of(name, field)!r}. "
                "Give it one, as in metadata={'example': 'AB-12'}."
            )
    return made


def value_of(field: fields.Field[Any], depth: int = DEPTH, *, full: bool = True) -> Any:
    """Give a value that a field loads, or ``NOTHING``."""
    load = compile(field, strict="typed").load
    return next((value for value in _tried(field, depth, full) if _is_good(load, value)), NOTHING)


def _is_good(load: Any, value: Any) -> bool:
    try:
        load(value)
    except (ValidationError, RuntimeError):
        # What looks into a database cannot do so where no app is.
        return False
    return True


def _tried(field: fields.Field[Any], depth: int, full: bool) -> Iterator[Any]:
    if "example" in field.metadata:
        yield field.metadata["example"]
    if isinstance(field, fields.Pluck):
        plucked = value_of(nested_schema(field).fields[field.field_name], depth, full=full)
        yield [plucked] if field.many else plucked
    elif isinstance(field, fields.Nested):
        yield from _nested(field, depth, full)
    elif isinstance(field, fields.Tuple):
        yield [value_of(each, depth, full=full) for each in field.tuple_fields]
    elif isinstance(field, fields.List):
        yield from _lists(field, depth, full)
    elif isinstance(field, fields.Mapping):
        yield from _mappings(field, depth, full)
    else:
        yield from candidates(field)
    yield from ([], None)


def _nested(field: fields.Nested, depth: int, full: bool) -> Iterator[Any]:
    schema = nested_schema(field)
    made = object_of(schema, depth, full=full)
    yield [made] * max(bounds(field)[0], 1) if field.many or schema.many else made


def _lists(field: fields.List[Any], depth: int, full: bool) -> Iterator[Any]:
    for validator in flat(field.validators):
        if isinstance(validator, validate.ContainsOnly):
            yield list(validator.choices)[:1]
    value = value_of(field.inner, depth, full=full)
    if value is not NOTHING and depth >= 0:
        yield [value] * max(bounds(field)[0], 1)


def _mappings(field: fields.Mapping[Any], depth: int, full: bool) -> Iterator[Any]:
    key = "key" if field.key_field is None else value_of(field.key_field, depth, full=full)
    value = 1 if field.value_field is None else value_of(field.value_field, depth, full=full)
    yield {key: value}
    yield {}
