"""A Flask blueprint that carries resources, and how any blueprint brings those that it carries to an app."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar
from typing import Unpack

import flask
from flask import Flask
from flask.blueprints import BlueprintSetupState

from .contract import Envelope
from .declaration import Declaration
from .declaration import ResourceOptions
from .declaration import Said
from .declaration import check_rule
from .declaration import declare
from .declaration import join
from .media import Emitter
from .media import Parser
from .resource import Resource
from .settings import Settings
from .stack import Layer
from .stack import check

if TYPE_CHECKING:
    from .registry import Installed

R = TypeVar("R", bound=type[Resource])


class Blueprint(flask.Blueprint):
    """A Flask blueprint that carries resources and has a layer of the stack of its own.

    Mount it with ``api.register_blueprint(...)``, or with ``app.register_blueprint(...)`` where the app has one Api.
    The Api that it belongs to answers for every path under its prefix.

    :param middleware: the blueprint's layer of the stack.
    :param emitters: what its resources can write, the default first.
    :param parsers: what they can read, the default first.
    :param envelope: the member that their bodies are wrapped in.
    :param selection: whether clients may select members of what its resources show.
    :param options: those of :class:`flask.Blueprint`.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        middleware: Sequence[Any] = (),
        emitters: Sequence[Emitter] | None = None,
        parsers: Sequence[Parser] | None = None,
        envelope: Envelope | str | None = None,
        selection: bool | None = None,
        **options: Any,
    ) -> None:
        super().__init__(name, import_name, **options)
        self.entries = check(middleware, f"the blueprint {name!r}")
        self.settings = Settings(emitters=emitters, parsers=parsers, envelope=envelope, selection=selection)
        self.record(_own_prefix)

    def resource(self, rule: str, **options: Unpack[ResourceOptions]) -> Callable[[R], R]:
        """Register a resource at a rule of the blueprint; see :meth:`Api.resource`."""
        check_rule(rule, options)

        def register(resource: R) -> R:
            declaration = declare(resource, rule, options)
            self.record(recorded(declaration))
            return resource

        return register


def _name(setup: BlueprintSetupState) -> str:
    return f"{setup.name_prefix}.{setup.name}".lstrip(".")


def _app(setup: BlueprintSetupState) -> Flask:
    assert isinstance(setup.app, Flask)
    return setup.app


def _own_prefix(setup: BlueprintSetupState) -> None:
    """Make the Api answer for a blueprint's prefix. Under a subdomain it answers for its rules only."""
    # Not at the top: what serves requests comes with the first app.
    from .registry import state_of

    state = state_of(_app(setup))
    installed = state.installed_for(_name(setup))
    if setup.url_prefix and not setup.subdomain:
        layers = (installed.layer, *(layer for layer, _ in _layers(setup)))
        state.own(setup.url_prefix, _name(setup), layers, installed)


def _layers(setup: BlueprintSetupState) -> tuple[Said, ...]:
    """Give the layers of a blueprint and of those that it is nested in, outermost first."""
    parts = _name(setup).split(".")
    names = [".".join(parts[: end + 1]) for end in range(len(parts))]
    found = [(name, setup.app.blueprints[name]) for name in names]
    return tuple((Layer("blueprint", name, bp.entries), bp.settings) for name, bp in found if isinstance(bp, Blueprint))


def recorded(declaration: Declaration, installed_on: Callable[[Flask], Installed] | None = None) -> Callable[[BlueprintSetupState], None]:
    """Make what brings a declaration to each app that a blueprint comes to.

    :param installed_on: gives the Api in the app; the one that the blueprint belongs to, if left out.
    """

    def add(setup: BlueprintSetupState) -> None:
        from .registry import state_of

        app, name = _app(setup), _name(setup)
        installed = state_of(app).installed_for(name) if installed_on is None else installed_on(app)
        installed.add(
            declaration,
            rule=join(setup.url_prefix, declaration.rule),
            endpoint=f"{name}.{declaration.endpoint}",
            defaults=setup.url_defaults,
            subdomain=setup.subdomain,
            layers=((installed.layer, installed.settings), *_layers(setup)),
            add_url_rule=setup.add_url_rule,
        )

    return add
