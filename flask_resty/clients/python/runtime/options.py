"""What a caller may say of one call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from .messages import Headers
from .messages import Progress


class Cancel:
    """Cancels calls, from any thread. Those that it was given to raise ``Cancelled``, also while they wait."""

    def __init__(self) -> None:
        self._event, self._lock = threading.Event(), threading.Lock()
        self._told: list[Callable[[], object]] = []

    @property
    def is_set(self) -> bool:
        """Whether it was cancelled."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Cancel, once and for all."""
        with self._lock:
            self._event.set()
            told = list(self._told)
        for tell in told:
            tell()

    def wait(self, seconds: float) -> bool:
        """Wait for some seconds, and tell whether it was cancelled."""
        return self._event.wait(seconds)

    def add(self, tell: Callable[[], object]) -> None:
        """Have a function called when it is cancelled, at once where it is already."""
        with self._lock:
            self._told.append(tell)
            is_late = self.is_set
        if is_late:
            tell()

    def remove(self, tell: Callable[[], object]) -> None:
        """Call a function no more."""
        with self._lock:
            self._told.remove(tell)


class ObjectRead(dict[str, Any]):
    """An object that came, and the tag of its state."""

    etag: str | None = None


class ListRead(list[Any]):
    """A list that came, and the tag of its state."""

    etag: str | None = None


#: Which state a change is meant for: what was read, its tag, or ``"*"`` for any.
Match = str | Mapping[str, Any] | Sequence[Any]


def tagged(data: Any, etag: str | None) -> Any:
    """Give data that know the tag of their state."""
    found = ObjectRead(data) if isinstance(data, dict) else ListRead(data) if isinstance(data, list) else data
    if isinstance(found, ObjectRead | ListRead):
        found.etag = etag
    return found


def tag_of(match: Match) -> str:
    """Give the tag of a state.

    :raise ValueError: for what has none.
    """
    tag = match if isinstance(match, str) else getattr(match, "etag", None)
    if not isinstance(tag, str):
        raise ValueError("What is to match has no tag. Give what a call has given, its tag, or '*'.")
    return tag


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A success, with what is known of it beside its data."""

    data: Any
    status: int
    headers: Headers
    #: The tag of the state that was read or written (RFC 9110, 8.8.3).
    etag: str | None = None


@dataclass(frozen=True, kw_only=True)
class Options:
    """What one call does in another way than others.

    :param timeout: seconds until the whole answer is there, for each attempt; of a stream, seconds between two pieces of it.
    :param max_answer: octets that the whole answer may have, as it is read; of a stream, octets of one item.
    :param cancel: cancels the call. Calls of an event loop are cancelled by their tasks as well.
    :param progress: is told how many octets of the body are on their way, and how many there are.
    :param idempotency_key: names the request, so that it is carried out once, however often it is sent; made up where the server takes one.
    :param headers: more header fields.
    :param on_answer: is told status, header fields and tag of the answer.
    """

    timeout: float | None = None
    max_answer: int | None = None
    cancel: Cancel | None = None
    progress: Progress | None = None
    idempotency_key: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    on_answer: Callable[[Answer], object] | None = None


#: What is said where nothing is said.
USUAL = Options()
