"""How long each step of the line takes, told to the developer's browser (W3C Server Timing). Only while the app is debugged."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from flask import Request
from flask import Response
from flask import request as current_request

#: The key in the WSGI environment of what was taken so far: names with durations in milliseconds.
_LAPS = "flask_resty.laps"

#: What is a step of the line, of all that it calls.
_STEPS = (
    *("check_content", "find", "authorize", "negotiate", "parse", "state", "judge", "admit", "handle"),
    *("emit", "stamp", "tag", "renew", "finish", "prefer"),
)


def timed(namespace: dict[str, Any]) -> dict[str, Any]:
    """Give what a line calls, with the time of each step being taken."""
    return namespace | {name: _timed(name, namespace[name]) for name in _STEPS if callable(namespace.get(name))}


def _timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    def take(*args: Any, **kwargs: Any) -> Any:
        begun = perf_counter()
        try:
            return step(*args, **kwargs)
        finally:
            current_request.environ.setdefault(_LAPS, []).append((name, (perf_counter() - begun) * 1000))

    return take


def telling(line: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Have a line put on its answer what its steps took."""

    def tell(request: Request) -> Response:
        response = line(request)
        laps = request.environ.pop(_LAPS, ())
        response.headers.set("Server-Timing", ", ".join(f"{name};dur={duration:.3f}" for name, duration in laps))
        return response

    return tell
