"""Basic authentication: user name and password (RFC 7617)."""

from __future__ import annotations

from typing import Any

from flask import Request

from .authenticator import Authenticator
from .backoff import Backoff
from .challenges import Unauthorized
from .challenges import checked_realm
from .challenges import write
from .credentials import user_pass
from .verification import Secret
from .verification import Verify
from .verification import verifier


class Basic(Authenticator):
    """User name and password in every request. Serve it over TLS only.

    Exactly one of ``verify`` and ``secret`` is given; both may be ``async def``.

    :param verify: ``verify(username, password)`` gives the principal, or ``None`` for a wrong pair.
    :param secret: ``secret(username)`` gives the password in clear and the principal, or ``None``; comparing them in
        constant time is done here, for unknown names, too.
    :param realm: what the credentials are for, as browsers show it.
    :param backoff: makes those who guess wait; one may be shared by several authenticators.
    :raise ConfigError: unless exactly one function is given, and for a realm that cannot stand in a header field.
    """

    schemes = ("basic",)

    def __init__(
        self, verify: Verify | None = None, *, secret: Secret | None = None, realm: str = "API", backoff: Backoff | None = None
    ) -> None:
        self.realm = checked_realm(realm, "Basic")
        self._check = verifier("Basic", verify, secret)
        self._backoff = backoff
        self.statuses = type(self).statuses if backoff is None else (*type(self).statuses, *backoff.statuses)

    def __repr__(self) -> str:
        return f"Basic(realm={self.realm!r})"

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of a name and its password; whatever is wrong with them gets the same 401."""
        given = self.credentials(request)
        if given is None:
            return None
        pair = user_pass(given.text)
        principal = None if pair is None else self._guarded(request, *pair)
        if principal is None:
            raise Unauthorized(challenges=self.challenges())
        return principal

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the one challenge; Basic has no words for errors."""
        return [] if error else [write("Basic", realm=self.realm, charset="UTF-8")]

    def _guarded(self, request: Request, username: str, password: str) -> Any | None:
        if self._backoff is None:
            return self._check(username, password)
        return self._backoff.attempt(username, request.remote_addr, lambda: self._check(username, password))
