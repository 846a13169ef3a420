"""The header of CSV that is read: what it says where the cells of a row belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import missing

from ...errors import Problem
from ..format import refused
from .cells import ANY
from .cells import TEXT
from .cells import Column
from .cells import read
from .columns import Group
from .columns import Members
from .columns import columns_of

#: How many columns there may be: for each row a name is kept with each of them.
MOST_COLUMNS = 1000

#: The names of a place, from the outside in.
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the header of a schema may say."""

    #: The place and the column of each name.
    columns: dict[str, tuple[Path, Column]] = field(default_factory=dict)
    #: What the nested object at a place is if all its cells are empty.
    groups: dict[Path, Any] = field(default_factory=dict)


@lru_cache(256)
def known_to(schema: Schema) -> Known:
    """Give what the header of a schema may say."""
    known = Known()
    # What is only dumped is read as what it is, and is refused for that alone.
    for side in ("load_fields", "dump_fields"):
        _learn(known, columns_of(schema, side), ())
    return known


def _learn(known: Known, members: Members, outside: Path) -> None:
    for member in members:
        path = (*outside, member.name)
        # An object may also stand in one cell, as JSON.
        column = member if isinstance(member, Column) else Column(member.name, ANY, member.empty)
        known.columns.setdefault(".".join(path), (path, column))
        if isinstance(member, Group):
            known.groups.setdefault(path, member.empty)
            _learn(known, member.members, path)


class _Cell(NamedTuple):
    """A member in one cell."""

    position: int
    column: Column


@dataclass(frozen=True, slots=True)
class _Object:
    """A member in several cells."""

    #: What it is if all of them are empty.
    empty: Any
    positions: list[int] = field(default_factory=list)
    inside: _Places = field(default_factory=dict)


_Places = dict[str, _Cell | _Object]


class Header:
    """Reads the rows below a header.

    :param names: the cells of the first row.
    :param schema: what a row is; ``None`` where nothing is known of it.
    :raise Problem: 400 for a name that stands twice, and for too many of them.
    """

    def __init__(self, names: Sequence[str], schema: Schema | None) -> None:
        if len(names) > MOST_COLUMNS:
            raise refused("too_long", f"There are more than {MOST_COLUMNS} columns.")
        self._known = Known() if schema is None else known_to(schema)
        self._of_unknown = Column("", ANY, None) if schema is None else Column("", TEXT, "")
        self._width = len(names)
        self._root: _Places = {}
        #: Whether the schema knows all names.
        self.is_known = True
        for index, name in enumerate(names):
            self._add(index, _name(name))

    def _add(self, index: int, name: str) -> None:
        path, column = self._known.columns.get(name) or self._unknown(name)
        places = self._root
        for length in range(1, len(path)):
            place = places.setdefault(path[length - 1], _Object(self._known.groups[path[:length]]))
            if isinstance(place, _Cell):
                raise _repeated(index)
            place.positions.append(index)
            places = place.inside
        if path[-1] in places:
            raise _repeated(index)
        places[path[-1]] = _Cell(index, column)

    def _unknown(self, name: str) -> tuple[Path, Column]:
        """Place an unknown name inside of the innermost object that it names, so that validation complains of it there."""
        self.is_known = False
        outside: Path = ()
        first, dot, rest = name.partition(".")
        while dot and (*outside, first) in self._known.groups:
            outside, name = (*outside, first), rest
            first, dot, rest = name.partition(".")
        return (*outside, name), self._of_unknown

    def read(self, cells: list[str]) -> dict[str, Any]:
        """Give the object that a row stands for.

        :raise Problem: 400 for a row of another length, and for a cell that begins as JSON and is none.
        """
        if len(cells) != self._width:
            raise refused("syntax", f"There are {len(cells)} cells below {self._width} names.")
        return _members(self._root, cells)


def _name(cell: str) -> str:
    name = read(cell, _NAME)
    # A mark means nothing here.
    return name if isinstance(name, str) else cell


_NAME = Column("", TEXT, "")


def _repeated(index: int) -> Problem:
    return refused("duplicate_name", f"Column {index + 1} of the header says again what stands before it.")


def _members(places: _Places, cells: list[str]) -> dict[str, Any]:
    members = {}
    for name, place in places.items():
        try:
            value = read(cells[place.position], place.column) if isinstance(place, _Cell) else _object(place, cells)
        except Problem as problem:
            raise _inside(name, problem) from problem
        if value is not missing:
            members[name] = value
    return members


def _object(place: _Object, cells: list[str]) -> Any:
    if not any(cells[position] for position in place.positions):
        return place.empty
    # An object without members cannot be written, so this is what a missing one is written as.
    return _members(place.inside, cells) or missing


def _inside(name: str, problem: Problem) -> Problem:
    (fault,) = problem.errors
    escaped = name.replace("~", "~0").replace("/", "~1")
    return Problem(problem.status, problem.detail, errors=[replace(fault, pointer=f"/{escaped}{fault.pointer}")])
