"""The scopes that fields take.

A field says by its metadata what it takes: ``metadata={"read_scope": "posts:audit", "write_scope": "posts:publish"}``, a scope or
several of which all are needed.
"""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..errors import ConfigError
from ..principal import is_scope
from ..schematic import may_hold
from ..schematic import nested_schema_or_none
from ..schematic import sameness
from .nesting import Side
from .nesting import fields_of
from .nesting import inside

_KEYS: dict[Side, str] = {"dump": "read_scope", "load": "write_scope"}

#: How like a key a name has to be to be a slip: ``read_scopes`` is one, ``read_only`` is not.
_ALIKE = 0.9


def scopes_in(schema: Any, side: Side) -> frozenset[str]:
    """Give all scopes that a schema's fields take, those nested in it included.

    :raise ConfigError: for what names no scope.
    """
    return frozenset(_scopes_in(schema, side, {}))


def may_take_scopes(schema: Any) -> bool:
    """Tell whether a field of a schema takes scopes, of all that its class declares: quickly, for who has many to look at.

    :raise ConfigError: for what names no scope.
    """
    if isinstance(schema, Schema):
        return _declares_scopes(type(schema))
    return any(scopes_in(schema, side) for side in _KEYS)


@lru_cache(4096)
def _declares_scopes(cls: type[Schema]) -> bool:
    # Most fields are plain: they say nothing of scopes, and hold no others that might.
    declared = [field for field in cls._declared_fields.values() if field.metadata or may_hold(type(field))]
    return any(taken(field, side) or scopes_in(field, side) for side in _KEYS for field in declared)


def _scopes_in(schema: Any, side: Side, known: dict[Hashable, Any]) -> Iterator[str]:
    if isinstance(schema, Schema):
        for field in fields_of(schema, side).values():
            yield from taken(field, side)
    for inner in inside(schema, side):
        # Schemas may nest themselves. What was seen is kept, or another could come to have its address.
        kind = sameness(inner) if isinstance(inner, fields.Nested) else None
        if kind is None or kind not in known:
            known |= {} if kind is None else {kind: inner}
            yield from _scopes_in(inner, side, known)


def taken(field: Any, side: Side) -> tuple[str, ...]:
    """Give the scopes that a field takes: its own, and those without which nothing would be left of it.

    :raise ConfigError: for what names no scope.
    """
    _check_names(field)
    said = field.metadata.get(_KEYS[side], ())
    scopes = (said,) if isinstance(said, str) else tuple(said) if isinstance(said, Iterable) else (said,)
    if not all(map(is_scope, scopes)):
        raise ConfigError(
            f"The field {field.name!r} has {_KEYS[side]}={said!r}, which is no scope. Name one without spaces, or a tuple of them."
        )
    if isinstance(field, fields.Pluck):
        nested = nested_schema_or_none(field)
        parts = () if nested is None or field.field_name not in nested.fields else (nested.fields[field.field_name],)
    else:
        parts = () if isinstance(field, fields.Nested) else tuple(inside(field, side))
    return tuple(dict.fromkeys([*scopes, *(scope for part in parts for scope in taken(part, side))]))


def _check_names(field: Any) -> None:
    for name in field.metadata:
        meant = _meant(name) if isinstance(name, str) else None
        if meant is not None:
            raise ConfigError(f"The field {field.name!r} has {name!r} in its metadata, which keeps nobody from it. Did you mean {meant!r}?")


@lru_cache(1024)
def _meant(name: str) -> str | None:
    """Give the key that a name in metadata was meant to be, if it is a slip: nobody would notice that the field is open to all."""
    keys = tuple(_KEYS.values())
    return None if name in keys else next(iter(get_close_matches(name.lower(), keys, 1, _ALIKE)), None)
