"""Send requests by what Python has itself."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterator
from http.client import HTTPConnection
from http.client import HTTPException
from http.client import HTTPResponse
from http.client import HTTPSConnection
from typing import Any
from typing import Protocol
from urllib.error import URLError
from urllib.request import HTTPHandler
from urllib.request import HTTPSHandler
from urllib.request import OpenerDirector
from urllib.request import ProxyHandler
from urllib.request import Request as UrllibRequest

from .errors import BadAnswer
from .errors import Cancelled
from .errors import ClientError
from .errors import TimedOut
from .errors import Unreachable
from .messages import Headers
from .messages import Request
from .messages import Response
from .options import Options

_READ_AT_ONCE = 64 * 1024


class Transport(Protocol):
    """What sends a request and gives the answer."""

    def send(self, request: Request, options: Options) -> Response:
        """Send a request. Of a streamed one that is answered well the content comes in ``chunks``.

        :raise Unreachable: if there is no answer, or a part of one.
        """
        ...


def heed(options: Options) -> None:
    """See to it that nothing is done any more that was cancelled.

    :raise Cancelled: if it was.
    """
    if options.cancel is not None and options.cancel.is_set:
        raise Cancelled("The call was cancelled.")


class Gathered:
    """The content of an answer, put together piece by piece.

    :param most: octets that it may have; ``None`` is no bound.
    """

    def __init__(self, most: int | None) -> None:
        self._most, self._size, self._pieces = most, 0, list[bytes]()

    def add(self, piece: bytes) -> None:
        """Take one more piece.

        :raise BadAnswer: if that is too much.
        """
        self._size += len(piece)
        if self._most is not None and self._size > self._most:
            raise BadAnswer(f"The answer has more than {self._most} octets. Allow more by max_answer.")
        self._pieces.append(piece)

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"".join(self._pieces)


class UrllibTransport:
    """Sends by ``urllib``, each request on a connection of its own. It follows no redirects, as credentials are for one server.

    :param context: how TLS is spoken.
    :param proxies: a proxy for each scheme; those of the environment if left out.
    """

    def __init__(self, context: ssl.SSLContext | None = None, proxies: dict[str, str] | None = None) -> None:
        self._context = context or ssl.create_default_context()
        self._proxies = proxies

    def send(self, request: Request, options: Options) -> Response:
        """Send a request, and give its answer."""
        heed(options)
        watch = _Watch(options)
        with watch.errors():
            answer = self._open(request, options, watch)
        headers = Headers(answer.headers.items())
        if request.is_streamed and 200 <= answer.status < 300:
            return Response(status=answer.status, headers=headers, chunks=_read(answer, watch))
        gathered = Gathered(options.max_answer)
        with contextlib.closing(_read(answer, watch, is_whole=True)) as chunks:
            for chunk in chunks:
                gathered.add(chunk)
        return Response(status=answer.status, headers=headers, content=gathered.content)

    def _open(self, request: Request, options: Options, watch: _Watch) -> HTTPResponse:
        opener = OpenerDirector()
        for handler in (ProxyHandler(self._proxies), _Plain(watch), _Secure(watch, self._context)):
            opener.add_handler(handler)
        headers, body = dict(request.headers), None
        if request.body is not None:
            body = request.chunks(options.progress)
            if (size := request.size()) is not None:
                headers["Content-Length"] = str(size)
        sent = UrllibRequest(request.url, body, headers, method=request.method)
        opened: HTTPResponse = opener.open(sent, timeout=options.timeout)
        return opened


def _read(answer: HTTPResponse, watch: _Watch, *, is_whole: bool = False) -> Generator[bytes, None, None]:
    """Give the content piece by piece.

    :param is_whole: whether the time is that of all pieces.
    """
    try:
        with answer, watch.errors():
            while piece := answer.read1(_READ_AT_ONCE):
                if not is_whole:
                    watch.rest()
                yield piece
                if not is_whole:
                    watch.begin()
            # Where no length was told, the end looks like one that was meant.
            if answer.length or watch.is_broken:
                raise ConnectionError("The connection broke off.")
    finally:
        watch.end()


class _Watch:
    """Breaks a connection off when somebody cancels, or time is up: nothing else reaches a thread that waits for it."""

    def __init__(self, options: Options) -> None:
        self._timeout, self._cancel = options.timeout, options.cancel
        self._timer: threading.Timer | None = None
        self._socket: socket.socket | None = None
        self._error: type[ClientError] | None = None
        self._cancelled = lambda: self._break(Cancelled)
        if self._cancel is not None:
            self._cancel.add(self._cancelled)
        self.begin()

    @property
    def is_broken(self) -> bool:
        """Whether the connection was broken off."""
        return self._error is not None

    def begin(self) -> None:
        """Have the time run, from now on."""
        if self._timeout is not None:
            self._timer = threading.Timer(self._timeout, self._break, [TimedOut])
            self._timer.daemon = True
            self._timer.start()

    def rest(self) -> None:
        """Have it stand still, while somebody looks at what came."""
        if self._timer is not None:
            self._timer.cancel()

    def end(self) -> None:
        """Watch no more."""
        self.rest()
        if self._cancel is not None:
            self._cancel.remove(self._cancelled)
            self._cancel = None

    def take(self, connected: socket.socket) -> None:
        """Watch over a connection."""
        self._socket = connected
        if self._error is not None:
            self._break(self._error)

    def _break(self, error: type[ClientError]) -> None:
        self._error = self._error or error
        if self._socket is not None:
            # That of TLS would say goodbye first, and wait for the other side to hear it.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what it means that a connection broke off."""
        try:
            yield
        except BaseException as error:
            self.end()
            # A connection of TLS that was broken off has no file any more, which is a ValueError.
            if not isinstance(error, OSError | HTTPException | ValueError) or (isinstance(error, ValueError) and self._error is None):
                raise
            if self._error is not None:
                raise self._error("The call was cancelled." if self._error is Cancelled else "There was no answer in time.") from error
            reason = error.reason if isinstance(error, URLError) else error
            raise (TimedOut if isinstance(reason, TimeoutError) else Unreachable)(f"There was no answer: {reason}") from error


class _Plain(HTTPHandler):
    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: UrllibRequest) -> HTTPResponse:
        return self.do_open(_watched(HTTPConnection, self._watch), req)


class _Secure(HTTPSHandler):
    def __init__(self, watch: _Watch, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._tls, self._watch = context, watch

    def https_open(self, req: UrllibRequest) -> HTTPResponse:
        return self.do_open(_watched(HTTPSConnection, self._watch), req, context=self._tls)


def _watched(connection: type[HTTPConnection], watch: _Watch) -> Any:
    """Make what makes connections that are watched as soon as they are there."""

    def make(*args: Any, **said: Any) -> HTTPConnection:
        made = connection(*args, **said)
        connect: Callable[[], None] = made.connect

        def connect_watched() -> None:
            connect()
            watch.take(made.sock)

        made.connect = connect_watched  # type: ignore[method-assign]
        return made

    return make
