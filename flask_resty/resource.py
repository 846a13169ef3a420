"""The class that users write: a method per verb."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from typing import NamedTuple

from flask.views import MethodView

from .arguments import check_arguments
from .arguments import check_names
from .contract import Contract
from .contract import Envelope
from .contract import Settings
from .contract import check_contract
from .errors import ConfigError
from .marks import marked
from .marks import seal
from .operation import Operation
from .pagination import check_pagination
from .stack import METHODS
from .stack import Entry
from .stack import Layer
from .stack import Placed
from .stack import check
from .stack import resolve

_NOTHING_SAID = Settings()

#: The verbs that a resource may have.
VERBS = frozenset(map(str.lower, METHODS))


class Resource(MethodView):
    """A thing with a URL. Subclass it and write a method per verb: ``get``, ``post``, ``put``, ``patch``, ``delete``, ``query``.

    HEAD comes with ``get``, OPTIONS with any. A method names the parameters that it wants: path variables, the
    locations that ``@accepts`` declares, ``item`` (what ``find`` gave) and ``principal``. It stays a plain method that
    a unit test can call.

    ``find(self, ...)`` is optional: it takes path variables (and ``principal``, if it asks for it) and gives the item,
    or ``None`` for a 404. It runs once.

    ``version(self, item)`` and ``last_modified(self, item)`` are optional: what they give tells one state of the resource from
    others. ``version`` gives text, bytes, a number, a date, a UUID or a tuple of them, which goes into an ``ETag``;
    ``last_modified`` a datetime; either may give ``None`` where nothing is known. They may ask for what ``find`` may ask for. With
    one of them a GET whose client has that state already is answered 304 before its method runs, and a change that is meant
    for another state is refused, 412, before it is made (RFC 9110, 13).

    ``decorators``, ``init_every_request`` and ``methods`` work as in :class:`flask.views.MethodView`. So does
    ``dispatch_request(self, **arguments)``: override it to run code around every handler of the class, after the
    request was found good and before the answer is written.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        explicit = cls.__dict__.get("methods")
        super().__init_subclass__(**options)
        if explicit is not None:
            verbs(cls, explicit)
        elif callable(getattr(cls, "query", None)):
            cls.methods = {*(cls.methods or ()), "QUERY"}
        for verb in VERBS & cls.__dict__.keys():
            seal(cls, verb)


def verbs(cls: type[Resource], methods: Collection[str] | None = None) -> Mapping[str, Callable[..., Any]]:
    """Read the verbs off a class: each method in upper case, with its function.

    :param methods: the only ones to read; those of the class if left out.
    :raise ConfigError: if a method is named that the class does not write.
    """
    found = {verb.upper(): getattr(cls, verb) for verb in VERBS if callable(getattr(cls, verb, None))}
    for method, function in found.items():
        if isinstance(function, Entry):
            raise ConfigError(
                f"{cls.__name__}.{method.lower()} is {function!r}, no method. A decorator that takes arguments has to be called."
            )
        _check_bound(cls, method.lower())
    if methods is None:
        return {method: found[method] for method in sorted(cls.methods or ()) if method in found}
    for method in methods:
        if method not in found and method not in {"HEAD", "OPTIONS"}:
            raise ConfigError(f"{cls.__name__} lists the method {method!r}, which it does not write. Write it, or drop it from methods.")
    if not found.keys() & set(methods):
        raise ConfigError(f"{cls.__name__} is to serve {list(methods)!r} only, which is nothing. Name methods that it writes.")
    return {method: found[method] for method in sorted(methods) if method in found}


def _check_bound(cls: type[Resource], name: str) -> None:
    static = inspect.getattr_static(cls, name)
    if isinstance(static, staticmethod | classmethod):
        raise ConfigError(f"{cls.__name__}.{name} is a {type(static).__name__}, but is called with the resource. Write a plain method.")


def contract_of(cls: type[Resource], method: str) -> Contract:
    """Give the contract of a verb. A method without one inherits that of the method it overrides; policy is never inherited."""
    for base in cls.__mro__:
        found = marked(base.__dict__.get(method.lower()), "contract")
        if found is not None:
            contract: Contract = found
            return contract
    return Contract()


