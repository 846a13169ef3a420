"""Data out as XML, by its shape. What does not have the shape is written all the same, and tells what it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import Any

from ..plain import plain
from ..plain import stand_in
from ..scalar import BOOLEANS
from ..scalar import fraction
from .leaf import Leaf
from .names import escape_first
from .names import escape_name
from .shape import ANYTHING
from .shape import Alternatives
from .shape import Anything
from .shape import Entries
from .shape import Items
from .shape import Members
from .shape import Row
from .shape import Shape
from .text import write_attribute
from .text import write_text

#: Writes a value as an element of a name. It raises ``TypeError`` or ``ValueError`` for what cannot be written.
Write = Callable[[str, Any], str]

_PLAIN = frozenset({str, int, float, bool, NoneType, dict, list, tuple})


class Writer:
    """Makes what writes values of a shape, for each shape once.

    :param item: the name of the items of a list that has none of its own.
    """

    def __init__(self, item: str) -> None:
        self._item = item
        self._made: dict[Shape, Write] = {ANYTHING: self._anything}

    def of(self, shape: Shape) -> Write:
        """Give what writes values of a shape."""
        if shape not in self._made:
            self._made[shape] = self._make(shape)
        return self._made[shape]

    def _make(self, shape: Shape) -> Write:
        match shape:
            case Anything() | Alternatives():
                return self._anything
            case Leaf():
                return self._leaf(shape)
            case Items():
                return self._items(self.of(shape.each), shape.item or self._item)
            case Row():
                return self._row([self.of(place) for place in shape.places], shape.item or self._item)
            case Entries():
                return self._entries(self.of(shape.each))
        return self._with_attributes(shape) if shape.attributes else self._members(shape)

    def _anything(self, name: str, value: Any) -> str:
        kind = type(value)
        if kind is str:
            return write_text(name, value)
        if kind in _PLAIN:
            return self._told(name, value)
        return self._anything(name, stand_in(value))

    def _told(self, name: str, value: Any) -> str:
        """Write a value of a plain type, and which one that is."""
        if value is None:
            return f'<{name} nil="true"/>'
        if isinstance(value, str):
            return write_text(name, value, ' type="string"')
        if isinstance(value, dict):
            return f'<{name} type="object">{self._named(value)}</{name}>'
        if isinstance(value, list | tuple):
            return f'<{name} type="list">{"".join([self._anything(self._item, each) for each in value])}</{name}>'
        kind = "boolean" if isinstance(value, bool) else "number"
        return f'<{name} type="{kind}">{_TEXT_OF[type(value)](value)}</{name}>'

    def _named(self, members: dict[Any, Any]) -> str:
        return "".join([self._anything(escape_name(key), value) for key, value in _with_text(members).items()])

    def _misfit(self, write: Write, name: str, value: Any) -> str:
        """Write what is of another type than its shape: by that, if it stands for something that fits, or else by its own."""
        return self._told(name, value) if type(value) in _PLAIN else write(name, stand_in(value))

    def _leaf(self, shape: Leaf) -> Write:
        text_of = _texts(shape)

        def write(name: str, value: Any) -> str:
            kind = type(value)
            if kind is str:
                return write_text(name, value)
            if kind in text_of:
                return f"<{name}>{text_of[kind](value)}</{name}>"
            return self._anything(name, value)

        return write

    def _items(self, each: Write, item: str) -> Write:
        def write(name: str, value: Any) -> str:
            if type(value) is list or type(value) is tuple:
                return f"<{name}>{''.join([each(item, one) for one in value])}</{name}>"
            return self._misfit(write, name, value)

        return write

    def _row(self, places: list[Write], item: str) -> Write:
        def write(name: str, value: Any) -> str:
            if type(value) is list or type(value) is tuple:
                more = [self._anything] * (len(value) - len(places))
                return f"<{name}>{''.join([place(item, one) for place, one in zip(places + more, value, strict=False)])}</{name}>"
            return self._misfit(write, name, value)

        return write

    def _entries(self, each: Write) -> Write:
        def write(name: str, value: Any) -> str:
            if type(value) is dict:
                return f"<{name}>{''.join([each(escape_name(key), one) for key, one in _with_text(value).items()])}</{name}>"
            return self._misfit(write, name, value)

        return write

    def _members(self, shape: Members) -> Write:
        known: dict[Any, tuple[str, Write]] = {}

        def find(key: Any) -> tuple[str, Write]:
            member = shape.by_key.get(key)
            if member is None:
                return self._unknown(shape, key), self._anything
            # Only now: an object may nest itself.
            known[key] = found = (member.name, self.of(member.shape))
            return found

        def write(name: str, value: Any) -> str:
            if type(value) is not dict:
                return self._misfit(write, name, value)
            parts = []
            for key, member in value.items():
                element, write_member = known[key] if key in known else find(key)
                parts.append(write_member(element, member))
            return f"<{name}>{''.join(parts)}</{name}>"

        return write

    def _unknown(self, shape: Members, key: Any) -> str:
        """Give the name of an element for a member that the shape does not have, which is no name that the shape has."""
        (key,) = _with_text({key: None})
        name = escape_name(key)
        return escape_first(key) if name in shape.elements else name

    def _with_attributes(self, shape: Members) -> Write:
        write_elements = self._members(shape)
        leaves = {key: _attribute(member.name, member.shape) for key, member in shape.by_key.items() if member.is_attribute}

        def write(name: str, value: Any) -> str:
            if type(value) is not dict:
                return self._misfit(write, name, value)
            attributes = {key: leaves[key](member) for key, member in value.items() if key in leaves}
            rest = {key: member for key, member in value.items() if attributes.get(key) is None}
            start = f"{name}{''.join(filter(None, attributes.values()))}"
            return f"<{start}{write_elements(name, rest)[len(name) + 1 :]}"

        return write


def _attribute(name: str, shape: Shape) -> Callable[[Any], str | None]:
    """Make what writes an attribute; it gives ``None`` where only an element can say it."""
    text_of = _texts(shape)

    def write(value: Any) -> str | None:
        kind = type(value)
        if kind is str:
            return write_attribute(name, value)
        return f' {name}="{text_of[kind](value)}"' if kind in text_of else None

    return write


def _texts(shape: Shape) -> dict[type, Callable[[Any], str]]:
    """Give what makes text of the values that need not tell their types."""
    if not isinstance(shape, Leaf):
        return {}
    text_of = {kind: _TEXT_OF[kind] for kind in shape.types if kind is not str}
    return text_of | {float: fraction, Decimal: fraction} if shape.allows_nan else text_of


def _with_text(members: dict[Any, Any]) -> dict[str, Any]:
    """Give members whose names are all text."""
    if all(type(key) is str for key in members):
        return members
    named: dict[str, Any] = plain(dict.fromkeys(members))
    return dict(zip(named, members.values(), strict=True))


def _finite(number: float) -> str:
    if not isfinite(number):
        raise ValueError("This is no number.")
    return repr(number)


_TEXT_OF: dict[type, Callable[[Any], str]] = {int: str, float: _finite, bool: BOOLEANS.__getitem__}
