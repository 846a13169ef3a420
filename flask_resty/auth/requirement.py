"""Requirements: the scopes, the roles and the functions of the application that a rule asks for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from inspect import Parameter
from inspect import isasyncgenfunction
from inspect import iscoroutinefunction
from inspect import isgeneratorfunction
from inspect import signature
from typing import Any

from ..errors import ConfigError
from ..principal import is_scope
from ..principal import roles_of
from ..principal import scopes_of
from ..stack import Entry
from .rules import Lack
from .rules import Rule
from .verification import settled

#: ``predicate(principal)`` or ``predicate(principal, item)``.
Predicate = Callable[..., Any]

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def requires(*rules: str | Predicate, role: str | Collection[str] | None = None) -> Rule:
    """Say what a principal needs; all of it, if several things are named.

    :param rules: scopes (``"posts:write"``), and functions of the application: ``predicate(principal)``, or
        ``predicate(principal, item)``, which is asked once ``find`` has given the item (``None`` where a PUT may create it).
    :param role: a role, or several of which any will do.
    :raise ConfigError: for anything else, and for nothing.
    """
    if not rules and role is None:
        raise ConfigError("requires() asks for nothing. Name a scope, a role or a function, or drop it.")
    return _Requirement(rules, role)


class _Requirement(Rule):
    def __init__(self, rules: tuple[str | Predicate, ...], role: str | Collection[str] | None) -> None:
        self.scopes = tuple(_checked_scope(rule) for rule in rules if isinstance(rule, str))
        self.roles = () if role is None else _checked_roles(role)
        self.questions = tuple(Question(rule) for rule in rules if not isinstance(rule, str))
        self.terms = tuple(repr(rule) if isinstance(rule, str) else name_of(rule) for rule in rules)
        self.terms += () if role is None else (f"role={role!r}",)

    def __repr__(self) -> str:
        return f"requires({', '.join(self.terms)})"

    @property
    def needs_item(self) -> bool:
        return any(question.takes_item for question in self.questions)

    @property
    def scopes_asked(self) -> Iterable[tuple[str, ...]]:
        return (self.scopes,)

    def lack(self, principal: Any, item: Any) -> Lack:
        # The application's own functions come last: they may cost a query.
        if self.scopes and not scopes_of(principal).issuperset(self.scopes):
            return self.scopes
        if self.roles and roles_of(principal).isdisjoint(self.roles):
            return ()
        return None if all(question.holds(principal, item) for question in self.questions) else ()


def _checked_scope(scope: str) -> str:
    if not is_scope(scope):
        raise ConfigError(f"{scope!r} is no scope. Give each as one string without spaces, as in requires('posts:read', 'posts:write').")
    return scope


def _checked_roles(role: str | Collection[str]) -> tuple[str, ...]:
    roles = (role,) if isinstance(role, str) or not isinstance(role, Collection) else tuple(role)
    if not roles or not all(isinstance(role, str) and role for role in roles):
        raise ConfigError(f"role={role!r} names no role. Give a string, or a tuple of strings of which any will do.")
    return roles


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
