"""The class that users write: a method per verb."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from flask.views import MethodView

from .errors import ConfigError
from .marks import marked
from .marks import seal
from .operation import Contract
from .operation import Envelope
from .operation import Operation
from .operation import Settings
from .operation import check_arguments
from .operation import check_contract
from .operation import check_names
from .stack import METHODS
from .stack import Entry
from .stack import Layer
from .stack import Placed
from .stack import check
from .stack import resolve

#: The verbs that a resource may have.
VERBS = frozenset(map(str.lower, METHODS))


class Resource(MethodView):
    """A thing with a URL. Subclass it and write a method per verb: ``get``, ``post``, ``put``, ``patch``, ``delete``, ``query``.

    HEAD comes with ``get``, OPTIONS with any. A method names the parameters that it wants: path variables, the
    locations that ``@accepts`` declares, ``item`` (what ``find`` gave) and ``principal``. It stays a plain method that
    a unit test can call.

    ``find(self, ...)`` is optional: it takes path variables (and ``principal``, if it asks for it) and gives the item,
    or ``None`` for a 404. It runs once.

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
            seal(cls.__dict__[verb], cls.__qualname__)


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
    if methods is None:
        return {method: found[method] for method in sorted(cls.methods or ()) if method in found}
    for method in methods:
        if method not in found and method not in {"HEAD", "OPTIONS"}:
            raise ConfigError(f"{cls.__name__} lists the method {method!r}, which it does not write. Write it, or drop it from methods.")
    return {method: found[method] for method in sorted(methods) if method in found}


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


def operations(
    cls: type[Resource], *, endpoint: str, rule: str, variables: Collection[str], layers: Sequence[tuple[Layer, Settings]], methods: Any
) -> dict[str, Operation]:
    """Make the operations of a class at one rule: contract and stack of each verb, put together and checked.

    :param variables: the path variables of the rule, defaults included.
    :param layers: the layers that the class stands under, outermost first, with what each of them says besides.
    :param methods: the only ones to serve; all that the class writes if ``None``.
    :raise ConfigError: if something does not go together.
    """
    check_names(rule, variables)
    found = verbs(cls, methods).items()
    return {
        method: _operation(cls, method, handler, endpoint=endpoint, rule=rule, variables=variables, layers=layers)
        for method, handler in found
    }


def _operation(
    cls: type[Resource],
    method: str,
    handler: Callable[..., Any],
    *,
    endpoint: str,
    rule: str,
    variables: Collection[str],
    layers: Sequence[tuple[Layer, Settings]],
) -> Operation:
    name, contract = f"{cls.__name__}.{method.lower()}", contract_of(cls, method)
    check_contract(name, method, contract)
    entries = check(reversed(marked(handler, "stack", ())), name)
    stack = resolve((*(layer for layer, _ in layers), Layer("verb", f"{endpoint}.{method.lower()}", entries)), method)
    known = [*variables, "principal"] if _has_authenticator(stack) else [*variables]
    find = getattr(cls, "find", None)
    found_by = check_arguments(f"{cls.__name__}.find", find, known, rule) if callable(find) else None
    provided = [*known, *contract.accepts, *(() if found_by is None else ("item",))]
    settings = _nearest([*(said for _, said in layers), marked(handler, "settings", Settings())])
    operation = Operation(
        endpoint=endpoint,
        rule=rule,
        method=method,
        resource=cls,
        handler=handler,
        contract=contract,
        stack=stack,
        emitters=tuple(settings.emitters or ()),
        parsers=tuple(settings.parsers or ()),
        envelope=Envelope(settings.envelope) if isinstance(settings.envelope, str) else settings.envelope,
        arguments=check_arguments(name, handler, provided, rule),
        found_by=found_by,
    )
    _check_together(operation)
    return operation


def _has_authenticator(stack: Sequence[Placed]) -> bool:
    return any(placed.entry.once == "authenticator" for placed in stack)


def _nearest(said: Sequence[Settings]) -> Settings:
    settings = Settings()
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
