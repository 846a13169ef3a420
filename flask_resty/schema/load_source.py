"""The source of a function that loads what was sent for a schema, field after field.

For a schema with a title of some length and an optional number of pages it is, but for line breaks::

    def load(data):
        if type(data) is not dict: return load_plainly(data)
        store = None
        get = data.get
        whole, absent = True, 0
        # Book.title: String
        try: title = data["title"]
        except KeyError: title = missing
        if type(title) is not str:
            if title is missing: absent += 1
            store = store or ErrorStore()
            title = load_title(title, data, store)
            if title is missing: whole = False
        elif not (1 <= len(title) <= 200):
            try: check_title(title)
            except ValidationError as error: ...
        # Book.pages: Integer
        ...
        if len(data) + absent != 2:
            store = store or ErrorStore()
            refuse_unknown(data, store)
        if whole: loaded = {"title": title, "pages": pages}
        else: loaded = present(("title", title), ("pages", pages))
        if store is not None and store.errors: raise ValidationError(store.errors, data=data, valid_data=loaded)
        return loaded

``load_title`` is what marshmallow does with a field, on copies of fields that may be strict. It has the last word on all that is
not proven good, so that each error is its own, and code of the user runs as often as it would there, and in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import INCLUDE
from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import missing
from marshmallow.error_store import ErrorStore

from ..schematic import key_of
from ..schematic import name_of
from .assembly import placed
from .assembly import present
from .conditions import lengths
from .load_doubts import Doubts
from .load_methods import Partial
from .load_parts import Member
from .load_parts import Parts
from .load_parts import Place
from .load_proofs import Proofs
from .load_proofs import in_line
from .load_values import METHODS
from .load_values import Ways
from .stock import is_exactly
from .validators import flat
from .writer import Writer

#: Objects with no more fields are written out in the loop of their list.
_WIDEST = 12


def write_load(parts: Parts, schema: Schema, partial: Partial, unknown: str) -> Writer:
    """Write ``load(data)``."""
    source = _Source(parts)
    with source.write.block("def load(data):"):
        source.function(Place(schema, partial, unknown))
    return source.write


class _Source:
    def __init__(self, parts: Parts) -> None:
        known = {"present": present, "placed": placed, "ErrorStore": ErrorStore, "ValidationError": ValidationError}
        self.write = Writer(missing=missing, unproven=object(), **known)
        self.write.reserve("load", "data", "get", "store", "whole", "absent", "loaded", "error", "sent", "item")
        self._parts = parts
        self._proofs = Proofs(self.write, strict=parts.strict, textual=parts.textual)
        self._doubts = Doubts(self.write, parts.methods)

    # -- an object -----------------------------------------------------------------------------------------------------

    def function(self, place: Place) -> None:
        """Write all of it."""
        write = self.write
        with write.block("if type(data) is not dict:"):
            plainly = write.value("load_plainly", self._parts.methods.plainly(place.schema, place.partial, place.unknown))
            write.line(f"return {plainly}(data)")
        write.line("store = None")
        members = self._members(place)
        if place.unknown == RAISE:
            with write.block(f"if len(data) + absent != {len(members)}:"):
                write.line("store = store or ErrorStore()")
                write.line(f"{write.value('refuse_unknown', self._parts.methods.refuse_unknown(place.schema))}(data, store)")
        self._dict(place, members, "loaded = {}")
        if place.unknown == INCLUDE:
            keys = {key_of(name, field) for name, field in place.schema.load_fields.items()}
            with write.block(f"if len(data) + absent != {len(members)}:"):
                # In the order in which marshmallow comes to them.
                with write.block(f"for item in set(data) - {write.value('keys', keys)}:"):
                    write.line("loaded[item] = data[item]")
        with write.block("if store is not None and store.errors:"):
            write.line("raise ValidationError(store.errors, data=data, valid_data=loaded)")
        write.line("return loaded")

    def _members(self, place: Place) -> list[tuple[str, str]]:
        """Write how the members of an object are loaded; give the keys and variables."""
        write, schema = self.write, place.schema
        write.line(f"{place.get} = {place.data}.get")
        write.line(f"{place.whole}, {place.absent} = True, 0")
        members = []
        for name, field in schema.load_fields.items():
            write.comment(f"{name_of(schema)}.{name if name.isidentifier() else repr(name)}: {type(field).__name__}")
            value = write.name(name if place.data == "data" else f"{place.data}_{name}")
            self._member(Member(place, name, field, value, value))
            members.append((repr(field.attribute or name), value))
        return members

    def _dict(self, place: Place, members: list[tuple[str, str]], ending: str) -> None:
        """Write how the members become a dict, for which ``{}`` stands in the ending."""
        write, pairs = self.write, ", ".join(f"({key}, {value})" for key, value in members)
        if any("." in key for key, _ in members):
            write.line(ending.format(f"placed({pairs})"))
            return
        with write.block(f"if {place.whole}:"):
            write.line(ending.format("{" + ", ".join(f"{key}: {value}" for key, value in members) + "}"))
        with write.block("else:"):
            write.line(ending.format(f"present({pairs})"))

    # -- a member ------------------------------------------------------------------------------------------------------

    def _member(self, member: Member) -> None:
        """Write how a member is loaded."""
        field = member.field
        if field.pre_load or field.post_load or not self._fast(member):
            self._get(member)
            self._doubts.otherwise(member)

    def _get(self, member: Member) -> None:
        key = key_of(member.name, member.field)
        source = repr(key) if type(key) is str else self.write.value(f"{member.name}_key", key)
        if member.place.partial or not member.field.required:
            self.write.line(f"{member.sent} = {member.place.get}({source}, missing)")
            return
        # What is usually there is found in a third of the time.
        with self.write.block("try:"):
            self.write.line(f"{member.sent} = {member.place.data}[{source}]")
        with self.write.block("except KeyError:"):
            self.write.line(f"{member.sent} = missing")

    def _fast(self, member: Member) -> bool:
        """Write the fast way for a field, if there is one."""
        field = member.field
        if isinstance(field, fields.Nested):
            loads = self._parts.nested(field, member.place.partial)
            return loads is not None and self._objects(member, *loads)
        if is_exactly(field, fields.List, *METHODS):
            return self._list(member)
        ways = self._proofs.ways(field)
        if ways is None:
            return False
        self._leaf(member._replace(sent=member.value if ways.keeps else "sent"), ways)
        return True

    def _leaf(self, member: Member, ways: Ways) -> None:
        tests = self._proofs.tests(member.field, ways)
        self._get(member)
        with self.write.block(f"if {self._proofs.unproven(member, ways)}:"):
            self._doubts.otherwise(member)
        if tests != []:
            also = " and ".join(in_line(test) for test in tests or ()).format(v=member.value)
            with self.write.block(f"elif not ({also}):" if tests else "else:"):
                self._doubts.checked(member)

    # -- objects and lists ---------------------------------------------------------------------------------------------

    def _objects(self, member: Member, load: Callable[..., Any], kind: type) -> bool:
        # A list that is too long is refused before its items are looked at.
        test, word = (self._is_list(member), "load_each") if kind is list else (f"type({member.value}) is dict", "load_one")
        self._get(member)
        with self.write.block(f"if {test}:"):
            self._doubts.checked(member, self.write.value(f"{word}_{member.name}", load))
        with self.write.block("else:"):
            self._doubts.otherwise(member)
        return True

    def _list(self, member: Member) -> bool:
        field, inner, partial = member.field, member.field.inner, member.place.partial
        each = self._parts.each(inner, partial)
        if each is not None:
            own = self._parts.applied(inner, partial)
            if self._is_flat(*own) and not self._calls_validators(field):
                self._flat_objects(member, own, each)
                return True
            return self._objects(member, each, list)
        ways = self._proofs.ways(inner)
        tests = ways and self._proofs.tests(inner, ways)
        if ways is None or tests is None or inner.pre_load or inner.post_load:
            return False
        self._items(member, ways, tests)
        return True

    def _calls_validators(self, field: Any) -> bool:
        return len(lengths(field.validators)) < len([*flat(field.validators)])

    def _items(self, member: Member, ways: Ways, tests: list[str]) -> None:
        write, value = self.write, member.value
        item, loaded = write.name(f"{value}_item"), write.name(f"{value}_loaded")
        self._get(member)
        with write.block(f"if {self._is_list(member)}:"):
            if not ways.keeps:
                write.line(f"{loaded} = []")
            with write.block(f"for item in {value}:"):
                of_item = member._replace(sent="item", value="item" if ways.keeps else item)
                with write.block(f"if {self._proofs.unproven(of_item, ways, tests)}:"):
                    self._doubts.slow(member)
                    write.line("break")
                if not ways.keeps:
                    write.line(f"{loaded}.append({item})")
            with write.block("else:"):
                write.line(f"{value} = [*{value}]" if ways.keeps else f"{value} = {loaded}")
                if self._calls_validators(member.field):
                    self._doubts.checked(member)
        with write.block("else:"):
            self._doubts.otherwise(member)

    def _is_list(self, member: Member) -> str:
        return " and ".join([f"type({member.value}) is list", *lengths(member.field.validators)]).format(v=member.value)

    def _is_flat(self, schema: Schema, partial: Partial, unknown: str) -> bool:
        """Tell whether the objects of a schema hold values only, and nobody's code has a say in them."""
        return unknown != INCLUDE and len(schema.load_fields) <= _WIDEST and all(map(self._proofs.is_enough, schema.load_fields.values()))

    def _flat_objects(self, member: Member, own: tuple[Schema, Partial, str], each: Callable[..., Any]) -> None:
        """Write a loop over flat objects, which goes as far as they are proven good; if not to the end, all are loaded anew."""
        write, value = self.write, member.value
        item, loaded = write.name(f"{value}_item"), write.name(f"{value}_loaded")
        get, whole, absent = (write.name(f"{name}_of_{value}") for name in ("get", "whole", "absent"))
        inside = Place(*own, item, get, whole, absent, breaks=True)
        self._get(member)
        with write.block(f"if {self._is_list(member)}:"):
            write.line(f"{loaded} = []")
            with write.block(f"for {item} in {value}:"):
                with write.block(f"if type({item}) is not dict:"):
                    write.line("break")
                members = self._members(inside)
                if inside.unknown == RAISE:
                    with write.block(f"if len({item}) + {inside.absent} != {len(members)}:"):
                        write.line("break")
                self._dict(inside, members, f"{loaded}.append({{}})")
            with write.block(f"if len({loaded}) == len({value}):"):
                write.line(f"{value} = {loaded}")
            with write.block("else:"):
                self._doubts.checked(member, write.value(f"load_each_{member.name}", each))
        with write.block("else:"):
            self._doubts.otherwise(member)
