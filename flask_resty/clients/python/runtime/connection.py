"""What a client asks an Api by, and waits for the answer."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import Any
from typing import TypeVar

from .calling import Calls
from .credentials import Anonymous
from .credentials import Auth
from .driving import carry_out
from .errors import Conflict
from .messages import Request
from .messages import Response
from .operations import Given
from .operations import Operation
from .options import Answer
from .options import Options
from .pages import Walk
from .remembering import Seen
from .retrying import Retry
from .streams import feed_for
from .transport import Transport
from .transport import UrllibTransport

_State = TypeVar("_State")
_Outcome = TypeVar("_Outcome")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all calls of a client have in common.

    :param auth: who calls.
    :param timeout: seconds for each attempt, where a call says nothing else; ``None`` waits for ever.
    :param max_answer: octets that an answer, or an item of a stream, may have, where a call says nothing else; ``None`` is no bound.
    :param retry: how often to try.
    :param seen: how many answers are kept, to be asked for again by their tags.
    """

    auth: Auth = Anonymous()
    timeout: float | None = 30
    max_answer: int | None = 64 * 1024 * 1024
    retry: Retry = Retry()
    seen: int = 256

    def calls(self, base: str, named: Mapping[str, Any]) -> Calls:
        """Give what knows all that is known.

        :param base: the address of the Api.
        :raise ValueError: if it is no absolute one.
        """
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base!r} is no address of an Api. Begin it with http:// or https://.")
        return Calls(base, named, self.auth, self.retry, Seen(self.seen))

    def options(self, options: Options) -> Options:
        """Give the options of a call."""
        timeout = self.timeout if options.timeout is None else options.timeout
        most = self.max_answer if options.max_answer is None else options.max_answer
        return replace(options, timeout=timeout, max_answer=most)


class Connection:
    """Calls in this thread. Several threads may use one."""

    def __init__(self, base: str, named: Mapping[str, Any], settings: Settings, transport: Transport | None = None) -> None:
        self._calls, self._settings = settings.calls(base, named), settings
        self._transport = transport or UrllibTransport()

    def forget(self) -> None:
        """Forget what was seen."""
        self._calls.seen.clear()

    def call(self, operation: Operation, given: Given, options: Options) -> Any:
        """Ask for an operation, and give the data of the answer."""
        options = self._settings.options(options)
        return carry_out(self._calls.call(operation, given, options), self._transport, options).data

    def items(self, operation: Operation, given: Given, options: Options) -> Iterator[Any]:
        """Give the items of a page, and of all pages after it, each of which is asked for when it is needed."""
        options = self._settings.options(options)
        request: Request | None = self._calls.request(operation, given, options)
        walk = Walk(operation.pages or "")
        while request is not None:
            answer: Answer = carry_out(self._calls.answer(request, options), self._transport, options)
            yield from walk.items(answer)
            request = walk.following(answer, request)

    def stream(self, operation: Operation, given: Given, options: Options) -> Iterator[Any]:
        """Give the items of a stream, each as soon as it is there. Closing the iterator closes the connection."""
        options = self._settings.options(options)
        response: Response = carry_out(self._calls.opened(operation, given, options), self._transport, options)
        feed, chunks = feed_for(response.media_type, options.max_answer), response.chunks or iter(())
        try:
            for chunk in chunks:
                yield from feed(chunk)
            yield from feed(None)
        finally:
            getattr(chunks, "close", bool)()


def edit(read: Callable[[], _State], write: Callable[[_State], _Outcome], *, attempts: int = 3) -> _Outcome:
    """Change something that others may change at the same time: read it, write what comes of it, and begin anew after a conflict.

    :param read: gives the state as it is.
    :param write: sends the change of a state, with that as ``match``, and gives what comes back.
    :param attempts: how often it is tried.
    :raise Conflict: if others were faster each time.
    """
    state = read()
    for attempt in range(1, attempts + 1):
        try:
            return write(state)
        except Conflict as error:
            if attempt == attempts or error.current is None:
                raise
            state = error.current
    raise AssertionError
