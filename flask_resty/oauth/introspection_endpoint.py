"""The introspection endpoint: who may know is told what a token is worth now (RFC 7662)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from .client_authentication import authenticate
from .models import Client
from .parameters import of_form
from .refusal import Refusal
from .registry import Registry

#: Of a token that is dead, and of one that is none of the client's business: nobody learns which (RFC 7662, 2.2).
_NOTHING = {"active": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntrospectionEndpoint:
    """Tells clients that have a secret of their own tokens, and those that are trusted of all access tokens."""

    registry: Registry
    issuer: str
    #: The ids of those that are told of the access tokens of others.
    trusted: Collection[str]

    def __call__(self, request: Request) -> Mapping[str, Any]:
        """Answer a request by the members of RFC 7662, 2.2."""
        form = of_form(request)
        client = authenticate(request, form, self.registry.clients)
        if client.is_public:
            raise Refusal("invalid_client", "Only a client with a secret may ask this.")
        found = self.registry.introspect(form.need("token"))
        return {**found, "iss": self.issuer} if found["active"] and self._is_told(client, found) else _NOTHING

    def _is_told(self, client: Client, found: Mapping[str, Any]) -> bool:
        # A refresh token is for this server alone: at a resource it would live longer than it should, and be robbed.
        is_for_resources = found["token_type"] == "Bearer"
        return found["client_id"] == client.id or (is_for_resources and client.id in self.trusted)
