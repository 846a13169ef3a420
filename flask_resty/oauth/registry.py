"""The registry: clients, what they were granted, and the tokens of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from ..auth.claims import making
from ..errors import ConfigError
from ..http.seconds import seconds_of
from .clients import Clients
from .codes import Codes
from .extension import EXTENSION
from .grants import Grants
from .issuing import Lifetimes
from .models import Client
from .pruning import prune
from .tokens import Tokens
from .work import Source
from .work import Work


class Registry:
    """Keeps clients, codes and tokens in the tables of :data:`metadata`; what is secret of them as digests only.

    It commits what it does at once, for a token that was given away must not get lost, and it rolls back what is refused.
    So it had better have a session of its own: give it a ``sessionmaker``. A session of the application is committed along
    with whatever else is in it.

    :param session: a ``sessionmaker``, a ``scoped_session``, a session, or a function that gives one.
    :param access_lifetime: how long access tokens are good, in seconds or as a ``timedelta``.
    :param refresh_lifetime: how long a refresh token waits to be used, in seconds or as a ``timedelta``.
    :param code_lifetime: how long a code waits to be redeemed, in seconds or as a ``timedelta``.
    :param principal: makes the principal of a request from the :class:`~flask_resty.auth.TokenPrincipal` of its token, or gives
        ``None`` where there is nobody any more; may be ``async def``.
    :param now: gives the time, in seconds.
    :raise ConfigError: for what is no session, and for lifetimes that are none.
    """

    #: Registers clients, decides upon them, and knows their secrets.
    clients: Clients
    #: Gives out authorization codes and redeems them.
    codes: Codes
    #: Issues, refreshes and revokes the tokens of a consent.
    grants: Grants

    def __init__(
        self,
        session: Source,
        *,
        access_lifetime: float | timedelta = 600,
        refresh_lifetime: float | timedelta = timedelta(days=30),
        code_lifetime: float | timedelta = 60,
        principal: Callable[[Any], Any] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        work = Work(session, now, self)
        lifetimes = Lifetimes(
            access=seconds_of("Registry(access_lifetime)", access_lifetime),
            refresh=seconds_of("Registry(refresh_lifetime)", refresh_lifetime),
            code=seconds_of("Registry(code_lifetime)", code_lifetime),
        )
        self.clients = Clients(work)
        self.codes = Codes(work, lifetimes)
        self.grants = Grants(work, lifetimes)
        self._tokens = Tokens(work, making(principal, "Registry"))
        self._work = work

    def init_app(self, app: Flask) -> None:
        """Tell an app's commands (``flask resty clients``, ``flask resty tokens``) of this registry.

        :raise ConfigError: if the app has another one.
        """
        if app.extensions.setdefault(EXTENSION, self) is not self:
            raise ConfigError(f"The app {app.name!r} has a registry already. Give both servers the same one.")

    def verify(self, token: str) -> Any | None:
        """Give the principal of an access token, ``None`` if it is not good now: ``Bearer(verify=registry.verify)``.

        Its time, its grant and the status of its client are looked up in one query, each time.
        """
        return self._tokens.verify(token)

    def introspect(self, token: str) -> dict[str, Any]:
        """Give what a resource may be told of an access or a refresh token (RFC 7662, 2.2): ``{"active": False}`` if it is dead."""
        return self._tokens.introspect(token)

    def revoke_token(self, token: str, client: Client | None = None) -> bool:
        """Revoke an access token, or with a refresh token the whole grant (RFC 7009, 2.1); tell whether there was one.

        :param client: the client that asks, ``None`` for somebody who may revoke any.
        :raise Refusal: ``invalid_grant`` for a token of another client.
        """
        return self._tokens.revoke(token, client)

    def prune(self, progress: Callable[[int], None] = lambda deleted: None) -> int:
        """Delete what has ended, a little at a time, and tell how many rows that was; do it once a day.

        :param progress: is told now and then how many rows are deleted so far.
        """
        return prune(self._work, progress)
