"""Schemas beside each other, from one side: what clients may send, or what they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Literal

from .alternatives import has_alternatives
from .alternatives import paired
from .impacts import Change
from .references import Node
from .references import listed
from .references import resolved
from .values import Difference
from .values import differences
from .values import openness

#: Who writes what the schema is for: a client (``request``), or the server.
Side = Literal["request", "answer"]

#: What a difference of the values that are good is called, on each side.
_CODES: dict[tuple[Side, Difference], str] = {
    ("request", "narrowed"): "request-narrowed",
    ("request", "widened"): "request-widened",
    ("answer", "narrowed"): "answer-narrowed",
    ("answer", "widened"): "answer-widened",
}

_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of two documents, to be compared. Named ones are so once for each side, wherever they are used."""

    old: Node
    new: Node
    _done: set[tuple[str, str, Side]] = field(default_factory=set)

    def compare(self, side: Side, where: str, old: Any, new: Any) -> Iterator[Change]:
        """Tell what is different between two schemas.

        :param where: what they describe. Named schemas are told by their names.
        """
        names = _reference(old), _reference(new)
        if any(names):
            # One that is written out may stand for itself only: without an end, it leads to the other one again and again.
            key = (names[0] or repr(old), names[1] or repr(new), side)
            if key in self._done:
                return
            self._done.add(key)
        where = names[1].removeprefix(_PREFIX) if all(names) else where
        before, after = _whole(self.old, old), _whole(self.new, new)
        if has_alternatives(before) is has_alternatives(after):
            yield from self._values(side, where, before, after)
            yield from self._members(side, where, before, after)
            yield from self._inside(side, where, before, after)
        yield from self._alternatives(side, where, before, after)

    def _values(self, side: Side, where: str, old: Node, new: Node) -> Iterator[Change]:
        # Members that nobody named do no harm in answers: clients ignore what they do not know.
        for difference, detail in (*differences(old, new), *(openness(old, new) if side == "request" else ())):
            code = _CODES.get((side, difference), f"value-{difference}")
            yield Change(code, where, detail)
        if side == "request" and "default" in old and "default" in new and old["default"] != new["default"]:
            yield Change("request-default-changed", where, f"The default was {old['default']!r}, and is {new['default']!r}.")
        if new.get("deprecated") is True and old.get("deprecated") is not True:
            yield Change("member-deprecated", where, "It should not be used any more.")

    def _members(self, side: Side, where: str, old: Node, new: Node) -> Iterator[Change]:
        before, after = _members_of(side, old), _members_of(side, new)
        was_needed, is_needed = listed(old.get("required")), listed(new.get("required"))
        for name, schema in before.items():
            place = f"{where}.{name}"
            if name not in after:
                yield _removed(side, place, is_open=_is_open(new))
                continue
            yield from _need(side, place, name in was_needed, name in is_needed)
            yield from self.compare(side, place, schema, after[name])
        yield from (_added(side, f"{where}.{name}", name in is_needed) for name in after if name not in before)

    def _inside(self, side: Side, where: str, old: Node, new: Node) -> Iterator[Change]:
        """Compare what is inside of lists and mappings."""
        if "items" in old and "items" in new:
            yield from self.compare(side, f"{where}[]", old["items"], new["items"])
        for position, (before, after) in enumerate(zip(listed(old.get("prefixItems")), listed(new.get("prefixItems")), strict=False)):
            yield from self.compare(side, f"{where}[{position}]", before, after)
        if isinstance(old.get("additionalProperties"), dict) and isinstance(new.get("additionalProperties"), dict):
            yield from self.compare(side, f"{where}.*", old["additionalProperties"], new["additionalProperties"])

    def _alternatives(self, side: Side, where: str, old: Node, new: Node) -> Iterator[Change]:
        for pair in paired(old, new):
            if pair.difference is None:
                yield from self.compare(side, where, pair.old, pair.new)
            else:
                yield Change(_CODES[side, pair.difference], where, pair.detail)


def _reference(schema: Any) -> str:
    found = schema.get("$ref") if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""


def _whole(document: Node, schema: Any) -> Node:
    """Give a schema as an object: ``true`` and ``false`` are schemas, too, and one that is of a single part is that part."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    found = resolved(document, schema)
    if len(listed(found.get("allOf"))) == 1:
        rest = {name: value for name, value in found.items() if name != "allOf"}
        return {**_whole(document, found["allOf"][0]), **rest}
    return found


def _members_of(side: Side, schema: Node) -> Node:
    found = schema.get("properties")
    members = found if isinstance(found, dict) else {}
    # Where one schema is for both sides, it says of some members that they are for the other one.
    other = "readOnly" if side == "request" else "writeOnly"
    return {name: one for name, one in members.items() if not (isinstance(one, dict) and one.get(other) is True)}


def _is_open(schema: Node) -> bool:
    return schema.get("additionalProperties", schema.get("unevaluatedProperties", True)) is not False


def _removed(side: Side, where: str, *, is_open: bool) -> Change:
    if side == "answer":
        return Change("answer-member-removed", where, "It is given no more.")
    if is_open:
        return Change("request-member-unheeded", where, "It is heeded no more.")
    return Change("request-member-removed", where, "It is refused.")


def _added(side: Side, where: str, is_needed: bool) -> Change:
    if side == "answer":
        return Change("answer-member-added", where, "It is new.")
    if is_needed:
        return Change("request-member-demanded", where, "It is new, and has to be sent.")
    return Change("request-member-added", where, "It is new, and optional.")


def _need(side: Side, where: str, was: bool, is_now: bool) -> Iterator[Change]:
    if was is is_now:
        return
    if side == "request":
        code = "request-member-demanded" if is_now else "request-member-relaxed"
        yield Change(code, where, "It was optional, and has to be sent." if is_now else "It had to be sent, and is optional.")
    else:
        code = "answer-member-assured" if is_now else "answer-member-optional"
        yield Change(code, where, "It could be missing, and is always there." if is_now else "It was always there, and may be missing.")
