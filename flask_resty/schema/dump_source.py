"""The source of a function that dumps the objects of a schema, field after field.

For a schema with a title and an optional date it is::

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
        return {"title": title, "published": published} if whole else present(("title", title), ("published", published))

What is of the very type that the field is for stays on the fast way. For all else stands ``write_title``: the method of the
field itself, and on checked copies the check. So values that are good are proven so by the test that was needed anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from keyword import iskeyword
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ..schematic import name_of
from .assembly import present
from .dump_parts import Member
from .dump_parts import Parts
from .dump_parts import Place
from .dump_values import METHODS
from .dump_values import Leaves
from .dump_values import Way
from .objects import BY_ATTRIBUTE
from .objects import BY_ITEM
from .objects import NO_ITEM
from .objects import Reading
from .promises import allows_none
from .stock import is_exactly
from .stock import is_many
from .stock import keeps
from .writer import Writer

#: Schemas are written into each other so deep, and so many fields into one function; what is beyond is called.
_DEEPEST = 4
_LONGEST = 200

_READS = ("serialize", "get_value")


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
        self._fields = 0
        #: What writes a field whatever it is, by the identity of its schema and its name.
        self._writes: dict[tuple[int, str], str] = {}

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

    def each(self, objs: str, dumped: str, place: Place, other: Callable[..., Any]) -> None:
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
        write, field, place = self.write, member.field, member.place
        if is_exactly(field, fields.Constant, *_READS, *METHODS):
            return write.value(f"{member.name}_constant", field.constant)
        if is_read_plainly(field):
            self._read(member)
            self._value(member)
        elif (function := _function_of(field)) is not None:
            write.line(f"{member.value} = {write.value(f'get_{member.name}', function)}({place.obj})")
            with write.block(f"if {member.value} is missing:"):
                lose = write.value(f"lose_{member.name}", self._parts.lose(place.schema, member.name))
                write.line(f"{member.whole} = {lose}(watch, {place.path_to()})")
        else:
            whole = write.value(f"dump_{member.name}", self._parts.whole(place.schema, member.name))
            self._taken(member, f"{whole}({place.obj}, watch, {place.path_to()})")
        return member.value

    def _taken(self, member: Member, call: str) -> None:
        self.write.line(f"{member.value} = {call}")
        with self.write.block(f"if {member.value} is missing:"):
            self.write.line(f"{member.whole} = False")

    def _read(self, member: Member) -> None:
        write, value, obj = self.write, member.value, member.place.obj
        key = member.name if member.field.attribute is None else member.field.attribute
        if "." in key or member.place.reading == "asking":
            get = write.value("get_value", member.place.schema.get_attribute)
            write.line(f"{value} = {get}({obj}, {key!r}, missing)")
            return
        is_item = member.place.reading == "item"
        is_name = key.isidentifier() and key.isascii() and not iskeyword(key)
        by_attribute = f"{obj}.{key}" if is_name else f"getattr({obj}, {key!r})"
        with write.block("try:"):
            write.line(f"{value} = {obj}[{key!r}]" if is_item else f"{value} = {by_attribute}")
        with write.block(f"except {write.value('NO_ITEM', NO_ITEM) if is_item else 'AttributeError'}:"):
            write.line(f"{value} = getattr({obj}, {key!r}, missing)" if is_item else f"{value} = missing")

    # -- its value -----------------------------------------------------------------------------------------------------

    def _value(self, member: Member) -> None:
        field = member.field
        if isinstance(field, fields.Nested | fields.List) and self._has_validators(field):
            self._fall_back(member)
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

    def _fall_back(self, member: Member) -> None:
        """Write the way for all that is not proven good."""
        place = member.place
        if (id(place.schema), member.name) not in self._writes:
            call = self.write.value(f"write_{member.name}", self._parts.write(place.schema, member.name))
            self._writes[id(place.schema), member.name] = call
        call = self._writes[id(place.schema), member.name]
        self._taken(member, f"{call}({member.value}, {place.obj}, watch, {place.path_to()})")

    def _ways(self, member: Member, ways: list[Way] | None) -> None:
        write, value = self.write, member.value
        if not ways:
            self._fall_back(member)
            return
        if not any(way.becomes for way in ways):
            with write.block(f"if {none_of(ways, value)}:"):
                self._fall_back(member)
            return
        for number, way in enumerate(ways):
            with write.block(f"{'elif' if number else 'if'} {way.test.format(v=value)}:"):
                write.line(f"{value} = {way.becomes.format(v=value)}" if way.becomes else "pass")
        with write.block("else:"):
            self._fall_back(member)

    def _none_allowed(self, member: Member) -> bool:
        return self._parts.terms is None or allows_none(member.field)

    def _list(self, member: Member) -> None:
        inner = member.field.inner
        schema = self._parts.nested(inner) if isinstance(inner, fields.Nested) and not self._has_validators(inner) else None
        if schema is not None and not is_many(inner, schema):
            self._objects(member, schema, self._parts.other_item(inner, schema, self._ready))
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
                self._fall_back(member)
                write.line("break")
            if not self._ready:
                with write.block("else:"):
                    write.line(f"{value} = [*{value}]")
            return
        dumped = write.name(f"{member.name}_dumped")
        write.line(f"{dumped} = []")
        with write.block(f"for {item} in {value}:"):
            for number, way in enumerate(ways):
                with write.block(f"{'elif' if number else 'if'} {way.test.format(v=item)}:"):
                    write.line(f"{dumped}.append({way.becomes.format(v=item) or item})")
            with write.block("else:"):
                self._fall_back(member)
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

    def _objects(self, member: Member, schema: Schema, other: Callable[..., Any]) -> None:
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
            self._fall_back(member)

    def _can_be_written_out(self, place: Place) -> bool:
        return place.schema not in place.above and len(place.above) < _DEEPEST and self._fields < _LONGEST


def none_of(ways: list[Way], value: str) -> str:
    """Write the test that a value goes none of some ways."""
    tests = " or ".join(way.test for way in ways).format(v=value)
    return tests.replace(") is ", ") is not ", 1) if tests.count(" ") == 2 else f"not ({tests})"


def is_read_plainly(field: Any) -> bool:
    """Tell whether a field gets its value as most do: what the object has by its name."""
    return bool(field._CHECK_ATTRIBUTE) and keeps(field, fields.Field, _READS)


def _function_of(field: Any) -> Callable[[Any], Any] | None:
    """Give the function that a field calls with the object, and that is all it does."""
    function: Callable[[Any], Any] | None = None
    if is_exactly(field, fields.Function, *_READS, *METHODS):
        function = field.serialize_func
    elif is_exactly(field, fields.Method, *_READS, *METHODS):
        function = field._serialize_method
    return function
