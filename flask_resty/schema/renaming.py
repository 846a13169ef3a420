"""Data with other names for the members of its objects. Which of its members are objects, a schema tells."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from functools import partial
from itertools import chain
from itertools import repeat
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..schematic import key_of
from ..schematic import nested_schema
from ..schematic import sameness
from .bounds import MOST
from .messages import Message
from .nesting import Side
from .nesting import fields_of

#: Gives data with the members of its objects renamed.
Rename = Callable[[Any], Any]


class Renames:
    """Makes what renames in one direction. Each nested schema is looked at once, so that it may nest itself.

    :param short: gives the short name of a field, of which it gets the long one and the schema, too.
    """

    def __init__(self, side: Side, short: Callable[[str, Any, Schema], str], *, to_short: bool) -> None:
        self._side: Side = side
        self._short = short
        self._to_short = to_short
        self._nested: dict[Hashable, _Members] = {}

    def of(self, schema: Schema | fields.Field[Any]) -> Rename:
        """Give what renames in the data of a schema."""
        if isinstance(schema, Schema):
            return self._filled(_Members(), schema).rename
        return self._inside(schema) or _same

    def _filled(self, members: _Members, schema: Schema) -> _Members:
        for name, field in fields_of(schema, self._side).items():
            long = key_of(name, field)
            short = self._short(long, field, schema)
            old, new = (long, short) if self._to_short else (short, long)
            members.names[old] = new
            members.refused[new] = partial(_refuse, f"{long!r} is called {short!r} here.")
            rename = self._inside(field)
            if rename is not None:
                members.inside[new] = (long, rename)
        return members

    def _inside(self, field: Any) -> Rename | None:
        """Give what renames in the value of a field, ``None`` if nothing in it has a name."""
        if isinstance(field, fields.Nested):
            return self._plucked(field) if isinstance(field, fields.Pluck) else self._of_nested(field)
        if isinstance(field, fields.Tuple):
            items = [self._inside(item) for item in field.tuple_fields]
            return partial(_items, [rename or _same for rename in items]) if any(items) else None
        if isinstance(field, fields.List):
            rename = self._inside(field.inner)
            return rename and partial(_each, rename)
        rename = self._inside(field.value_field) if isinstance(field, fields.Mapping) else None
        return rename and partial(_values, rename)

    def _plucked(self, field: fields.Pluck) -> Rename | None:
        rename = self._inside(nested_schema(field).fields[field.field_name])
        return partial(_each, rename) if rename and field.many else rename

    def _of_nested(self, field: fields.Nested) -> Rename:
        key = sameness(field)
        if key not in self._nested:
            self._nested[key] = members = _Members()
            # The copy is asked, because it keeps what it finds.
            self._filled(members, nested_schema(field))
        return self._nested[key].rename


def _refuse(text: str, value: Any) -> Any:
    raise ValidationError([Message(text, "unknown")])


def _same(data: Any) -> Any:
    return data


class _Members:
    """The members of an object, and what is inside of them."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        #: By the new name: where it is in errors, and what renames in its value.
        self.inside: dict[str, tuple[str, Rename]] = {}
        #: What is called for a member that has its new name already.
        self.refused: dict[str, Rename] = {}

    def rename(self, data: Any) -> Any:
        """Rename in an object, or in each object of a list."""
        names = self.names
        try:
            renamed = {names[name]: value for name, value in data.items()}
        except (AttributeError, KeyError):
            return self._rename_other(data)
        return _rename_inside(renamed, self.inside) if self.inside else renamed

    def _rename_other(self, data: Any) -> Any:
        if isinstance(data, list):
            return _each(self.rename, data)
        if not isinstance(data, Mapping):
            return data
        strange = self.refused.keys() & (data.keys() - self.names.keys())
        refused = {name: (name, self.refused[name]) for name in strange}
        renamed: dict[Any, Any] = {self.names.get(name, name): value for name, value in data.items()}
        return _rename_inside(renamed, {**self.inside, **refused})


def _rename_inside(renamed: dict[str, Any], inside: Mapping[str, tuple[str, Rename]]) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    for name, (place, rename) in inside.items():
        if name in renamed:
            try:
                renamed[name] = rename(renamed[name])
            except ValidationError as error:
                errors[place] = error.messages
    if errors:
        raise ValidationError(errors)
    return renamed


def _each(rename: Rename, data: Any) -> Any:
    return _rename_items(data, repeat(rename))


def _items(renames: Iterable[Rename], data: Any) -> Any:
    # What is beyond the last one is left to what loads it.
    return _rename_items(data, chain(renames, repeat(_same)))


def _rename_items(data: Any, renames: Iterable[Rename]) -> Any:
    if not isinstance(data, list | tuple):
        return data
    renamed = _all(enumerate(data), renames)
    return tuple(renamed) if isinstance(data, tuple) else renamed


def _values(rename: Rename, data: Any) -> Any:
    return dict(zip(data, _all(data.items(), repeat(rename)), strict=True)) if isinstance(data, Mapping) else data


def _all(placed: Iterable[tuple[Hashable, Any]], renames: Iterable[Rename]) -> list[Any]:
    """Rename in each of several values, and tell all that is wrong at its place."""
    renamed: list[Any] = []
    errors: dict[Hashable, Any] = {}
    for (place, value), rename in zip(placed, renames, strict=False):
        try:
            renamed.append(rename(value))
        except ValidationError as error:
            errors[place] = error.messages
            if len(errors) > MOST:
                break
    if errors:
        raise ValidationError(errors)
    return renamed
