"""What becomes of very many things, kept aside in constant memory until the answer is sent."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any
from typing import TypeVar

#: So many bytes are kept in memory; what is more goes to a file.
_IN_MEMORY = 1024 * 1024

T = TypeVar("T")


class Spool(Iterator[Any]):
    """Plain data, written one behind the other, and then read once in that order.

    The answer begins when all is done and may be committed, so it has to be kept somewhere until then; and a client may not read
    any of it before it has sent everything.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)
        self._left = 0

    def add(self, data: Any) -> None:
        """Write one more."""
        # Types survive, and nobody else can write to the file.
        pickle.dump(data, self._file, pickle.HIGHEST_PROTOCOL)
        self._left += 1

    def rewound(self) -> Spool:
        """Begin to read."""
        self._file.seek(0)
        return self

    def __next__(self) -> Any:
        if not self._left:
            self.close()
            raise StopIteration
        self._left -= 1
        return pickle.load(self._file)

    def close(self) -> None:
        """Give the file back; nothing can be read any more."""
        self._left = 0
        self._file.close()


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Give items in lists of so many; the last may be shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
