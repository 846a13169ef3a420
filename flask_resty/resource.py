"""The class that users write: a method per verb."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from typing import Any
from typing import ClassVar

from flask.views import MethodView

from .contract import Contract
from .errors import ConfigError
from .marks import marked
from .marks import seal
from .stack import METHODS
from .stack import Entry

#: The verbs that a resource may have.
VERBS = frozenset(map(str.lower, METHODS))


class Resource(MethodView):
    """A thing with a URL. Subclass it and write a method per verb: ``get``, ``post``, ``put``, ``patch``, ``delete``, ``query``.

    HEAD comes with ``get``, OPTIONS with any. A method names the parameters that it wants: path variables, the
    locations that ``@accepts`` declares, ``item`` (what ``find`` gave), ``principal``, and ``shown`` (the schema that the answer will be
    written by, with what the client selects and expands). It stays a plain method that a unit test can call.

    ``find(self, ...)`` is optional: it takes path variables (and ``principal``, if it asks for it) and gives the item,
    or ``None`` for a 404. It runs once.

    ``version(self, item)`` and ``last_modified(self, item)`` are optional: what they give tells one state of the resource from
    others. ``version`` gives text, bytes, a number, a date, a UUID or a tuple of them, which goes into an ``ETag``;
    ``last_modified`` a datetime; either may give ``None`` where nothing is known. They may ask for what ``find`` may ask for. With
    one of them a GET whose client has that state already is answered 304 before its method runs, and a change that is meant
    for another state is refused, 412, before it is made (RFC 9110, 13).

    ``shown_version(self, item, shown)`` is optional: what it gives tells apart what is shown of one version besides the item itself, by
    the schema ``shown``. It goes into the tag, but is nothing to ``If-Match``.

    ``anonymous`` is optional: another resource that answers callers without credentials in the place of this one, with the verbs that
    it has. Its verbs are public; it has schemas, ``find`` and all else of its own. Credentials that are bad are refused as ever.

    ``decorators``, ``init_every_request`` and ``methods`` work as in :class:`flask.views.MethodView`. So does
    ``dispatch_request(self, **arguments)``: override it to run code around every handler of the class, after the
    request was found good and before the answer is written.
    """

    #: What answers callers without credentials, if that is another class.
    anonymous: ClassVar[type[Resource] | None] = None

    @classmethod
    def served_at(cls, rule: str, variables: Collection[str]) -> type[Resource]:
        """Give the class that serves at a rule of an app: this one, unless it is overridden.

        A class whose verbs follow from something else, as those of model resources do, gives one that is derived from it and has them.
        Whoever means a resource by its class means this one all the same.

        :param rule: the whole rule, prefixes included.
        :param variables: the path variables of the rule, defaults included.
        :raise ConfigError: (an override does) for what cannot be served at the rule.
        """
        return cls

    @classmethod
    def attribute_of(cls, variable: str) -> str:
        """Name the attribute that a path variable of an object's address stands for: that of the same name, unless it is overridden."""
        return variable

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
        check_bound(cls, method.lower())
    if methods is None:
        return {method: found[method] for method in sorted(cls.methods or ()) if method in found}
    for method in methods:
        if method not in found and method not in {"HEAD", "OPTIONS"}:
            raise ConfigError(f"{cls.__name__} lists the method {method!r}, which it does not write. Write it, or drop it from methods.")
    if not found.keys() & set(methods):
        raise ConfigError(f"{cls.__name__} is to serve {list(methods)!r} only, which is nothing. Name methods that it writes.")
    return {method: found[method] for method in sorted(methods) if method in found}


def check_bound(cls: type[Resource], name: str) -> None:
    """Check that a function of a class is called with the resource.

    :raise ConfigError: if it is not.
    """
    # As ``inspect.getattr_static`` does for classes, which takes its time.
    static = next((base.__dict__[name] for base in cls.__mro__ if name in base.__dict__), None)
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
