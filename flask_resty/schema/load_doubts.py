"""The part of a load function for what is not proven good: not sent, ``None``, or anything that marshmallow has to judge."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from marshmallow import EXCLUDE
from marshmallow import fields
from marshmallow import missing

from .load_methods import Methods
from .load_parts import Member
from .stock import keeps
from .writer import Writer


class Doubts:
    """Writes what becomes of values that are not proven good."""

    def __init__(self, writer: Writer, methods: Methods) -> None:
        self._write = writer
        self._methods = methods
        #: What loads a field whatever was sent, by its name.
        self._loads: dict[str, str] = {}

    def otherwise(self, member: Member) -> None:
        """Write what becomes of a value that was not sent, of ``None``, and of all that is not proven good."""
        write, place, not_sent = self._write, member.place, self._not_sent(member)
        counts, word = place.unknown != EXCLUDE and (not_sent or not place.breaks), "if"
        if counts or not_sent:
            with write.block(f"if {member.sent} is missing:"):
                if counts:
                    write.line(f"{place.absent} += 1")
                if not_sent:
                    write.line(not_sent)
            word = "elif" if not_sent else "if"
        if _is_simple(member.field) and member.field.allow_none and not member.field.pre_load:
            with write.block(f"{word} {member.sent} is None:"):
                write.line(f"{member.value} = None")
            word = "elif"
        with write.block("else:") if word == "elif" else nullcontext():
            self.slow(member)

    def _not_sent(self, member: Member) -> str:
        """Give the line for a value that was not sent; nothing where the field has to be asked."""
        field, place, default = member.field, member.place, member.field.load_default
        if place.partial or (_is_simple(field) and not field.required and default is missing):
            return f"{member.value}, {place.whole} = missing, False"
        if _is_simple(field) and not field.required and not callable(default):
            return f"{member.value} = {self._write.value(f'default_{member.name}', default)}"
        return ""

    def slow(self, member: Member) -> None:
        """Write the call of what loads a field whatever was sent."""
        if member.place.breaks:
            self._write.line("break")
            return
        if member.name not in self._loads:
            load = self._methods.load(member.place.schema, member.name, member.place.partial)
            self._loads[member.name] = self._write.value(f"load_{member.name}", load)
        self._write.line("store = store or ErrorStore()")
        self._write.line(f"{member.value} = {self._loads[member.name]}({member.sent}, data, store)")
        self._lost(member)

    def _lost(self, member: Member) -> None:
        with self._write.block(f"if {member.value} is missing:"):
            self._write.line(f"{member.place.whole} = False")

    def checked(self, member: Member, load: str = "") -> None:
        """Write what may refuse a value, and what becomes of the refusal."""
        if member.place.breaks and not load:
            self._write.line("break")
            return
        write = self._write
        with write.block("try:"):
            if load:
                write.line(f"{member.value} = {load}({member.sent})")
            if not load or member.field.validators:
                check = self._methods.check(member.place.schema, member.name)
                write.line(f"{write.value(f'check_{member.name}', check)}({member.value})")
        with write.block("except ValidationError as error:"):
            refuse = write.value(f"refuse_{member.name}", self._methods.refuse(member.place.schema, member.name))
            write.line("store = store or ErrorStore()")
            write.line(f"{member.value} = {refuse}(error, store)")
            self._lost(member)


def _is_simple(field: Any) -> bool:
    """Tell whether a field treats what is missing, and ``None``, as all do."""
    return keeps(field, fields.Field, ("deserialize", "_validate_missing"))
