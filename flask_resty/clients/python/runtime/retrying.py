"""Send a request again where that is safe, after waiting."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from email.utils import parsedate_to_datetime

from .credentials import Send
from .errors import Unreachable
from .messages import Pause
from .messages import Request
from .messages import Response
from .messages import Steps

#: Methods that do the same however often they are sent (RFC 9110, 9.2.2; RFC 10008, 2).
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "PUT", "DELETE"})

#: The server has done nothing, and says so.
_LATER = frozenset({425, 429})

#: Nobody knows what the server has done. Proxies say 503 as well when it broke off in the middle.
_UNKNOWN = frozenset({502, 503, 504})


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How often to try, and how long to wait in between.

    :param attempts: how often a request is sent at most.
    :param pause: seconds before the second attempt, doubled before each one after it; less by chance, so that not all come back at once.
    :param longest: seconds that are waited at most; where the server asks for more, its answer is given at once.
    """

    attempts: int = 4
    pause: float = 0.5
    longest: float = 60

    def run(self, request: Request, send: Send) -> Steps[Response]:
        """Send a request until there is an answer to keep. Each time it is signed anew: what is good for once is sent once."""
        attempt = 1
        while True:
            is_last = attempt >= self.attempts or not request.is_repeatable
            try:
                response = yield from send(request)
            except Unreachable:
                if is_last or not may_repeat(request):
                    raise
                pause = self._pause(attempt)
            else:
                if is_last or not _asks_again(request, response):
                    return response
                pause = _asked(response, self._pause(attempt))
                if pause > self.longest:
                    return response
            yield Pause(pause)
            attempt += 1

    def _pause(self, attempt: int) -> float:
        return float(min(self.longest, self.pause * 2 ** (attempt - 1))) * random.uniform(0.5, 1)


def may_repeat(request: Request) -> bool:
    """Tell whether a request that may have arrived can be sent again: it is carried out once all the same."""
    return request.method in _IDEMPOTENT or "Idempotency-Key" in request.headers


def _asks_again(request: Request, response: Response) -> bool:
    if response.status in _LATER or (response.status == 503 and response.headers.get("Retry-After")):
        return True
    # The first of two with one key is still at work.
    if response.status == 409:
        return "Idempotency-Key" in request.headers and bool(response.headers.get("Retry-After"))
    return response.status in _UNKNOWN and may_repeat(request)


def _asked(response: Response, otherwise: float) -> float:
    """Give the seconds that an answer asks to wait for (RFC 9110, 10.2.3)."""
    said = response.headers.get("Retry-After")
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return otherwise
