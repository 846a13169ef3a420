"""What a handler asks for by the names of its parameters, and whether something provides it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from types import CodeType
from types import FunctionType
from typing import Any
from typing import NamedTuple

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
    for parameter in _parameters(function):
        if parameter.is_rest:
            return (*(known for known in provided if known not in _IF_NAMED or known in asked), "**")
        if parameter.is_by_position:
            raise ConfigError(f"{name} takes {parameter.name!r} by position only, but is called by names. Take the '/' out.")
        if parameter.name in provided:
            asked.append(parameter.name)
        elif parameter.is_needed:
            raise ConfigError(f"{name} asks for {parameter.name!r}, which nothing provides at {rule!r}. {_remedy(parameter.name)}")
    return tuple(asked)


class _Parameter(NamedTuple):
    """A parameter of a function, as far as it matters to who calls it by names."""

    name: str
    is_needed: bool = False
    is_by_position: bool = False
    #: Whether it takes all that no other one does.
    is_rest: bool = False


def _parameters(function: Callable[..., Any]) -> Iterator[_Parameter]:
    """Give the parameters of a method but for the first one."""
    code = getattr(function, "__code__", None)
    if isinstance(code, CodeType) and _is_plain(function, code):
        yield from _written(function, code)
        return
    for one in list(inspect.signature(function).parameters.values())[1:]:
        needed = one.default is one.empty and one.kind is not one.VAR_POSITIONAL
        yield _Parameter(one.name, needed, one.kind is one.POSITIONAL_ONLY, one.kind is one.VAR_KEYWORD)


def _is_plain(function: Any, code: CodeType) -> bool:
    """Tell whether a function is called as its code says. A thousand resources are read so, since ``inspect`` takes its time."""
    is_own = type(function) is FunctionType and function.__dict__.keys().isdisjoint(("__wrapped__", "__signature__"))
    return is_own and code.co_argcount > 0 and not code.co_posonlyargcount and not code.co_flags & inspect.CO_VARARGS


def _written(function: Any, code: CodeType) -> Iterator[_Parameter]:
    count, every = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    first_default, by_name = count - len(function.__defaults__ or ()), function.__kwdefaults__ or {}
    for place, name in enumerate(code.co_varnames[1:every], 1):
        yield _Parameter(name, place < first_default if place < count else name not in by_name)
    if code.co_flags & inspect.CO_VARKEYWORDS:
        yield _Parameter(code.co_varnames[every], is_rest=True)


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
