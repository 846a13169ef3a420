"""The target of a request, and whether a URI that a client signed is it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

#: What servers call the target as the client sent it. WSGI has no word for it.
_AS_SENT = ("RAW_URI", "REQUEST_URI")


def is_target(uri: str, environ: Mapping[str, Any]) -> bool:
    """Tell whether a URI is that of the request: octet for octet, or else after decoding, as the path is routed.

    A proxy may change how the path is written, and take a part of it away that ``SCRIPT_NAME`` then has.
    """
    if any(uri == environ.get(name) for name in _AS_SENT):
        return True
    path, _, query = uri.partition("?")
    routed: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    asked: str = environ.get("QUERY_STRING", "")
    return unquote_to_bytes(path) == routed.encode("latin-1", "replace") and query == asked
