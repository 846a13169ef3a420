"""What is sent over real sockets, by urllib and by httpx: time-outs, connections that break off, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import socket
import threading
from collections.abc import AsyncIterator
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from flask_resty.clients.python.runtime.driving import AsyncTransport
from flask_resty.clients.python.runtime.driving import InThreads
from flask_resty.clients.python.runtime.errors import BadAnswer
from flask_resty.clients.python.runtime.errors import Cancelled
from flask_resty.clients.python.runtime.errors import TimedOut
from flask_resty.clients.python.runtime.errors import Unreachable
from flask_resty.clients.python.runtime.httpx_transport import AsyncHttpxTransport
from flask_resty.clients.python.runtime.httpx_transport import HttpxTransport
from flask_resty.clients.python.runtime.messages import Request
from flask_resty.clients.python.runtime.messages import Response
from flask_resty.clients.python.runtime.options import USUAL
from flask_resty.clients.python.runtime.options import Cancel
from flask_resty.clients.python.runtime.options import Options
from flask_resty.clients.python.runtime.transport import Transport
from flask_resty.clients.python.runtime.transport import UrllibTransport

Send = Callable[..., Response]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"


@pytest.fixture
def transport(request: pytest.FixtureRequest) -> Iterator[Transport]:
    """Give one of the transports; what an event loop takes is driven by one."""
    if request.param == "urllib":
        yield UrllibTransport()
    elif request.param == "httpx":
        with httpx.Client(trust_env=False) as client:
            yield HttpxTransport(client)
    elif request.param == "threads":
        yield _InLoop(lambda: _given(InThreads(UrllibTransport())))
    else:
        yield _InLoop(lambda: _httpx())


async def _given(transport: AsyncTransport) -> AsyncTransport:
    return transport


async def _httpx() -> AsyncTransport:
    return AsyncHttpxTransport(httpx.AsyncClient(trust_env=False))


class _InLoop:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def send(self, request: Request, options: Options) -> Response:
        async def send() -> Response:
            response: Response = await (await self._make()).send(request, options)
            if response.later is None:
                return response
            content = b"".join([chunk async for chunk in response.later])
            return Response(status=response.status, headers=response.headers, chunks=iter([content]))

        return asyncio.run(send())


ALL = pytest.mark.parametrize("transport", ["urllib", "httpx", "threads", "httpx later"], indirect=True)


class Octets:
    """Serves octets, each to one client that asks for them."""

    def __init__(self) -> None:
        self.asked, self.done = threading.Event(), threading.Event()
        self._servers: list[tuple[socket.socket, threading.Thread]] = []

    def __call__(self, octets: bytes = b"", *, waits: bool = False) -> str:
        """Serve octets, and then nothing more, where it waits; give the address."""
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=self._answer, args=(listener, octets, waits))
        self._servers.append((listener, thread))
        thread.start()
        return "http://{}:{}".format(*listener.getsockname())

    def _answer(self, listener: socket.socket, octets: bytes, waits: bool) -> None:
        with listener, contextlib.suppress(OSError), listener.accept()[0] as client:
            client.recv(65536)
            client.sendall(octets)
            self.asked.set()
            if waits:
                self.done.wait(30)

    def end(self) -> None:
        self.done.set()
        for listener, thread in self._servers:
            # Whoever still waits for a client waits no more.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.fixture
def serve_octets() -> Iterator[Octets]:
    """Give what serves octets."""
    octets = Octets()
    yield octets
    octets.end()


@ALL
def test_an_answer_is_read(transport: Transport, serve_octets: Octets) -> None:
    url = serve_octets(HEAD + b"X-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nok")
    response = transport.send(Request(method="GET", url=url), USUAL)
    assert (response.status, response.content, response.headers.get("X-A"), response.headers.all("x-a")) == (200, b"ok", "1, 2", ["1", "2"])


@ALL
def test_an_error_is_an_answer(transport: Transport, serve_octets: Octets) -> None:
    url = serve_octets(b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
    response = transport.send(Request(method="GET", url=url, is_streamed=True), USUAL)
    assert (response.status, response.content) == (500, b"no")


@ALL
def test_no_redirect_is_followed(transport: Transport, serve_octets: Octets) -> None:
    url = serve_octets(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    assert transport.send(Request(method="GET", url=url), USUAL).status == 302


@ALL
def test_a_stream_is_given_in_chunks(transport: Transport, serve_octets: Octets) -> None:
    url = serve_octets(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    response = transport.send(Request(method="GET", url=url, is_streamed=True), USUAL)
    assert b"".join(response.chunks or ()) == b"abc"


@ALL
@pytest.mark.parametrize(
    "octets",
    [b"", b"HTTP/1.1", HEAD + b"Content-Length: 5\r\n\r\nab", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", b"SSH-2.0\r\n\r\n"],
    ids=["nothing", "a stump", "too short", "a cut chunk", "another protocol"],
)
def test_what_is_no_answer_is_told(transport: Transport, serve_octets: Octets, octets: bytes) -> None:
    with pytest.raises(Unreachable):
        transport.send(Request(method="GET", url=serve_octets(octets)), USUAL)


@ALL
@pytest.mark.parametrize(
    "head", [b"Content-Length: 3\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"], ids=["whole", "pieces"]
)
def test_an_answer_has_a_bound(transport: Transport, serve_octets: Octets, head: bytes) -> None:
    assert transport.send(Request(method="GET", url=serve_octets(HEAD + head)), Options(max_answer=3)).content == b"abc"
    with pytest.raises(BadAnswer, match="more than 2 octets"):
        transport.send(Request(method="GET", url=serve_octets(HEAD + head)), Options(max_answer=2))


@pytest.mark.parametrize("transport", ["httpx", "httpx later"], indirect=True)
def test_the_bound_is_for_what_comes_out_of_a_coding(transport: Transport, serve_octets: Octets) -> None:
    content = gzip.compress(bytes(10_000))
    url = serve_octets(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
    with pytest.raises(BadAnswer, match="more than 9999 octets"):
        transport.send(Request(method="GET", url=url), Options(max_answer=9_999))


@ALL
def test_nobody_is_there(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = "http://{}:{}".format(*listener.getsockname())
    with pytest.raises(Unreachable):
        transport.send(Request(method="GET", url=url), USUAL)


@ALL
@pytest.mark.parametrize("octets", [b"", HEAD + b"Content-Length: 5\r\n\r\nab"], ids=["head", "content"])
def test_a_server_that_says_nothing_times_out(transport: Transport, serve_octets: Octets, octets: bytes) -> None:
    with pytest.raises(TimedOut):
        transport.send(Request(method="GET", url=serve_octets(octets, waits=True)), Options(timeout=0.1))


@pytest.mark.parametrize("transport", ["urllib", "threads"], indirect=True)
@pytest.mark.parametrize("octets", [b"", HEAD + b"Content-Length: 5\r\n\r\nab"], ids=["head", "content"])
def test_a_call_that_waits_is_cancelled(transport: Transport, serve_octets: Octets, octets: bytes) -> None:
    cancel, url = Cancel(), serve_octets(octets, waits=True)
    canceller = threading.Thread(target=lambda: serve_octets.asked.wait(30) and cancel.cancel())
    canceller.start()
    with pytest.raises(Cancelled):
        transport.send(Request(method="GET", url=url), Options(cancel=cancel))
    canceller.join()


@ALL
def test_what_was_cancelled_before_is_not_done(transport: Transport) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        transport.send(Request(method="GET", url="http://127.0.0.1:1/"), Options(cancel=cancel))


@ALL
@pytest.mark.parametrize("body", [b"a" * 100_000, io.BytesIO(b"a" * 100_000)], ids=["octets", "file"])
def test_progress_is_told(transport: Transport, serve: Callable[[Any], str], body: Any) -> None:
    told: list[tuple[int, int | None]] = []
    request = Request(method="PUT", url=serve(_size), headers={"Content-Type": "text/plain"}, body=body)
    response = transport.send(request, Options(progress=lambda sent, size: told.append((sent, size))))
    assert (response.content, told[-1], len(told)) == (b"100000", (100_000, 100_000), 2)


@ALL
def test_a_body_of_unknown_size_goes_out_in_chunks(transport: Transport, serve: Callable[[Any], str]) -> None:
    request = Request(method="PUT", url=serve(_size), headers={"Content-Type": "text/plain"}, body=iter([b"a", b"bc"]))
    assert transport.send(request, USUAL).content == b"3"


def _size(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    size = len(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])) if "CONTENT_LENGTH" in environ else environ["wsgi.input"].read())
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(size).encode()]


def test_a_cancelled_task_breaks_its_connection_off(serve_octets: Octets) -> None:
    async def main() -> None:
        url = serve_octets(waits=True)
        task = asyncio.create_task(InThreads(UrllibTransport()).send(Request(method="GET", url=url), USUAL))
        await asyncio.to_thread(serve_octets.asked.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    # Leaving the loop waits for its threads, so it would hang if the connection stood.
    asyncio.run(main())


def test_who_was_called_is_called_no_more() -> None:
    cancel, called = Cancel(), list[int]()

    def tell() -> None:
        called.append(1)

    cancel.add(tell)
    cancel.remove(tell)
    cancel.cancel()
    cancel.add(tell)
    assert called == [1]


def test_who_cancels_many_calls_keeps_none_that_are_done(serve_octets: Octets) -> None:
    whole = Cancel()

    async def main() -> None:
        for is_streamed in (False, True):
            url = serve_octets(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
            answer = await InThreads(UrllibTransport()).send(Request(method="GET", url=url, is_streamed=is_streamed), Options(cancel=whole))
            assert answer.later is None or [chunk async for chunk in answer.later] == [b"x"]

    asyncio.run(main())
    assert whole._told == []


@pytest.mark.parametrize("is_later", [False, True])
def test_an_answer_that_comes_in_drops_times_out(is_later: bool) -> None:
    def drops() -> Iterator[bytes]:
        for _ in range(500):
            threading.Event().wait(0.02)
            yield b"x"

    async def drops_later() -> AsyncIterator[bytes]:
        for drop in drops():
            yield drop

    request, options = Request(method="GET", url="http://blog.example/"), Options(timeout=0.1)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=drops_later() if is_later else drops()))
    with pytest.raises(TimedOut):
        if is_later:
            asyncio.run(AsyncHttpxTransport(httpx.AsyncClient(transport=transport)).send(request, options))
        else:
            HttpxTransport(httpx.Client(transport=transport)).send(request, options)
