"""How the members of an object are read, by its class: as marshmallow does it, but decided once."""

from __future__ import annotations

from collections import OrderedDict
from collections import defaultdict
from typing import Any
from typing import Literal

from .promises import is_object_class
from .values import inherited

#: By attribute; by item, and where there is none by attribute; or by asking the object each time.
Reading = Literal["attribute", "item", "asking"]

#: What marshmallow takes for an item that is not there.
NO_ITEM = (KeyError, IndexError, TypeError, AttributeError)

#: So many classes are remembered; a program that makes classes all the time must not fill the memory with them.
_MOST = 1000

#: Classes whose instances are read by attribute, and those by item. What is no object is never in here.
BY_ATTRIBUTE: set[type] = set()
BY_ITEM: set[type] = set()

#: Their items have numbers, so that looking for one by name always ends at the attribute.
_NUMBERED = (tuple.__getitem__, list.__getitem__, str.__getitem__, bytes.__getitem__)

_ORDINARY: frozenset[Any] = frozenset(
    each.__getattribute__ for each in (object, dict, OrderedDict, defaultdict, tuple, list, str, bytes, int, float)
)


def learn(cls: type) -> Reading:
    """Give how the objects of a class are read, and remember it."""
    reading = reading_of(cls)
    if reading != "asking" and is_object_class(cls):
        known = BY_ATTRIBUTE if reading == "attribute" else BY_ITEM
        if len(known) >= _MOST:
            known.clear()
        known.add(cls)
    return reading


def reading_of(cls: type) -> Reading:
    """Give how the objects of a class are read."""
    if cls.__getattribute__ not in _ORDINARY or inherited(cls, "__getattr__") is not None:
        return "asking"
    item = inherited(cls, "__getitem__")
    return "attribute" if item is None or item in _NUMBERED else "item"
