"""Predicates: functions of the application that say yes or no."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter
from inspect import isasyncgenfunction
from inspect import iscoroutinefunction
from inspect import isgeneratorfunction
from inspect import signature
from typing import Any

from ..errors import ConfigError
from ..stack import Entry
from .verification import settled

#: ``predicate(principal)`` or ``predicate(principal, item)``.
Predicate = Callable[..., Any]

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class Question:
    """A predicate that was checked, and is asked in one way however many parameters it has.

    :raise ConfigError: if it cannot be called with a principal, or a principal and an item.
    """

    def __init__(self, predicate: Predicate) -> None:
        if isinstance(predicate, Entry | type) or not callable(predicate):
            raise ConfigError(f"requires() cannot ask {predicate!r}. Give scopes and functions; combine rules with &, | and ~.")
        self.name = name_of(predicate)
        if any(never_says_no(part) for never_says_no in _NEVER_NO for part in (predicate, type(predicate).__call__)):
            raise ConfigError(f"{self.name!r} is no plain function, so its answer would always be true. Write it with def and return.")
        self.takes_item = _arity(predicate, self.name) == 2
        self._predicate = predicate

    def holds(self, principal: Any, item: Any) -> bool:
        """Ask it."""
        answer = self._predicate(principal, item) if self.takes_item else self._predicate(principal)
        return bool(settled(answer, self.name))


# What these give is an object to be awaited or iterated, and such objects are true.
_NEVER_NO = (iscoroutinefunction, isgeneratorfunction, isasyncgenfunction)


def name_of(predicate: Predicate) -> str:
    """Name a predicate without what it holds: arguments of a ``partial`` may be secret."""
    return getattr(predicate, "__name__", type(predicate).__name__)


def _arity(predicate: Predicate, name: str) -> int:
    try:
        parameters = signature(predicate).parameters.values()
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{name!r} does not tell its parameters. Wrap it: lambda principal: {name}(principal).") from error
    positional = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
    # With a default it could be called either way, and a wrong guess would let somebody in.
    if len(positional) not in (1, 2) or not all(map(_is_clear, parameters)) or _is_handler(positional[0]):
        raise ConfigError(f"{name!r} cannot be asked. Its parameters are (principal) or (principal, item), without defaults.")
    return len(positional)


def _is_clear(parameter: Parameter) -> bool:
    if parameter.kind is Parameter.KEYWORD_ONLY:
        return parameter.default is not Parameter.empty
    return parameter.kind is Parameter.VAR_KEYWORD or (parameter.kind in _POSITIONAL and parameter.default is Parameter.empty)


def _is_handler(first: Parameter) -> bool:
    # A bare @requires, with nothing called, is handed the method that it stands on.
    return first.name == "self"
