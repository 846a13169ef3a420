"""Whether a field or schema does what marshmallow's own class does, so that its work can be written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema
from marshmallow import fields


def is_exactly(field: Any, known: type, *methods: str) -> bool:
    """Tell whether a field is of a class of marshmallow itself, and none of the methods was put in its place on the instance."""
    return type(field) is known and field.__dict__.keys().isdisjoint(methods)


def keeps(thing: Any, known: type, methods: Iterable[str]) -> bool:
    """Tell whether none of the methods of a class of marshmallow is overridden, by a subclass or on the instance."""
    cls = type(thing)
    return thing.__dict__.keys().isdisjoint(methods) and all(getattr(cls, name) is getattr(known, name) for name in methods)


def has_hooks(schema: Schema, *tags: str) -> bool:
    """Tell whether a schema has hooks of one of these kinds."""
    return any(schema._hooks[tag] for tag in tags)


def is_many(field: fields.Nested, schema: Schema) -> bool:
    """Tell whether a nested schema is for a list."""
    return bool(schema.many or field.many)
