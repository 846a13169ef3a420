"""Counts that end: how often something came within a time, over all processes that share a storage."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING
from typing import TypeVar

from ..errors import ConfigError
from ..errors import Problem
from ..storage.circuit import Circuit
from ..storage.connection import connect
from ..storage.connection import faults_of

#: Seconds between two looks for counts in memory that have ended.
_SWEEP = 60.0

if TYPE_CHECKING:
    from limits.storage import Storage

T = TypeVar("T")

#: Seconds after which to ask again where the storage does not answer.
_RETRY_AFTER = 5


class Counts:
    """Counts that start with the first :meth:`add` of a key and end some seconds later, whatever is added in between.

    Each method raises a :class:`Problem` of status 503 where the storage does not answer: who asks here guards something, and
    lets nobody pass unseen.

    :param uri: where to count, as ``limits`` names it: ``"redis://host:6379/0"``. ``"memory://"`` is the memory of one
        process; with several processes each has counts of its own.
    :param prefix: what all keys in a shared storage start with. The keys themselves are hashed: what is counted, as the name of
        an account, is not read there.
    :param now: gives the time in seconds, for counts in memory: of a clock that nobody sets, if left out.
    :raise ConfigError: for a storage that there is not.
    """

    def __init__(self, uri: str = "memory://", *, prefix: str = "resty", now: Callable[[], float] = time.monotonic) -> None:
        self.prefix = prefix
        self._storage = _Memory(now) if uri == "memory://" else _Shared(_reached(uri), prefix)

    def add(self, key: str, seconds: int) -> int:
        """Count once more, and give the count, this one included. Of several at once, each gets another number.

        :param seconds: when the count ends, if it is started by this.
        """
        return self._storage.incr(self._name(key), seconds)

    def undo(self, key: str) -> None:
        """Take one :meth:`add` back. A count that has ended meanwhile stays so."""
        self._storage.decr(self._name(key))

    def get(self, key: str) -> int:
        """Give the count, 0 where there is none."""
        return self._storage.get(self._name(key))

    def left(self, key: str) -> int:
        """Give the seconds until the count ends, rounded up; 0 where there is none."""
        return max(0, ceil(self._storage.get_expiry(self._name(key)) - self._storage.now()))

    def clear(self, key: str) -> None:
        """End the count."""
        self._storage.clear(self._name(key))

    def _name(self, key: str) -> str:
        return f"{self.prefix}:{sha256(key.encode(errors='surrogatepass')).hexdigest()}"


def _reached(uri: str) -> Storage:
    from limits.errors import ConfigurationError

    if "memcached" in uri.partition(":")[0]:
        raise ConfigError("memcached forgets counts where it needs the room, so it guards nothing. Count in 'redis://host:6379'.")
    try:
        storage = connect(uri, {})
    except (ConfigurationError, TypeError, ValueError):
        storage = None
    if storage is None:
        # The URI may hold a password, and is not repeated.
        raise ConfigError("There is no such storage to count in. Write 'memory://' or 'redis://host:6379', with its client installed.")
    return storage


class _Shared:
    """A storage of ``limits``, whose failures are problems. One that hangs is not waited for by each request."""

    now = staticmethod(time.time)

    def __init__(self, storage: Storage, prefix: str) -> None:
        self.storage = storage
        self._circuit = Circuit(f"the counts of {prefix!r}", faults_of(storage))

    def incr(self, key: str, seconds: int) -> int:
        return self._asked(lambda: self.storage.incr(key, seconds))

    def decr(self, key: str) -> None:
        # Should it end between the two, what it then starts at is below nothing.
        if self.get(key) > 0 and self._asked(lambda: self.storage.incr(key, 1, -1)) < 0:
            self.clear(key)

    def get(self, key: str) -> int:
        return self._asked(lambda: self.storage.get(key))

    def get_expiry(self, key: str) -> float:
        return self._asked(lambda: self.storage.get_expiry(key))

    def clear(self, key: str) -> None:
        self._asked(lambda: self.storage.clear(key))

    def _asked(self, ask: Callable[[], T]) -> T:
        # What stands for nothing known is no answer of the storage.
        found = self._circuit.ask(lambda: (ask(),))
        if found is None:
            raise Problem(503, "The credentials cannot be checked now.", headers={"Retry-After": str(_RETRY_AFTER)})
        return found[0]


class _Memory:
    """Counts in the memory of this process: no thread of its own, and what has ended is dropped in time.

    (The storage in memory that ``limits`` has may give two threads one number, and starts threads.)
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self._lock = Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        self._swept = now()

    def incr(self, key: str, seconds: int) -> int:
        with self._lock:
            now = self.now()
            self._sweep(now)
            count, end = self._at(key, now)
            self._counts[key] = count + 1, end or now + seconds
            return count + 1

    def decr(self, key: str) -> None:
        with self._lock:
            count, end = self._at(key, self.now())
            if count > 0:
                self._counts[key] = count - 1, end

    def get(self, key: str) -> int:
        with self._lock:
            return self._at(key, self.now())[0]

    def get_expiry(self, key: str) -> float:
        with self._lock:
            return self._at(key, self.now())[1]

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def _at(self, key: str, now: float) -> tuple[int, float]:
        count, end = self._counts.get(key, (0, 0.0))
        return (count, end) if now < end else (0, 0.0)

    def _sweep(self, now: float) -> None:
        if now < self._swept + _SWEEP:
            return
        self._swept = now
        self._counts = {key: (count, end) for key, (count, end) in self._counts.items() if now < end}
