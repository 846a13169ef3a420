"""How a declaration becomes a route of an app."""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import TypedDict

from flask import Flask
from flask import Request

from .errors import ConfigError
from .media import Emitter
from .media import Parser
from .middleware.throttle import Throttle
from .middleware.throttle import exempt_options
from .middleware.throttle import prepare
from .operation import Envelope
from .operation import Operation
from .operation import Settings
from .options import at_first
from .outside import Outside
from .outside import Owner
from .outside import Prefixes
from .pipeline import Route
from .pipeline import Surroundings
from .pipeline import view_of
from .problems import Handlers
from .problems import Shape
from .resource import Resource
from .resource import endpoint_of
from .resource import operations
from .resource import where
from .stack import Entry
from .stack import Layer
from .stack import Seat
from .stack import check

#: The settings in ``app.config``, with their defaults.
CONFIG: Mapping[str, Any] = {
    # What happens when an answer breaks its contract: "raise" (a logged 500), "log", or "off".
    "RESTY_CHECK_RESPONSES": "raise",
    # The largest body of a request, in bytes.
    "RESTY_MAX_BODY": 1024 * 1024,
    # Whether a declared field that is missing in an answer breaks the contract.
    "RESTY_OUTPUT_REQUIRED": True,
}

_KEY = "flask_resty"

#: A path variable in a rule, after its converter and that one's arguments.
_VARIABLE = re.compile(r"""<(?:[a-zA-Z_]\w*(?:\((?:[^()"']|"[^"]*"|'[^']*')*\))?:)?([a-zA-Z_]\w*)>""")


class ResourceOptions(TypedDict, total=False):
    """The keywords of ``@api.resource(rule, ...)`` and ``@blueprint.resource(rule, ...)``."""

    #: The name for ``url_for``; the class's in snake case if left out.
    endpoint: str
    #: The resource's layer of the stack.
    middleware: Sequence[Any]
    #: The only methods to serve, of those that the class writes.
    methods: Collection[str]
    emitters: Sequence[Emitter]
    parsers: Sequence[Parser]
    envelope: Envelope | str
    #: Handed on to the Flask rule.
    defaults: Mapping[str, Any]
    host: str
    subdomain: str
    strict_slashes: bool
    merge_slashes: bool


