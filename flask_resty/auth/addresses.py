"""Addresses that a developer trusts what comes from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import ConfigError
from ..http.host import is_loopback

# What else a URL may hold is encoded (RFC 3986, 2).
_VISIBLE = re.compile(r"[\x21-\x7e]+")


def checked_url(url: str, who: str) -> str:
    """Give an address back, if what comes from there can be trusted.

    :raise ConfigError: unless it is https, or on this very machine.
    """
    try:
        parts = urlsplit(url)
        is_good = _VISIBLE.fullmatch(url) is not None and parts.port != 0
        is_good = is_good and bool(parts.hostname) and not parts.fragment and parts.username is None
        is_good = is_good and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.netloc)))
    except (ValueError, TypeError, AttributeError):
        is_good = False
    if not is_good:
        raise ConfigError(f"{who} has the address {url!r}. Give an https URL without a name and a fragment; http is for loopback alone.")
    return url
