"""What is read of a row so that the next page can begin behind it: what it is sorted by, besides what is shown."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterable
from functools import lru_cache

from ..store import Reads


def widened(reads: Reads | None, attributes: tuple[str, ...]) -> Reads | None:
    """Give a tree with some attributes, dotted through relations, read as well. For the same tree it is the same one, each time."""
    return None if reads is None else _widened(_Same(reads), attributes)


class _Same(Hashable):
    """A tree as a key: it is compared by what it is, for stores keep their plans by that, and its content has no hash."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads

    def __hash__(self) -> int:
        return id(self.reads)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.reads is other.reads


@lru_cache(maxsize=1024)
def _widened(same: _Same, attributes: tuple[str, ...]) -> Reads:
    return _with(same.reads, [name.split(".") for name in attributes])


def _with(reads: Reads, paths: Iterable[list[str]]) -> Reads:
    inside = dict(reads.attributes)
    for name, *rest in paths:
        found = inside.get(name)
        if rest:
            # Something that is read as a plain value, and has attributes, is wanted as it is.
            known = found or Reads(is_whole=name in inside)
            inside[name] = _with(known, [rest])
        else:
            inside.setdefault(name, None)
    return reads if inside == reads.attributes else reads._replace(attributes=inside)
