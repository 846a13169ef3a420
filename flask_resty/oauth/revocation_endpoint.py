"""The revocation endpoint: a client gives back what it no longer needs (RFC 7009)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from .client_authentication import authenticate
from .parameters import of_form
from .registry import Registry


@dataclass(frozen=True, slots=True)
class RevocationEndpoint:
    """Revokes the tokens of the client that asks. A token that is not known is as good as revoked (RFC 7009, 2.2)."""

    registry: Registry

    def __call__(self, request: Request) -> Mapping[str, Any]:
        """Answer a request; there is nothing to be said."""
        form = of_form(request)
        client = authenticate(request, form, self.registry.clients)
        # The hint of what it is is not needed: one look-up finds either kind.
        self.registry.revoke_token(form.need("token"), client)
        return {}
