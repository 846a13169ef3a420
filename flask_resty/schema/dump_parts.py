"""What the source of a dump function is made from: places and members in it, and the functions that it calls."""

from __future__ import annotations

from typing import Any
from typing import NamedTuple
from typing import Protocol

from marshmallow import Schema
from marshmallow import fields

from .dump_methods import Methods
from .objects import Reading
from .terms import Terms
from .watch import Dump


class Parts(Protocol):
    """What a source asks of its schemas, and the functions that it calls. Schemas and fields are the user's own."""

    terms: Terms | None
    methods: Methods

    def nested(self, field: fields.Nested) -> Schema | None:
        """Give the schema nested in a field, if its objects can be dumped without its methods."""
        ...

    def other(self, schema: Schema, ready: bool) -> Dump:
        """Give what dumps an object of any class."""
        ...


class Place(NamedTuple):
    """Where an object stands in the source."""

    schema: Schema
    #: Its variable, and how its members are read.
    obj: str
    reading: Reading
    #: The pieces of the path to it, as source.
    path: tuple[str, ...] = ()
    #: The schemas around it.
    above: tuple[Schema, ...] = ()

    def path_to(self, *pieces: str) -> str:
        """Give the source of the path to something inside."""
        pieces = (*self.path, *pieces)
        return f"(*path, {', '.join(pieces)})" if pieces else "path"

    def inside(self, schema: Schema, obj: str, *pieces: str) -> Place:
        """Give the place of an object inside of it."""
        reading: Reading = "item" if self.reading == "item" else "attribute"
        return Place(schema, obj, reading, (*self.path, *pieces), (*self.above, self.schema))


class Member(NamedTuple):
    """A field of an object in the source."""

    place: Place
    name: str
    field: Any
    #: Its variable, and the one that tells whether all members are there.
    value: str
    whole: str
    #: What it is called in the dict, as source.
    key: str
