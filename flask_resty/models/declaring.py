"""What a class of model resources says by its attributes, and the verbs that are written for it.

The attributes are fixed: what is spelled wrong is told when the class is made. A verb that the class writes itself stays its own; it
gets the contract that would have been written, unless it has one.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import update_wrapper
from inspect import Parameter
from inspect import isfunction
from inspect import signature
from types import FunctionType
from typing import Any
from typing import NamedTuple

from ..contract import Contract
from ..errors import ConfigError
from ..errors import did_you_mean
from ..marks import mark
from ..marks import marked
from ..marks import seal
from ..resource import VERBS
from ..resource import Resource
from ..resource import contract_of

#: The attributes that every resource may have.
OF_RESOURCES = frozenset({"anonymous", "decorators", "methods", "init_every_request", "provide_automatic_options"})

Decorator = Callable[[Any], Any]


class Verb(NamedTuple):
    """A verb that follows from what a class says."""

    #: The usual method that does it. What its hooks ask for comes to it by ``**``.
    function: Callable[..., Any]
    #: What the hooks ask for.
    asks: Sequence[Parameter] = ()
    #: What says what it takes and gives.
    contract: Sequence[Decorator] = ()


def check_attributes(cls: type[Resource], known: frozenset[str]) -> None:
    """Check that a class has no public attributes but those that mean something, and methods.

    :raise ConfigError: if one is not known, or is a method where it cannot be.
    """
    for name, value in vars(cls).items():
        if name.startswith("_") or name in VERBS:
            continue
        is_method = isfunction(value) or isinstance(value, classmethod | staticmethod | property)
        if not is_method and name not in known:
            raise ConfigError(f"{cls.__name__} has the attribute {name!r}, which means nothing there. {did_you_mean(name, known)}")
        if is_method and name in known - OF_RESOURCES - {"search"}:
            raise ConfigError(f"{cls.__name__}.{name} is a method, but {name!r} says something about the resource. Rename the method.")


def settle_methods(cls: type[Resource], declared: Collection[str], listed: Collection[str] | None) -> None:
    """Have a class serve the verbs that follow from its attributes, and those that it writes, and no others.

    :param declared: the verbs that follow from its attributes, in lower case.
    :param listed: the only methods that it wants to serve.
    :raise ConfigError: if one of those does not exist.
    """
    served = {verb.upper() for verb in VERBS if verb in declared or written(cls, verb) is not None}
    for method in listed or ():
        if method not in served and method not in {"HEAD", "OPTIONS"}:
            raise ConfigError(f"{cls.__name__} lists the method {method!r}, for which it declares nothing. Say what it takes, or drop it.")
    cls.methods = served if listed is None else set(listed)


#: What a method has that general classes have.
_USUAL = "__resty_usual__"


def usual(function: Callable[..., Any]) -> Callable[..., Any]:
    """Say that a method is that of a general class: whoever writes another one has the last word."""
    function.__dict__[_USUAL] = True
    return function


def _is_usual(function: Any) -> bool:
    return _USUAL in getattr(function, "__dict__", ())


def is_hook(cls: type[Resource], name: str) -> bool:
    """Tell whether a method is one that general classes have, whoever wrote it last."""
    return any(map(_is_usual, _all_of(cls, name)))


def written(cls: type[Resource], name: str) -> Any:
    """Give the method that a class, or one that it is derived from, writes in the place of the usual one; ``None`` if none does."""
    return next((one for one in _all_of(cls, name) if one is not None and not _is_usual(one)), None)


def _all_of(cls: type[Resource], name: str) -> Iterator[Any]:
    return (vars(base)[name] for base in cls.__mro__ if name in vars(base))


def write_verbs(cls: type[Resource], verbs: Mapping[str, Verb], uses: Mapping[str, Iterable[Decorator]]) -> None:
    """Write the verbs of a class that serves at a rule, which is nobody's but ours.

    :param verbs: those that follow from its attributes, by their names in lower case.
    :param uses: what decorates them, outermost first.
    :raise ConfigError: for what decorates a verb that is not there.
    """
    if not isinstance(uses, Mapping):
        raise ConfigError(f"{cls.__name__} has uses={uses!r}, which does not say for which verbs. Write {{'get': [...]}}.")
    made = {name: _verb(cls, name, verbs.get(name)) for name in VERBS}
    for name, decorators in uses.items():
        if isinstance(decorators, str) or not isinstance(decorators, Iterable):
            raise ConfigError(f"{cls.__name__}.uses has {decorators!r} for {name!r}, which is no list. Write {name!r}: [...].")
        if made.get(name) is None:
            there = [verb for verb, function in made.items() if function is not None]
            raise ConfigError(f"{cls.__name__}.uses has the verb {name!r}, which is not there. {did_you_mean(name, there)}")
        for decorator in reversed([*decorators]):
            made[name] = decorator(made[name])
    for name, function in made.items():
        write(cls, name, function)
        if function is not None:
            seal(cls, name)


def write(cls: type[Resource], name: str, function: Callable[..., Any] | None) -> None:
    """Give a class that serves a method, or take away the one that it would have."""
    setattr(cls, name, function)


def _verb(cls: type[Resource], name: str, verb: Verb | None) -> Any:
    own = written(cls, name)
    if own is None:
        return None if verb is None else _contracted(_in_class(asking(verb.function, verb.asks), cls, name), verb)
    if not isinstance(own, FunctionType):
        return own
    copied, contract = _in_class(_asking_for_shown(cls, name, _copied(own)), cls, name), contract_of(cls, name)
    for policy in ("stack", "settings", "description"):
        if (said := marked(own, policy)) is not None:
            mark(copied, policy, said)
    return _contracted(copied, verb) if contract == Contract() else mark(copied, "contract", contract)


def _contracted(function: Any, verb: Verb | None) -> Any:
    for decorator in () if verb is None else verb.contract:
        function = decorator(function)
    return function


def _asking_for_shown(cls: type[Resource], name: str, function: Any) -> Any:
    """Have a verb that takes all there is, to pass it on to the usual one, get what only those get that name it."""
    shown = next((signature(one).parameters.get("shown") for one in _all_of(cls, name) if _is_usual(one)), None)
    own = signature(function)
    parameters = [*own.parameters.values()]
    if shown is not None and "shown" not in own.parameters and any(one.kind is one.VAR_KEYWORD for one in parameters):
        parameters = sorted([*parameters, shown.replace(kind=Parameter.KEYWORD_ONLY)], key=lambda one: one.kind)
        function.__signature__ = own.replace(parameters=parameters)
    return function


def _in_class(function: Any, cls: type[Resource], name: str) -> Any:
    function.__module__, function.__qualname__ = cls.__module__, f"{cls.__qualname__}.{name}"
    return function


def _copied(function: FunctionType) -> FunctionType:
    """Give a function that does the same, but belongs to no class yet: what is written on it is on no other class."""
    copied = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    copied.__kwdefaults__ = function.__kwdefaults__
    update_wrapper(copied, function, updated=())
    return copied


def asking(function: Callable[..., Any], asks: Iterable[Parameter]) -> Callable[..., Any]:
    """Give a function that does what a usual one does, and asks by name for what its hooks ask for, in the place of ``**``."""

    def ask(self: Any, **known: Any) -> Any:
        return function(self, **known)

    own = signature(function)
    usual_ones = (one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD)
    # Two may ask for all that there is, by what name they like.
    named = {"**" if one.kind is one.VAR_KEYWORD else one.name: one for one in (*asks, *usual_ones)}
    made: Any = update_wrapper(ask, function, updated=())
    # What it says of any object says nothing of these.
    made.__doc__ = None
    # The sort is stable: what has to come first does.
    made.__signature__ = own.replace(parameters=sorted(named.values(), key=lambda one: one.kind))
    asked: Callable[..., Any] = made
    return asked
