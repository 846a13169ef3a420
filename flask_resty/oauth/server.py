"""An authorization server: OAuth 2.1, as a blueprint."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask import Flask
from flask import Response
from flask.blueprints import BlueprintSetupState

from ..auth.bearer import Bearer
from ..auth.protected_resource import ProtectedResource
from ..errors import ConfigError
from .answers import Answer
from .answers import described
from .answers import preflight
from .answers import programs
from .authorization_endpoint import AuthorizationEndpoint
from .bearer import ServerBearer
from .bearer import flows_of
from .confirmation import check as check_sessions
from .discovery import metadata_of
from .discovery import path_of
from .discovery import well_known_path
from .introspection_endpoint import IntrospectionEndpoint
from .refusal import Refusal
from .registration import checked_scopes
from .registry import Registry
from .revocation_endpoint import RevocationEndpoint
from .token_endpoint import TokenEndpoint
from .visitor import known_by


class AuthorizationServer:
    """Lets people allow other applications to use their account, without giving them their password.

    What OAuth 2.1 kept of OAuth 2.0: authorization codes with PKCE by S256, which every client has to use; client credentials;
    refresh tokens that are good once; revocation (RFC 7009), introspection (RFC 7662) and metadata (RFC 8414). The endpoints
    are ``authorize``, ``token``, ``revoke`` and ``introspect`` below ``/oauth``, or below the path of the issuer where it has
    one.

    :param registry: what has the clients, and gives the tokens.
    :param issuer: the address of the server as clients know it: with ``https``, without a slash at its end.
    :param user: gives the principal who sits at the browser, or ``None``, by the session of the application; it may be
        ``async def``.
    :param login: the endpoint, or the address, where people log in. It is sent the parameter ``next``: the path to come back to.
    :param scopes: what can be allowed: each scope with a few words that tell people what it means.
    :param account: ``account(principal)`` gives the name of the account, as people know it; its id if left out.
    :param remember: whether to allow at once what a person has allowed the same client before. Clients that run on the device
        are asked for each time.
    :param introspects: the ids of clients, as of resource servers, that may introspect the access tokens of other clients.
    :raise ConfigError: for a registry, an issuer or a scope that cannot be one, and for what cannot be called.
    """

    def __init__(
        self,
        *,
        registry: Registry,
        issuer: str,
        user: Callable[[], Any],
        login: str,
        scopes: Mapping[str, str],
        account: Callable[[Any], str] | None = None,
        remember: bool = False,
        introspects: Collection[str] = (),
    ) -> None:
        if not isinstance(registry, Registry):
            raise ConfigError(f"AuthorizationServer has no registry in {type(registry).__name__!r}. Give Registry(sessionmaker(engine)).")
        scopes = _checked_meanings(scopes)
        trusted = _checked_ids(introspects)
        #: The metadata of the server (RFC 8414, 2).
        self.metadata = metadata_of(issuer, scopes)
        self._registry = registry
        self._flows = flows_of(self.metadata, scopes)
        self._authorize = AuthorizationEndpoint(
            registry=registry,
            issuer=issuer,
            scopes=scopes,
            visitors=known_by("AuthorizationServer", user=user, login=login, account=account),
            remember=remember,
        )
        self._token = TokenEndpoint(registry=registry, scopes=scopes)
        self._revoke = RevocationEndpoint(registry)
        self._introspect = IntrospectionEndpoint(registry=registry, issuer=issuer, trusted=trusted)
        #: The endpoints. Limits and hooks of one's own may be put on it, as on any blueprint, before it is registered.
        self.blueprint = Blueprint("oauth", __name__)
        self.blueprint.record(self._mount)

    def init_app(self, app: Flask) -> None:
        """Put the endpoints into an app, and tell its commands of the registry.

        :raise ConfigError: if the app has another registry, or no ``SECRET_KEY`` for its sessions.
        """
        self._registry.init_app(app)
        app.register_blueprint(self.blueprint)

    def bearer(self, *, realm: str = "API", resource: ProtectedResource | None = None) -> Bearer:
        """Give the authenticator for resources that take the tokens of this server.

        :param realm: what the token is for.
        :param resource: what the API tells of itself (RFC 9728).
        """
        return ServerBearer(self._registry.verify, self._flows, realm=realm, resource=resource)

    def _mount(self, state: BlueprintSetupState) -> None:
        issuer = self.metadata["issuer"]
        if state.url_prefix:
            raise ConfigError(
                f"The endpoints of {issuer!r} cannot stand below {state.url_prefix!r}: clients would not find their metadata. "
                "Give the server an issuer with that path, and register its blueprint without url_prefix."
            )
        check_sessions(state.app, "AuthorizationServer")
        _add(state, "authorize", f"{path_of(issuer)}/oauth/authorize", ["GET", "POST"], self._authorize)
        self._add_shared(state, "token", self._token)
        self._add_shared(state, "revoke", self._revoke)
        _add(state, "introspect", f"{path_of(issuer)}/oauth/introspect", ["POST"], programs(self._introspect, is_shared=False))
        _add(state, "metadata", well_known_path(issuer), ["GET"], described(self.metadata))
        _add(state, "metadata_options", well_known_path(issuer), ["OPTIONS"], preflight("GET"))

    def _add_shared(self, state: BlueprintSetupState, name: str, answer: Answer) -> None:
        rule = f"{path_of(self.metadata['issuer'])}/oauth/{name}"
        _add(state, name, rule, ["POST"], programs(answer))
        _add(state, f"{name}_options", rule, ["OPTIONS"], preflight("POST"))


def _add(state: BlueprintSetupState, name: str, rule: str, methods: list[str], view: Callable[[], Response]) -> None:
    def answer() -> Response:
        return view()

    # Flask-Limiter counts by the name of the function.
    answer.__name__ = answer.__qualname__ = name
    state.add_url_rule(rule, name, answer, methods=methods, provide_automatic_options=False)


def _checked_meanings(scopes: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(scopes, Mapping) or not all(isinstance(meaning, str) and meaning for meaning in scopes.values()):
        raise ConfigError(
            f"AuthorizationServer has the scopes {scopes!r}. Give each with what it means, as in {{'posts:read': 'read posts'}}."
        )
    try:
        checked_scopes(scopes)
    except Refusal as refusal:
        raise ConfigError(f"AuthorizationServer has the scopes {list(scopes)!r}. {refusal.description}") from refusal
    return dict(scopes)


def _checked_ids(introspects: Collection[str]) -> frozenset[str]:
    if isinstance(introspects, str):
        raise ConfigError(f"AuthorizationServer has introspects={introspects!r}. Give a list of ids, as in introspects=[{introspects!r}].")
    return frozenset(introspects)
