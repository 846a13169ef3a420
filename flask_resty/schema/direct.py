"""Whether a schema loads and dumps as marshmallow would have it, so that generated functions can do the same."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.decorators import POST_DUMP
from marshmallow.decorators import POST_LOAD
from marshmallow.decorators import PRE_DUMP
from marshmallow.decorators import PRE_LOAD
from marshmallow.decorators import VALIDATES
from marshmallow.decorators import VALIDATES_SCHEMA

from ..schematic import key_of
from .stock import has_hooks
from .stock import keeps

_AROUND_LOAD = ("load", "_do_load", "_invoke_field_validators", "handle_error")
_INSIDE_LOAD = ("_deserialize", "_call_and_store")
_LOAD_HOOKS = (PRE_LOAD, POST_LOAD, VALIDATES, VALIDATES_SCHEMA)

_AROUND_DUMP = ("dump", "_invoke_dump_processors", "_invoke_processors")
_INSIDE_DUMP = ("_serialize",)
_DUMP_HOOKS = (PRE_DUMP, POST_DUMP)


def loads_directly(schema: Schema) -> bool:
    """Tell whether nothing stands between a schema's ``load`` and its fields."""
    return loads_by_fields(schema) and keeps(schema, Schema, _AROUND_LOAD) and not has_hooks(schema, *_LOAD_HOOKS)


def loads_by_fields(schema: Schema) -> bool:
    """Tell whether a schema loads field after field as all do, and makes a dict of what comes of it."""
    keys = [key_of(name, field) for name, field in schema.load_fields.items()]
    usual = schema.dict_class is dict and schema.opts.index_errors and len(keys) == len(set(keys))
    return usual and not _are_in_each_other(schema) and keeps(schema, Schema, _INSIDE_LOAD)


def _are_in_each_other(schema: Schema) -> bool:
    """Tell whether one attribute is inside of another, which is an error when both are there, but not before."""
    places = [field.attribute or name for name, field in schema.load_fields.items()]
    inside = [place for place in places if "." in place]
    return any(place.startswith(f"{other}.") for place in inside for other in places)


def dumps_directly(schema: Schema) -> bool:
    """Tell whether nothing stands between a schema's ``dump`` and its fields."""
    return dumps_by_fields(schema) and keeps(schema, Schema, _AROUND_DUMP) and not has_hooks(schema, *_DUMP_HOOKS)


def dumps_by_fields(schema: Schema) -> bool:
    """Tell whether a schema dumps field after field as all do, and makes a dict of what comes of it."""
    return schema.dict_class is dict and keeps(schema, Schema, _INSIDE_DUMP)


def asks(schema: Schema) -> bool:
    """Tell whether a schema has a way of its own to get values from objects."""
    return not keeps(schema, Schema, ("get_attribute",))
