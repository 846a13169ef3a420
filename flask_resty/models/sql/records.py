"""Records in the place of objects: which columns they are made of, and how they are made of rows."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter
from typing import Any
from typing import NamedTuple

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ...schema.laid import Layout
from ...schema.laid import Loaded
from ...schema.laid import Make
from ...schema.laid import Records
from ...schema.laid import Shape
from ..store import Reads
from .asked import Asked
from .asked import asking
from .attributes import key_of
from .attributes import locate
from .attributes import proxy_of
from .columnar import existing
from .fetching import Fetch
from .joins import Joins
from .owners import owned
from .record_source import maker

#: So many keys are asked for at once: databases limit the parameters of a statement.
_AT_ONCE = 500


class Group(NamedTuple):
    """What is behind a relation to many, of all rows of a page at once."""

    #: The class of what is there.
    mapper: Mapper[Any]
    #: Gives the values of the owner, of its row.
    owner: Callable[[Any], Any]
    #: Asks for what some owners have.
    asked: Asked
    #: What is behind the relations to many of these.
    groups: Sequence[Group]

    def load(self, fetch: Fetch, rows: Sequence[Any]) -> Loaded:
        """Load what some rows own."""
        owners = dict.fromkeys(map(self.owner, rows))
        owners.pop(None, None)
        left, found = iter(owners), list[Any]()
        while some := [*islice(left, _AT_ONCE)]:
            found += fetch(self.mapper, *self.asked.of(some))
        return Loaded(found, [group.load(fetch, found) for group in self.groups])


class Plan(NamedTuple):
    """How the records of one class are read."""

    columns: Sequence[Any]
    groups: Sequence[Group]
    layout: Layout
    #: Makes the records.
    make: Make

    def records(self, fetch: Fetch, rows: Sequence[Any]) -> Records:
        """Give the records that lie in rows, with what is behind relations to many."""
        return Records(self.layout, Loaded(rows, [group.load(fetch, rows) for group in self.groups]), self.make)


def plan_of(model: type[Any], reads: Reads, joins: Joins, sorted_by: Iterable[str] = (), *, dialect: str = "") -> Plan:
    """Plan how records are read.

    :param reads: columns, and nothing else.
    :param sorted_by: attributes that are in the records whether they are read or not, by their dotted names.
    """
    columns = _Columns(model, joins, dialect)
    shape = columns.shape((), reads)
    # A page begins behind such values. And rows that are distinct stay so where their key is among the columns.
    for name in (*key_of(inspect(model)), *sorted_by):
        found = locate(inspect(model), name)
        if found is not None:
            shape.values.setdefault(name, columns.place(found.path, found.name))
    layout = columns.layout(shape)
    return Plan(columns.expressions, columns.groups, layout, maker(layout))


class _Columns:
    """Gathers what is selected, each column once."""

    def __init__(self, model: type[Any], joins: Joins, dialect: str) -> None:
        self.expressions: list[Any] = []
        self.groups: list[Group] = []
        self._layouts: list[Layout] = []
        self._joins = joins
        self._dialect = dialect
        self._mapper: Mapper[Any] = inspect(model)
        self._places: dict[tuple[tuple[str, ...], str], int] = {}

    def layout(self, shape: Shape, owner: Sequence[int] = ()) -> Layout:
        """Give the layout of records that have been placed."""
        return Layout(shape, len(self.expressions) + len(owner), self._layouts, owner)

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
        # What the rows themselves are about is there.
        shape = Shape(presence=self.place(path, key_of(mapper)[0]) if path else None)
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
        inside = _Columns(relation.mapper.class_, Joins(relation.mapper.class_), self._dialect)
        shape = inside.shape((), reads)
        shape.bare = bare
        asked = asking(owner, inside._joins.joined(owner.select([*inside.expressions, *owner.columns])), self._dialect)
        self.groups.append(Group(relation.mapper, itemgetter(*places), asked, inside.groups))
        # Who owns them comes behind all else.
        self._layouts.append(inside.layout(shape, range(len(inside.expressions), len(inside.expressions) + len(owner.columns))))
        return len(self.groups) - 1, places
