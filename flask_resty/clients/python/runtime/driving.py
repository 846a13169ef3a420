"""Carry out the steps of a call: in this thread, or in an event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import replace
from typing import Generic
from typing import Protocol
from typing import TypeVar

from .errors import Cancelled
from .errors import ClientError
from .messages import Pause
from .messages import Request
from .messages import Response
from .messages import Steps
from .options import Cancel
from .options import Options
from .transport import Transport

_Result = TypeVar("_Result")

#: What came of a step: an answer, an error, or nothing after a pause.
_StepOutcome = Response | ClientError | None


class AsyncTransport(Protocol):
    """What sends a request in an event loop. Of a streamed one that is answered well the content comes in ``later``."""

    async def send(self, request: Request, options: Options) -> Response:
        """Send a request, and give its answer."""
        ...


def carry_out(steps: Steps[_Result], transport: Transport, options: Options) -> _Result:
    """Carry out all steps, and give what they come to."""
    with closing(steps):
        step = _after(None, steps)
        while not isinstance(step, _End):
            try:
                outcome: _StepOutcome = _done(step, transport, options)
            except ClientError as error:
                outcome = error
            step = _after(outcome, steps)
        return step.result


@dataclass(frozen=True)
class _End(Generic[_Result]):
    """What all steps came to."""

    result: _Result


def _after(outcome: _StepOutcome, steps: Steps[_Result]) -> Request | Pause | _End[_Result]:
    """Give the step after one, which knows what came of that."""
    try:
        return steps.throw(outcome) if isinstance(outcome, ClientError) else steps.send(outcome)
    except StopIteration as end:
        return _End(end.value)


def _done(step: Request | Pause, transport: Transport, options: Options) -> Response | None:
    if isinstance(step, Request):
        return transport.send(step, options)
    if options.cancel is None:
        time.sleep(step.seconds)
    elif options.cancel.wait(step.seconds):
        raise Cancelled("The call was cancelled.")
    return None


async def carry_out_later(steps: Steps[_Result], transport: AsyncTransport, options: Options) -> _Result:
    """Carry out all steps in an event loop."""
    with closing(steps):
        step = _after(None, steps)
        while not isinstance(step, _End):
            try:
                outcome: _StepOutcome = await _done_later(step, transport, options)
            except ClientError as error:
                outcome = error
            step = _after(outcome, steps)
        return step.result


async def _done_later(step: Request | Pause, transport: AsyncTransport, options: Options) -> Response | None:
    if isinstance(step, Request):
        return await transport.send(step, options)
    await _wait_later(step.seconds, options)
    return None


async def _wait_later(seconds: float, options: Options) -> None:
    if options.cancel is None:
        await asyncio.sleep(seconds)
        return
    cancelled, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(cancelled.set)

    options.cancel.add(tell)
    try:
        await asyncio.wait_for(cancelled.wait(), seconds)
    except TimeoutError:
        return
    finally:
        options.cancel.remove(tell)
    raise Cancelled("The call was cancelled.")


class InThreads:
    """Sends in an event loop what another transport sends, in threads. When a task is cancelled, its connection is broken off."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, request: Request, options: Options) -> Response:
        """Send a request in a thread."""
        cancel, whole = Cancel(), options.cancel
        if whole is not None:
            whole.add(cancel.cancel)
        try:
            response = await asyncio.to_thread(self._transport.send, request, replace(options, cancel=cancel))
        except asyncio.CancelledError:
            cancel.cancel()
            raise
        finally:
            if whole is not None:
                whole.remove(cancel.cancel)
        return response if response.chunks is None else replace(response, chunks=None, later=_later(response.chunks, cancel, whole))


async def _later(chunks: Iterator[bytes], cancel: Cancel, whole: Cancel | None) -> AsyncIterator[bytes]:
    # A thread may still wait for the next piece when nobody wants it any more.
    reading = threading.Lock()

    def following() -> bytes | None:
        with reading:
            return next(chunks, None)

    def close() -> None:
        with reading:
            getattr(chunks, "close", bool)()

    if whole is not None:
        whole.add(cancel.cancel)
    try:
        while (chunk := await asyncio.to_thread(following)) is not None:
            yield chunk
    finally:
        if whole is not None:
            whole.remove(cancel.cancel)
        cancel.cancel()
        await asyncio.to_thread(close)
