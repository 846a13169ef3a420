"""Keep what was worked out for a tree of what is read: schemas give the same tree again and again."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Hashable
from typing import Generic
from typing import TypeVar

from ..store import Reads

T = TypeVar("T")

#: So much is kept. Clients may select and sort in ever new ways.
MOST = 500


class Kept(Generic[T]):
    """What was made, by the identity of a tree and something else."""

    def __init__(self) -> None:
        # The trees are kept, too, so that no other one gets the identity of one that is known.
        self._made: dict[Hashable, tuple[Reads | None, T]] = {}

    def get(self, reads: Reads | None, also: Hashable, make: Callable[[], T]) -> T:
        """Give what was made for a tree; if nothing was, make it."""
        key = (id(reads), also)
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MOST:
                self._made.clear()
            found = self._made[key] = (reads, make())
        return found[1]
