"""Bearer tokens (RFC 6750)."""

from __future__ import annotations

import re
from typing import Any
from typing import Protocol
from typing import runtime_checkable

from flask import Request

from ..errors import ConfigError
from .authenticator import Authenticator
from .challenges import Unauthorized
from .challenges import checked_realm
from .challenges import write
from .credentials import SCHEME
from .protected_resource import ProtectedResource
from .security import Alternatives
from .security import http_scheme
from .verification import Secret
from .verification import Verify
from .verification import verifier

# RFC 6750, 2.1, says what a Bearer token is made of; other schemes say nothing.
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_VISIBLE = re.compile(r"[\x21-\x7e]+")


@runtime_checkable
class OfFormat(Protocol):
    """A ``verify=`` that knows how its tokens are written, as :class:`JWT` does."""

    #: What the document of an Api calls such tokens.
    bearer_format: str


class Bearer(Authenticator):
    """Whoever has the token is let in. It is taken from ``Authorization`` alone, never from the URL (RFC 9700, 4.3.2).

    Exactly one of ``verify`` and ``secret`` is given; both may be ``async def``.

    :param verify: ``verify(token)`` gives the principal, or ``None`` for a token that is unknown or dead.
    :param secret: ``secret(token)`` gives the token as it is stored and the principal, or ``None``: for a look-up by a
        part of the token. Comparing the whole in constant time is done here.
    :param realm: what the token is for.
    :param scheme: the word before the token, where it is not ``Bearer``.
    :param resource: what the API tells of itself; each challenge then says where (RFC 9728, 5.1).
    :raise ConfigError: unless exactly one function is given, and for a realm or a scheme that cannot stand in a header field.
    """

    def __init__(
        self,
        verify: Verify | None = None,
        *,
        secret: Secret | None = None,
        realm: str = "API",
        scheme: str = "Bearer",
        resource: ProtectedResource | None = None,
    ) -> None:
        if not isinstance(scheme, str) or not SCHEME.fullmatch(scheme):
            raise ConfigError(f"Bearer has the scheme {scheme!r}. Name it in one word, as in scheme='Token'.")
        self.realm = checked_realm(realm, "Bearer")
        self.scheme = scheme
        self.schemes = (scheme.lower(),)
        self.statuses = (*type(self).statuses, *getattr(verify, "statuses", ()))
        self._syntax = _B64TOKEN if scheme.lower() == "bearer" else _VISIBLE
        if resource is not None and not isinstance(resource, ProtectedResource):
            raise ConfigError(f"Bearer has the resource {resource!r}. Give a ProtectedResource.")
        self._metadata = None if resource is None else resource.url
        self._format = _format_of(verify)
        self._check = verifier("Bearer", verify, secret)

    def __repr__(self) -> str:
        scheme = "" if self.scheme == "Bearer" else f", scheme={self.scheme!r}"
        return f"Bearer(realm={self.realm!r}{scheme})"

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of a token.

        :raise Unauthorized: for a token that is not known.
        :raise Problem: 400 where there is no token to be read.
        """
        given = self.credentials(request)
        if given is None:
            return None
        if not self._syntax.fullmatch(given.text):
            raise self.malformed("The credentials are not one well-formed token.")
        principal = self._check(given.text)
        if principal is None:
            raise Unauthorized(challenges=self.challenges(error="invalid_token"))
        return principal

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give the one challenge, with what RFC 6750, 3, has to say of errors."""
        said = {"error": error, "error_description": description, "scope": scope, "resource_metadata": self._metadata}
        return [write(self.scheme, realm=self.realm, **said)]

    @property
    def security(self) -> Alternatives:
        """What it asks for. That the tokens are JWT is said where :class:`JWT` verifies them."""
        more: dict[str, str] = {} if self._format is None else {"bearerFormat": self._format}
        return ((http_scheme(self.schemes[0], **more),),)


def _format_of(verify: object) -> str | None:
    return verify.bearer_format if isinstance(verify, OfFormat) else None
