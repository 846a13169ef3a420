"""Keep requests from waiting, one after the other, for a storage that is down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

logger = logging.getLogger("flask_resty")

T = TypeVar("T")

#: Seconds between two attempts to reach a storage that is down.
PAUSE = 2


class Circuit:
    """Asks a storage, and once it failed asks it again only every so often, by one request at a time.

    :param what: whose storage it is, for the log.
    :param errors: what a storage raises that fails.
    :param pause: the seconds between two attempts.
    :param now: a clock that never goes back.
    """

    def __init__(
        self, what: str, errors: tuple[type[Exception], ...], *, pause: float = PAUSE, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._what = what
        self._errors = errors
        self._pause = pause
        self._now = now
        self._turn = Lock()
        #: When it may be asked again; ``None`` while all is well.
        self._next: float | None = None

    def ask(self, function: Callable[..., T], *args: object) -> T | None:
        """Give what a function of the storage gives, ``None`` while it is down."""
        was_down = self._next is not None
        if was_down and not self._is_due():
            return None
        try:
            found = function(*args)
        except self._errors as error:
            self._fail(error)
            return None
        if was_down:
            self._recover()
        return found

    def _is_due(self) -> bool:
        with self._turn:
            if self._next is not None and self._now() < self._next:
                return False
            # All others wait for what this one finds.
            self._next = self._now() + self._pause
            return True

    def _fail(self, error: Exception) -> None:
        with self._turn:
            is_news, self._next = self._next is None, self._now() + self._pause
        if is_news:
            logger.error("The storage of %s cannot be reached. It is tried again every %g s. %r", self._what, self._pause, error)

    def _recover(self) -> None:
        with self._turn:
            is_news, self._next = self._next is not None, None
        if is_news:
            logger.warning("The storage of %s is back.", self._what)
