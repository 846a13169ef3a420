"""Discovery: what a client has to know of a server, at an address that follows from the issuer (RFC 8414)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc8414 import get_well_known_url

from ..errors import ConfigError
from .client_authentication import METHODS
from .token_endpoint import GRANT_TYPES


def metadata_of(issuer: str, scopes: Iterable[str]) -> dict[str, Any]:
    """Give the metadata of a server.

    :raise ConfigError: if the issuer cannot be one.
    """
    issuer = _checked_issuer(issuer)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "scopes_supported": list(scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "token_endpoint_auth_methods_supported": list(METHODS),
        "revocation_endpoint_auth_methods_supported": list(METHODS),
        # Who only has a name is told nothing about tokens (RFC 7662, 2.1).
        "introspection_endpoint_auth_methods_supported": [method for method in METHODS if method != "none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


def _checked_issuer(issuer: str) -> str:
    """Give an issuer back, if it can be one: an address by ``https``, or by ``http`` on this machine (RFC 8414, 2).

    :raise ConfigError: if it cannot.
    """
    remedy = "Give the address of the server as clients know it, as in issuer='https://blog.example', without a slash at its end."
    if not isinstance(issuer, str) or issuer.endswith("/") or not issuer.isascii() or not issuer.isprintable():
        raise ConfigError(f"AuthorizationServer has the issuer {issuer!r}. {remedy}")
    try:
        AuthorizationServerMetadata(issuer=issuer).validate_issuer()
    except ValueError as error:
        raise ConfigError(f"AuthorizationServer has the issuer {issuer!r}: {error}. {remedy}") from error
    return issuer


def well_known_path(issuer: str) -> str:
    """Give the path of the metadata: that of the issuer stands behind it (RFC 8414, 3.1)."""
    path: str = get_well_known_url(issuer)
    return path


def path_of(issuer: str) -> str:
    """Give the path of an issuer, empty where it has none."""
    return urlsplit(issuer).path
