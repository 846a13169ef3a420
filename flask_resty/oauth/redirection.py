"""Redirect URIs: which one may be used, and what it is sent."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping
from urllib.parse import urlencode

# A native application listens on whatever port is free (RFC 8252, 7.3). "localhost" may be something else than this machine.
_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::([1-9][0-9]{0,4}))?(/.*)?", re.DOTALL)

# What a policy can name: letters, digits and a port. Anything else there could end the directive.
_WEB = re.compile(r"(https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?)(?:[/?].*)?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_HIGHEST_PORT = 65_535


def is_registered(uri: str, registered: Collection[str]) -> bool:
    """Tell whether a URI is one of those that a client registered, to the letter (RFC 9700, 4.1.3).

    Only the port of a loopback address may be another one.
    """
    return uri in registered or (loopback := _without_port(uri)) is not None and loopback in map(_without_port, registered)


def _without_port(uri: str) -> str | None:
    match = _LOOPBACK.fullmatch(uri)
    if match is None or int(match[2] or 0) > _HIGHEST_PORT:
        return None
    return match[1] + (match[3] or "")


def with_parameters(uri: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to the query of a URI; what stands there is kept as it is (RFC 6749, 3.1.2)."""
    joint = "" if uri.endswith(("?", "&")) else "&" if "?" in uri else "?"
    return f"{uri}{joint}{urlencode(parameters)}"


def source_of(uri: str) -> str:
    """Give what names the target of a redirection in a Content Security Policy: its origin, or its scheme alone."""
    if match := _WEB.fullmatch(uri):
        return match[1].lower()
    # An address in brackets cannot be said there (CSP 3, 2.3.1), nor can a host in other letters.
    scheme = _SCHEME.match(uri)
    return scheme[0].lower() if scheme else "'none'"


def place_of(uri: str) -> str:
    """Give what people are told of where a URI leads to: the host, or for an application of the device its scheme."""
    if match := _WEB.fullmatch(uri):
        return match[1].lower().partition("://")[2]
    return uri.partition("?")[0]
