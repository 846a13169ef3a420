"""Methods of a model resource that it may write: each says by the names of its parameters what it has to know."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from inspect import Parameter
from inspect import iscoroutinefunction
from inspect import signature
from typing import Any
from typing import NamedTuple

from ..errors import ConfigError
from ..resource import Resource
from ..resource import check_bound


class Hook(NamedTuple):
    """A method with what it asks for by name."""

    function: Callable[..., Any]
    #: What it asks for besides what it is always given.
    asks: tuple[Parameter, ...]
    #: The names that it has for what it is always given: nothing else of these names can be given to it.
    gets: frozenset[str] = frozenset()

    def call(self, resource: Resource, known: Mapping[str, Any], *given: Any) -> Any:
        """Call it with what it is always given, and with what it asks for of what is known of the request."""
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in self.asks):
            return self.function(resource, *given, **{name: value for name, value in known.items() if name not in self.gets})
        return self.function(resource, *given, **{one.name: known[one.name] for one in self.asks if one.name in known})


def hook(cls: type[Resource], name: str, given: int) -> Hook:
    """Read a hook off a class.

    :param given: how many things it is always given, before those that it asks for by name.
    :raise ConfigError: if it is no plain method.
    """
    asks, function = asked_by(cls, name, given), getattr(cls, name)
    # It would run in a thread of its own, where the session may be another one, and what is locked is locked for it, too.
    if iscoroutinefunction(function):
        raise ConfigError(f"{cls.__name__}.{name} is an async def, but is called inside of the transaction. Write a plain def.")
    parameters = list(signature(function).parameters.values())
    return Hook(function, asks, frozenset(one.name for one in parameters[: 1 + given] if one.kind is one.POSITIONAL_OR_KEYWORD))


def asked_by(cls: type[Resource], name: str, given: int) -> tuple[Parameter, ...]:
    """Read off a method of a class what it asks for by name.

    :param given: how many things it is always given.
    :raise ConfigError: if it is not called with the resource.
    """
    check_bound(cls, name)
    said = list(signature(getattr(cls, name)).parameters.values())
    _check_given(cls, name, said, given)
    parameters = said[1 + given :]
    asks = (one if one.kind is one.VAR_KEYWORD else one.replace(kind=one.KEYWORD_ONLY) for one in parameters)
    return tuple(one for one in asks if one.kind is not one.VAR_POSITIONAL)


#: What hooks are always given, by their names.
_GIVEN = {
    "scope": ("select",),
    "search": ("select", "text"),
    "create_item": ("values",),
    "update_item": ("item", "values"),
    "delete_item": ("item",),
}


def _check_given(cls: type[Resource], name: str, said: Sequence[Parameter], given: int) -> None:
    """Check that a method takes what it is always given."""
    taken = [one for one in said if one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}]
    if len(taken) <= given and not any(one.kind is one.VAR_POSITIONAL for one in said):
        names = ", ".join(("self", *_GIVEN.get(name, ())[:given]))
        raise ConfigError(f"{cls.__name__}.{name} does not take all that it is given. Write {name}({names}).")
