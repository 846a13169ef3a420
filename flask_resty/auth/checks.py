"""Checks of what a developer tells of other servers: their names, their addresses, and how long to wait for them."""

from __future__ import annotations

import math
from collections.abc import Collection
from urllib.parse import urlsplit

from ..errors import ConfigError
from ..http.host import is_loopback


def checked_url(url: str, who: str) -> str:
    """Give an address back, if what comes from there can be trusted.

    :raise ConfigError: unless it is https, or on this very machine.
    """
    try:
        parts = urlsplit(url)
        is_good = bool(parts.hostname) and not parts.fragment and parts.username is None
        is_good = is_good and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.netloc)))
    except (ValueError, TypeError, AttributeError):
        is_good = False
    if not is_good:
        raise ConfigError(f"{who} has the address {url!r}. Give an https URL without a name and a fragment; http is for loopback alone.")
    return url


def checked_seconds(who: str, **seconds: float) -> None:
    """Check times that a developer gave.

    :raise ConfigError: for one that is not a number of seconds, or is negative.
    """
    for name, value in seconds.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise ConfigError(f"{who} has {name}={value!r}. Give a number of seconds.")


def checked_names(names: str | Collection[str], who: str, what: str) -> frozenset[str]:
    """Give one or several names, as a developer wrote them, as a set.

    :raise ConfigError: for anything else, and for none.
    """
    several = (names,) if isinstance(names, str) else names
    if not isinstance(several, Collection) or not several or not all(isinstance(name, str) and name for name in several):
        raise ConfigError(f"{who} has {what}={names!r}, which names nothing. Give a string, or a list of strings.")
    return frozenset(several)


def checked_issuer(issuer: str, who: str) -> str:
    """Give the name of an issuer back.

    :raise ConfigError: for what is no name.
    """
    if not isinstance(issuer, str) or not issuer:
        raise ConfigError(f"{who} has the issuer {issuer!r}. Give what the tokens say as 'iss', as in issuer='https://login.example'.")
    return issuer
