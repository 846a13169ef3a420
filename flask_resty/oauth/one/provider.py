"""A provider of OAuth 1.0, as a blueprint."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask import Blueprint
from flask import Flask
from flask import Request
from flask.blueprints import BlueprintSetupState

from ...auth.challenges import Unauthorized
from ...auth.claims import TokenPrincipal
from ...auth.claims import making
from ...auth.counts import Counts
from ...auth.oauth1 import OAuth1
from ...auth.oauth1 import Signer
from ...errors import ConfigError
from ...http.seconds import seconds_of
from ..extension import ONE
from ..visitor import known_by
from ..work import Source
from ..work import Work
from .authorization_endpoint import AuthorizationEndpoint
from .consumers import Consumers
from .endpoints import access_token
from .endpoints import endpoint
from .endpoints import request_token
from .models import Consumer
from .models import TemporaryCredentials
from .pruning import prune
from .relocking import relock_all
from .tokens import Tokens
from .vault import check
from .vault import unlock


class OAuth1Provider:
    """Lets people allow other applications to act in their name, by OAuth 1.0 (RFC 5849). For new ones take OAuth 2.

    The endpoints are ``request_token``, ``authorize`` and ``access_token`` below ``/oauth1``. Secrets are encrypted by the
    app's ``SECRET_KEY``.

    :param session: where sessions come from, as :class:`~flask_resty.oauth.Registry` takes it.
    :param user: gives the principal who sits at the browser, or ``None``, by the session of the application; it may be
        ``async def``.
    :param login: the endpoint, or the address, where people log in. It is sent the parameter ``next``: the path to come back to.
    :param account: ``account(principal)`` gives the name of the account, as people know it; its id if left out.
    :param permission: what people are told that they allow.
    :param methods: the signature methods that are taken; see :class:`~flask_resty.auth.OAuth1`, as for ``storage`` and ``now``.
    :param lifetime: how long people have to consent, and consumers then to ask for the token, in seconds or as a ``timedelta``.
    :param storage: where nonces are remembered.
    :param now: gives the time, in seconds.
    :raise ConfigError: for what cannot be called, methods that there are not, and a lifetime that is no time.
    """

    #: Registers consumers, and decides upon them.
    consumers: Consumers
    #: Knows the tokens, and revokes them.
    tokens: Tokens

    def __init__(
        self,
        session: Source,
        *,
        user: Callable[[], Any],
        login: str,
        account: Callable[[Any], str] | None = None,
        permission: str = "act in your name, as you could yourself",
        methods: Collection[str] = ("HMAC-SHA256", "HMAC-SHA1"),
        lifetime: float | timedelta = 600,
        storage: str = "memory://",
        now: Callable[[], float] = time.time,
    ) -> None:
        self._work = Work(session, now, self)
        self.consumers = Consumers(self._work)
        self.tokens = Tokens(self._work, seconds_of("OAuth1Provider(lifetime)", lifetime))
        # A nonce that was used at one endpoint is used everywhere.
        self._signed: dict[str, Any] = {"methods": methods, "storage": Counts(storage, now=now), "now": now}
        self._authorize = AuthorizationEndpoint(
            tokens=self.tokens,
            visitors=known_by("OAuth1Provider", user=user, login=login, account=account),
            permission=permission,
        )
        #: The endpoints.
        self.blueprint = Blueprint("oauth1", __name__, url_prefix="/oauth1")
        self._mount(realm="OAuth")

    def init_app(self, app: Flask) -> None:
        """Put the endpoints into an app, and tell its commands (``flask resty consumers``) of this provider.

        :raise ConfigError: if the app has another one, or no ``SECRET_KEY``.
        """
        if app.extensions.setdefault(ONE, self) is not self:
            raise ConfigError(f"The app {app.name!r} has a provider of OAuth 1.0 already.")
        app.register_blueprint(self.blueprint)

    def authenticator(self, *, principal: Callable[[Any], Any] | None = None, two_legged: bool = False, realm: str = "API") -> OAuth1:
        """Give the authenticator for resources that take the tokens of this provider.

        :param principal: makes the principal of a request from a :class:`~flask_resty.auth.TokenPrincipal`, or gives ``None`` where
            there is nobody any more; may be ``async def``.
        :param two_legged: whether consumers may come without a token, for themselves.
        """
        make = making(principal, "OAuth1Provider")
        return _Authenticator(make, self._known, self._token, two_legged=two_legged, realm=realm, **self._signed)

    def relock(self) -> int:
        """Encrypt all secrets by the app's ``SECRET_KEY``, so that the ``SECRET_KEY_FALLBACKS`` can go, and tell how many there are.

        It needs an app context.
        """
        return relock_all(self._work)

    def prune(self, progress: Callable[[int], None] = lambda deleted: None) -> int:
        """Delete the tokens that have ended, a little at a time, and tell how many they were; do it once a day.

        :param progress: is told now and then how many are deleted so far.
        """
        return prune(self._work, progress)

    def _mount(self, realm: str) -> None:
        by_consumer = OAuth1(self._known_itself, two_legged=True, realm=realm, **self._signed)
        by_temporary = OAuth1(self._known, self._temporary, realm=realm, **self._signed)
        add = self.blueprint.add_url_rule
        add("/request_token", "request_token", endpoint(request_token(by_consumer, self.tokens)), methods=["POST"])
        add("/authorize", "authorize", self._authorize, methods=["GET", "POST"])
        add("/access_token", "access_token", endpoint(access_token(by_temporary, self.tokens)), methods=["POST"])
        self.blueprint.record(_check)

    def _known(self, key: str) -> Signer | None:
        consumer = self.consumers.find(key)
        return None if consumer is None else _signer_of(consumer, TokenPrincipal(id=key, client_id=key))

    def _known_itself(self, key: str) -> Signer | None:
        consumer = self.consumers.find(key)
        return None if consumer is None else _signer_of(consumer, consumer)

    def _token(self, key: str, token: str) -> tuple[str, TokenPrincipal] | None:
        found = self.tokens.find(token)
        if found is None or found.consumer_key != key:
            return None
        return unlock(found.secret), TokenPrincipal(id=found.subject, client_id=key)

    def _temporary(self, key: str, token: str) -> tuple[str, TemporaryCredentials] | None:
        found = self.tokens.temporary(token)
        return None if found is None or found.consumer_key != key else (unlock(found.secret), found)


class _Authenticator(OAuth1):
    """Asks the application for its principal only of requests whose signature is right."""

    def __init__(self, make: Callable[[Any], Any], *found: Any, **options: Any) -> None:
        super().__init__(*found, **options)
        self._make = make

    def authenticate(self, request: Request) -> Any | None:
        given = super().authenticate(request)
        principal = None if given is None else self._make(given)
        if given is not None and principal is None:
            raise Unauthorized(challenges=self.challenges())
        return principal


def _signer_of(consumer: Consumer, principal: Any) -> Signer:
    return Signer(
        secret=None if consumer.secret is None else unlock(consumer.secret),
        public_key=consumer.public_key,
        principal=principal,
        is_enabled=consumer.is_approved,
    )


def _check(state: BlueprintSetupState) -> None:
    check(state.app)
