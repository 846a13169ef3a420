"""Kinds of values, as clients in any language know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import Literal


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One plain value of JSON."""

    kind: Literal["string", "integer", "number", "boolean", "null"]
    #: What the text means, such as ``date-time``.
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Bytes:
    """Content that is no text: a file, a picture."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of any length."""

    item: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list with a type for each place."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose names are data."""

    value: Type


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object."""

    name: str
    type: Type
    is_required: bool
    description: str = ""
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An object whose members are known."""

    members: tuple[Member, ...]
    #: The type of members that are not; ``None`` where there are none.
    rest: Type | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """One of several types."""

    options: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """An object with the members of several, some of which have names."""

    parts: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A type by its name."""

    name: str


Type = Anything | Scalar | Bytes | Choice | ListOf | TupleOf | MapOf | Record | Either | AllOf | Reference
