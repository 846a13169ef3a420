"""What is known of values by their type, so that tests of them can be written out."""

from __future__ import annotations

import enum
from typing import Any

#: Integers up to here are floats, too, and no other integer is the same float.
EXACT = 2**53


def is_usual_enum(cls: type[enum.Enum]) -> bool:
    """Tell whether the members of an enum have the names and values that they were defined with."""
    usual = all(inherited(cls, name) is enum.Enum.__dict__[name] for name in ("name", "value"))
    return usual and type(cls) is enum.EnumMeta and not issubclass(cls, enum.Flag)


def inherited(cls: type, name: str) -> Any:
    """Give what the instances of a class find under a name, as it stands there; ``None`` if there is nothing."""
    # Not by ``getattr``, which would find what a metaclass has.
    return next((each.__dict__[name] for each in cls.__mro__ if name in each.__dict__), None)
