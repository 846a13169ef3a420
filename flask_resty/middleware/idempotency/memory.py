"""Remember in memory: for one process, and for as long as it lives."""

from __future__ import annotations

import time
from threading import Lock
from typing import NamedTuple

from ...errors import ConfigError
from .store import Claim
from .store import ClaimLost
from .store import Held


class _Kept(NamedTuple):
    claim: Claim
    answer: bytes | None
    until: float


class MemoryStore:
    """Keeps claims and answers in the memory of one process, for development and tests.

    :param size: the number of keys that are kept. Beyond it the oldest answer is forgotten, so that its request would be
        carried out again; what is being carried out is never forgotten.
    :raise ConfigError: for a size that keeps nothing.
    """

    def __init__(self, size: int = 10_000) -> None:
        if type(size) is not int or size < 1:
            raise ConfigError(f"MemoryStore(size={size!r}) keeps nothing. Give a number of keys, 1 or more.")
        self.size = size
        self._lock = Lock()
        #: In the order in which they were claimed or completed.
        self._kept: dict[str, _Kept] = {}

    def __repr__(self) -> str:
        return f"MemoryStore({self.size!r})"

    def claim(self, claim: Claim, lease: float) -> Held | None:
        """Take the key, unless it is held."""
        with self._lock:
            now = time.monotonic()
            kept = self._kept.get(claim.key)
            if kept is not None and kept.until > now:
                return Held(kept.claim.fingerprint, kept.answer, kept.until - now)
            # What ran out goes, so that the new claim is the youngest.
            self._kept.pop(claim.key, None)
            if len(self._kept) >= self.size:
                self._forget(now)
            self._kept[claim.key] = _Kept(claim, None, now + lease)
            return None

    def _forget(self, now: float) -> None:
        oldest = next((key for key, kept in self._kept.items() if kept.answer is not None or kept.until <= now), None)
        if oldest is not None:
            del self._kept[oldest]

    def complete(self, claim: Claim, answer: bytes, ttl: float) -> None:
        """Keep the answer."""
        with self._lock:
            if not self._stands(claim):
                raise ClaimLost
            del self._kept[claim.key]
            self._kept[claim.key] = _Kept(claim, answer, time.monotonic() + ttl)

    def release(self, claim: Claim) -> None:
        """Give the key back."""
        with self._lock:
            if self._stands(claim):
                del self._kept[claim.key]

    def _stands(self, claim: Claim) -> bool:
        kept = self._kept.get(claim.key)
        return kept is not None and kept.claim.token == claim.token and kept.answer is None
