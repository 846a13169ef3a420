"""Count in a storage of ``limits``, in as few steps as its strategy allows."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from limits.storage import MemoryStorage
from limits.storage import RedisClusterStorage
from limits.storage import RedisStorage
from limits.storage import Storage

from . import redis
from .standing import Standing
from .standing import Take
from .standing import weighed

#: Two threads that count in a ``MemoryStorage`` at once may lose a request or count one twice, so they take turns.
_IN_MEMORY = Lock()


def taking(storage: Storage, strategy: str) -> Take:
    """Make the function that counts by a strategy of ``limits`` in a storage."""
    # The keys of one step may be on different nodes of a cluster.
    if isinstance(storage, RedisStorage) and not isinstance(storage, RedisClusterStorage):
        return redis.taking(storage, strategy)
    take = _STRATEGIES[strategy](storage)
    return _in_turn(take) if isinstance(storage, MemoryStorage) else take


def _fixed(storage: Any) -> Take:
    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        # What was counted is the answer: there is no need to ask for it once more.
        count = storage.incr(key, window, cost)
        return Standing(count <= amount, max(0, amount - count), storage.get_expiry(key) - time.time())

    return take


def _moving(storage: Any) -> Take:
    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        passed = storage.acquire_entry(key, amount, window, cost)
        start, count = storage.get_moving_window(key, amount, window)
        return Standing(passed, max(0, amount - count), start + window - time.time())

    return take


def _sliding(storage: Any) -> Take:
    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        passed = storage.acquire_sliding_window_entry(key, amount, window, cost)
        return weighed(passed, amount, window, *storage.get_sliding_window(key, window))

    return take


_STRATEGIES = {"fixed-window": _fixed, "moving-window": _moving, "sliding-window-counter": _sliding}


def _in_turn(take: Take) -> Take:
    def take_in_turn(key: str, amount: int, window: int, cost: int) -> Standing:
        with _IN_MEMORY:
            try:
                return take(key, amount, window, cost)
            except RuntimeError:
                # The app's own limits are counted out of turn, and both may have started the thread that the storage forgets by.
                # Nothing had been counted yet.
                return take(key, amount, window, cost)

    return take_in_turn
