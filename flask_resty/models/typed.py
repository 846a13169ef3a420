"""The field that values of an attribute are read by, where a client compares with them."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Callable
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import missing
from marshmallow import validate

from ..errors import ConfigError
from ..schema.messages import Message
from ..schematic import nested_schema_or_none
from .choices import is_by_value
from .store import Attribute

#: Not every database can keep the character NUL.
NO_NUL = validate.Regexp(r"[^\0]*\Z", error="The character NUL is not allowed.")

#: What each class of fields loads. A subclass comes before its parent.
_LOADED: tuple[tuple[type[fields.Field[Any]], type[Any]], ...] = (
    (fields.UUID, uuid.UUID),
    (fields.String, str),
    (fields.Integer, int),
    (fields.Float, float),
    (fields.Decimal, Decimal),
    (fields.Boolean, bool),
    (fields.DateTime, dt.datetime),
    (fields.Time, dt.time),
    (fields.Date, dt.date),
    (fields.TimeDelta, dt.timedelta),
)

_FIELDS: Mapping[type[Any], Callable[[], fields.Field[Any]]] = MappingProxyType({type: cls for cls, type in _LOADED})

_CONTAINERS = (fields.Nested, fields.List, fields.Tuple, fields.Mapping)


def field_for(name: str, attribute: Attribute, declared: fields.Field[Any] | None, schema: Schema | None) -> fields.Field[Any]:
    """Give the field for the values of an attribute: the declared one, that of the schema, or the one for its type.

    :param name: how the filter is called in errors.
    :param declared: what the developer says.
    :param schema: what shows the attribute, if it is shown.
    :raise ConfigError: if it is not known of what type the values are, or they are of another than the declared field's.
    """
    if declared is not None:
        if not _fits(declared, attribute):
            raise ConfigError(
                f"The filter {name!r} has a {type(declared).__name__}, whose values {attribute.name!r} cannot have. Drop field=."
            )
        return guarded(declared)
    shown = None if schema is None else _shown(schema, attribute.name.split("."))
    field = shown if shown is not None and loaded_by(shown) is not None and _fits(shown, attribute) else _for_type(attribute.type)
    if field is None:
        raise ConfigError(f"The filter {name!r} does not know how values of {attribute.name!r} are written. Give it field=.")
    # What is shown of each row need not be asked for.
    return optional(guarded(field), is_validated=True)


def loaded_by(field: fields.Field[Any]) -> type[Any] | None:
    """Tell the type of what a field loads, as far as that is known."""
    if isinstance(field, fields.Enum):
        return field.enum
    return next((type for cls, type in _LOADED if isinstance(field, cls)), None)


def _fits(field: fields.Field[Any], attribute: Attribute) -> bool:
    if isinstance(field, _CONTAINERS):
        return False
    loaded = loaded_by(field)
    if loaded is None or attribute.type in {None, loaded}:
        return True
    return loaded is int and attribute.type in {float, Decimal}


def _shown(schema: Schema, path: list[str]) -> fields.Field[Any] | None:
    """Give the field that shows what is at a path of attributes."""
    first, *inside = path
    found = next((field for name, field in schema.dump_fields.items() if (field.attribute or name) == first), None)
    if not inside:
        return found
    nested = found.inner if isinstance(found, fields.List) else found
    deeper = nested_schema_or_none(nested) if isinstance(nested, fields.Nested) else None
    return None if deeper is None else _shown(deeper, inside)


def _for_type(kind: type[Any] | None) -> fields.Field[Any] | None:
    if kind is None:
        return None
    return fields.Enum(kind, by_value=is_by_value(kind)) if issubclass(kind, Enum) else _FIELDS[kind]() if kind in _FIELDS else None


def guarded(field: fields.Field[Any]) -> fields.Field[Any]:
    """Give a copy of a field that reads a parameter, and refuses what databases do not bear.

    It has no name yet, is not required and has no default, unless the field says so in its own right.
    """
    made = copy.copy(field)
    # It belongs to no schema yet, whatever it was taken from.
    made.parent = made.root = made.name = None
    made.attribute = made.data_key = None
    made.dump_only = made.allow_none = False
    made.validators = [*field.validators, *guards_of(field)]
    if isinstance(made, fields.Decimal):
        # What is compared is what was sent, not something near it.
        made.places = None
    if isinstance(made, fields.List):
        made.inner = guarded(made.inner)
    return made


def guards_of(field: fields.Field[Any]) -> list[Callable[[Any], Any]]:
    """Give the validators for what databases do not bear, whatever their columns are."""
    return [guard for cls, guard in _GUARDS if isinstance(field, cls)]


def optional(field: fields.Field[Any], *, is_validated: bool) -> fields.Field[Any]:
    """Give a copy of a field that nobody has to send.

    :param is_validated: whether its validators are run.
    """
    made = copy.copy(field)
    made.required, made.load_default = False, missing
    made.validators = [each for each in field.validators if is_validated or each in _OF_GUARDS]
    return made


def _has_utc(moment: dt.datetime) -> None:
    try:
        # Without an offset it is taken as it is, wherever the server stands.
        (moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment).astimezone(dt.UTC)
    except OverflowError as error:
        # Such as the first hour of year 1, somewhere in the east.
        raise ValidationError(Message("There is no such moment in UTC.", "format")) from error


def _has_no_offset(time: dt.time) -> None:
    if time.tzinfo is not None:
        raise ValidationError(Message("An offset is not allowed.", "format"))


#: How far the calendar goes from 1970, where some databases count from.
_SPAN = validate.Range(dt.timedelta(days=-719_162), dt.timedelta(days=2_932_896), error="Out of range.")

_GUARDS: tuple[tuple[type[fields.Field[Any]], Callable[[Any], Any]], ...] = (
    (fields.String, NO_NUL),
    (fields.DateTime, _has_utc),
    (fields.Time, _has_no_offset),
    (fields.TimeDelta, _SPAN),
)
_OF_GUARDS = tuple(guard for _, guard in _GUARDS)
