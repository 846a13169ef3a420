"""What the user's code in a case notes down when it is called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .description import describe


@dataclass(frozen=True)
class Journal:
    """What happened during one call."""

    #: Hooks, validators, functions: each call of them, in order.
    calls: list[str] = field(default_factory=list)
    #: What was asked of the objects that were dumped, in order.
    reads: list[str] = field(default_factory=list)


_open: list[Journal] = []


@contextmanager
def recording() -> Iterator[Journal]:
    """Give the journal that is written until the block ends."""
    journal = Journal()
    _open.append(journal)
    try:
        yield journal
    finally:
        _open.remove(journal)


def note(name: str, *values: Any) -> None:
    """Write down that code of the user was called, and with what."""
    if _open:
        _open[-1].calls.append(f"{name}({', '.join(map(describe, values))})")


def note_read(name: str) -> None:
    """Write down that something was read from an object of the user."""
    if _open:
        _open[-1].reads.append(name)
