"""What the decorators leave on a handler. They attach, they never wrap: a handler stays a plain function."""

from __future__ import annotations

import inspect
from typing import Any

from .errors import ConfigError
from .typing import F

_MARKS = "__resty__"

#: Marked functions that no class has taken yet, by module and name.
_loose: set[tuple[str, str]] = set()


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
    _loose.add((function.__module__, function.__qualname__))
    return handler


def marked(handler: Any, name: str, default: Any = None) -> Any:
    """Give one mark of a handler."""
    return getattr(handler, _MARKS, {}).get(name, default)


def seal(cls: type[Any], name: str) -> None:
    """Say that a method belongs to a class; it cannot be marked any more.

    :raise ConfigError: if it was marked, and then put inside of something that hides the marks.
    """
    handler = cls.__dict__[name]
    was_marked = (cls.__module__, f"{cls.__qualname__}.{name}") in _loose
    _loose.discard((cls.__module__, f"{cls.__qualname__}.{name}"))
    marks = getattr(handler, _MARKS, {})
    if was_marked and not marks:
        # It would go unnoticed, and with @requires it would be open to everybody.
        raise ConfigError(
            f"{cls.__qualname__}.{name} has a contract or policy, but a decorator above it hides that. "
            "Use functools.wraps in that decorator."
        )
    if inspect.isfunction(handler) and "owner" not in marks:
        handler.__dict__[_MARKS] = {**marks, "owner": cls.__qualname__}