def endpoint_of(cls: type[Resource]) -> str:
    """Give the name that ``url_for`` takes: the class's in snake case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()


def where(cls: type[Resource]) -> str:
    """Say where a class is written, for errors."""
    try:
        return f"{cls.__qualname__} ({inspect.getsourcefile(cls)}:{inspect.getsourcelines(cls)[1]})"
    except (OSError, TypeError):
        return f"{cls.__qualname__} (module {cls.__module__})"


class Mount(NamedTuple):
    """Where a class stands in an app."""

    #: The whole endpoint, and the whole rule.
    endpoint: str
    rule: str
    #: The path variables of the rule, defaults included.
    variables: Collection[str]
    #: What the class stands under, outermost first: each layer, with what it says besides its stack.
    layers: Sequence[tuple[Layer, Settings]]


#: The methods that ``require_match`` is about: those that change what is there.
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


def operations(cls: type[Resource], mount: Mount, methods: Collection[str] | None, *, require_match: bool = False) -> dict[str, Operation]:
    """Make the operations of a class at one rule: contract and stack of each verb, put together and checked.

    :param methods: the only ones to serve; all that the class writes if ``None``.
    :param require_match: whether PUT, PATCH and DELETE have to say which state of the resource they are meant for.
    :raise ConfigError: if something does not go together.
    """
    check_names(mount.rule, mount.variables)
    shared = _nearest([said for _, said in mount.layers])
    made = {method: _operation(cls, method, handler, mount, shared) for method, handler in verbs(cls, methods).items()}
    if require_match:
        _check_match(cls, mount.rule, made)
    reading = made.get("GET")
    return {
        method: replace(operation, reading=reading, require_match=require_match and method in _CHANGES)
        for method, operation in made.items()
    }


def _check_match(cls: type[Resource], rule: str, made: Mapping[str, Operation]) -> None:
    if made.keys().isdisjoint(_CHANGES):
        raise ConfigError(f"{cls.__name__} at {rule!r} has require_match=True, but no PUT, PATCH or DELETE. Drop it.")
    for method in sorted(_CHANGES & made.keys()):
        name, operation = f"{cls.__name__}.{method.lower()} has require_match=True, but", made[method]
        if not operation.has_validators:
            raise ConfigError(f"{name} nothing to match with. Write version() or last_modified(), or put ETag() into the stack.")
        if operation.judges_conditions:
            raise ConfigError(f"{name} takes the fields by @accepts(..., 'headers'), to judge them itself. Drop one of the two.")
        if (operation.version_by, operation.modified_by) == (None, None) and ("GET" not in made or operation.find("etag").weak):
            raise ConfigError(
                f"{name} no tag that can match: ETag() takes it from what GET gives, and it must not be weak. Write version()."
            )


def _operation(cls: type[Resource], method: str, handler: Callable[..., Any], mount: Mount, shared: Settings) -> Operation:
    name, contract = f"{cls.__name__}.{method.lower()}", contract_of(cls, method)
    check_contract(name, method, contract)
    entries = check(reversed(marked(handler, "stack", ())), name)
    stack = resolve((*(layer for layer, _ in mount.layers), Layer("verb", f"{mount.endpoint}.{method.lower()}", entries)), method)
    known = [*mount.variables, *(("principal",) if _has_authenticator(stack) else ())]
    found_by = _asked_by(cls, "find", known, mount.rule)
    known_of_item = [*known, *(() if found_by is None else ("item",))]
    provided = [*known_of_item, *contract.accepts, *(() if contract.pager is None else ("page",))]
    settings = shared.under(marked(handler, "settings", _NOTHING_SAID))
    operation = Operation(
        endpoint=mount.endpoint,
        rule=mount.rule,
        method=method,
        resource=cls,
        handler=handler,
        contract=contract,
        stack=stack,
        emitters=tuple(settings.emitters or ()),
        parsers=tuple(settings.parsers or ()),
        envelope=Envelope(settings.envelope) if isinstance(settings.envelope, str) else settings.envelope,
        arguments=check_arguments(name, handler, provided, mount.rule),
        found_by=found_by,
        version_by=_asked_by(cls, "version", known_of_item, mount.rule),
        modified_by=_asked_by(cls, "last_modified", known_of_item, mount.rule),
    )
    _check_together(operation)
    check_pagination(operation, mount.variables)
    return operation


def _asked_by(cls: type[Resource], name: str, known: Collection[str], rule: str) -> tuple[str, ...] | None:
    """Give the names that a method that looks something up asks for; ``None`` where the class has no such method."""
    method = getattr(cls, name, None)
    if method is None:
        return None
    if not callable(method):
        raise ConfigError(f"{cls.__name__}.{name} is {type(method).__name__}, but is called with the resource. Write a plain method.")
    _check_bound(cls, name)
    return check_arguments(f"{cls.__name__}.{name}", method, known, rule)


def _has_authenticator(stack: Sequence[Placed]) -> bool:
    return any(placed.entry.once == "authenticator" for placed in stack)


def _nearest(said: Sequence[Settings]) -> Settings:
    settings = _NOTHING_SAID
    for nearer in said:
        settings = settings.under(nearer)
    return settings


def _check_together(operation: Operation) -> None:
    if operation.contract.streams is not None and not operation.offers:
        raise ConfigError(f"{operation.name} streams, but none of its emitters can. Give it one with stream=, as JSON has it.")
    for placed in operation.stack:
        if placed.entry.needs_item and operation.found_by is None:
            rule = placed.entry
            raise ConfigError(f"{operation.name} has the rule {rule!r}, which looks at the item, but no find(). Write find(), or drop it.")
