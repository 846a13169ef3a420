"""Drive a function or an application over and over: as lean as can be, since what a driver takes hides the differences."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from io import BytesIO
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from .harness import Contestant

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Any]
ASGI = Callable[[dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request, and how its answer is read."""

    path: str
    #: Gives the status and the content in the form that all contestants share.
    read: Callable[[int, bytes], Any]
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def function(work: Callable[[], Any], read: Callable[[Any], Any]) -> Contestant:
    """Give who calls a function."""

    def repeat(times: int) -> None:
        for _ in range(times):
            work()

    return Contestant(repeat, lambda: read(work()))


# -- WSGI --------------------------------------------------------------------------------------------------------------


def wsgi(application: WSGI, exchange: Exchange) -> Contestant:
    """Give who calls a WSGI application, as a server does."""
    template, body = environ(exchange), exchange.body

    def repeat(times: int) -> None:
        for _ in range(times):
            _request(application, template.copy(), body, _start_response)

    def answer() -> Any:
        heads: list[str] = []
        content = _request(application, template.copy(), body, lambda status, *rest: heads.append(status))
        return exchange.read(int(heads[0][:3]), content)

    return Contestant(repeat, answer)


def environ(exchange: Exchange) -> dict[str, Any]:
    """Give the request as a WSGI server hands it over, but for its content."""
    headers = Headers(exchange.headers)
    return EnvironBuilder(exchange.path, method=exchange.method, data=exchange.body or None, headers=headers).get_environ()


def _request(application: WSGI, environ: dict[str, Any], body: bytes, start_response: Callable[..., Any]) -> bytes:
    environ["wsgi.input"] = BytesIO(body)
    answer = application(environ, start_response)
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return content


def _start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
    """Take the head of an answer, as a server does."""


# -- ASGI --------------------------------------------------------------------------------------------------------------


def asgi(application: ASGI, exchange: Exchange) -> Contestant:
    """Give who calls an ASGI application, as a server does; all requests of a batch in one run of the event loop."""
    template, received = _scope(exchange), {"type": "http.request", "body": exchange.body, "more_body": False}

    async def receive() -> dict[str, Any]:
        return received

    async def drop(message: Any) -> None:
        """Take a part of an answer, as a server does."""

    async def repeat(times: int) -> None:
        for _ in range(times):
            await application(template.copy(), receive, drop)

    async def answer() -> Any:
        messages: list[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        await application(template.copy(), receive, keep)
        return exchange.read(messages[0]["status"], b"".join(message.get("body", b"") for message in messages))

    return Contestant(lambda times: _runner().run(repeat(times)), lambda: _runner().run(answer()))


def _scope(exchange: Exchange) -> dict[str, Any]:
    length = {"Content-Length": str(len(exchange.body))} if exchange.body else {}
    headers = {"Host": "localhost", **exchange.headers, **length}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": exchange.method,
        "scheme": "http",
        "path": exchange.path,
        "raw_path": exchange.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1024),
        "server": ("localhost", 80),
    }


@cache
def _runner() -> asyncio.Runner:
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner
