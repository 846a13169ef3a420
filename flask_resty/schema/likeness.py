"""Whether a field tells of a value as much as another one does."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from ..schematic import nested_schema
from .stock import class_of

#: They dump what they are given as it is.
_OPEN = (fields.Raw, fields.Field, fields.Dict, fields.Mapping)

#: What has other values inside.
CONTAINERS = (fields.Nested, fields.List, fields.Tuple, fields.Mapping)

_COMPUTED = (fields.Function, fields.Method)


def reads_alike(shown: Any, field: Any) -> bool:
    """Tell whether two fields for the same attribute look at the same value: an author may have one look at another."""
    own = [one.__dict__.get("get_value") for one in (shown, field)]
    return own[0] is own[1] and type(shown).get_value is type(field).get_value


def is_own(field: Any) -> bool:
    """Tell whether the author of a field decides how it dumps what is inside of it."""
    return isinstance(field, CONTAINERS) and type(field)._serialize.__module__ != fields.__name__


def tells_everything(field: Any) -> bool:
    """Tell whether a field dumps a value as it is, whatever it holds."""
    if isinstance(field, fields.List):
        return tells_everything(field.inner)
    is_raw = not isinstance(field, fields.Mapping) or (field.value_field is None and field.key_field is None)
    return class_of(field) in _OPEN and is_raw


def tells_as_much(shown: Any, field: Any) -> bool:
    """Tell whether one field tells at least what another would tell of the same value.

    A function, and a class of its author's own, may tell as little as they like: only another of the same kind tells as much.
    """
    if is_own(shown) or is_own(field):
        return type(shown)._serialize is type(field)._serialize
    if isinstance(field, fields.Pluck):
        return _plucks_as_much(shown, field)
    if isinstance(shown, _COMPUTED) or isinstance(field, _COMPUTED):
        return _computes_the_same(shown, field)
    if isinstance(shown, CONTAINERS) or class_of(field) in _OPEN:
        return False
    is_like = type(shown)._serialize is type(field)._serialize
    return (is_like and not _is_coarser(shown, field)) or class_of(shown) is fields.String


def _plucks_as_much(shown: Any, field: fields.Pluck) -> bool:
    plucked = nested_schema(field).fields[field.field_name]
    if isinstance(shown, fields.Pluck):
        told = [nested_schema(shown).fields[shown.field_name]]
    elif isinstance(shown, fields.Nested):
        told = [*nested_schema(shown).dump_fields.values()]
    else:
        # A relation may be told by the column that keeps its key.
        told = [shown] if (shown.attribute or shown.name) != (field.attribute or field.name) else []
        return any(tells_as_much(one, plucked) for one in told)
    attribute = plucked.attribute or plucked.name
    return any((one.attribute or one.name) == attribute and reads_alike(one, plucked) and tells_as_much(one, plucked) for one in told)


def _computes_the_same(shown: Any, field: Any) -> bool:
    if type(shown) is not type(field):
        return False
    if isinstance(field, fields.Function):
        return bool(shown.serialize_func is field.serialize_func)
    name = field.serialize_method_name
    ways = [getattr(type(one.parent), name or "", None) for one in (shown, field)]
    return bool(shown.serialize_method_name == name and ways[0] is ways[1])


def _is_coarser(shown: Any, field: Any) -> bool:
    """Tell whether something of the value is lost: digits, or a part of a moment."""
    if isinstance(shown, fields.Number):
        is_cut = isinstance(shown, fields.Integer) and not isinstance(field, fields.Integer)
        places = getattr(shown, "places", None)
        return is_cut or (places is not None and places != getattr(field, "places", None))
    kind = getattr(shown, "OBJ_TYPE", None)
    format = getattr(shown, "format", None)
    is_own_format = isinstance(format, str) and "%" in format and format != getattr(field, "format", None)
    return is_own_format or kind is not getattr(field, "OBJ_TYPE", None)
