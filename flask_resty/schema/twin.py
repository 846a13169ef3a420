"""Private copies of schemas and their fields, on which methods can be put in the place of marshmallow's own.

A twin shares everything with its original but what was replaced. Fields nested in others are copied with them; schemas
nested in fields when they are first used, as marshmallow itself does it, so that a schema may nest itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import fields

#: Changes a copied field for good.
Change = Callable[[Any], None]


def twin_schema(schema: Schema, names: tuple[str, ...], change_schema: Change, change_field: Change) -> Schema:
    """Give a copy of a schema with copies of its fields, all of them changed.

    :param names: the attributes that hold the fields in question: ``load_fields``, ``dump_fields``.
    """
    twin = copy.copy(schema)
    for name in names:
        setattr(twin, name, {key: twin_field(field, names, change_schema, change_field) for key, field in getattr(schema, name).items()})
    change_schema(twin)
    return twin


def twin_field(field: Any, names: tuple[str, ...], change_schema: Change, change_field: Change) -> Any:
    """Give a changed copy of a field and of the fields in it."""
    twin = copy.copy(field)

    def inside(inner: Any) -> Any:
        return None if inner is None else twin_field(inner, names, change_schema, change_field)

    if isinstance(field, fields.List):
        twin.inner = inside(field.inner)
    elif isinstance(field, fields.Tuple):
        twin.tuple_fields = [inside(inner) for inner in field.tuple_fields]
    elif isinstance(field, fields.Mapping):
        twin.key_field, twin.value_field = inside(field.key_field), inside(field.value_field)
    elif isinstance(field, fields.Enum):
        twin.field = inside(field.field)
    elif isinstance(field, fields.Nested):
        _twin_when_used(twin, field, lambda: twin_schema(field.schema, names, change_schema, change_field))
    change_field(twin)
    return twin


def _twin_when_used(twin: Any, field: fields.Nested, make: Callable[[], Schema]) -> None:
    def lazily(name: str) -> Callable[..., Any]:
        method = getattr(twin, name)

        def first(*args: Any, **kwargs: Any) -> Any:
            if "_resty_schema" not in vars(twin):
                # Marshmallow looks for the schema here once it was made.
                twin._resty_schema = twin._schema = make()
            return method(*args, **kwargs)

        return first

    twin._serialize, twin._deserialize = lazily("_serialize"), lazily("_deserialize")


def is_stock(field: Any, known: type, method: str) -> bool:
    """Tell whether a field does with a value what a class of marshmallow does; an author who overrides it decides."""
    return getattr(type(field), method) is getattr(known, method)
