"""The methods of marshmallow, on private copies of schemas: they dump what generated functions cannot prove good.

Where the dump is checked, these are the copies that check.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import missing

from ..schematic import key_of
from .output import MISSING
from .terms import Terms
from .twin import Twins
from .watch import Dump
from .watch import Watch
from .watch import breach
from .watch import within


class Methods:
    """Gives what calls the methods. Schemas and fields are the user's own.

    :param twins: the copies that have them.
    :param terms: what counts as a promise; ``None`` where nothing is checked.
    """

    def __init__(self, twins: Twins, terms: Terms | None) -> None:
        self._twins = twins
        self._terms = terms

    def write(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what dumps a value of a field, whatever it is."""
        field, key, lose = self._twin_field(schema, name), key_of(name, schema.dump_fields[name]), self.lose(schema, name)
        default, checked = field.dump_default, self._terms is not None

        def write(value: Any, obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            if value is missing:
                value = default() if callable(default) else default
                if value is missing:
                    lose(watch, path)
                    return missing
            if not checked:
                return field._serialize(value, name, obj)
            written = within(watch, (*path, key), field._serialize, value, name, obj)
            if written is missing:
                lose(watch, path)
            return written

        return write

    def whole(self, schema: Schema, name: str) -> Dump:
        """Give what gets the value of a field from an object, and dumps it, whatever it is."""
        twin, field, checked = self._twins.pair(schema)[0], self._twin_field(schema, name), self._terms is not None

        def dump(obj: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            if not checked:
                return field.serialize(name, obj, accessor=twin.get_attribute)
            # On checked copies this tells the watch of its place, and of what is missing.
            return within(watch, path, field.serialize, name, obj, accessor=twin.get_attribute)

        return dump

    def lose(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what is called where a field has no value."""
        field = schema.dump_fields[name]
        key, promised = key_of(name, field), self._terms is not None and self._terms.requires(field)

        def lose(watch: Watch | None, path: tuple[Any, ...]) -> bool:
            if promised:
                within(watch, (*path, key), breach, MISSING)
            return False

        return lose

    def item(self, field: Any, other: Dump) -> Dump:
        """Give what dumps an item of a list of objects, whatever it is.

        :param other: dumps an object of any class.
        """
        twin, checked = self._twins.field(field), self._terms is not None

        def dump(item: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            if item is not None:
                return other(item, watch, path)
            return within(watch, path, twin._serialize, None, None, None) if checked else twin._serialize(None, None, None)

        return dump

    def value(self, field: Any) -> Dump:
        """Give what dumps a value by a field that stands by itself."""
        twin = self._twins.field(field)

        def dump(value: Any, watch: Watch | None, path: tuple[Any, ...]) -> Any:
            return within(watch, path, twin._serialize, value, "value", value)

        return dump

    def _twin_field(self, schema: Schema, name: str) -> Any:
        return self._twins.pair(schema)[0].dump_fields[name]
