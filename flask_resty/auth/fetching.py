"""Fetching: asking another server for a JSON object, within limits of trust, size and time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from collections.abc import Mapping
from http.client import HTTPException
from http.client import HTTPResponse
from io import BufferedReader
from io import RawIOBase
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import AbstractHTTPHandler
from urllib.request import HTTPHandler
from urllib.request import HTTPRedirectHandler
from urllib.request import HTTPSHandler
from urllib.request import ProxyHandler
from urllib.request import Request
from urllib.request import build_opener

from ..errors import Problem
from .strict_json import read

#: No answer is longer, in bytes.
LONGEST = 1_048_576

_CHUNK = 65_536

# The seconds between attempts double up to this.
_LONGEST_PAUSE = 60.0


class Failed(Exception):
    """The other server gave no answer that could be used."""


class Unreachable(Failed):
    """The other server cannot be reached, or does not answer in time."""


class _Straight(HTTPRedirectHandler):
    """Follows no redirects: whom we trust is what was configured, and credentials go nowhere else."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """Give no other request, so that the redirect is an error."""


class _Answer(RawIOBase):
    """What a socket receives, until a moment. Each piece may come in time, of the head as of the content, and the whole never end."""

    def __init__(self, raw: RawIOBase, socket: Any) -> None:
        self._raw, self._socket = raw, socket
        self._end = time.monotonic() + socket.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, socket: Any, *args: Any, **more: Any) -> None:
        super().__init__(socket, *args, **more)
        self.fp = BufferedReader(_Answer(self.fp.detach(), socket))


class _Timely(AbstractHTTPHandler):
    """Has the timeout hold for the answer as a whole."""

    def do_open(self, http_class: Any, req: Request, **more: Any) -> Any:
        def connection(*args: Any, **options: Any) -> Any:
            made = http_class(*args, **options)
            made.response_class = _Response
            return made

        return super().do_open(connection, req, **more)


class _Plain(_Timely, HTTPHandler):
    pass


class _Secure(_Timely, HTTPSHandler):
    pass


_far = build_opener(_Straight, _Secure)

# What is said in clear stays on this machine, whatever proxies the environment names.
_near = build_opener(_Straight, _Plain, ProxyHandler({}))


def fetch(url: str, *, timeout: float, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the JSON object that a server answers with.

    :param timeout: how many seconds it may take to connect, and to send the whole answer, each.
    :param form: what is posted; without it, the request is a GET.
    :raise Unreachable: if no answer comes in time.
    :raise Failed: if the answer is not a 200 with one JSON object of at most :data:`LONGEST` bytes.
    """
    data = None if form is None else urlencode(form).encode()
    request = Request(url, data, {"Accept": "application/json", **(headers or {})})
    try:
        with (_near if request.type == "http" else _far).open(request, timeout=timeout) as response:
            if response.status != 200:
                raise Failed(f"The answer is a {response.status}.")
            return read(_content(response))
    except HTTPError as error:
        error.close()
        raise Failed(f"The answer is a {error.code}.") from error
    except (ConnectionError, HTTPException) as error:
        # It was there, and hung up: maybe because of what it was asked.
        raise Failed(f"The answer broke off: {type(error).__name__}.") from error
    except OSError as error:
        raise Unreachable(f"No answer came: {type(error).__name__}.") from error
    except ValueError as error:
        raise Failed("The answer is no JSON object.") from error


def _content(response: Any) -> bytes:
    content = b""
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > LONGEST:
            raise Failed("The answer is too long.")
    return content


class Pause:
    """The time for which a server is left alone after it failed: it doubles with each failure."""

    def __init__(self, now: Callable[[], float]) -> None:
        #: Gives the time, in seconds.
        self.now = now
        self._begun = self._until = -math.inf
        self._failures = 0
        self._lock = Lock()

    @property
    def seconds(self) -> float:
        """How long it still lasts; nothing if the server may be asked."""
        return max(0.0, self._until - self.now())

    def lengthen(self, asked: float) -> None:
        """Begin a pause, longer than the last one.

        :param asked: when the server was asked what it failed at. Of those that were under way together, one counts.
        """
        with self._lock:
            if asked > self._begun:
                self._begun = self.now()
                self._until = self._begun + min(_LONGEST_PAUSE, 2.0**self._failures)
                self._failures = min(self._failures + 1, 10)

    def end(self) -> None:
        """Forget all failures."""
        self._failures, self._until = 0, -math.inf


def unavailable(seconds: float) -> Problem:
    """Give the 503 for a token that nobody can judge now: a 401 would make its owner throw it away."""
    return Problem(503, "The credentials cannot be checked now.", headers={"Retry-After": str(max(1, math.ceil(seconds)))})
