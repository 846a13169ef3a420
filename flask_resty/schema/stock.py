"""Whether a field or schema does what marshmallow's own class does, so that its work can be written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema
from marshmallow import fields


def class_of(field: Any) -> type:
    """Give the class of marshmallow that a field is of, also if it is of a subclass that changes nothing of what it does."""
    for cls in type(field).__mro__:
        if cls.__module__ == fields.__name__ or not all(map(_is_harmless, vars(cls))):
            return cls
    return type(field)


def _is_harmless(name: str) -> bool:
    # What a constructor sets is seen on the instance.
    return name in {"_abc_impl", "default_error_messages"} or (name.startswith("__") and not name.startswith("__get"))


def is_exactly(field: Any, known: type, *methods: str) -> bool:
    """Tell whether a field does what a class of marshmallow does, and none of the methods was replaced on the instance."""
    return class_of(field) is known and field.__dict__.keys().isdisjoint(methods)


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
