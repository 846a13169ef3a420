"""Send requests by httpx, where it is installed: it keeps connections open, and speaks HTTP/2."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator
from collections.abc import AsyncIterator
from collections.abc import Generator
from collections.abc import Iterator
from typing import Any

from .errors import TimedOut
from .errors import Unreachable
from .messages import Headers
from .messages import Request
from .messages import Response
from .options import Options
from .transport import Gathered
from .transport import heed


class HttpxTransport:
    """Sends by a client of httpx. It can be cancelled between two pieces of an answer.

    :param client: an ``httpx.Client``, as you configured it.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, request: Request, options: Options) -> Response:
        """Send a request, and give its answer."""
        deadline = _Deadline(options)
        with _httpx_errors(options):
            answer = self._client.send(_built(self._client, request, options), stream=True, follow_redirects=False)
        chunks, gathered = _chunks(answer, options), Gathered(options.max_answer)
        response = Response(status=answer.status_code, headers=Headers(answer.headers.multi_items()), chunks=chunks)
        if request.is_streamed and response.is_good:
            return response
        with contextlib.closing(chunks):
            for chunk in chunks:
                deadline.heed()
                gathered.add(chunk)
        return Response(status=response.status, headers=response.headers, content=gathered.content)


class _Deadline:
    """Ends an answer of which a little comes each time: httpx knows no time but that between two pieces."""

    def __init__(self, options: Options) -> None:
        self._ends = None if options.timeout is None else time.monotonic() + options.timeout

    def heed(self) -> None:
        if self._ends is not None and time.monotonic() > self._ends:
            raise TimedOut("There was no answer in time.")


def _chunks(answer: Any, options: Options) -> Generator[bytes, None, None]:
    try:
        with _httpx_errors(options):
            for chunk in answer.iter_bytes():
                heed(options)
                yield chunk
    finally:
        answer.close()


class AsyncHttpxTransport:
    """Sends by an asynchronous client of httpx.

    :param client: an ``httpx.AsyncClient``, as you configured it.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    async def send(self, request: Request, options: Options) -> Response:
        """Send a request, and give its answer."""
        deadline = _Deadline(options)
        with _httpx_errors(options):
            built = _built(self._client, request, options, is_later=True)
            answer = await self._client.send(built, stream=True, follow_redirects=False)
        chunks, gathered = _chunks_later(answer, options), Gathered(options.max_answer)
        response = Response(status=answer.status_code, headers=Headers(answer.headers.multi_items()), later=chunks)
        if request.is_streamed and response.is_good:
            return response
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                deadline.heed()
                gathered.add(chunk)
        return Response(status=response.status, headers=response.headers, content=gathered.content)


async def _chunks_later(answer: Any, options: Options) -> AsyncGenerator[bytes, None]:
    try:
        with _httpx_errors(options):
            async for chunk in answer.aiter_bytes():
                heed(options)
                yield chunk
    finally:
        await answer.aclose()


def _built(client: Any, request: Request, options: Options, *, is_later: bool = False) -> Any:
    heed(options)
    headers, content = dict(request.headers), None
    if request.body is not None:
        content = _pieces_later(request, options) if is_later else request.chunks(options.progress)
        if (size := request.size()) is not None:
            headers["Content-Length"] = str(size)
    return client.build_request(request.method, request.url, headers=headers, content=content, timeout=options.timeout)


async def _pieces_later(request: Request, options: Options) -> AsyncIterator[bytes]:
    for piece in request.chunks(options.progress):
        yield piece


@contextlib.contextmanager
def _httpx_errors(options: Options) -> Iterator[None]:
    # The class is httpx's, which need not be installed where this is read.
    try:
        yield
    except Exception as error:
        names = {cls.__name__ for cls in type(error).__mro__}
        if "TimeoutException" in names:
            raise TimedOut("There was no answer in time.") from error
        if "TransportError" in names:
            raise Unreachable(f"There was no answer: {error}") from error
        raise
