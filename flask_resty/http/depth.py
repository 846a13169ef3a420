"""How deeply a document is nested. Decoders differ in what they take, and so do versions of Python, so a limit is set here."""

from __future__ import annotations

from typing import Any

#: How many arrays and objects may stand inside of each other.
MAX_DEPTH = 64


def depth_of(value: Any) -> int:
    """Tell how many arrays and objects of a value stand inside of each other."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return depth
