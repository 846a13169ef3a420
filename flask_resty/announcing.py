"""Tell of each step of the line by a signal. Only where the app wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import ClassVar

from blinker import Signal
from flask import Flask
from flask import Request
from flask import Response

from . import signals
from .operation import Operation
from .principal import principal_of
from .stack import Entry
from .stack import Placed
from .stack import Seat
from .typing import Middleware
from .typing import Next
from .typing import Place

#: By the name of a step: what tells of it, and what its outcome is called there.
_TOLD = {
    "find": (signals.found, "item"),
    "parse": (signals.validated, "values"),
    "handle": (signals.handled, "result"),
    "emit": (signals.emitted, "response"),
}


def announced(namespace: dict[str, Any], operation: Operation, app: Flask) -> dict[str, Any]:
    """Give what a line calls, with signals after its steps."""
    steps = {name: said for name, said in _TOLD.items() if callable(namespace.get(name))}
    return namespace | {name: _announced(namespace[name], operation, app, *said) for name, said in steps.items()}


def _announced(step: Callable[..., Any], operation: Operation, app: Flask, signal: Signal, name: str) -> Callable[..., Any]:
    def take(*args: Any, **kwargs: Any) -> Any:
        outcome = step(*args, **kwargs)
        signal.send(app, operation=operation, **{name: outcome})
        return outcome

    return take


def announcing(stack: tuple[Placed, ...], operation: Operation) -> tuple[Placed, ...]:
    """Give a stack with an entry inside of the authenticator that tells who calls."""
    at = next((index for index, placed in enumerate(stack) if placed.entry.once == "authenticator"), None)
    if at is None:
        return stack
    return (*stack[: at + 1], stack[at]._replace(entry=_Announcer(operation)), *stack[at + 1 :])


class _Announcer(Entry):
    place: ClassVar[Place] = "identity"

    def __init__(self, operation: Operation) -> None:
        self._operation = operation

    def bind(self, seat: Seat) -> Middleware:
        def announce(request: Request, next: Next) -> Response:
            signals.authenticated.send(seat.app, operation=self._operation, principal=principal_of(request.environ))
            return next(request)

        return announce
