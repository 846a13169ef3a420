"""Elements held against shapes: what an element could be, and which of several shapes is meant."""

from __future__ import annotations

from .leaf import Leaf
from .shape import Alternatives
from .shape import Anything
from .shape import Entries
from .shape import Items
from .shape import Members
from .shape import Row
from .shape import Shape
from .tree import WHITE_SPACE
from .tree import Element

#: What the type of text may be.
_SINGLE = frozenset({"string", "number", "boolean"})


def kind_of(shape: Shape) -> str | None:
    """Give the type that elements of a shape need not tell."""
    if isinstance(shape, Members | Entries):
        return "object"
    return "list" if isinstance(shape, Items | Row) else "string" if isinstance(shape, Leaf) else None


def is_blank(element: Element) -> bool:
    """Tell whether the text of an element is white space, or nothing."""
    return not element.text.strip(WHITE_SPACE)


def is_list(element: Element, shape: Items | Row, item: str) -> bool:
    """Tell whether there is nothing but items in an element."""
    name = shape.item or item
    return all(child.name == name for child in element.children) if element.children else is_blank(element)


def chosen(element: Element, shape: Shape, item: str) -> Shape:
    """Give the shape to read an element by.

    Of alternatives this is the first that the element has, with all that is inside of it; or else the one that knows most of its members.

    :param item: the name of the items of a list that has none of its own.
    """
    if not isinstance(shape, Alternatives):
        return shape
    fitting = [each for each in shape.shapes if _fits(element, each, item)]
    return chosen(element, fitting[0] if fitting else max(shape.shapes, key=lambda each: _known(element, each)), item)


def _known(element: Element, shape: Shape) -> int:
    return sum(child.name in shape.elements for child in element.children) if isinstance(shape, Members) else 0


def _fits(element: Element, shape: Shape, item: str) -> bool:
    if isinstance(shape, Anything) or "nil" in element.attributes:
        return True
    if isinstance(shape, Alternatives):
        return any(_fits(element, each, item) for each in shape.shapes)
    kind = element.attributes.get("type")
    if isinstance(shape, Leaf):
        return not element.children and (kind is None or kind in _SINGLE)
    if kind is not None and kind != kind_of(shape):
        return False
    return _has_items(element, shape, item) if isinstance(shape, Items | Row) else _has_members(element, shape, item)


def _has_items(element: Element, shape: Items | Row, item: str) -> bool:
    places = shape.places if isinstance(shape, Row) else (shape.each,) * len(element.children)
    is_long = len(places) == len(element.children)
    return is_long and is_list(element, shape, item) and all(map(_fits, element.children, places, (item,) * len(places)))


def _has_members(element: Element, shape: Members | Entries, item: str) -> bool:
    if isinstance(shape, Entries):
        return all(_fits(child, shape.each, item) for child in element.children)
    known, attributes = shape.elements, shape.attributes
    if not element.attributes.keys() <= {"type", *attributes} or not (element.children or is_blank(element)):
        return False
    return all(child.name in known and _fits(child, known[child.name].shape, item) for child in element.children)
