"""What the source of a load function is made from: places and members in it, and the functions that it calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import NamedTuple
from typing import Protocol

from marshmallow import Schema
from marshmallow import fields

from .load_methods import Methods
from .load_methods import Partial


class Parts(Protocol):
    """What a source asks of its schemas, and the functions that it calls. Schemas and fields are the user's own."""

    strict: bool
    textual: bool
    methods: Methods

    def nested(self, field: fields.Nested, partial: Partial) -> tuple[Callable[..., Any], type] | None:
        """Give what loads the schema nested in a field, if that can be done without its methods; and of what type."""
        ...

    def each(self, field: Any, partial: Partial) -> Callable[..., Any] | None:
        """Give what loads a list by the field of its items, if they are objects that can be loaded without their methods."""
        ...

    def applied(self, field: Any, partial: Partial) -> tuple[Schema, Partial, str]:
        """Give the schema nested in a field, and how it is applied."""
        ...


class Place(NamedTuple):
    """An object in the source: its schema, how that is applied, and its variables."""

    schema: Schema
    partial: Partial
    unknown: str
    data: str = "data"
    get: str = "get"
    #: Whether all members are there, and how many keys were not sent.
    whole: str = "whole"
    absent: str = "absent"
    #: Whether a value that is not proven good breaks a loop off.
    breaks: bool = False


class Member(NamedTuple):
    """A field in the source."""

    place: Place
    name: str
    field: Any
    #: Its variables: of what was sent, and of what it becomes. They may be one.
    sent: str
    value: str
