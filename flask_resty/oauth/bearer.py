"""The authenticator for resources that take the tokens of an authorization server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..auth.bearer import Bearer
from ..auth.protected_resource import ProtectedResource
from ..auth.security import Alternatives
from ..auth.security import SecurityScheme
from ..auth.verification import Verify


class ServerBearer(Bearer):
    """A ``Bearer`` that says where its tokens are to be had; ``AuthorizationServer.bearer()`` makes it."""

    def __init__(self, verify: Verify, flows: Mapping[str, Any], *, realm: str, resource: ProtectedResource | None) -> None:
        super().__init__(verify, realm=realm, resource=resource)
        self._flows = flows

    @property
    def security(self) -> Alternatives:
        """What it asks for: a token of one of the flows (OpenAPI 3.1, OAuth Flows Object)."""
        return ((SecurityScheme("oauth2", {"type": "oauth2", "flows": self._flows}),),)


def flows_of(metadata: Mapping[str, Any], scopes: Mapping[str, str]) -> dict[str, Any]:
    """Give the ways to a token, as OpenAPI writes them."""
    token = {"tokenUrl": metadata["token_endpoint"], "scopes": dict(scopes)}
    code = {"authorizationUrl": metadata["authorization_endpoint"], "refreshUrl": metadata["token_endpoint"], **token}
    return {"authorizationCode": code, "clientCredentials": token}
