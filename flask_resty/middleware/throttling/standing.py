"""How it stands with a count."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import NamedTuple


class Standing(NamedTuple):
    """How it stands with one count, the request that was just counted included."""

    passed: bool
    #: How much may still be asked for.
    remaining: int
    #: The seconds until there is more.
    seconds: float


def weighed(passed: bool, amount: int, window: int, previous: int, previous_left: float, current: int, current_left: float) -> Standing:
    """Tell how it stands where the window before counts in part.

    :param previous_left: the seconds that it still counts.
    :param current_left: the seconds that this one will count, as this one and as the one before.
    """
    # One of the window before ends after the other; those of this one only begin to with the next.
    seconds = previous_left % (window / previous) if previous else max(0, current_left - window)
    return Standing(passed, max(0, amount - floor(previous * previous_left / window) - current), seconds)


#: Counts, by the key of a count, its amount and its window in seconds, what a request costs. A cost of 0 only looks.
Take = Callable[[str, int, int, int], Standing]

#: The same where the storage may be down: ``None`` if nothing is known.
Count = Callable[[str, int, int, int], Standing | None]
