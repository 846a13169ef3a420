"""The introspection endpoint: who may know is told what a token is worth now (RFC 7662)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from .client_authentication import authenticate
from .parameters import of_form
from .refusal import Refusal
from .registry import Registry

#: Of a token that is dead, and of one that is none of the client's business: nobody learns which (RFC 7662, 2.2).
_NOTHING = {"active": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntrospectionEndpoint:
    """Tells clients that have a secret of their own tokens, and those that are trusted of all."""

    registry: Registry
    issuer: str
    #: The ids of those that are told of the tokens of others.
    trusted: Collection[str]

    def __call__(self, request: Request) -> Mapping[str, Any]:
        """Answer a request by the members of RFC 7662, 2.2."""
        form = of_form(request)
        client = authenticate(request, form, self.registry.clients)
        if client.is_public:
            raise Refusal("invalid_client", "Only a client with a secret may ask this.")
        found = self.registry.introspect(form.need("token"))
        is_told = found["active"] and (client.id in self.trusted or found["client_id"] == client.id)
        return {**found, "iss": self.issuer} if is_told else _NOTHING
