"""Count in the memory of the process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections import deque
from collections.abc import Callable
from math import floor
from threading import Lock
from typing import Any

from .standing import Standing
from .standing import weighed

#: How many counts are kept. Beyond it, those that were asked for longest ago are forgotten.
MOST = 100_000


class Memory:
    """Counts exactly, for any number of threads, and starts none itself. What no longer counts is forgotten on the way.

    :param strategy: the name of a strategy of ``limits``.
    :param most: how many counts it keeps at most.
    """

    def __init__(self, strategy: str, *, most: int = MOST) -> None:
        self._start, self._ask = _STRATEGIES[strategy]
        self._most = most
        #: By the length of the window, so that those used longest ago come first and end first.
        self._kept: dict[int, OrderedDict[str, Any]] = {}
        self._size = 0
        self._turn = Lock()

    def __len__(self) -> int:
        return self._size

    def take(self, key: str, amount: int, window: int, cost: int) -> Standing:
        """Count one request; with a cost of 0, only look."""
        with self._turn:
            # Asked for in turn, so that it only goes back where somebody sets the clock back.
            now = time.time()
            kept = self._kept.setdefault(window, OrderedDict())
            if (found := kept.get(key)) is None:
                self._forget(now)
                found = kept[key] = [now, self._start(now, window)]
                self._size += 1
            else:
                found[0] = now
                kept.move_to_end(key)
            return self._ask(found[1], amount, window, cost, now)

    def _forget(self, now: float) -> None:
        """Forget what has ended, at most two of a window, so that no request has to wait for many; and what is too much."""
        for window, kept in self._kept.items():
            for _ in range(2):
                # The strategy that looks back longest looks at two windows.
                if kept and next(iter(kept.values()))[0] + 2 * window <= now:
                    kept.popitem(last=False)
                    self._size -= 1
        if self._size >= self._most:
            max(self._kept.values(), key=len).popitem(last=False)
            self._size -= 1


# -- the strategies of ``limits`` --------------------------------------------------------------------------------------
#
# What was counted in the future was counted before the clock was set back. It counts no longer: otherwise clients would wait until
# the clock is there again.


class _Fixed:
    __slots__ = ("count", "end")

    def __init__(self, now: float, window: int) -> None:
        self.count, self.end = 0, now + window


def _ask_fixed(fixed: _Fixed, amount: int, window: int, cost: int, now: float) -> Standing:
    if not fixed.end - window <= now < fixed.end:
        fixed.count, fixed.end = 0, now + window
    fixed.count += cost
    return Standing(fixed.count <= amount, max(0, amount - fixed.count), fixed.end - now)


def _ask_moving(moments: deque[float], amount: int, window: int, cost: int, now: float) -> Standing:
    while moments and not now - window < moments[0] <= now:
        moments.popleft()
    passed = len(moments) + cost <= amount
    if passed:
        moments.extend([now] * cost)
    return Standing(passed, max(0, amount - len(moments)), moments[0] + window - now if moments else 0)


class _Sliding:
    __slots__ = ("current", "number", "previous")

    def __init__(self, now: float, window: int) -> None:
        self.number, self.previous, self.current = now // window, 0, 0


def _ask_sliding(sliding: _Sliding, amount: int, window: int, cost: int, now: float) -> Standing:
    passed_by = now // window - sliding.number
    if passed_by != 0:
        sliding.number += passed_by
        sliding.previous, sliding.current = sliding.current if passed_by == 1 else 0, 0
    left = window - now % window
    passed = floor(sliding.previous * left / window) + sliding.current + cost <= amount
    sliding.current += cost if passed else 0
    return weighed(passed, amount, window, sliding.previous, left, sliding.current, left + window)


_Start = Callable[[float, int], Any]
_Ask = Callable[[Any, int, int, int, float], Standing]

_STRATEGIES: dict[str, tuple[_Start, _Ask]] = {
    "fixed-window": (_Fixed, _ask_fixed),
    "moving-window": (lambda now, window: deque(), _ask_moving),
    "sliding-window-counter": (_Sliding, _ask_sliding),
}