_SETTINGS = frozenset({"emitters", "parsers", "envelope"})
_RULE_OPTIONS = frozenset({"defaults", "host", "subdomain", "strict_slashes", "merge_slashes"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A class at a rule, as it was written; it becomes a route in each app."""

    resource: type[Resource]
    rule: str
    options: ResourceOptions

    @property
    def endpoint(self) -> str:
        """The endpoint, without the prefix of a blueprint."""
        return self.options.get("endpoint") or endpoint_of(self.resource)

    @property
    def rule_options(self) -> dict[str, Any]:
        """What is handed on to the Flask rule."""
        return {name: value for name, value in self.options.items() if name in _RULE_OPTIONS}

    @property
    def settings(self) -> Settings:
        """What the resource says besides its stack."""
        return Settings(**{name: value for name, value in self.options.items() if name in _SETTINGS})  # type: ignore[arg-type]


def declare(resource: Any, rule: str, options: ResourceOptions) -> Declaration:
    """Check a declaration as it is written.

    :raise ConfigError: for what is no resource, or a keyword that does not exist.
    """
    if not (isinstance(resource, type) and issubclass(resource, Resource)):
        raise ConfigError(f"{resource!r} is no resource. Derive it from flask_resty.Resource.")
    known = ResourceOptions.__annotations__.keys()
    for name in options.keys() - known:
        raise ConfigError(f"resource({rule!r}, ...) has no keyword {name!r}.{_did_you_mean(name, known)}")
    check(options.get("middleware", ()), f"{resource.__name__} at {rule!r}")
    return Declaration(resource, rule, options)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f" Did you mean {near[0]!r}?" if near else f" There are {', '.join(sorted(known))}."


@dataclass(eq=False, kw_only=True)
class Installed:
    """One Api in one app."""

    app: Flask
    #: The Api's own layer, and what it says besides its stack.
    layer: Layer
    settings: Settings
    is_ours: Callable[[Request], bool]
    handlers: Handlers
    shape: Shape | None
    routes: list[Route] = field(default_factory=list)
    _around: Surroundings | None = None

    def around(self) -> Surroundings:
        """Give what all operations share. It is asked for at the first request, when all of them are known."""
        if self._around is None:
            # A Flask-Limiter may have come to the app after us.
            exempt_options(self.app, self.is_ours)
            known = [operation for route in self.routes for operation in route.operations.values()]
            self._around = Surroundings(
                app=self.app,
                handlers=self.handlers,
                shape=self.shape,
                reads=frozenset(name for operation in known for name in operation.reads),
                writes=frozenset(name for operation in known for name in operation.writes),
            )
        return self._around


class State:
    """What the extension knows of one app: ``app.extensions["flask_resty"]``."""

    def __init__(self, app: Flask) -> None:
        #: By Api and by what it is called in errors.
        self.apis: dict[object, Installed] = {}
        #: By endpoint, then by rule.
        self.routes: dict[str, dict[str, Route]] = {}
        #: By host or subdomain, and rule.
        self.rules: dict[tuple[str | None, str], Route] = {}
        #: Blueprints that an Api mounted, by the name that they are registered under.
        self.mounted: dict[str, Installed] = {}
        self.owners: dict[Route, Owner] = {}
        self.prefixes = Prefixes(app)
        Outside(app, self.prefixes, self.owner_of)
        #: One function for good: Flask-Limiter is told of it once.
        self.is_ours = lambda request: request.url_rule is not None and request.url_rule.endpoint in self.routes

    def route(self, endpoint: str, rule: str) -> Route | None:
        """Give the route at an endpoint and rule."""
        return self.routes.get(endpoint, {}).get(rule)

    def owner_of(self, endpoint: str, rule: str) -> Owner | None:
        """Give who answers for a route where no verb of it ran."""
        route = self.route(endpoint, rule)
        return None if route is None else self.owners[route]

    def installed_for(self, name: str) -> Installed:
        """Give the Api that a blueprint of this name belongs to: the one that mounted its root, or the only one.

        :raise ConfigError: if that is not clear.
        """
        mounted = self.mounted.get(name.partition(".")[0])
        if mounted is not None:
            return mounted
        if len(self.apis) == 1:
            return next(iter(self.apis.values()))
        raise ConfigError(
            f"The app has {len(self.apis)} Apis, so it is not clear which one the blueprint {name!r} belongs to. "
            "Mount it with api.register_blueprint(...)."
        )


def state_of(app: Flask) -> State:
    """Give the state of an app.

    :raise ConfigError: if the app has no Api yet.
    """
    state: State | None = app.extensions.get(_KEY)
    if state is None:
        raise ConfigError(f"The app {app.name!r} has no Api yet. Call api.init_app(app) before you register what belongs to it.")
    return state


def make_state(app: Flask) -> State:
    """Give the state of an app, made and its settings read at the first time."""
    if _KEY not in app.extensions:
        _read_config(app)
        app.extensions[_KEY] = State(app)
    return state_of(app)


def _read_config(app: Flask) -> None:
    for key in app.config:
        if key.startswith("RESTY_") and key not in CONFIG:
            warnings.warn(f"{key!r} is no setting of flask_resty.{_did_you_mean(key, CONFIG)}", stacklevel=6)
    for key, default in CONFIG.items():
        app.config.setdefault(key, default)
    if app.config["RESTY_CHECK_RESPONSES"] not in {"raise", "log", "off"}:
        raise ConfigError(f"RESTY_CHECK_RESPONSES is {app.config['RESTY_CHECK_RESPONSES']!r}. Set it to 'raise', 'log' or 'off'.")


def join(prefix: str | None, rule: str) -> str:
    """Put a prefix before a rule, as Flask's blueprints do."""
    if prefix is None:
        return rule
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix


#: A layer, with what it says besides its stack.
Said = tuple[Layer, Settings]


def add(
    installed: Installed,
    declaration: Declaration,
    *,
    rule: str,
    endpoint: str,
    defaults: Mapping[str, Any],
    subdomain: str | None,
    layers: tuple[Said, ...],
    add_url_rule: Callable[..., None],
) -> None:
    """Make the route of a declaration in one app, and add its rule.

    :param rule: the whole rule, with its prefixes.
    :param endpoint: the whole endpoint, with the names of blueprints.
    :param layers: what the resource stands under, outermost first.
    :raise ConfigError: if the declaration does not fit the rule, the stack, or what is there already.
    """
    cls, state, given = declaration.resource, state_of(installed.app), declaration.options
    place = given.get("host") or given.get("subdomain") or subdomain
    _check_free(state, installed.app, cls, (place, rule), endpoint)
    own = Layer("resource", f"{endpoint} {rule}", tuple(given.get("middleware", ())))
    layers = (*layers, (own, declaration.settings))
    variables = tuple(dict.fromkeys([*_VARIABLE.findall(rule), *defaults, *given.get("defaults", ())]))
    made = operations(cls, endpoint=endpoint, rule=rule, variables=variables, layers=layers, methods=given.get("methods"))
    shared = tuple(layer for layer, _ in layers)
    route = Route(endpoint=endpoint, rule=rule, resource=cls, layers=shared, operations=made, around=installed.around)
    route.runs["OPTIONS"] = at_first(route, state.route)
    _settle(installed, made.values())
    at_endpoint = state.routes.setdefault(endpoint, {})
    view = installed.app.view_functions[endpoint] if at_endpoint else view_of(cls, endpoint, at_endpoint)
    at_endpoint[rule] = state.rules[place, rule] = route
    state.owners[route] = Owner(endpoint, shared, installed.around)
    installed.routes.append(route)
    methods = sorted(route.runs)
    add_url_rule(declaration.rule, declaration.endpoint, view, methods=methods, provide_automatic_options=False, **declaration.rule_options)


def _check_free(state: State, app: Flask, cls: type[Resource], place: tuple[str | None, str], endpoint: str) -> None:
    if place in state.rules:
        other = state.rules[place].resource
        raise ConfigError(f"Two resources have the rule {place[1]!r}: {where(other)} and {where(cls)}. Give each a rule of its own.")
    for other in (route.resource for route in state.routes.get(endpoint, {}).values()):
        if other is not cls:
            raise ConfigError(
                f"Two resources have the endpoint {endpoint!r}: {where(other)} and {where(cls)}. Pass endpoint= to one of them."
            )
    if place[1] in state.routes.get(endpoint, {}) or (endpoint in app.view_functions and endpoint not in state.routes):
        raise ConfigError(f"The endpoint {endpoint!r} of {where(cls)} is taken in the app already. Pass endpoint= to choose another.")


def _settle(installed: Installed, made: Iterable[Operation]) -> None:
    """Let the entries of each stack get ready, and refuse what does not fit."""
    for operation in made:
        for placed in operation.stack:
            if isinstance(placed.entry, Throttle):
                prepare(installed.app, installed.is_ours)
            if type(placed.entry).settle is not Entry.settle:
                endpoint, method = operation.endpoint, operation.method
                placed.entry.settle(Seat(app=installed.app, endpoint=endpoint, method=method, layer=placed.layer, stack=operation.stack))
