"""The Flask-Limiter that an app has of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING

from flask import Flask
from flask import Request
from flask import request as current_request

if TYPE_CHECKING:
    from flask_limiter import Limiter
    from flask_limiter import RequestLimit

#: The key in ``app.extensions`` of whom it told of OPTIONS.
_TOLD = "flask_resty.limiter.told"


def limiter_of(app: Flask) -> Limiter | None:
    """Give the app's Flask-Limiter, if it has one."""
    found: Limiter | None = next(iter(app.extensions.get("limiter", ())), None)
    return found


def exempt_options(app: Flask, is_ours: Callable[[Request], bool]) -> None:
    """Tell the app's Flask-Limiters, each one once, to count no OPTIONS request for our endpoints.

    A preflight carries no credentials and does nothing; to refuse it would refuse the request that it announces.
    """
    told = app.extensions.setdefault(_TOLD, set())
    for limiter in app.extensions.get("limiter", ()):
        if (limiter, is_ours) not in told:
            told.add((limiter, is_ours))
            limiter.request_filter(lambda: current_request.method == "OPTIONS" and is_ours(current_request))


def retry_after(app: Flask) -> str | None:
    """Tell when to try again what the app's Flask-Limiter has just refused, as ``Retry-After`` says it; ``None`` if it did not."""
    breached = [limit for limiter in app.extensions.get("limiter", ()) for limit in limiter.current_limits if limit.breached]
    return str(max(map(_seconds, breached))) if breached else None


def _seconds(limit: RequestLimit) -> int:
    try:
        return max(1, ceil(limit.window.reset_time - time.time()))
    except Exception:
        # Its storage went away after it had counted, and it raises whatever that raises. After the whole window all is as new.
        return limit.limit.get_expiry()
