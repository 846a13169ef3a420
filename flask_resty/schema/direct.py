"""Whether a schema dumps as marshmallow would have it, so that generated functions can do the same."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.decorators import POST_DUMP
from marshmallow.decorators import PRE_DUMP

from .stock import has_hooks
from .stock import keeps

_INSIDE = ("_serialize",)
_AROUND = ("dump", "_invoke_dump_processors", "_invoke_processors")


def is_direct(schema: Schema) -> bool:
    """Tell whether nothing stands between a schema's ``dump`` and its fields."""
    return is_written_out(schema) and keeps(schema, Schema, _AROUND) and not has_hooks(schema, PRE_DUMP, POST_DUMP)


def is_written_out(schema: Schema) -> bool:
    """Tell whether a schema walks its fields as all do, and makes a dict of them."""
    return schema.dict_class is dict and keeps(schema, Schema, _INSIDE)


def asks(schema: Schema) -> bool:
    """Tell whether a schema has a way of its own to get values from objects."""
    return not keeps(schema, Schema, ("get_attribute",))
