"""Opaque tokens: how they are made, and how a store knows them without keeping them."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Any

from ..errors import ConfigError
from .verification import asking
from .verification import checked_function

# 256 random bits (RFC 6749, 10.10, asks for 128): nobody guesses them, so a plain hash without salt hides them well enough.
_OCTETS = 32

# What a Bearer token may be made of (RFC 6750, 2.1), but for what URLs and shells give a meaning to.
_PREFIX = re.compile(r"[A-Za-z0-9_-]{0,32}")


class Tokens:
    """Checks opaque tokens by a store that has only their digests: ``Bearer(verify=Tokens(find))``.

    Whoever reads the store cannot use what is in it. When a token ends is for the store to know: ``find`` gives ``None``
    for one that is expired or revoked.

    :param find: ``find(digest)`` gives the principal of the token with this digest, or ``None``; it may be ``async def``.
    :raise ConfigError: if it cannot be called.
    """

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = asking(checked_function(find, "Tokens", "find"), "find")

    def __call__(self, token: str) -> Any | None:
        """Give the principal of a token, ``None`` if there is none."""
        return self._find(digest_of(token))


def new_token(prefix: str = "") -> str:
    """Give a new token of 256 random bits, in letters that need no quoting anywhere.

    :param prefix: up to 32 letters, digits, ``_`` and ``-`` before it, as ``"blog_"``, by which people and scanners for
        leaked secrets tell what it is.
    :raise ConfigError: for a prefix of anything else.
    """
    if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
        raise ConfigError(f"{prefix!r} cannot stand before a token. Take up to 32 letters, digits, '_' and '-', as in new_token('blog_').")
    return prefix + secrets.token_urlsafe(_OCTETS)


def digest_of(token: str) -> str:
    """Give what a store keeps in place of a token: SHA-256 in hexadecimal digits, 64 of them.

    Only for what is as random as :func:`new_token`. What people choose, they choose badly: for passwords there is
    :class:`Passwords`.
    """
    return hashlib.sha256(token.encode()).hexdigest()
