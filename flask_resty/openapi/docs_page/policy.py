"""What the page may ask: the app that serves it, and what the document sends its readers to."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...http.origin import is_origin

#: Nothing is run but what is shipped, forms lead nowhere, and nobody shows the page in a frame. Pictures that an operation
#: gives are shown from memory.
_OWN = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src blob:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def policy_for(document: Mapping[str, Any]) -> str:
    """Give the content security policy of the page of a document."""
    return "; ".join((*_OWN, " ".join(("connect-src 'self'", *sorted(set(_origins(document)))))))


def _origins(document: Mapping[str, Any]) -> Iterator[str]:
    """Give the origins of other servers that the page asks: for operations, and for tokens."""
    for address in _addresses(document):
        scheme, host = urlsplit(address)[:2]
        origin = f"{scheme}://{host}".lower()
        # Paths, and hosts that the reader puts together, are not asked for by name.
        if is_origin(origin):
            yield origin


def _addresses(document: Mapping[str, Any]) -> Iterator[str]:
    paths = [path for path in document.get("paths", {}).values()]
    operations = [one for path in paths for one in path.values() if isinstance(one, Mapping)]
    for described in (document, *paths, *operations):
        yield from (server["url"] for server in described.get("servers", ()))
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        yield scheme.get("openIdConnectUrl", "")
        for flow in scheme.get("flows", {}).values():
            yield from (flow.get("tokenUrl", ""), flow.get("refreshUrl", ""))
