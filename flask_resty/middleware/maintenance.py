"""Close an API for a while: 503 with the time to come back (RFC 9110, 15.6.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from datetime import timedelta
from typing import ClassVar

from flask import Request
from flask import Response

from ..errors import ConfigError
from ..errors import Problem
from ..http.dates import http_date
from ..http.seconds import whole_seconds
from ..stack import Entry
from ..stack import Seat
from ..typing import Middleware
from ..typing import Next
from ..typing import Place


class Maintenance(Entry):
    """Answers 503 to every request while it is on, to unknown paths as well, and before anybody is asked who they are.

    Preflights are answered as ever, so that pages of other origins can read the 503. ``without(Maintenance)`` keeps a resource
    open, such as the one that tells of health.

    :param on: whether it is on, or a function of the request that says so, which is asked each time.
    :param retry_after: when to come back, sent as ``Retry-After``: whole seconds, a ``timedelta`` of them, or a moment. A moment
        without a time zone is taken as UTC.
    :raise ConfigError: for a switch or a time that is none.
    """

    place: ClassVar[Place] = "edge"
    rank: ClassVar[int] = 10
    writes: ClassVar[tuple[str, ...]] = ("Retry-After",)
    statuses = (503,)

    def __init__(self, on: bool | Callable[[Request], bool] = True, *, retry_after: int | timedelta | datetime | None = None) -> None:
        if not (isinstance(on, bool) or callable(on)):
            raise ConfigError(f"Maintenance(on={on!r}) is no switch. Give True, False, or a function of the request.")
        self.on = on
        self.retry_after = retry_after
        self._headers = {} if retry_after is None else {"Retry-After": _written(retry_after)}

    def __repr__(self) -> str:
        on = getattr(self.on, "__qualname__", None) or repr(self.on)
        return f"Maintenance({on}{'' if self.retry_after is None else f', retry_after={self.retry_after!r}'})"

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware that refuses while it is on; none where it never is."""
        if self.on is False:
            return None
        is_on: Callable[[Request], bool] = seat.app.ensure_sync(self.on) if callable(self.on) else lambda request: True

        def closed(request: Request, next: Next) -> Response:
            if is_on(request):
                raise Problem(503, "The service is closed for maintenance.", headers=self._headers)
            return next(request)

        return closed


def _written(retry_after: int | timedelta | datetime) -> str:
    # Seconds or a date (RFC 9110, 10.2.3).
    if isinstance(retry_after, datetime):
        return http_date(retry_after)
    return str(whole_seconds("Maintenance(retry_after)", retry_after))
