"""A clock for tests."""

from __future__ import annotations


class Clock:
    """Stands still until it is set forward."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time
