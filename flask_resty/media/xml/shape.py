"""What XML looks like by a schema: which member is written as what, so that it can be read again."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from typing import Literal
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields

from ...errors import ConfigError
from ...errors import did_you_mean
from ...schematic import OneOf
from ...schematic import key_of
from ...schematic import nested_schema
from ...schematic import sameness
from .leaf import Leaf
from .leaf import is_custom
from .leaf import leaf_of
from .names import checked_name
from .names import escape_name

#: What the shape is for: which of two fields counts that have one name, one for each direction.
Side = Literal["dump", "load"]

#: What elements tell of themselves.
RESERVED = frozenset({"type", "nil", "encoding"})


@dataclass(frozen=True, slots=True, eq=False)
class Anything:
    """What no schema describes. Elements tell what they are, but for text."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list; ``None`` is the usual name of an item."""

    each: Shape
    item: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A list in which each place has a shape of its own."""

    places: tuple[Shape, ...]
    item: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """An object whose members may have any name."""

    each: Shape


class Member(NamedTuple):
    """A member of an object, and how it is called in XML."""

    key: str
    name: str
    shape: Shape
    is_attribute: bool = False


class Members:
    """An object. Its members are looked at when they are first asked for, as an object may nest itself."""

    def __init__(self, find: Callable[[], Iterable[Member]]) -> None:
        self._find = find

    @cached_property
    def by_key(self) -> Mapping[str, Member]:
        """The members by the names that they have in data.

        :raise ConfigError: for two members of one name, and for whatever is wrong with what fields say of XML.
        """
        members = {member.key: member for member in self._find()}
        names: dict[str, str] = {}
        for member in members.values():
            other = names.setdefault(member.name, member.key)
            if other != member.key:
                raise ConfigError(f"{other!r} and {member.key!r} are both called {member.name!r} in XML. Give one of them another name.")
        return members

    @cached_property
    def elements(self) -> Mapping[str, Member]:
        """The members by the names of elements. One that should be an attribute is an element where that cannot hold it."""
        return {member.name: member for member in self.by_key.values()}

    @cached_property
    def attributes(self) -> Mapping[str, Member]:
        """The members that are attributes, by their names."""
        return {member.name: member for member in self.by_key.values() if member.is_attribute}


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """One of several, of which the first is meant that has all the elements that come."""

    shapes: tuple[Shape, ...]


Shape = Anything | Leaf | Items | Row | Entries | Members | Alternatives

ANYTHING = Anything()


def shape_of(schema: Any, side: Side) -> Shape:
    """Give the shape of what a schema dumps, or of what it loads."""
    return _Shapes(side).of(schema)


def check_shape(schema: Any, side: Side) -> None:
    """Look at the whole shape of a schema, which is otherwise looked at when it is needed.

    :raise ConfigError: for whatever is wrong with what its fields say of XML.
    """
    found = [shape_of(schema, side)]
    for shape in found:
        inside = _inside(shape)
        found += [each for each in inside if not any(each is known for known in found)]


def _inside(shape: Shape) -> tuple[Shape, ...]:
    if isinstance(shape, Members):
        return tuple(member.shape for member in shape.by_key.values())
    if isinstance(shape, Row):
        return shape.places
    if isinstance(shape, Alternatives):
        return shape.shapes
    return (shape.each,) if isinstance(shape, Items | Entries) else ()


class _Shapes:
    """Makes the shapes of one schema and of all that is nested in it."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._nested: dict[Hashable, Members] = {}

    def of(self, schema: Any) -> Shape:
        if isinstance(schema, Schema):
            members = self._members(schema)
            return Items(members) if schema.many else members
        if isinstance(schema, OneOf):
            return Alternatives(tuple(self.of(each) for each in schema.schemas))
        return self._field(schema) if isinstance(schema, fields.Field) else ANYTHING

    def _members(self, schema: Schema) -> Members:
        # The other side is there as well: what may not be sent is read as what it is, and is refused for that alone.
        sides = [schema.load_fields, schema.dump_fields]
        by_key = {key_of(name, field): field for side in (sides if self._side == "dump" else sides[::-1]) for name, field in side.items()}
        return Members(lambda: [self._member(schema, key, field) for key, field in by_key.items()])

    def _member(self, schema: Schema, key: str, field: Any) -> Member:
        said = _said(field, f"{type(schema).__name__}.{field.name or key}")
        shape = self._field(field)
        if said.item is not None and not isinstance(shape, Items | Row):
            raise ConfigError(f"{said.where} names its item in XML, but is no list. Drop 'item'.")
        if said.attribute and not isinstance(shape, Leaf):
            raise ConfigError(f"{said.where} is to be an attribute in XML, which holds a single value. Leave it an element.")
        name = said.name or escape_name(key)
        if said.attribute and name in RESERVED:
            raise ConfigError(f"{said.where} is to be the attribute {name!r}, which has a meaning of its own. Give it another 'name'.")
        return Member(key, name, shape, said.attribute)

    def _field(self, field: Any) -> Shape:
        if is_custom(field):
            return ANYTHING
        if isinstance(field, fields.Nested):
            return self._nesting(field)
        if isinstance(field, fields.List):
            return Items(self._field(field.inner), _said(field).item)
        if isinstance(field, fields.Tuple):
            return Row(tuple(self._field(each) for each in field.tuple_fields), _said(field).item)
        if isinstance(field, fields.Mapping):
            return Entries(ANYTHING if field.value_field is None else self._field(field.value_field))
        if isinstance(field, fields.Enum) and field.by_value not in {True, False}:
            return self._field(field.field)
        return leaf_of(field) or ANYTHING

    def _nesting(self, field: fields.Nested) -> Shape:
        schema = nested_schema(field)
        # Who nests itself would have more and more shapes otherwise.
        shape: Shape = self._nested.setdefault(sameness(field), self._members(schema))
        if isinstance(field, fields.Pluck):
            shape = self._field(schema.fields[field.field_name])
        return Items(shape, _said(field).item) if field.many or schema.many else shape


class _Said(NamedTuple):
    """What a field says of XML."""

    where: str
    name: str | None = None
    item: str | None = None
    attribute: bool = False


def _said(field: Any, where: str = "A field") -> _Said:
    options = field.metadata.get("xml", {})
    for option in options:
        if option not in {"name", "item", "attribute"}:
            raise ConfigError(f"{where} says {option!r} of XML. {did_you_mean(str(option), ('name', 'item', 'attribute'))}")
    names = {part: checked_name(options[part], f"{part!r} of {where}") for part in ("name", "item") if part in options}
    return _Said(where, attribute=bool(options.get("attribute")), **names)
