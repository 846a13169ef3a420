"""Schemas narrowed to a selection of their fields: private copies that have no others.

A selection narrows and never reveals. It is applied to what a schema has, after ``only``, ``exclude``, ``load_only`` and
``dump_only``. The fields that are left, their order and the hooks are those of the schema.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import TypeVar

from marshmallow import INCLUDE
from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow.decorators import POST_DUMP

from ..schematic import key_of
from ..schematic import nested_schema
from .messages import message_of
from .nesting import Side
from .nesting import fields_of
from .nesting import slot_of
from .selection import Selection

S = TypeVar("S", bound=Schema | fields.Field[Any])
T = TypeVar("T")


def selector(
    schema: Schema | fields.Field[Any], make: Callable[[Any], T], *, side: Side = "dump", size: int = 256
) -> Callable[[Selection], T]:
    """Give what makes something of a schema for a selection, and keeps what was made for the last ones.

    ``make`` is given the narrowed copy of the schema. Two threads that come first with one selection may both call it.

    :param size: how many are kept.
    """

    @lru_cache(size)
    def made(selection: Selection) -> T:
        return make(select(schema, selection, side=side))

    return made


def select(schema: S, selection: Selection, *, side: Side = "dump") -> S:
    """Give a copy of a schema that has only the fields of a selection.

    A name without inner ones means all that is inside. Inner names go through lists, tuples and the values of mappings.

    To load, the fields that are not selected do not exist: they may not be sent, are not required, and get no default.
    To dump with ``post_dump`` hooks, the hooks of an object get all its fields, as they may need any of them; what was not
    selected is taken away after them. Members that they add are no fields, and stay. Hooks for the whole collection come
    last, so that they can wrap it.

    :param side: what the copy is for. A field has to be there on this side.
    :raise marshmallow.ValidationError: for names that are not known, each at its place.
    """
    narrowing = _Narrowing(side)
    narrowed: S = narrowing.schema(schema, selection) if isinstance(schema, Schema) else narrowing.field(schema, selection)
    return narrowed


class _Narrowing:
    """Makes narrowed copies for one side."""

    def __init__(self, side: Side) -> None:
        self._side: Side = side

    def schema(self, schema: Schema, selection: Selection) -> Any:
        """Give the narrowed copy of a schema."""
        own = fields_of(schema, self._side)
        # A schema that was narrowed before dumps more than it has, where it has hooks.
        names = {key_of(name, field): name for name, field in own.items() if name in schema.fields}
        inner = self._inner({key: own[name] for key, name in names.items()}, selection)
        copies = {names[key]: field for key, field in inner.items()}
        narrowed = fill(copy.copy(schema), schema, [name for key, name in names.items() if selection.has(key)], copies)
        if self._side == "load":
            narrowed.unknown = _without_include(schema.unknown)
        elif any(not for_collection for _, for_collection, _ in schema._hooks[POST_DUMP]):
            narrowed.dump_fields = {**own, **copies}
            drop_after_hooks(narrowed, frozenset(key for key in names if not selection.has(key)))
        return narrowed

    def _inner(self, known: Mapping[str, Any], selection: Selection) -> dict[str, Any]:
        """Give the copies of the fields that are narrowed inside."""
        copies: dict[str, Any] = {}
        errors: dict[str, Any] = {key: [message_of("unknown", known)] for key in (*selection.names, *selection.without) if key not in known}
        for key, inner in selection.names.items():
            if key in known and inner is not None:
                try:
                    copies[key] = self.field(known[key], inner)
                except ValidationError as error:
                    errors[key] = error.messages
        if errors:
            raise ValidationError(errors)
        return copies

    def field(self, field: Any, selection: Selection) -> Any:
        """Give the copy of a field whose objects are narrowed."""
        narrowed = self._inside(field, selection)
        if narrowed is None:
            raise ValidationError({name: [message_of("unknown")] for name in (*selection.names, *selection.without) or ("*",)})
        return narrowed

    def _inside(self, field: Any, selection: Selection) -> Any:
        """Give the same, or ``None`` where a field is not for objects."""
        if isinstance(field, fields.Nested) and not isinstance(field, fields.Pluck):
            nested = self.schema(nested_schema(field), selection)
            return changed(field, _schema=nested, unknown=_without_include(field.unknown) if self._side == "load" else field.unknown)
        if isinstance(field, fields.Tuple):
            items = [self._inside(item, selection) for item in field.tuple_fields]
            kept = [old if new is None else new for new, old in zip(items, field.tuple_fields, strict=True)]
            return None if items.count(None) == len(items) else changed(field, tuple_fields=kept)
        name = slot_of(field)
        inner = None if name is None else self._inside(getattr(field, name), selection)
        return None if name is None or inner is None else changed(field, **{name: inner})


def fill(narrowed: Any, schema: Schema, names: Iterable[str], copies: Mapping[str, Any]) -> Any:
    """Give a copy of a schema some of its fields, a few of them changed."""
    # Of these two marshmallow makes the others once more, where the copy is nested in another schema.
    narrowed.only, narrowed.declared_fields = narrowed.set_class(names), {**schema.declared_fields, **copies}
    for part in ("fields", "load_fields", "dump_fields"):
        kept = {name: copies.get(name, field) for name, field in getattr(schema, part).items() if name in narrowed.only}
        setattr(narrowed, part, kept)
    return narrowed


def changed(field: Any, **attributes: Any) -> Any:
    """Give a copy of a field with other attributes."""
    other = copy.copy(field)
    other.__dict__.update(attributes)
    return other


def _without_include(unknown: Any) -> Any:
    """What is included is not checked, so a field that is not selected would come in unseen."""
    return RAISE if unknown == INCLUDE else unknown


def drop_after_hooks(schema: Any, keys: frozenset[str]) -> None:
    """Have a copy of a schema take members away after its own hooks for what is dumped."""

    def drop(data: Any, **kwargs: Any) -> Any:
        return {key: value for key, value in data.items() if key not in keys} if isinstance(data, Mapping) else data

    schema._hooks = copy.copy(schema._hooks)
    # A copy of a copy has more than one.
    name = f"_drop_{len(schema._hooks[POST_DUMP])}"
    schema._hooks[POST_DUMP] = [*schema._hooks[POST_DUMP], (name, False, {})]
    setattr(schema, name, drop)
