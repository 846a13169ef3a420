"""How a declaration becomes a route of an app."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from flask import Flask
from flask import Request
from flask import current_app
from werkzeug.exceptions import HTTPException

from . import config
from .declaration import Declaration
from .declaration import Said
from .declaration import declare
from .errors import ConfigError
from .errors import Shape
from .location import check_locations
from .middleware.throttling.app_limiter import exempt_options
from .mount import Mount
from .mount import operations
from .negotiating import formats_in
from .negotiating import formats_named
from .offers import names_endpoint
from .offers import version_endpoint
from .operation import Operation
from .options import Serving
from .options import at_first
from .outside import Outside
from .pipeline import Route
from .pipeline import view_of
from .prefixes import Prefixes
from .prefixes import Realm
from .problems import Handlers
from .problems import Wording
from .problems import wording
from .rule import lazily
from .settings import Settings
from .settling import check_free
from .settling import settle
from .settling import variables_of
from .settling import with_anonymous
from .short_names import names_resources
from .stack import Layer
from .surroundings import Surroundings
from .url_formats import route_with_format
from .url_formats import rule_with_format

_KEY = "flask_resty"


@dataclass(eq=False, kw_only=True)
class Installed:
    """One Api in one app."""

    app: Flask
    #: The Api's own layer, and what it says besides its stack.
    layer: Layer
    settings: Settings
    handlers: Handlers
    shape: Shape | None
    routes: list[Route] = field(default_factory=list)
    _around: Surroundings | None = None

    def around(self) -> Surroundings:
        """Give what all operations share. It is asked for at the first request, when all of them are known.

        :raise ConfigError: if one of them names a resource that is not there.
        """
        if self._around is None:
            known = [*self._operations()]
            if self.app.debug or self.app.testing:
                # Others may come later still; but who develops or tests is told at once, whatever is asked for.
                check_locations(known, self.app)
            self._around = Surroundings(
                app=self.app,
                handlers=self.handlers,
                wording=self._wording,
                reads=frozenset(name for operation in known for name in operation.reads),
                writes=frozenset(name for operation in known for name in operation.writes),
            )
        return self._around

    def _operations(self) -> Iterator[Operation]:
        return with_anonymous(operation for route in self.routes for operation in route.operations.values())

    def _wording(self, operation: Operation | None) -> Wording:
        """Give how problems are worded for who takes what the Api can write, or what an operation can."""
        usual = self.settings.emitters or ()
        if operation is None:
            return wording(self.shape, usual, formats_in if self.settings.format_in_url else lambda request: ())
        return wording(self.shape, (*usual, *(offer.emitter for offer in operation.offers)), formats_named(operation))

    def publications(self, rule: str) -> tuple[Declaration, Declaration]:
        """Declare what publishes the short names of all operations.

        :param rule: where they are told, without the Api's prefix; those of each version are below it.
        """
        whole = self.settings.names_rule or rule
        index, version = names_resources(lambda: [*self._operations()])
        below = declare(version, f"{rule.rstrip('/')}/<version>", {"endpoint": version_endpoint(whole)})
        return declare(index, rule, {"endpoint": names_endpoint(whole)}), below

    def add(
        self,
        declaration: Declaration,
        *,
        rule: str,
        endpoint: str,
        defaults: Mapping[str, Any],
        subdomain: str | None,
        layers: tuple[Said, ...],
        add_url_rule: Callable[..., None],
    ) -> None:
        """Make the route of a declaration, and add its rule to the app.

        :param rule: the whole rule, with its prefixes.
        :param endpoint: the whole endpoint, with the names of blueprints.
        :param layers: what the resource stands under, outermost first.
        :raise ConfigError: if the declaration does not fit the rule, the stack, or what is there already.
        """
        state, given = state_of(self.app), declaration.options
        place = given.get("host") or given.get("subdomain") or subdomain
        check_free(state.rules, state.routes, self.app, declaration.resource, (place, rule), endpoint)
        set_by = {**defaults, **given.get("defaults", {})}
        mount = _mount(declaration, rule, endpoint, tuple(dict.fromkeys([*variables_of(place, rule), *set_by])), layers)
        route = self._route(declaration, mount, state.serving)
        at_endpoint = state.routes.get(endpoint, {})
        view = self.app.view_functions[endpoint] if at_endpoint else view_of(route.resource, endpoint, at_endpoint)
        fixed: dict[str, Any] = {"methods": sorted(route.runs), "provide_automatic_options": False}
        with lazily(self.app):
            add_url_rule(declaration.rule, declaration.endpoint, view, **fixed, **declaration.rule_options)
        # Written down only now: Flask may have refused it.
        at_endpoint[rule] = state.rules[place, rule] = route
        state.routes[endpoint] = at_endpoint
        self.routes.append(route)
        named = rule_with_format(rule, route.operations.values()) if self.settings.format_in_url else None
        if named is not None:
            at_endpoint[named] = route_with_format(route, named)
            options = {"subdomain": subdomain, **declaration.rule_options, "defaults": set_by}
            with lazily(self.app):
                self.app.add_url_rule(named, endpoint, view, **fixed, **options)

    def _route(self, declaration: Declaration, mount: Mount, serving: Serving) -> Route:
        """Make the route of a class where it stands, and let what stands in its stacks get ready."""
        made = operations(declaration.resource, mount, declaration.options.get("methods"))
        route = Route(
            endpoint=mount.endpoint,
            rule=mount.rule,
            resource=declaration.resource,
            layers=tuple(layer for layer, _ in mount.layers),
            operations=made,
            around=self.around,
        )
        route.runs["OPTIONS"] = at_first(route, serving)
        settle(self.app, made.values())
        return route


def _mount(declaration: Declaration, rule: str, endpoint: str, variables: tuple[str, ...], layers: tuple[Said, ...]) -> Mount:
    """Say where a declaration stands in an app."""
    given = declaration.options
    own = Layer("resource", f"{endpoint} {rule}", tuple(given.get("middleware", ())))
    return Mount(
        endpoint=endpoint,
        rule=rule,
        variables=variables,
        layers=(*layers, (own, declaration.settings)),
        verbs=endpoint,
        tags=declaration.tags_at(endpoint),
        is_described=given.get("is_described", True),
        require_match=given.get("require_match", False),
    )


class State:
    """What the extension knows of one app: ``app.extensions["flask_resty"]``."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        #: By Api.
        self.apis: dict[object, Installed] = {}
        #: By endpoint, then by rule.
        self.routes: dict[str, dict[str, Route]] = {}
        #: By host or subdomain, and rule.
        self.rules: dict[tuple[str | None, str], Route] = {}
        #: Blueprints that an Api mounted, by the name that they are registered under.
        self.mounted: dict[str, Installed] = {}
        self.prefixes = Prefixes(app)
        Outside(app, self.prefixes, route=self.route, serving=self.serving, is_ours=is_ours)

    def install(self, api: object, *, layer: Layer, settings: Settings, handlers: Handlers, shape: Shape | None) -> Installed:
        """Take an Api in."""
        installed = self.apis[api] = Installed(app=self._app, layer=layer, settings=settings, handlers=handlers, shape=shape)
        return installed

    def own(self, prefix: str, name: str, layers: tuple[Layer, ...], installed: Installed) -> None:
        """Have an Api answer for all paths under a prefix."""
        self.prefixes.add(prefix, Realm(name, layers, installed.around))

    def route(self, endpoint: str, rule: str) -> Route | None:
        """Give the route at an endpoint and rule."""
        return self.routes.get(endpoint, {}).get(rule)

    def serving(self, request: Request, method: str) -> Route | None:
        """Give the route of ours that serves a method at the path of a request: rules may overlap."""
        try:
            adapter = self._app.create_url_adapter(request)
            assert adapter is not None
            rule = adapter.match(method=method, return_rule=True)[0]
        except HTTPException:
            return None
        return self.route(rule.endpoint, rule.rule)

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
        config.read(app)
        app.extensions[_KEY] = State(app)
        exempt_options(app, is_ours)
    return state_of(app)


def is_ours(request: Request) -> bool:
    """Tell whether a request was routed to a resource. It holds no app, since a Flask-Limiter may outlive some."""
    state: State | None = current_app.extensions.get(_KEY)
    rule = request.url_rule
    return state is not None and rule is not None and state.route(rule.endpoint, rule.rule) is not None
