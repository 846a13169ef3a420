"""The source of functions that dump records by the rows that they lie in.

They know one way for each value: the one of what is proven good. Where anything else comes, they give up, and the records
are dumped in the usual way. For books with their authors and tags they are, but for line breaks::

    def dump(rows, group0):
        dumped = []
        for v0, v1, v2, v3, in rows:
            # BookOut.title: String
            if type(v1) is not str: raise Unproven
            author = None
            if v2 is not None:
                # AuthorOut.name: String
                if type(v3) is not str: raise Unproven
                author = {"name": v3}
            dumped.append({"title": v1, "author": author, "tags": group0.get(v0) or []})
        return dumped
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ..schematic import name_of
from .dump_parts import Parts
from .dump_reads import is_read_plainly
from .dump_values import METHODS
from .dump_values import Leaves
from .dump_values import none_of
from .dump_values import write_ways
from .laid import Layout
from .laid import Make
from .laid import Shape
from .laid import making
from .promises import allows_none
from .stock import is_exactly
from .stock import is_many
from .writer import Writer


class Unproven(Exception):
    """Something is not what these functions know."""


class _Unknown(Exception):
    """A schema has something that they cannot know."""


def from_rows(parts: Parts, schema: Schema, layout: Layout, ready: bool) -> Make | None:
    """Make what dumps records by their rows; ``None`` if a schema has more than what lies there.

    What is made raises :exc:`Unproven` where something has to be dumped in another way.
    """
    try:
        return _dumping(parts, schema, layout, ready)
    except _Unknown:
        return None


def _dumping(parts: Parts, schema: Schema | None, layout: Layout, ready: bool, leaf: Any = None) -> Make:
    source = _Source(parts, layout, ready)
    write = source.write
    parameters = ", ".join(["rows", *(f"group{number}" for number in range(len(layout.groups)))])
    with write.block(f"def dump({parameters}):"):
        write.line("dumped = defaultdict(list)" if layout.owner else "dumped = []")
        with write.block(f"for {''.join(f'v{place}, ' for place in range(layout.width))} in rows:"):
            made = source.leaf(leaf, layout.shape) if schema is None else source.members(schema, layout.shape)
            write.line(f"dumped{f'[{_key(layout.owner)}]' if layout.owner else ''}.append({made})")
        write.line("return dumped")
    what = "a value" if schema is None else name_of(schema)
    groups = [source.groups.get(number, _nothing) for number in range(len(layout.groups))]
    return making(write.function("dump", f"{what}: dump rows{', ready' if ready else ''}"), groups)


def _nothing(loaded: Any) -> dict[Any, list[Any]]:
    return {}


def _key(places: Sequence[int]) -> str:
    return f"v{places[0]}" if len(places) == 1 else f"({', '.join(f'v{place}' for place in places)})"


class _Source:
    def __init__(self, parts: Parts, layout: Layout, ready: bool) -> None:
        self.write = Writer(Unproven=Unproven, defaultdict=defaultdict, missing=missing)
        self.write.reserve("dump", "dumped", "rows", "digits", *(f"v{place}" for place in range(layout.width)))
        self.write.reserve(*(f"group{number}" for number in range(len(layout.groups))))
        #: What dumps the groups, by their number.
        self.groups: dict[int, Make] = {}
        self._parts = parts
        self._layout = layout
        self._ready = ready
        self._leaves = Leaves(self.write, ready, parts.terms)

    def members(self, schema: Schema, shape: Shape) -> str:
        """Write how a record becomes a dict; give the source of that."""
        members = []
        for name, field in schema.dump_fields.items():
            key = name if field.data_key is None else field.data_key
            if type(key) is not str or not is_read_plainly(field):
                raise _Unknown
            self.write.comment(f"{name_of(schema)}.{name if name.isidentifier() else repr(name)}: {type(field).__name__}")
            members.append(f"{key!r}: {self._member(name, field, shape)}")
        return "{" + ", ".join(members) + "}"

    def _member(self, name: str, field: Any, shape: Shape) -> str:
        read = name if field.attribute is None else field.attribute
        if read in shape.values:
            return self._value(name, field, shape.values[read])
        if read in shape.ones:
            return self._one(name, field, shape.ones[read])
        if read in shape.groups:
            return self._group(field, *shape.groups[read])
        raise _Unknown

    def leaf(self, field: Any, shape: Shape) -> str:
        """Write how the one value of a record is dumped; give the source of that."""
        return self._value("value", field, shape.values[shape.bare or ""])

    def _value(self, name: str, field: Any, place: int) -> str:
        write, read, ways = self.write, f"v{place}", self._leaves.ways(field)
        if not ways:
            raise _Unknown
        if not any(way.becomes for way in ways):
            with write.block(f"if {none_of(ways, read)}:"):
                write.line("raise Unproven")
            return read
        value = write.name(name)
        write_ways(write, ways, read, lambda becomes: f"{value} = {becomes or read}")
        with write.block("else:"):
            write.line("raise Unproven")
        return value

    def _one(self, name: str, field: Any, shape: Shape) -> str:
        schema = self._nested(field)
        if schema is None or is_many(field, schema):
            raise _Unknown
        write, value = self.write, self.write.name(name)
        with write.block(f"if v{shape.presence} is not None:"):
            write.line(f"{value} = {self.members(schema, shape)}")
        with write.block("else:"):
            write.line(f"{value} = None" if self._parts.terms is None or allows_none(field) else "raise Unproven")
        return value

    def _group(self, field: Any, number: int, owner: Sequence[int]) -> str:
        layout = self._layout.groups[number]
        if number in self.groups:
            raise _Unknown
        self.groups[number] = self._items(field, layout)
        return f"(group{number}.get({_key(owner)}) or [])"

    def _items(self, field: Any, layout: Layout) -> Make:
        is_list = is_exactly(field, fields.List, *METHODS) and not self._has_validators(field)
        item = field.inner if is_list else field
        schema = self._nested(item)
        if layout.shape.bare is not None and is_list and schema is None:
            return _dumping(self._parts, None, layout, self._ready, leaf=item)
        if layout.shape.bare is not None or schema is None or is_many(item, schema) is is_list:
            raise _Unknown
        return _dumping(self._parts, schema, layout, self._ready)

    def _nested(self, field: Any) -> Schema | None:
        is_plain = isinstance(field, fields.Nested) and not self._has_validators(field)
        return self._parts.nested(field) if is_plain else None

    def _has_validators(self, field: Any) -> bool:
        return self._parts.terms is not None and bool(self._parts.terms.validators(field))
