"""Methods of a model resource that it may write: each says by the names of its parameters what it has to know."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from functools import wraps
from inspect import Parameter
from inspect import iscoroutinefunction
from inspect import signature
from typing import Any
from typing import NamedTuple

from flask import current_app

from ..resource import Resource
from ..resource import check_bound


class Hook(NamedTuple):
    """A method with what it asks for by name."""

    function: Callable[..., Any]
    #: What it asks for besides what it is always given.
    asks: tuple[Parameter, ...]

    def call(self, resource: Resource, known: Mapping[str, Any], *given: Any) -> Any:
        """Call it with what it is always given, and with what it asks for of what is known of the request."""
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in self.asks):
            return self.function(resource, *given, **known)
        return self.function(resource, *given, **{one.name: known[one.name] for one in self.asks if one.name in known})


def hook(cls: type[Resource], name: str, given: int) -> Hook:
    """Read a hook off a class.

    :param given: how many things it is always given, before those that it asks for by name.
    :raise ConfigError: if it is no plain method.
    """
    check_bound(cls, name)
    function = getattr(cls, name)
    parameters = list(signature(function).parameters.values())[1 + given :]
    asks = (one if one.kind is one.VAR_KEYWORD else one.replace(kind=one.KEYWORD_ONLY) for one in parameters)
    return Hook(_settling(function), tuple(one for one in asks if one.kind is not one.VAR_POSITIONAL))


def _settling(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give what runs an ``async def`` to its end, as the app runs a view: those who call hooks cannot wait for them."""
    if not iscoroutinefunction(function):
        return function

    @wraps(function)
    def run(*args: Any, **known: Any) -> Any:
        return current_app.ensure_sync(function)(*args, **known)

    return run
