"""What databases know: integers of 64 bits, and text without the character NUL. For all else they fail, each in its own way."""

from __future__ import annotations

from typing import Any

#: The integers of 64 bits.
SMALLEST, LARGEST = -(2**63), 2**63 - 1


def is_storable(value: Any) -> bool:
    """Tell whether there may be such a value in a row; of several values, whether all may be."""
    if isinstance(value, list | tuple):
        return all(map(is_storable, value))
    if isinstance(value, int):
        return SMALLEST <= value <= LARGEST
    return not isinstance(value, str) or "\0" not in value
