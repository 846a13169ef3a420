"""What a client asks an Api by in an event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import TypeVar

from .connection import Settings
from .driving import AsyncTransport
from .driving import InThreads
from .driving import carry_out_later
from .errors import Conflict
from .messages import Request
from .messages import Response
from .operations import Given
from .operations import Operation
from .options import Answer
from .options import Options
from .pages import Walk
from .streams import feed_for
from .transport import UrllibTransport

_StateLater = TypeVar("_StateLater")
_OutcomeLater = TypeVar("_OutcomeLater")


class AsyncConnection:
    """Calls in an event loop."""

    def __init__(self, base: str, named: Mapping[str, Any], settings: Settings, transport: AsyncTransport | None = None) -> None:
        self._calls, self._settings = settings.calls(base, named), settings
        self._transport = transport or InThreads(UrllibTransport())

    def forget(self) -> None:
        """Forget what was seen."""
        self._calls.seen.clear()

    async def call(self, operation: Operation, given: Given, options: Options) -> Any:
        """Ask for an operation, and give the data of the answer."""
        options = self._settings.options(options)
        return (await carry_out_later(self._calls.call(operation, given, options), self._transport, options)).data

    async def items(self, operation: Operation, given: Given, options: Options) -> AsyncIterator[Any]:
        """Give the items of a page, and of all pages after it, each of which is asked for when it is needed."""
        options = self._settings.options(options)
        request: Request | None = self._calls.request(operation, given, options)
        walk = Walk(operation.pages or "")
        while request is not None:
            answer: Answer = await carry_out_later(self._calls.answer(request, options), self._transport, options)
            for item in walk.items(answer):
                yield item
            request = walk.following(answer, request)

    async def stream(self, operation: Operation, given: Given, options: Options) -> AsyncIterator[Any]:
        """Give the items of a stream, each as soon as it is there. Closing the iterator closes the connection."""
        options = self._settings.options(options)
        response: Response = await carry_out_later(self._calls.opened(operation, given, options), self._transport, options)
        feed, chunks = feed_for(response.media_type, options.max_answer), response.later
        try:
            if chunks is not None:
                async for chunk in chunks:
                    for item in feed(chunk):
                        yield item
            for item in feed(None):
                yield item
        finally:
            if chunks is not None:
                await getattr(chunks, "aclose", _nothing)()


async def _nothing() -> None:
    return None


async def edit_later(
    read: Callable[[], Awaitable[_StateLater]], write: Callable[[_StateLater], Awaitable[_OutcomeLater]], *, attempts: int = 3
) -> _OutcomeLater:
    """Change something that others may change at the same time, as ``edit`` does."""
    state = await read()
    for attempt in range(1, attempts + 1):
        try:
            return await write(state)
        except Conflict as error:
            if attempt == attempts or error.current is None:
                raise
            state = error.current
    raise AssertionError
