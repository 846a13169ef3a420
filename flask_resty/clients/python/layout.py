"""Lines of a length that people read."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

_WIDTH = 120


def joined(head: str, items: Iterable[str], tail: str, *, depth: int = 0) -> str:
    """Write items between a head and a tail: on one line, or each on its own where that would be too long.

    :param depth: how many characters stand before the head.
    """
    found = list(items)
    line = f"{head}{', '.join(found)}{tail}"
    if depth + len(line) <= _WIDTH and "\n" not in line:
        return line
    tail = tail.removeprefix(",")
    return f"{head}\n" + "".join(indent(item, "    ") + ",\n" for item in found) + tail
