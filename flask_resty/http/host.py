"""The host that a request is for: exactly one, and one that can be (RFC 9110, 4.2.1, 7.2; RFC 9112, 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from ..errors import Problem
from ..errors import refusal

#: A name or an address, and a port. No real name has more kinds of characters, though the grammar would allow some: a comma
#: for one stands between two values that a server has joined.
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[([0-9A-Fa-f:.]+)\])(?::([0-9]{0,5}))?")

_LAST_PORT = 65_535


@lru_cache(maxsize=64)
def is_host(host: str | None) -> bool:
    """Tell whether a ``Host`` field is there and names a host. It is asked at each request, so it remembers."""
    if not host or (found := _HOST.fullmatch(host)) is None:
        return False
    address, port = found.groups()
    return int(port or 0) <= _LAST_PORT and (address is None or _is_address(address))


def _is_address(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Tell whether a host, with a port or without, is the machine itself: what is said there, nobody on the way hears."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def host_fault(environ: Mapping[str, Any]) -> Problem | None:
    """Give the 400 for a request without a host, or with something else in its place. HTTP/1.0 knew no such field."""
    host = environ.get("HTTP_HOST")
    if is_host(host) or (not host and environ.get("SERVER_PROTOCOL") != "HTTP/1.1"):
        return None
    return _refusal("malformed", "The Host is not one host name or address.") if host else _refusal("required", "The Host is missing.")


def untrusted() -> Problem:
    """Give the 400 for a host that the app does not trust (Flask's ``TRUSTED_HOSTS``). It does not repeat the host."""
    return _refusal("untrusted", "The Host is none of those that are served here.")


def _refusal(code: str, detail: str) -> Problem:
    return refusal(400, "headers", "/Host", code, detail)
