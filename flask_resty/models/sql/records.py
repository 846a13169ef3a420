"""Records in the place of objects: which columns they are made of, and how they are made of rows."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter
from typing import Any
from typing import NamedTuple

from sqlalchemy import Select
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ..store import Reads
from .attributes import key_of
from .attributes import locate
from .attributes import proxy_of
from .columnar import existing
from .joins import Joins
from .owners import owned
from .record_source import Shape
from .record_source import grouped
from .record_source import records

#: So many keys are asked for at once: databases limit the parameters of a statement.
_AT_ONCE = 500


class Group(NamedTuple):
    """What is behind a relation to many, of all rows of a page at once."""

    #: Gives the values of the owner, of its row.
    owner: Callable[[Any], Any]
    #: With the parameter ``owners``: their values.
    statement: Select[Any]
    #: What is behind the relations to many of these.
    groups: Sequence[Group]
    #: Makes a dict of lists by the owner's values, of rows and their groups.
    make: Callable[..., dict[Any, list[dict[str, Any]]]]

    def load(self, session: Any, rows: Sequence[Any]) -> dict[Any, list[dict[str, Any]]]:
        """Give the records by the values of their owners."""
        owners = iter(dict.fromkeys(owner for owner in map(self.owner, rows) if owner is not None))
        found: list[Any] = []
        while asked := [*islice(owners, _AT_ONCE)]:
            found += session.execute(self.statement, {"owners": asked}).all()
        return self.make(found, *(group.load(session, found) for group in self.groups))


class Plan(NamedTuple):
    """How the records of one class are read."""

    columns: Sequence[Any]
    groups: Sequence[Group]
    #: Makes a list of records, of rows and their groups.
    make: Callable[..., list[dict[str, Any]]]

    def records(self, session: Any, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Make records of rows, with what is behind relations to many."""
        return self.make(rows, *(group.load(session, rows) for group in self.groups))


def plan_of(model: type[Any], reads: Reads, joins: Joins, sorted_by: Iterable[str] = ()) -> Plan:
    """Plan how records are read.

    :param reads: columns, and nothing else.
    :param sorted_by: attributes that are in the records whether they are read or not, by their dotted names.
    """
    columns = _Columns(model, joins)
    shape = columns.shape((), reads)
    # A page begins behind such values. And rows that are distinct stay so where their key is among the columns.
    for name in (*key_of(inspect(model)), *sorted_by):
        found = locate(inspect(model), name)
        if found is not None:
            shape.values.setdefault(name, columns.place(found.path, found.name))
    return Plan(columns.expressions, columns.groups, records(shape, len(columns.expressions), len(columns.groups)))


class _Columns:
    """Gathers what is selected, each column once."""

    def __init__(self, model: type[Any], joins: Joins) -> None:
        self.expressions: list[Any] = []
        self.groups: list[Group] = []
        self._joins = joins
        self._mapper: Mapper[Any] = inspect(model)
        self._places: dict[tuple[tuple[str, ...], str], int] = {}

    def place(self, path: tuple[str, ...], name: str) -> int:
        """Give the place of an attribute in a row."""
        place = self._places.setdefault((path, name), len(self.expressions))
        if place == len(self.expressions):
            self.expressions.append(getattr(self._joins.entity(path), name))
        return place

    def shape(self, path: tuple[str, ...], reads: Reads) -> Shape:
        """Give the shape of the record at the end of a path of relations to one."""
        mapper = self._mapper
        for step in path:
            mapper = mapper.relationships[step].mapper
        shape = Shape(presence=self.place(path, key_of(mapper)[0]))
        for name, inside in existing(mapper, reads).items():
            proxy = proxy_of(mapper, name)
            if proxy is not None and proxy.relation.uselist:
                shape.groups[name] = self._group(path, mapper, proxy.relation.key, Reads({proxy.name: None}), bare=proxy.name)
            elif proxy is not None:
                shape.values[name] = self.place((*path, proxy.relation.key), proxy.name)
            elif inside is None:
                shape.values[name] = self.place(path, name)
            elif mapper.relationships[name].uselist:
                shape.groups[name] = self._group(path, mapper, name, inside)
            else:
                shape.ones[name] = self.shape((*path, name), inside)
        return shape

    def _group(
        self, path: tuple[str, ...], mapper: Mapper[Any], name: str, reads: Reads, bare: str | None = None
    ) -> tuple[int, Sequence[int]]:
        relation = mapper.relationships[name]
        owner = owned(relation)
        places = [self.place(path, attribute) for attribute in owner.attributes]
        inside = _Columns(relation.mapper.class_, Joins(relation.mapper.class_))
        shape = inside.shape((), reads)
        shape.bare = bare
        of_owner = range(len(inside.expressions), len(inside.expressions) + len(owner.columns))
        statement = inside._joins.joined(owner.select([*inside.expressions, *owner.columns]))
        make = grouped(shape, of_owner.stop, len(inside.groups), of_owner)
        self.groups.append(Group(itemgetter(*places), statement, inside.groups, make))
        return len(self.groups) - 1, places
