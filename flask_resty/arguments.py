"""What a handler asks for by the names of its parameters, and whether something provides it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from collections.abc import Collection
from typing import Any

from .contract import LOCATIONS
from .errors import ConfigError

#: Names that a handler may ask for besides its path variables and locations.
_INJECTED = frozenset({"item", "principal", "shown"})

#: Those of them that only a handler gets that names them, not one that takes all there is.
_IF_NAMED = frozenset({"shown"})


def check_arguments(name: str, function: Callable[..., Any], provided: Collection[str], rule: str) -> tuple[str, ...]:
    """Give the names that a function is to be called with.

    :param name: how the function is called in errors.
    :param provided: what the rule, the contract and the stack provide.
    :raise ConfigError: if it asks for a name that nothing provides.
    """
    asked: list[str] = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            return (*(known for known in provided if known not in _IF_NAMED or known in asked), "**")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise ConfigError(f"{name} takes {parameter.name!r} by position only, but is called by names. Take the '/' out.")
        if parameter.name in provided:
            asked.append(parameter.name)
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL:
            raise ConfigError(f"{name} asks for {parameter.name!r}, which nothing provides at {rule!r}. {_remedy(parameter.name)}")
    return tuple(asked)


def _remedy(name: str) -> str:
    if name == "item":
        return "Give the resource a find() method."
    if name == "principal":
        return "Put an authenticator into its stack."
    if name == "page":
        return "Decorate it with @paginate(...), or put it into the rule."
    if name in LOCATIONS:
        return f"Declare it with @accepts(..., {name!r})."
    return "Put it into the rule or declare it with @accepts."


def check_names(rule: str, variables: Collection[str]) -> None:
    """Check that no path variable is called like something else that a handler may ask for.

    :raise ConfigError: if one is.
    """
    for name in variables:
        if name in LOCATIONS or name in _INJECTED:
            raise ConfigError(f"The path variable {name!r} of {rule!r} is called like what a handler gets under that name. Rename it.")
