"""Give every object a name, also those that have none in the document."""

from __future__ import annotations

from dataclasses import replace

from ..kinds import AllOf
from ..kinds import Anything
from ..kinds import Either
from ..kinds import ListOf
from ..kinds import MapOf
from ..kinds import Record
from ..kinds import Reference
from ..kinds import TupleOf
from ..kinds import Type
from ..model import ClientModel
from ..model import NamedType
from ..types import joined
from .spelling import apart
from .spelling import pascal


class Names:
    """The named types that a client needs, and what Python calls them.

    :param reserved: the names that are taken.
    """

    def __init__(self, model: ClientModel, reserved: frozenset[str]) -> None:
        self._given = {named.name: named for named in model.types}
        self._taken = set(reserved)
        self._spelled = {named.name: self._take(named.name) for named in model.types}
        #: What has to be declared, by what Python calls it.
        self.declared: dict[str, NamedType] = {}
        self._waiting: list[str] = []
        #: What is all of several, each of which lives as long as its number, and what it is called.
        self._joined: dict[int, tuple[AllOf, Reference]] = {}
        #: What the names of the members of a type are called that clients select.
        self.selectable: dict[str, str] = {}

    def _take(self, name: str) -> str:
        spelled = apart(pascal(name), self._taken)
        self._taken.add(spelled)
        return spelled

    def spell(self, name: str) -> str:
        """Give what a named type is called, and see to it that it is declared."""
        spelled = self._spelled[name]
        if spelled not in self.declared:
            self.declared[spelled] = self._given[name]
            self._waiting.append(spelled)
            # Types lead to types, and in a large document that goes on for long: each is looked into when the one before it is done.
            if len(self._waiting) == 1:
                self._look_inside()
        return spelled

    def _look_inside(self) -> None:
        for spelled in self._waiting:
            named = self.declared[spelled]
            self.declared[spelled] = replace(named, type=self._inside(named.type, spelled))
        self._waiting.clear()

    def fields(self, name: str) -> str:
        """Give what the names of the members of a named type are called."""
        if name not in self.selectable:
            self.selectable[name] = self._take(f"{self.spell(name)}Field")
        return self.selectable[name]

    def named(self, type: Type, hint: str) -> Type:
        """Give a type whose objects all have names, and see to it that they are declared.

        :param hint: what an object is called that has no name.
        """
        match type:
            case Record(members=members) if members:
                name = self._take(hint)
                # References and what Python calls them are two things, but here they are one.
                self._spelled[name] = name
                self.declared[name] = NamedType(name, self._inside(type, name))
                return Reference(name)
            case ListOf():
                return ListOf(self.named(type.item, f"{hint}Item"))
            case MapOf():
                return MapOf(self.named(type.value, f"{hint}Value"))
            case TupleOf():
                return TupleOf(tuple(self.named(item, f"{hint}{place}") for place, item in enumerate(type.items, 1)))
            case Either():
                return Either(tuple(self.named(option, hint) for option in type.options))
            case AllOf():
                return self._joined_once(type, hint)
            case Reference() if type.name in self._spelled:
                self.spell(type.name)
        return type

    def _joined_once(self, type: AllOf, hint: str) -> Reference:
        # Its members may have it again, so that it has its name before they have theirs.
        if id(type) not in self._joined:
            name = self._take(hint)
            self._spelled[name] = name
            self._joined[id(type)] = type, Reference(name)
            self.declared[name] = NamedType(name, self._inside(type, name))
        return self._joined[id(type)][1]

    def _inside(self, type: Type, name: str) -> Type:
        type = self.meant(type) if isinstance(type, AllOf) else type
        if not isinstance(type, Record) or not type.members:
            return self.named(type, name)
        members = tuple(replace(member, type=self.named(member.type, name + pascal(member.name).strip("_"))) for member in type.members)
        return replace(type, members=members)

    def meant(self, type: Type) -> Type:
        """Give what a reference means. What is all of several is one object."""
        while isinstance(type, Reference) and type.name in self._given:
            type = self._given[type.name].type
        if not isinstance(type, AllOf):
            return type
        parts = [self.meant(one) for one in type.parts]
        records = [one for one in parts if isinstance(one, Record)]
        return joined(records) if records else parts[0]

    def member(self, type: Type, name: str) -> Type:
        """Give the type of a member of an object; anything where there is none."""
        found = self.meant(type)
        members = found.members if isinstance(found, Record) else ()
        return next((member.type for member in members if member.name == name), Anything())

    def member_names(self, name: str) -> tuple[str, ...]:
        """Give the names of the members of a named type."""
        found = self.meant(Reference(name))
        return tuple(member.name for member in found.members) if isinstance(found, Record) else ()
