"""The source of a function that dumps the objects of a schema, field after field.

For a schema with a title and a date, where the dump is checked, it is, but for line breaks::

    def dump(obj, watch, path):
        whole = True
        # Book.title: String
        try: title = obj.title
        except AttributeError: title = missing
        if type(title) is not str:
            title = write_title(title, obj, watch, path)
            if title is missing: whole = False
        # Book.published: Date
        ...
        if whole: return {"title": title, "published": published}
        else: return present(("title", title), ("published", published))

What is of the very type that the field is for stays on the fast way. For all else stands ``write_title``: the method of the
field itself, and on checked copies the check. So values that are good are proven so by the test that was needed anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ..schematic import name_of
from .assembly import present
from .dump_doubts import Doubts
from .dump_parts import Member
from .dump_parts import Parts
from .dump_parts import Place
from .dump_reads import READS
from .dump_reads import function_of
from .dump_reads import is_read_plainly
from .dump_reads import write_read
from .dump_values import METHODS
from .dump_values import Leaves
from .dump_values import Way
from .dump_values import none_of
from .dump_values import write_ways
from .objects import BY_ATTRIBUTE
from .objects import BY_ITEM
from .objects import Reading
from .promises import allows_none
from .stock import is_exactly
from .stock import is_many
from .watch import Dump
from .writer import Writer

#: Schemas are written into each other so deep, and so many fields into one function; what is beyond is called.
_DEEPEST = 4
_LONGEST = 200


def write_one(parts: Parts, schema: Schema, reading: Reading, ready: bool) -> Writer:
    """Write ``dump(obj, watch, path)`` for objects that are read in one way."""
    source = _Source(parts, ready)
    with source.write.block("def dump(obj, watch, path):"):
        source.members(Place(schema, "obj", reading), "return {}")
    return source.write


def write_many(parts: Parts, schema: Schema, reading: Reading, ready: bool) -> Writer:
    """Write ``dump(objs, watch, path, start)`` for an iterable of objects, most of which are read in one way."""
    source = _Source(parts, ready)
    with source.write.block("def dump(objs, watch, path, start):"):
        source.write.line("dumped = []")
        source.each("objs", "dumped", Place(schema, "obj", reading, ("start + len(dumped)",)), parts.other(schema, ready))
        source.write.line("return dumped")
    return source.write


class _Source:
    def __init__(self, parts: Parts, ready: bool) -> None:
        self.write = Writer(missing=missing, present=present)
        self.write.reserve("dump", "obj", "objs", "dumped", "watch", "path", "start", "digits")
        self._parts = parts
        self._ready = ready
        self._leaves = Leaves(self.write, ready, parts.terms)
        self._doubts = Doubts(self.write, parts.methods)
        self._fields = 0

    def members(self, place: Place, ending: str) -> None:
        """Write how an object becomes a dict, for which ``{}`` stands in the ending."""
        write, schema = self.write, place.schema
        whole = write.name("whole")
        write.line(f"{whole} = True")
        members = []
        for name, field in schema.dump_fields.items():
            self._fields += 1
            write.comment(f"{name_of(schema)}.{name if name.isidentifier() else repr(name)}: {type(field).__name__}")
            value = write.name(name if place.obj == "obj" else f"{place.obj}_{name}")
            member = Member(place, name, field, value, whole, self._key(name, field))
            members.append((member.key, self._member(member)))
        with write.block(f"if {whole}:"):
            write.line(ending.format("{" + ", ".join(f"{key}: {value}" for key, value in members) + "}"))
        with write.block("else:"):
            write.line(ending.format("present(" + ", ".join(f"({key}, {value})" for key, value in members) + ")"))

    def _key(self, name: str, field: Any) -> str:
        # It is typed as text, but nothing holds people to that.
        key = name if field.data_key is None else field.data_key
        return repr(key) if type(key) is str else self.write.value(f"{name}_key", key)

    def each(self, objs: str, dumped: str, place: Place, other: Dump) -> None:
        """Write how the objects of an iterable are added to a list."""
        write = self.write
        with write.block(f"for {place.obj} in {objs}:"):
            # What is asked for its members may still be no object, which has to be told where that is checked.
            if place.reading != "asking" or self._parts.terms is not None:
                with write.block(f"if type({place.obj}) not in {self._known(place)}:"):
                    write.line(f"{dumped}.append({write.value('dump_other', other)}({place.obj}, watch, {place.path_to()}))")
                    write.line("continue")
            self.members(place, f"{dumped}.append({{}})")

    def _known(self, place: Place) -> str:
        return self.write.value("by_item", BY_ITEM) if place.reading == "item" else self.write.value("by_attribute", BY_ATTRIBUTE)

    # -- a member ------------------------------------------------------------------------------------------------------

    def _member(self, member: Member) -> str:
        """Write how a member gets its value; give the source of that."""
        write, field = self.write, member.field
        if is_exactly(field, fields.Constant, *READS, *METHODS):
            return write.value(f"{member.name}_constant", field.constant)
        if is_read_plainly(field):
            write_read(write, member)
            self._value(member)
        elif (function := function_of(field)) is not None:
            write.line(f"{member.value} = {write.value(f'get_{member.name}', function)}({member.place.obj})")
            self._doubts.lost(member)
        else:
            self._doubts.whole(member)
        return member.value

    # -- its value -----------------------------------------------------------------------------------------------------

    def _value(self, member: Member) -> None:
        field = member.field
        if isinstance(field, fields.Nested | fields.List) and self._has_validators(field):
            self._doubts.otherwise(member)
        elif isinstance(field, fields.Nested) and (schema := self._parts.nested(field)) is not None:
            if is_many(field, schema):
                self._objects(member, schema, self._parts.other(schema, self._ready))
            else:
                self._object(member, schema)
        elif is_exactly(field, fields.List, *METHODS):
            self._list(member)
        else:
            self._ways(member, self._leaves.ways(field))

    def _has_validators(self, field: Any) -> bool:
        return self._parts.terms is not None and bool(self._parts.terms.validators(field))

    def _ways(self, member: Member, ways: list[Way] | None) -> None:
        write, value = self.write, member.value
        if not ways:
            self._doubts.otherwise(member)
            return
        if not any(way.becomes for way in ways):
            with write.block(f"if {none_of(ways, value)}:"):
                self._doubts.otherwise(member)
            return
        write_ways(write, ways, value, lambda becomes: f"{value} = {becomes}" if becomes else "pass")
        with write.block("else:"):
            self._doubts.otherwise(member)

    def _none_allowed(self, member: Member) -> bool:
        return self._parts.terms is None or allows_none(member.field)

    def _list(self, member: Member) -> None:
        inner = member.field.inner
        schema = self._parts.nested(inner) if isinstance(inner, fields.Nested) and not self._has_validators(inner) else None
        if schema is not None and not is_many(inner, schema):
            self._objects(member, schema, self._parts.methods.item(inner, self._parts.other(schema, self._ready)))
            return
        ways = self._leaves.ways(inner)
        if not ways:
            self._ways(member, None)
            return
        with self._branches(member, f"type({member.value}) is list or type({member.value}) is tuple"):
            self._items(member, ways)

    def _items(self, member: Member, ways: list[Way]) -> None:
        write, value, item = self.write, member.value, self.write.name(f"{member.name}_item")
        if not any(way.becomes for way in ways):
            with write.block(f"for {item} in {value}:"), write.block(f"if {none_of(ways, item)}:"):
                self._doubts.otherwise(member)
                write.line("break")
            if not self._ready:
                with write.block("else:"):
                    write.line(f"{value} = [*{value}]")
            return
        dumped = write.name(f"{member.name}_dumped")
        write.line(f"{dumped} = []")
        with write.block(f"for {item} in {value}:"):
            write_ways(write, ways, item, lambda becomes: f"{dumped}.append({becomes or item})")
            with write.block("else:"):
                self._doubts.otherwise(member)
                write.line("break")
        with write.block("else:"):
            write.line(f"{value} = {dumped}")

    def _object(self, member: Member, schema: Schema) -> None:
        write, value, place = self.write, member.value, member.place
        inside = place.inside(schema, value, member.key)
        other = write.value(f"dump_{member.name}", self._parts.other(schema, self._ready))
        call = f"{value} = {other}({value}, watch, {inside.path_to()})"
        if self._can_be_written_out(inside):
            with self._branches(member, f"type({value}) in {self._known(inside)}", call):
                self.members(inside, f"{value} = {{}}")
        else:
            with self._branches(member, f"{value} is not missing and {value} is not None"):
                write.line(call)

    def _objects(self, member: Member, schema: Schema, other: Dump) -> None:
        write, value = self.write, member.value
        with self._branches(member, f"type({value}) is list or type({value}) is tuple"):
            dumped, item = write.name(f"{member.name}_dumped"), write.name(f"{member.name}_item")
            # As many as are dumped, that is the index of the next one.
            inside = member.place.inside(schema, item, member.key, f"len({dumped})")
            write.line(f"{dumped} = []")
            if self._can_be_written_out(inside):
                self.each(value, dumped, inside, other)
            else:
                with write.block(f"for {item} in {value}:"):
                    write.line(f"{dumped}.append({write.value('dump_other', other)}({item}, watch, {inside.path_to()}))")
            write.line(f"{value} = {dumped}")

    @contextmanager
    def _branches(self, member: Member, test: str, otherwise: str = "") -> Iterator[None]:
        """Write what follows for where a test holds; and beside it the ways for ``None``, and for all else."""
        write, value = self.write, member.value
        with write.block(f"if {test}:"):
            yield
        if self._none_allowed(member):
            with write.block(f"elif {value} is None:"):
                write.line("pass")
        if otherwise:
            with write.block(f"elif {value} is not missing and {value} is not None:"):
                write.line(otherwise)
        with write.block("else:"):
            self._doubts.otherwise(member)

    def _can_be_written_out(self, place: Place) -> bool:
        return place.schema not in place.above and len(place.above) < _DEEPEST and self._fields < _LONGEST
