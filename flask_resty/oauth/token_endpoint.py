"""The token endpoint: clients trade here what they have for tokens (RFC 6749, 3.2)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Request

from .authorization_request import allowed_scopes
from .authorization_request import check_support
from .client_authentication import authenticate
from .issuing import Issued
from .models import AuthorizationCode
from .models import Client
from .parameters import Parameters
from .parameters import of_form
from .refusal import Refusal
from .registry import Registry

# RFC 7636, 4.1.
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpoint:
    """Gives tokens, or raises :class:`Refusal`."""

    registry: Registry
    scopes: Collection[str]

    def __call__(self, request: Request) -> Mapping[str, Any]:
        """Answer a request by the members of RFC 6749, 5.1."""
        form = of_form(request)
        check_support(form)
        grant_type = form.need("grant_type")
        give = _GRANTS.get(grant_type)
        if give is None:
            raise Refusal("unsupported_grant_type", f"The grant_type has to be one of {', '.join(GRANT_TYPES)}.")
        client = authenticate(request, form, self.registry.clients)
        if grant_type not in client.grant_types:
            raise Refusal("unauthorized_client", "The client may not use this grant_type.")
        return _written(give(self, client, form))

    def _by_code(self, client: Client, form: Parameters) -> Issued:
        code = form.need("code")
        _check_code(self.registry.codes.find(code), client, form)
        return self.registry.codes.redeem(code, client)

    def _by_refresh_token(self, client: Client, form: Parameters) -> Issued:
        return self.registry.grants.refresh(form.need("refresh_token"), client, scopes=form.words("scope"))

    def _by_credentials(self, client: Client, form: Parameters) -> Issued:
        scopes = allowed_scopes(form.words("scope"), client, self.scopes)
        return self.registry.grants.issue(client, scopes=scopes)


_GRANTS: Mapping[str, Callable[[TokenEndpoint, Client, Parameters], Issued]] = {
    "authorization_code": TokenEndpoint._by_code,
    "client_credentials": TokenEndpoint._by_credentials,
    "refresh_token": TokenEndpoint._by_refresh_token,
}

#: What tokens are given for.
GRANT_TYPES = tuple(_GRANTS)


def _check_code(held: AuthorizationCode | None, client: Client, form: Parameters) -> None:
    """See that a code belongs to who comes with it. One who cannot show that does not use it up for who can."""
    verifier = form.need("code_verifier")
    # It need not come: what it protected from, the verifier does (OAuth 2.1, 4.1.3). But nobody says another one.
    redirect_uri = form.get("redirect_uri")
    if held is None or held.client_id != client.id or redirect_uri not in (None, held.redirect_uri):
        raise Refusal("invalid_grant", "The code is not known, or not for this client and redirect_uri.")
    if not _VERIFIER.fullmatch(verifier) or not _fits(verifier, held.code_challenge):
        raise Refusal("invalid_grant", "The code_verifier does not fit the code.")


def _fits(verifier: str, challenge: str) -> bool:
    return hmac.compare_digest(create_s256_code_challenge(verifier), challenge)


def _written(issued: Issued) -> dict[str, Any]:
    members = {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        # A scope has one word at least (RFC 6749, 3.3).
        "scope": " ".join(issued.scopes) or None,
        "refresh_token": issued.refresh_token,
    }
    return {name: value for name, value in members.items() if value is not None}
