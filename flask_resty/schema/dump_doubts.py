"""The part of a dump function for what is not proven good, and for fields that have a way of their own."""

from __future__ import annotations

from .dump_methods import Methods
from .dump_parts import Member
from .writer import Writer


class Doubts:
    """Writes the calls of what dumps a member whatever it is."""

    def __init__(self, writer: Writer, methods: Methods) -> None:
        self._write = writer
        self._methods = methods
        #: What writes a field whatever its value is, by the identity of its schema and its name.
        self._writes: dict[tuple[int, str], str] = {}

    def otherwise(self, member: Member) -> None:
        """Write what becomes of a value that is not proven good."""
        place = member.place
        if (id(place.schema), member.name) not in self._writes:
            call = self._write.value(f"write_{member.name}", self._methods.write(place.schema, member.name))
            self._writes[id(place.schema), member.name] = call
        call = self._writes[id(place.schema), member.name]
        self._taken(member, f"{call}({member.value}, {place.obj}, watch, {place.path_to()})")

    def whole(self, member: Member) -> None:
        """Write how a field gets its value and dumps it, by its own methods."""
        place = member.place
        whole = self._write.value(f"dump_{member.name}", self._methods.whole(place.schema, member.name))
        self._taken(member, f"{whole}({place.obj}, watch, {place.path_to()})")

    def _taken(self, member: Member, call: str) -> None:
        self._write.line(f"{member.value} = {call}")
        with self._write.block(f"if {member.value} is missing:"):
            self._write.line(f"{member.whole} = False")

    def lost(self, member: Member) -> None:
        """Write what becomes of a member that may have no value."""
        place = member.place
        with self._write.block(f"if {member.value} is missing:"):
            lose = self._write.value(f"lose_{member.name}", self._methods.lose(place.schema, member.name))
            self._write.line(f"{member.whole} = {lose}(watch, {place.path_to()})")
