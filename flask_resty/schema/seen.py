"""What a patch sees of an item: of all that may be written, what some answer shows.

A JSON patch may test a value and copy it elsewhere (RFC 6902, 4.5 and 4.6), so that its document tells all that is in it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Sequence
from functools import lru_cache
from functools import partial
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..schematic import OneOf
from ..schematic import key_of
from ..schematic import nested_schema_or_none
from ..schematic import sameness
from .expandable import Expandable
from .likeness import CONTAINERS
from .likeness import is_own
from .likeness import reads_alike
from .likeness import tells_as_much
from .likeness import tells_everything
from .narrowing import changed
from .narrowing import fill
from .restriction import Withheld
from .restriction import unseen
from .restriction import whole


@lru_cache(1024)
def seen_by(schema: Any, shown: Sequence[Any]) -> Any:
    """Give a copy of a schema that dumps only what others show, at every depth; the schema itself where they show all of it.

    Who cannot see a member need not send it, and no default takes the place of what is there.

    :param schema: for what is written, and dumped to be patched.
    :param shown: what answers are dumped by. What is not for objects counts for nothing.
    """
    sight = _Sight()
    seen = sight.schema(schema, [one for each in shown for one in objects_in(each)], schema)
    return seen if sight.hides else schema


def objects_in(shown: Any) -> Iterator[Schema]:
    """Give the schemas of the objects that something shows."""
    if isinstance(shown, Schema):
        yield shown
    elif isinstance(shown, OneOf):
        for one in shown.schemas:
            yield from objects_in(one)
    elif isinstance(shown, fields.List):
        yield from objects_in(shown.inner)
    elif isinstance(shown, fields.Nested):
        nested = nested_schema_or_none(shown)
        if isinstance(shown, fields.Pluck) and nested is not None:
            nested = fill(copy.copy(nested), nested, [shown.field_name], {})
        if nested is not None:
            yield nested


def unseen_in(schema: Schema, seen: Schema) -> list[str]:
    """Name the fields that are written, but not seen at all, though they could be dumped."""
    could, hidden = whole(schema).dump_fields, seen.load_fields.items()
    return [name for name, field in hidden if name in could and name not in seen.dump_fields and not isinstance(field, Withheld)]


def seen_in_part(schema: Schema, seen: Schema) -> list[str]:
    """Name the fields of whose insides something is not seen."""
    could, partly = whole(schema).dump_fields, seen.dump_fields.items()
    return [name for name, field in partly if name in seen.load_fields and field is not could.get(name, field)]


class _Sight:
    """Makes copies that dump only what is shown. Schemas that nest each other come out as copies that do."""

    def __init__(self) -> None:
        #: Whether anything is not seen.
        self.hides = False
        self._copies: dict[Hashable, Any] = {}
        #: Whether a copy is another than what it is a copy of, as far as that is known: of one that is not complete, it may be.
        self._differs: dict[Hashable, bool] = {}
        #: What was looked at is kept, or another could come to have its address.
        self._kept: list[Any] = []

    def schema(self, schema: Schema, shown: Collection[Schema], kind: Hashable) -> Any:
        """Give the copy of a schema."""
        if kind in self._copies:
            return self._copies[kind]
        # Kept before it is complete: what is nested in it may nest it again.
        seen: Any = copy.copy(schema)
        self._copies[kind] = seen
        both = {name: field for name, field in schema.load_fields.items() if name in schema.dump_fields}
        members = {name: self._member(field, list(_showing(name, field, shown))) for name, field in both.items()}
        hidden = {name for name, field in members.items() if field is None}
        # Of changes, a default comes in only where something was removed.
        blind = partial(changed, required=False) if schema.partial is True else unseen
        copies = {name: blind(both[name]) if field is None else field for name, field in members.items() if field is not both[name]}
        fill(seen, schema, list(schema.fields), copies)
        seen.dump_fields = {name: field for name, field in seen.dump_fields.items() if name not in hidden}
        self._differs[kind], self.hides = bool(copies), self.hides or bool(hidden)
        return seen

    def _member(self, field: Any, shown: list[Any]) -> Any:
        """Give a field as it is, its copy, or ``None`` where nothing shows it."""
        if any(tells_everything(one) for one in shown):
            return field
        if isinstance(field, fields.Pluck) or not isinstance(field, CONTAINERS) or is_own(field):
            return field if any(tells_as_much(one, field) for one in shown) else None
        shown = [one for one in shown if not is_own(one)]
        if isinstance(field, fields.List):
            return self._inside(field, "inner", [one.inner if isinstance(one, fields.List) else one for one in shown])
        if isinstance(field, fields.Tuple):
            return self._tuple(field, [one for one in shown if isinstance(one, fields.Tuple)])
        if isinstance(field, fields.Nested):
            return self._nested(field, shown)
        known = [one.value_field for one in shown if isinstance(one, fields.Mapping) and one.value_field is not None]
        return None if field.value_field is None else self._inside(field, "value_field", known)

    def _inside(self, field: Any, name: str, shown: list[Any]) -> Any:
        old = getattr(field, name)
        new = self._member(old, shown)
        return new if new is None or new is old else changed(field, **{name: new})

    def _tuple(self, field: fields.Tuple, shown: list[Any]) -> Any:
        places = [[one.tuple_fields[at] for one in shown if at < len(one.tuple_fields)] for at in range(len(field.tuple_fields))]
        items = [self._member(item, at) for item, at in zip(field.tuple_fields, places, strict=True)]
        # A place in a list cannot be left out.
        return None if None in items else field if items == field.tuple_fields else changed(field, tuple_fields=items)

    def _nested(self, field: fields.Nested, shown: list[Any]) -> Any:
        nested, inner = nested_schema_or_none(field), [one for each in shown for one in objects_in(each)]
        if nested is None or not inner:
            return None
        lists = [one.inner if isinstance(one, fields.List) else one for one in shown]
        objects = [one for one in lists if isinstance(one, fields.Nested)]
        self._kept += [field, *objects]
        kind = (sameness(field), frozenset(map(_kind_of, objects)))
        seen = self.schema(nested, inner, kind)
        return changed(field, _schema=seen) if self._differs.get(kind, True) else field


def _kind_of(field: fields.Nested) -> Hashable:
    return type(field), sameness(field), getattr(field, "field_name", None)


def _showing(name: str, field: Any, shown: Collection[Schema]) -> Iterator[Any]:
    """Give the fields that show what a field writes."""
    attribute = field.attribute or name
    for schema in shown:
        for other, one in schema.dump_fields.items():
            for told in (one, one.in_short()) if isinstance(one, Expandable) else (one,):
                # A relation that is told by its key is kept in a column that is called otherwise.
                is_key = isinstance(field, fields.Pluck) and key_of(other, one) == key_of(name, field)
                if told is not None and ((told.attribute or other) == attribute or is_key) and reads_alike(told, field):
                    yield told
