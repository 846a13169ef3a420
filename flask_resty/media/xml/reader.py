"""XML in, by its shape: what an element is, the schema knows, or else the element tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from ...errors import Problem
from ..format import refused
from ..json_parser import parse as parse_json
from .fitting import is_blank
from .fitting import is_list
from .fitting import kind_of
from .names import unescape_name
from .shape import ANYTHING
from .shape import Entries
from .shape import Items
from .shape import Members
from .shape import Row
from .shape import Shape
from .text import decode_text
from .tree import Element

#: A number as in JSON (RFC 8259, 6).
_NUMBER = re.compile(r"-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+")

_BOOLEANS = {"true": True, "false": False}

_OBJECTS = (Members, Entries)
_LISTS = (Items, Row)


class Reader:
    """Reads elements of a shape.

    :param item: the name of the items of a list that has none of its own.
    """

    def __init__(self, item: str) -> None:
        self._item = item
        self._typed: dict[str, Callable[[Element], Any]] = {
            "string": self._text,
            "number": self._number,
            "boolean": self._boolean,
            "list": lambda element: self._list(element, Items(ANYTHING)),
            "object": lambda element: self._object(element, ANYTHING),
        }

    def read(self, element: Element, shape: Shape) -> Any:
        """Give the value of an element: text, where it does not tell that it is anything else.

        What the shape does not know is read as well, so that the schema can tell what is wrong with it.

        :raise Problem: 400, with a fault whose code is ``syntax``, ``duplicate_name``, ``surrogate``, ``not_finite`` or
            ``too_many_digits``.
        """
        kind = None
        if element.attributes:
            if "nil" in element.attributes:
                return _nothing(element)
            kind = element.attributes.get("type")
            if kind is not None and kind != kind_of(shape):
                return self._by_type(element, kind)
        if isinstance(shape, _OBJECTS) and (kind or element.children or is_blank(element)):
            return self._object(element, shape)
        if isinstance(shape, _LISTS) and (kind or is_list(element, shape, self._item)):
            return self._list(element, shape)
        return self._object(element, ANYTHING) if element.children and kind is None else self._text(element)

    def _by_type(self, element: Element, kind: str) -> Any:
        if kind not in self._typed:
            raise _misread(element, "An element is of a type that there is not")
        return self._typed[kind](element)

    def _list(self, element: Element, shape: Items | Row) -> list[Any]:
        self._check(element, {"type"})
        if not is_list(element, shape, self._item):
            raise _misread(element, "A list holds something that is no item of it")
        places = shape.places if isinstance(shape, Row) else [shape.each] * len(element.children)
        more = [ANYTHING] * (len(element.children) - len(places))
        return [self.read(child, place) for child, place in zip(element.children, [*places, *more], strict=False)]

    def _object(self, element: Element, shape: Shape) -> dict[str, Any]:
        attributes = shape.attributes if isinstance(shape, Members) else {}
        self._check(element, {"type", *attributes})
        if not (element.children or is_blank(element)):
            raise _misread(element, "An object holds text")
        members: dict[str, Any] = {attributes[name].key: text for name, text in element.attributes.items() if name in attributes}
        for child in element.children:
            key, inner = _member(child, shape)
            if key in members:
                raise refused("duplicate_name", f"An object has two members of the same name: see line {child.line}.")
            members[key] = self.read(child, inner)
        return members

    def _text(self, element: Element) -> str:
        self._check(element, {"type", "encoding"})
        if element.children:
            raise _misread(element, "An element should hold text, but holds others")
        encoding = element.attributes.get("encoding")
        if encoding is None:
            return element.text
        try:
            if encoding == "base64":
                return decode_text(element.text)
        except ValueError:
            pass
        raise _misread(element, "Text is encoded in a way that cannot be read")

    def _number(self, element: Element) -> Any:
        text = self._text(element)
        if _NUMBER.fullmatch(text) is None:
            raise _misread(element, "An element should hold a number")
        return parse_json(text.encode())

    def _boolean(self, element: Element) -> bool:
        text = self._text(element)
        if text not in _BOOLEANS:
            raise _misread(element, "An element should hold true or false")
        return _BOOLEANS[text]

    @staticmethod
    def _check(element: Element, known: Iterable[str]) -> None:
        if element.attributes and not element.attributes.keys() <= set(known):
            raise _misread(element, "An element has an attribute that it cannot have")


def _nothing(element: Element) -> None:
    if element.attributes != {"nil": "true"} or element.children or not is_blank(element):
        raise _misread(element, 'An element is not nil="true" and nothing else')


def _member(child: Element, shape: Shape) -> tuple[str, Shape]:
    """Give the name and the shape of the member that an element is."""
    if isinstance(shape, Members) and child.name in shape.elements:
        member = shape.elements[child.name]
        return member.key, member.shape
    try:
        return unescape_name(child.name), shape.each if isinstance(shape, Entries) else ANYTHING
    except ValueError as error:
        raise refused("surrogate", f"A name holds half a character: see line {child.line}.") from error


def _misread(element: Element, what: str) -> Problem:
    return refused("syntax", f"{what}: see line {element.line}.")
