"""What the decorators leave on a handler. They attach, they never wrap: a handler stays a plain function."""

from __future__ import annotations

import inspect
from typing import Any

from .errors import ConfigError
from .typing import F

_MARKS = "__resty__"


def mark(handler: F, name: str, value: Any) -> F:
    """Write one mark on a handler and give the handler back.

    :raise ConfigError: if there is nothing to write on, or the handler already belongs to another class.
    """
    function: Any = handler
    if not inspect.isfunction(function):
        raise ConfigError(f"{handler!r} is no function. Decorate the method of a resource itself, not what wraps it.")
    marks = getattr(function, _MARKS, {})
    if "owner" in marks:
        raise ConfigError(
            f"{function.__qualname__} belongs to {marks['owner']} already; decorating it again would change that class, too. "
            "Write a method of your own that calls it, and decorate that one."
        )
    function.__dict__[_MARKS] = {**marks, name: value}
    return handler


def marked(handler: Any, name: str, default: Any = None) -> Any:
    """Give one mark of a handler."""
    return getattr(handler, _MARKS, {}).get(name, default)


def seal(handler: Any, owner: str) -> None:
    """Say which class a handler belongs to; it cannot be marked any more."""
    if inspect.isfunction(handler) and "owner" not in getattr(handler, _MARKS, {}):
        handler.__dict__[_MARKS] = {**getattr(handler, _MARKS, {}), "owner": owner}
