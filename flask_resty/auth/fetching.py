"""Fetching: asking another server for a JSON object, within limits of trust, size and time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler
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
    """The other server gave no answer at all."""


class _Straight(HTTPRedirectHandler):
    """Follows no redirects: whom we trust is what was configured, and credentials go nowhere else."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """Give no other request, so that the redirect is an error."""


_opener = build_opener(_Straight)


def fetch(url: str, *, timeout: float, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the JSON object that a server answers with.

    :param timeout: how many seconds it may take to connect, to begin, and to send everything, each.
    :param form: what is posted; without it, the request is a GET.
    :raise Unreachable: if no answer comes.
    :raise Failed: if the answer is not a 200 with one JSON object of at most :data:`LONGEST` bytes.
    """
    data = None if form is None else urlencode(form).encode()
    request = Request(url, data, {"Accept": "application/json", **(headers or {})})
    try:
        with _opener.open(request, timeout=timeout) as response:
            if response.status != 200:
                raise Failed(f"The answer is a {response.status}.")
            return read(_content(response, time.monotonic() + timeout))
    except HTTPError as error:
        error.close()
        raise Failed(f"The answer is a {error.code}.") from error
    except (OSError, HTTPException) as error:
        raise Unreachable(f"No answer came: {type(error).__name__}.") from error
    except ValueError as error:
        raise Failed("The answer is no JSON object.") from error


def _content(response: Any, deadline: float) -> bytes:
    content = b""
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > LONGEST:
            raise Failed("The answer is too long.")
        # Each piece may come in time, and the whole never end.
        if time.monotonic() > deadline:
            raise Unreachable("The answer did not end in time.")
    return content


class Pause:
    """The time for which a server is left alone after it failed: it doubles with each failure."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until = -math.inf
        self._failures = 0

    @property
    def seconds(self) -> float:
        """How long it still lasts; nothing if the server may be asked."""
        return max(0.0, self._until - self._now())

    def lengthen(self) -> None:
        """Begin a pause, longer than the last one."""
        self._until = self._now() + min(_LONGEST_PAUSE, 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)

    def end(self) -> None:
        """Forget all failures."""
        self._failures, self._until = 0, -math.inf


def unavailable(seconds: float) -> Problem:
    """Give the 503 for a token that nobody can judge now: a 401 would make its owner throw it away."""
    return Problem(503, "The credentials cannot be checked now.", headers={"Retry-After": str(max(1, math.ceil(seconds)))})
