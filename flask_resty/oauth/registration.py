"""Registration: what a client may say of itself (RFC 7591, 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args
from urllib.parse import urlsplit

from ..principal import is_scope
from .columns import Status
from .models import Client
from .models import GrantType
from .refusal import Refusal

# What a URI is made of (RFC 3986, 2), but for a fragment, and for what looks like a wildcard and would be none.
_URI = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=%]{1,2000}")

#: What the machine that a client runs on calls itself.
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def checked_name(name: str) -> str:
    """Give a name that people can be shown: what cannot be seen could make it look like another.

    :raise Refusal: ``invalid_client_metadata`` for one that is too long, or nothing.
    """
    if not name.isprintable() or not 1 <= len(name.strip()) <= 200:
        raise Refusal("invalid_client_metadata", "The name of a client is 1 to 200 printable characters.")
    return name.strip()


def checked_description(text: str) -> str:
    """Give a description that people can be shown.

    :raise Refusal: ``invalid_client_metadata`` for one that is too long, or holds what cannot be seen.
    """
    if len(text) > 2000 or not all(line.isprintable() for line in text.split("\n")):
        raise Refusal("invalid_client_metadata", "The description of a client is up to 2000 printable characters, in lines.")
    return text


def checked_status(status: Status) -> Status:
    """Give a status back.

    :raise Refusal: ``invalid_client_metadata`` for one that there is not.
    """
    if status not in get_args(Status):
        raise Refusal("invalid_client_metadata", f"The status of a client is one of {', '.join(get_args(Status))}.")
    return status


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """Give scopes as they are kept: each once, in order.

    :param scopes: words, or one string of them with spaces between, as OAuth writes them.
    :raise Refusal: ``invalid_scope`` for what is none.
    """
    known = sorted(set(scopes.split() if isinstance(scopes, str) else scopes))
    if not all(map(is_scope, known)):
        raise Refusal("invalid_scope", "A scope is a word of printable ASCII without quotation marks and backslashes.")
    return known


def checked_redirect_uri(uri: str) -> str:
    """Give a redirect URI back: https, http to a loopback address, or a scheme that is somebody's domain name reversed.

    :raise Refusal: ``invalid_redirect_uri`` for anything else, for a fragment, a wildcard and a user name.
    """
    if not _leads_to_a_client(uri):
        raise Refusal(
            "invalid_redirect_uri",
            f"{uri!r} cannot be redirected to. Give an absolute https URI, http://127.0.0.1/..., or a private-use scheme as in "
            "com.example.app:/callback, without a fragment, a wildcard and a user name.",
        )
    return uri


def _leads_to_a_client(uri: str) -> bool:
    if not _URI.fullmatch(uri):
        return False
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        is_safe = parts.scheme == "https" or parts.hostname in _LOOPBACK
        return is_safe and bool(parts.hostname) and "@" not in parts.netloc
    # With a dot it is a domain that somebody holds (RFC 8252, 7.1), and neither javascript: nor data:.
    return "." in parts.scheme and not parts.netloc and parts.path.startswith("/")


def check_client(client: Client) -> None:
    """Check what goes together in a client.

    :raise Refusal: ``invalid_client_metadata`` if something does not.
    """
    types = set(client.grant_types)
    if not types or not types <= set(get_args(GrantType)):
        _refuse(f"A client has some of the grant types {', '.join(get_args(GrantType))}.")
    if "authorization_code" in types and not client.redirect_uris:
        _refuse("A client with authorization_code needs a redirect URI.")
    if "refresh_token" in types and "authorization_code" not in types:
        _refuse("Refresh tokens are for clients with authorization_code: whoever has client_credentials asks again.")
    if "client_credentials" in types and client.is_public:
        _refuse("A public client cannot have client_credentials: it has no secret.")


def _refuse(description: str) -> None:
    raise Refusal("invalid_client_metadata", description)
