"""Introspection: asking the server that issued a token what it is worth (RFC 7662)."""

from __future__ import annotations

import logging
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

from ..errors import ConfigError
from ..http.seconds import seconds_of
from .addresses import checked_url
from .claims import Expectation
from .claims import Make
from .claims import checked_issuer
from .claims import checked_names
from .claims import making
from .claims import principal_in
from .fetching import Failed
from .fetching import Pause
from .fetching import Unreachable
from .fetching import fetch
from .fetching import unavailable
from .tokens import digest_of

logger = logging.getLogger("flask_resty")

# As many tokens as may be kept in mind.
_MOST = 1024


class Introspection:
    """Asks the authorization server about each token: ``Bearer(verify=Introspection(url, "api", secret))``.

    It gives a :class:`TokenPrincipal`, or ``None`` for a token that is not active, has expired, is not for this API, or is
    of another type than ``Bearer``. Where
    the server does not answer, or not with what RFC 7662 says, requests get 503 with ``Retry-After``; one that cannot be reached, or
    lets us wait for too long, is left alone for a second, and longer each time, up to a minute.

    :param url: the introspection endpoint: https, or http on loopback. Redirects are not followed.
    :param client_id: who asks, and
    :param client_secret: what proves it, by Basic authentication (RFC 6749, 2.3.1).
    :param issuer: what ``iss`` has to be; not looked at if left out.
    :param audience: what ``aud`` has to name, one or several of which any will do; not looked at if left out.
    :param cache: how long the answer for an active token is kept in the memory of the process, in seconds or as a ``timedelta``.
        For so long, the token outlives its revocation. With 0, each request asks.
    :param timeout: how long the server may take to answer, in seconds or as a ``timedelta``.
    :param principal: ``principal(token_principal)`` makes the application's own principal, or ``None`` to refuse; may be ``async def``.
    :param now: gives a time in seconds that only goes forward.
    :raise ConfigError: for an address that cannot be trusted, times that are none, and a client without a name or a secret.
    """

    #: What a request may be answered with besides, where somebody else does not answer.
    statuses = (503,)

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        *,
        issuer: str | None = None,
        audience: str | Collection[str] | None = None,
        cache: float | timedelta = 0,
        timeout: float | timedelta = 5,
        principal: Make | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = checked_url(url, "Introspection")
        self._headers = {"Authorization": _basic(client_id, client_secret)}
        self._expectation = Expectation(
            issuer=None if issuer is None else checked_issuer(issuer, "Introspection"),
            audience=frozenset() if audience is None else checked_names(audience, "Introspection", "audience"),
        )
        self._timeout = seconds_of("Introspection(timeout)", timeout)
        kept = seconds_of("Introspection(cache)", cache)
        self._kept = _Kept(kept, now) if kept else None
        self._pause = Pause(now)
        self._make = making(principal, "Introspection")

    def __repr__(self) -> str:
        return f"Introspection({self.url!r})"

    def __call__(self, token: str) -> Any | None:
        """Give the principal of a token, ``None`` if it is not good.

        :raise Problem: 503 if the server does not say.
        """
        claims = self._asked(token) if self._kept is None else self._kept.get(token, self._asked)
        # A word like "true" is no answer: all that is not exactly this means no (RFC 7662, 2.2).
        if claims.get("active") is not True:
            return None
        if not _is_for_its_bearer(claims.get("token_type")):
            return None
        try:
            self._expectation.check(claims)
            # Where there is a user without a subject, the client must not be taken for the user.
            principal = principal_in({"sub": claims.get("username"), **claims})
        except ValueError:
            return None
        return self._make(principal)

    def _asked(self, token: str) -> Mapping[str, Any]:
        if self._pause.seconds:
            raise unavailable(self._pause.seconds)
        asked = self._pause.now()
        form = {"token": token, "token_type_hint": "access_token"}
        try:
            claims = fetch(self.url, timeout=self._timeout, form=form, headers=self._headers)
        except Failed as error:
            # An answer that is wrong may be the doing of this one token, for which others must not wait.
            if isinstance(error, Unreachable):
                self._pause.lengthen(asked)
            logger.warning("The introspection at %s failed. %s", self.url, error)
            raise unavailable(self._pause.seconds) from error
        self._pause.end()
        return claims


def _is_for_its_bearer(token_type: Any) -> bool:
    # One that is bound to a key is not (RFC 9449, 7.1), nor is a refresh token. Some servers name the use in place of the type.
    return token_type is None or (isinstance(token_type, str) and token_type.lower() in {"bearer", "access_token"})


class _Kept:
    """The last answers for active tokens, by their digests: no token is kept in clear."""

    def __init__(self, seconds: float, now: Callable[[], float]) -> None:
        self._seconds = seconds
        self._now = now
        self._lock = Lock()
        self._answers: OrderedDict[str, tuple[float, Mapping[str, Any]]] = OrderedDict()

    def get(self, token: str, ask: Callable[[str], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Give the answer for a token, kept or new."""
        digest = digest_of(token)
        with self._lock:
            until, answer = self._answers.get(digest, (0.0, None))
        if answer is None or until <= self._now():
            answer = ask(token)
            # What is not active is not kept: whoever tries tokens would push out those that are.
            if answer.get("active") is True:
                self._keep(digest, answer)
        return answer

    def _keep(self, digest: str, answer: Mapping[str, Any]) -> None:
        with self._lock:
            self._answers[digest] = self._now() + self._seconds, answer
            self._answers.move_to_end(digest)
            if len(self._answers) > _MOST:
                self._answers.popitem(last=False)


def _basic(client_id: str, client_secret: str) -> str:
    for name, value in (("client_id", client_id), ("client_secret", client_secret)):
        if not isinstance(value, str) or not value:
            raise ConfigError(f"Introspection has no {name}. Give the one that the authorization server knows this API by.")
    # Both are form-encoded first (RFC 6749, 2.3.1): a colon in the name would be taken for the end of it.
    return "Basic " + b64encode(f"{quote_plus(client_id)}:{quote_plus(client_secret)}".encode()).decode()
