"""The extension: an :class:`Api` registers resources on apps, alone or through blueprints.

A declaration is kept until an app is there. Then ``registry`` comes in and makes a route of it: the layers that it stands under are
put together, each verb becomes an ``Operation``, and an ordinary Flask rule is added. A request comes in through that
rule; ``pipeline`` tells what happens from there on, but for OPTIONS, which ``options`` answers. Where no rule fits (404,
405), ``outside`` answers, if the path is under a prefix that was told to ``prefixes`` here.

``State`` (in ``app.extensions``) is what one app knows of its Apis, ``Installed`` is one Api in one app.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol
from typing import TypeVar
from typing import Unpack
from typing import runtime_checkable
from weakref import WeakSet

import flask
from flask import Flask

from .contract import Envelope
from .declaration import Declaration
from .declaration import ResourceOptions
from .declaration import check_rule
from .declaration import declare
from .declaration import join
from .errors import ConfigError
from .errors import Shape
from .media import JSON_EMITTER
from .media import JSON_PARSER
from .media import Emitter
from .media import Parser
from .operation import Operation
from .resource import Resource
from .settings import Settings
from .stack import Layer
from .stack import check
from .typing import F

if TYPE_CHECKING:
    from .registry import Installed
    from .registry import State

R = TypeVar("R", bound=type[Resource])


@runtime_checkable
class Publication(Protocol):
    """What tells of an Api, on resources of its own."""

    def declare(self, api: Api) -> None:
        """Register them."""
        ...


class Api:
    """A REST API on Flask.

    :param app: the app to serve it on; more by :meth:`init_app`.
    :param title: the name of the API, for people.
    :param version: its version, for people.
    :param url_prefix: what all of its rules begin with. The Api answers for every path under it, 404 included;
        without a prefix it answers for its own rules only, with ``"/"`` for all paths.
    :param middleware: the outermost layer of the stack.
    :param emitters: what it can write, the default first; JSON if left out.
    :param parsers: what it can read, the default first; JSON if left out.
    :param envelope: the member that bodies are wrapped in, both ways.
    :param problem: gives the data that is sent for a problem, where the problem document of RFC 9457 will not do.
    :param selection: whether clients may select members of what they get, as in ``?fields=id,title``; if left out, they may of what
        only reads.
    :param short_names: the rule where the short names of members are published, as in ``"/short-names"``; without it there are none.
    :param format_in_url: whether an address may name the format, as in ``/posts?format=yaml`` and ``/posts.yaml``.
    :param openapi: what describes it: an :class:`~flask_resty.openapi.OpenAPI`, which serves the document and its page.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        title: str = "API",
        version: str = "1",
        url_prefix: str | None = None,
        middleware: Sequence[Any] = (),
        emitters: Sequence[Emitter] = (JSON_EMITTER,),
        parsers: Sequence[Parser] = (JSON_PARSER,),
        envelope: Envelope | str | None = None,
        problem: Shape | None = None,
        selection: bool | None = None,
        short_names: str | None = None,
        format_in_url: bool = False,
        openapi: Publication | None = None,
    ) -> None:
        self.title = title
        self.version = version
        self.url_prefix = None if url_prefix is None else _checked_prefix(url_prefix)
        self.problem = problem
        #: What ``errorhandler`` registered, by class or status.
        self.handlers: dict[type[BaseException] | int, Callable[[Any], Any]] = {}
        self._entries = check(middleware, "the Api")
        self._settings = Settings(
            emitters=emitters,
            parsers=parsers,
            envelope=envelope,
            selection=selection,
            names_rule=None if short_names is None else join(self.url_prefix, _checked_names_rule(short_names)),
            format_in_url=format_in_url,
        )
        self.short_names = short_names
        self._declarations: list[Declaration] = []
        self._blueprints: list[tuple[flask.Blueprint, dict[str, Any]]] = []
        #: Weak, so that an app can go; nothing of an app is kept here.
        self._apps: WeakSet[Flask] = WeakSet()
        self.openapi = openapi
        if openapi is not None:
            if isinstance(openapi, type) or not isinstance(openapi, Publication):
                raise ConfigError(f"openapi={openapi!r} describes nothing. Give an OpenAPI(...) of flask_resty.openapi.")
            openapi.declare(self)
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Serve everything that was and will be declared on an app.

        :raise ConfigError: if the app has this Api or its prefix already, or a declaration does not fit.
        """
        if app in self._apps:
            raise ConfigError(f"This Api is on the app {app.name!r} already. Call init_app once for each app.")
        # Not at the top: what serves requests comes with the first app, and whoever only declares does without it.
        from .registry import make_state

        state = make_state(app)
        if self.url_prefix is not None and any(api.url_prefix == self.url_prefix for api in apis_of(app)):
            raise ConfigError(f"Another Api has the url_prefix {self.url_prefix!r} on the app {app.name!r} already. Give each one its own.")
        # By its number, since two Apis may have one title; the name stands in the keys of throttles, where processes share them.
        layer = Layer("api", str(len(state.apis)), self._entries, self.title)
        installed = state.install(self, layer=layer, settings=self._settings, handlers=self.handlers, shape=self.problem)
        self._apps.add(app)
        if self.url_prefix is not None:
            state.own(self.url_prefix, self.title, (layer,), installed)
        own = () if self.short_names is None else installed.publications(self.short_names)
        for declaration in (*self._declarations, *own):
            self._add(installed, declaration)
        for blueprint, options in self._blueprints:
            self._mount(installed, blueprint, options)

    def resource(self, rule: str, *, blueprint: flask.Blueprint | None = None, **options: Unpack[ResourceOptions]) -> Callable[[R], R]:
        """Register a resource at a rule, on every app that the Api has or will have.

        :param rule: a Flask rule, under the Api's prefix.
        :param blueprint: a plain Flask blueprint that the rule belongs to instead; it has its prefix from there.
        :param options: see :class:`ResourceOptions`.
        :raise ConfigError: if the declaration has a mistake that can be seen now; others are raised by ``init_app``.
        """
        check_rule(rule, options)

        def register(resource: R) -> R:
            declaration = declare(resource, rule, options)
            if blueprint is not None:
                from .blueprint import recorded

                blueprint.record(recorded(declaration, self._installed))
                return resource
            self._declarations.append(declaration)
            for app in self._apps:
                self._add(self._installed(app), declaration)
            return resource

        return register

    def register_blueprint(self, blueprint: flask.Blueprint, **options: Any) -> None:
        """Mount a blueprint on every app that the Api has or will have, under the Api's prefix and inside its stack.

        :param options: those of :meth:`flask.Flask.register_blueprint`.
        """
        self._blueprints.append((blueprint, options))
        for app in self._apps:
            self._mount(self._installed(app), blueprint, options)

    def errorhandler(self, what: type[Exception] | int) -> Callable[[F], F]:
        """Say what an exception of the domain, or a status, is for the client.

        :param what: a class of exceptions, whose handler gets the exception, or a status, whose handler gets the
            :class:`~flask_resty.Problem`. The handler returns what any handler may return, or a problem.
        :raise ConfigError: for anything else.
        """
        is_class = isinstance(what, type) and issubclass(what, Exception)
        if not is_class and (not isinstance(what, int) or not 400 <= what <= 599):
            raise ConfigError(f"errorhandler({what!r}) is for no error. Give a class of exceptions, or a status from 400 to 599.")

        def register(handler: F) -> F:
            self.handlers[what] = handler
            return handler

        return register

    def operations(self, app: Flask) -> tuple[Operation, ...]:
        """Give the table of operations of this Api on an app."""
        return tuple(operation for route in self._installed(app).routes for operation in route.operations.values())

    def _installed(self, app: Flask) -> Installed:
        installed = _state(app).apis.get(self)
        if installed is None:
            raise ConfigError(f"The Api {self.title!r} is not on the app {app.name!r}. Call its init_app(app) first.")
        return installed

    def _add(self, installed: Installed, declaration: Declaration) -> None:
        rule = join(self.url_prefix, declaration.rule)
        installed.add(
            declaration,
            rule=rule,
            endpoint=declaration.endpoint,
            defaults={},
            subdomain=None,
            layers=((installed.layer, installed.settings),),
            add_url_rule=lambda _, *args, **options: installed.app.add_url_rule(rule, *args, **options),
        )

    def _mount(self, installed: Installed, blueprint: flask.Blueprint, options: dict[str, Any]) -> None:
        prefix = options.get("url_prefix", blueprint.url_prefix)
        if self.url_prefix is not None:
            prefix = join(self.url_prefix, prefix or "")
        _state(installed.app).mounted[options.get("name", blueprint.name)] = installed
        installed.app.register_blueprint(blueprint, **{**options, "url_prefix": prefix})


def apis_of(app: Flask) -> list[Api]:
    """Give the Apis of an app, in the order in which they came to it; a :exc:`ConfigError` tells that it has none yet."""
    return [api for api in _state(app).apis if isinstance(api, Api)]


def _checked_prefix(prefix: str) -> str:
    if not prefix.startswith("/"):
        raise ConfigError(f"The url_prefix {prefix!r} does not begin with a slash. Write '/api', '/' to own all paths, or leave it out.")
    return prefix.rstrip("/") or "/"


def _checked_names_rule(rule: str) -> str:
    if not isinstance(rule, str) or not rule.startswith("/"):
        raise ConfigError(f"short_names={rule!r} is no rule to publish them at. Write one with a slash first: '/short-names'.")
    return rule


def _state(app: Flask) -> State:
    from .registry import state_of

    return state_of(app)
