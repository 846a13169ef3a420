"""The source of a function that loads what was sent for a schema, field after field.

For a schema with a title and an optional number of pages it is::

    def load(data):
        if type(data) is not dict:
            return load_plainly(data)
        get = data.get
        store, whole, absent = None, True, 0
        # Book.title: String
        title = get("title", missing)
        if type(title) is not str or not (1 <= len(title) <= 200):
            if title is missing:
                absent += 1
            store, whole = store or ErrorStore(), False
            title = load_title(title, data, store)
        # Book.pages: Integer
        ...
        if len(data) + absent != 2:
            store = store or ErrorStore()
            refuse_unknown(data, store)
        loaded = {"title": title, "pages": pages} if whole else present(("title", title), ("pages", pages))
        if store is not None and store.errors:
            raise ValidationError(store.errors, data=data, valid_data=loaded)
        return loaded

``load_title`` is what marshmallow does with a field, on copies of fields that may be strict. It has the last word on all that is
not proven good, so that each error is its own, and code of the user runs as often as it would there, and in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from typing import NamedTuple
from typing import Protocol

from marshmallow import EXCLUDE
from marshmallow import INCLUDE
from marshmallow import RAISE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import missing
from marshmallow.error_store import ErrorStore
from marshmallow.utils import set_value

from .conditions import conditions
from .conditions import lengths
from .load_values import METHODS
from .load_values import Leaves
from .load_values import Ways
from .schematic import key_of
from .schematic import name_of
from .stock import is_exactly
from .stock import keeps
from .writer import Writer

#: What a field is loaded by, ``None`` where it was not said; and what becomes of unknown keys.
Partial = bool | None


class Parts(Protocol):
    """What a source asks of its schemas, and the functions that it calls. Schemas and fields are the user's own."""

    strict: bool
    textual: bool

    def nested(self, field: fields.Nested, partial: Partial) -> tuple[Callable[..., Any], type] | None:
        """Give what loads the schema nested in a field, if that can be done without its methods; and of what type."""
        ...

    def each(self, field: Any, partial: Partial) -> Callable[..., Any] | None:
        """Give what loads a list by the field of its items, if they are objects that can be loaded without their methods."""
        ...

    def load(self, schema: Schema, name: str, partial: Partial) -> Callable[..., Any]:
        """Give what loads the value of a field, whatever it is."""
        ...

    def refuse(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what stores the error of a field."""
        ...

    def check(self, schema: Schema, name: str) -> Callable[..., Any]:
        """Give what runs the validators of a field."""
        ...

    def plainly(self, schema: Schema, partial: Partial, unknown: str) -> Callable[..., Any]:
        """Give what loads an object whatever it is."""
        ...

    def refuse_unknown(self, schema: Schema) -> Callable[..., Any]:
        """Give what stores an error for each unknown key."""
        ...


def present(*members: tuple[str, Any]) -> dict[str, Any]:
    """Give the members that are there."""
    return {key: value for key, value in members if value is not missing}


def placed(*members: tuple[str, Any]) -> dict[str, Any]:
    """Give the members that are there, each where its dotted name says."""
    loaded: dict[str, Any] = {}
    for key, value in members:
        if value is not missing:
            set_value(loaded, key, value)
    return loaded


class _Member(NamedTuple):
    """A field in the source."""

    name: str
    field: Any
    #: Its variables: of what was sent, and of what it becomes. They may be one.
    sent: str
    value: str


def write_load(parts: Parts, schema: Schema, partial: Partial, unknown: str) -> Writer:
    """Write ``load(data)``."""
    source = _Source(parts, schema, partial, unknown)
    with source.write.block("def load(data):"):
        source.body()
    return source.write


class _Source:
    def __init__(self, parts: Parts, schema: Schema, partial: Partial, unknown: str) -> None:
        known = {"present": present, "placed": placed, "ErrorStore": ErrorStore, "ValidationError": ValidationError}
        self.write = Writer(missing=missing, unproven=object(), **known)
        self.write.reserve("load", "data", "get", "store", "whole", "absent", "loaded", "error", "sent", "item")
        self._parts = parts
        self._schema = schema
        self._partial = partial
        self._unknown = unknown
        self._leaves = Leaves(self.write, parts.strict, parts.textual)
        #: What loads a field whatever was sent, by its name.
        self._loads: dict[str, str] = {}

    def body(self) -> None:
        """Write all of it."""
        write, members = self.write, []
        with write.block("if type(data) is not dict:"):
            plainly = write.value("load_plainly", self._parts.plainly(self._schema, self._partial, self._unknown))
            write.line(f"return {plainly}(data)")
        write.line("get = data.get")
        write.line("store, whole, absent = None, True, 0")
        for name, field in self._schema.load_fields.items():
            write.line(f"# {name_of(self._schema)}.{name if name.isidentifier() else repr(name)}: {type(field).__name__}")
            members.append((repr(field.attribute or name), self._member(name, field)))
        if self._unknown == RAISE:
            with write.block(f"if len(data) + absent != {len(members)}:"):
                write.line("store = store or ErrorStore()")
                write.line(f"{write.value('refuse_unknown', self._parts.refuse_unknown(self._schema))}(data, store)")
        self._ending(members)

    def _ending(self, members: list[tuple[str, str]]) -> None:
        write, pairs = self.write, ", ".join(f"({key}, {value})" for key, value in members)
        if any("." in key for key, _ in members):
            write.line(f"loaded = placed({pairs})")
        else:
            with write.block("if whole:"):
                write.line("loaded = {" + ", ".join(f"{key}: {value}" for key, value in members) + "}")
            with write.block("else:"):
                write.line(f"loaded = present({pairs})")
        if self._unknown == INCLUDE:
            keys = {key_of(name, field) for name, field in self._schema.load_fields.items()}
            with write.block(f"if len(data) + absent != {len(members)}:"):
                # In the order in which marshmallow comes to them.
                with write.block(f"for item in set(data) - {write.value('keys', keys)}:"):
                    write.line("loaded[item] = data[item]")
        with write.block("if store is not None and store.errors:"):
            write.line("raise ValidationError(store.errors, data=data, valid_data=loaded)")
        write.line("return loaded")

    # -- a member ------------------------------------------------------------------------------------------------------

    def _member(self, name: str, field: Any) -> str:
        """Write how a member is loaded; give its variable."""
        value = self.write.name(name)
        member = _Member(name, field, value, value)
        if field.pre_load or field.post_load or not self._fast(member):
            self._get(member)
            self._otherwise(member)
        return value

    def _get(self, member: _Member) -> None:
        key = key_of(member.name, member.field)
        source = repr(key) if type(key) is str else self.write.value(f"{member.name}_key", key)
        self.write.line(f"{member.sent} = get({source}, missing)")

    def _fast(self, member: _Member) -> bool:
        """Write the fast way for a field, if there is one."""
        field = member.field
        if isinstance(field, fields.Nested):
            loads = self._parts.nested(field, self._partial)
            return loads is not None and self._objects(member, *loads)
        if type(field) is fields.List and is_exactly(field, fields.List, *METHODS):
            return self._list(member)
        ways = self._leaves.ways(field)
        if ways is None:
            return False
        self._leaf(member._replace(sent=member.value if ways.keeps else "sent"), ways)
        return True

    def _leaf(self, member: _Member, ways: Ways) -> None:
        tests = conditions(member.field.validators, ways.kind, self.write, strict=self._parts.strict)
        also = [test.format(v=member.value) for test in (ways.also, *(tests or ())) if test]
        self._get(member)
        with self.write.block(f"if {self._unproven(member, ways, also)}:"):
            self._otherwise(member)
        if tests is None:
            with self.write.block("else:"):
                self._checked(member)

    def _unproven(self, member: _Member, ways: Ways, also: list[str]) -> str:
        """Write what becomes of a value; give the test of whether it is not known to be good."""
        also = [f"({test})" if " or " in test else test for test in also]
        if ways.keeps:
            tests = " or ".join(way.test for way in ways.ways).format(v=member.sent)
            if tests.count(" ") == 2 and not also:
                return tests.replace(") is ", ") is not ")
            return f"not ({' and '.join([f'({tests})' if len(ways.ways) > 1 else tests, *also])})"
        self._convert(ways, member.sent, member.value)
        return f"{member.value} is unproven" + (f" or not ({' and '.join(also)})" if also else "")

    def _convert(self, ways: Ways, sent: str, value: str) -> None:
        write = self.write
        for number, way in enumerate(ways.ways):
            with write.block(f"{'elif' if number else 'if'} {way.test.format(v=sent)}:"):
                becomes = f"{value} = {way.becomes.format(v=sent) or sent}"
                if way.raises:
                    with write.block("try:"):
                        write.line(becomes)
                    with write.block(f"except {way.raises}:"):
                        write.line(f"{value} = unproven")
                else:
                    write.line(becomes)
        with write.block("else:"):
            write.line(f"{value} = unproven")

    # -- what is not proven good ---------------------------------------------------------------------------------------

    def _otherwise(self, member: _Member) -> None:
        """Write what becomes of a value that was not sent, of ``None``, and of all that is not proven good."""
        write, not_sent = self.write, self._not_sent(member)
        counts, word = self._unknown != EXCLUDE, "if"
        if counts or not_sent:
            with write.block(f"if {member.sent} is missing:"):
                if counts:
                    write.line("absent += 1")
                if not_sent:
                    write.line(not_sent)
            word = "elif" if not_sent else "if"
        if _is_simple(member.field) and member.field.allow_none and not member.field.pre_load:
            with write.block(f"{word} {member.sent} is None:"):
                write.line(f"{member.value} = None")
            word = "elif"
        with write.block("else:") if word == "elif" else nullcontext():
            self._slow(member)

    def _not_sent(self, member: _Member) -> str:
        """Give the line for a value that was not sent; nothing where the field has to be asked."""
        field, default = member.field, member.field.load_default
        if self._partial or (_is_simple(field) and not field.required and default is missing):
            return f"{member.value}, whole = missing, False"
        if _is_simple(field) and not field.required and not callable(default):
            return f"{member.value} = {self.write.value(f'default_{member.name}', default)}"
        return ""

    def _slow(self, member: _Member) -> None:
        if member.name not in self._loads:
            load = self._parts.load(self._schema, member.name, self._partial)
            self._loads[member.name] = self.write.value(f"load_{member.name}", load)
        self.write.line("store = store or ErrorStore()")
        self.write.line(f"{member.value} = {self._loads[member.name]}({member.sent}, data, store)")
        self._lost(member)

    def _lost(self, member: _Member) -> None:
        with self.write.block(f"if {member.value} is missing:"):
            self.write.line("whole = False")

    def _checked(self, member: _Member, load: str = "") -> None:
        """Write what may refuse a value, and what becomes of the refusal."""
        write = self.write
        with write.block("try:"):
            if load:
                write.line(f"{member.value} = {load}({member.sent})")
            if not load or member.field.validators:
                check = self._parts.check(self._schema, member.name)
                write.line(f"{write.value(f'check_{member.name}', check)}({member.value})")
        with write.block("except ValidationError as error:"):
            refuse = write.value(f"refuse_{member.name}", self._parts.refuse(self._schema, member.name))
            write.line("store = store or ErrorStore()")
            write.line(f"{member.value} = {refuse}(error, store)")
            self._lost(member)

    # -- objects and lists ---------------------------------------------------------------------------------------------

    def _objects(self, member: _Member, load: Callable[..., Any], kind: type) -> bool:
        # A list that is too long is refused before its items are looked at.
        tests = [f"type({member.sent}) is {kind.__name__}", *(lengths(member.field.validators) if kind is list else ())]
        self._get(member)
        with self.write.block(f"if {' and '.join(tests).format(v=member.sent)}:"):
            self._checked(member, self.write.value(f"load_each_{member.name}" if kind is list else f"load_one_{member.name}", load))
        with self.write.block("else:"):
            self._otherwise(member)
        return True

    def _list(self, member: _Member) -> bool:
        inner = member.field.inner
        each = self._parts.each(inner, self._partial)
        if each is not None:
            return self._objects(member, each, list)
        ways = self._leaves.ways(inner)
        tests = ways and conditions(inner.validators, ways.kind, self.write, strict=self._parts.strict)
        if ways is None or tests is None or inner.pre_load or inner.post_load:
            return False
        self._items(member, ways, tests)
        return True

    def _items(self, member: _Member, ways: Ways, tests: list[str]) -> None:
        write, value = self.write, member.value
        item, loaded = write.name(f"{value}_item"), write.name(f"{value}_loaded")
        self._get(member)
        own = lengths(member.field.validators)
        with write.block(f"if {' and '.join([f'type({value}) is list', *own]).format(v=value)}:"):
            if not ways.keeps:
                write.line(f"{loaded} = []")
            with write.block(f"for item in {value}:"):
                of_item = _Member(member.name, member.field, "item", "item" if ways.keeps else item)
                also = [test.format(v=of_item.value) for test in (ways.also, *tests) if test]
                with write.block(f"if {self._unproven(of_item, ways, also)}:"):
                    self._slow(member)
                    write.line("break")
                if not ways.keeps:
                    write.line(f"{loaded}.append({item})")
            with write.block("else:"):
                write.line(f"{value} = [*{value}]" if ways.keeps else f"{value} = {loaded}")
                if len(own) < len(member.field.validators):
                    self._checked(member)
        with write.block("else:"):
            self._otherwise(member)


def _is_simple(field: Any) -> bool:
    """Tell whether a field treats what is missing, and ``None``, as all do."""
    return keeps(field, fields.Field, ("deserialize", "_validate_missing"))
