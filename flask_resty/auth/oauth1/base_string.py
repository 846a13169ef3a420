"""What is signed of a request (RFC 5849, 3.4.1).

Authlib's own function signs a ``realm`` in the query as little as that of the header, decodes parameters of the protocol twice,
and does not know IPv6 addresses; so this is made of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from urllib.parse import quote
from urllib.parse import unquote_to_bytes

from authlib.oauth1.rfc5849.signature import normalize_parameters
from authlib.oauth1.rfc5849.util import escape
from flask import Request

from ...http.links import OF_PATH

_DEFAULT_PORTS = {"http": "80", "https": "443"}

# What a proxy is sent in place of a path (RFC 9112, 3.2.2) starts with it.
_ORIGIN = re.compile(r"^[a-z]+://[^/]*", re.IGNORECASE)

Pair = tuple[bytes, bytes]


def base_string(request: Request, sent: Mapping[str, str], pairs: Iterable[Pair]) -> str:
    """Give the text that is signed.

    :param sent: the parameters of ``Authorization``.
    :param pairs: names and values of query and form, in octets.
    """
    signed = [(name, value) for name, value in sent.items() if name != "oauth_signature"]
    return "&".join(map(escape, (request.method, uri(request), normalize_parameters([*pairs, *signed]))))


def decode(encoded: bytes) -> list[Pair]:
    """Read what is encoded as forms are (``application/x-www-form-urlencoded``), whatever octets it holds."""
    split = (pair.replace(b"+", b" ").partition(b"=") for pair in encoded.split(b"&") if pair)
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in split]


def uri(request: Request) -> str:
    """Give the base string URI (RFC 5849, 3.4.1.2): without query, and with the port only if it is not the usual one."""
    scheme = request.scheme.lower()
    # It is that of the Host field, and without one that of the server.
    authority = (request.environ.get("HTTP_HOST") or request.host).lower()
    host, _, port = authority.rpartition(":")
    if host and port in ("", _DEFAULT_PORTS.get(scheme)):
        authority = host
    return f"{scheme}://{authority}{_path(request)}"


def _path(request: Request) -> str:
    """Give the path as it was sent, where the server tells, and nothing on the way has changed it."""
    environ = request.environ
    prefix, rest = (environ.get(name, "").encode("latin-1") for name in ("SCRIPT_NAME", "PATH_INFO"))
    target: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    raw = _ORIGIN.sub("", target.partition("?")[0])
    octets = unquote_to_bytes(raw)
    if octets == prefix + rest:
        return raw or "/"
    # A proxy that took a prefix away has told so, and the server has not seen it.
    return quote(prefix, OF_PATH) + (raw if octets == rest else quote(rest, OF_PATH)) or "/"
