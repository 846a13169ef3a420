"""Passwords that are kept as hashes: checked, made, and made anew when the method gets stronger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from werkzeug.security import check_password_hash
from werkzeug.security import generate_password_hash

from ..errors import ConfigError
from ..errors import ContractError
from .verification import LONGEST
from .verification import asking
from .verification import checked_function
from .verification import composed
from .verification import settled
from .verification import synchronous

_METHOD = re.compile(r"scrypt:([1-9][0-9]*):[1-9][0-9]*:[1-9][0-9]*|pbkdf2:([a-z0-9_-]+):[1-9][0-9]*")
_HASH = re.compile(rf"(?:{_METHOD.pattern})\$[^$]+\$[0-9a-f]+")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Passwords:
    """Checks passwords by their hashes: ``Basic(verify=Passwords(find))``, or ``passwords(username, password)`` in a log-in.

    The hashes are those of ``werkzeug.security``. A name that does not exist takes as long as a wrong password. Name and
    password are compared in their normal form NFC, which is what ``find`` gets (RFC 8265, 3.4 and 4.2).

    :param find: ``find(username)`` gives the hash and the principal, or ``None``. A hash that is ``None`` is that of an
        account without a password, which none fits. It may be ``async def``.
    :param method: how :meth:`hash` does it, in full: ``"scrypt:N:r:p"`` or ``"pbkdf2:sha256:iterations"``.
    :param rehash: ``rehash(username, hash)`` stores a new hash, after a log-in with one that was made by another method. It
        may be ``async def``.
    :raise ConfigError: for a method that does not exist, and for what cannot be called.
    """

    def __init__(
        self,
        find: Callable[[str], Any],
        *,
        method: str = "scrypt:32768:8:1",
        rehash: Callable[[str, str], Any] | None = None,
    ) -> None:
        self.method = _checked_method(method)
        self._find = asking(checked_function(find, "Passwords", "find"), "find")
        self._rehash = None if rehash is None else synchronous(checked_function(rehash, "Passwords", "rehash"))
        # Nothing hashes to zeros, so to compare with them takes as long as any comparison, and always fails.
        self._dummy = f"{method}${'0' * 16}${'0' * 128}"

    def __call__(self, username: str, password: str) -> Any | None:
        """Give the principal of a name and its password, ``None`` for a wrong pair.

        :raise ContractError: if what ``find`` gave is no hash of a password.
        """
        name, secret = _normal(username), _normal(password)
        # No name has control characters (RFC 8265, 3.3), and some databases fail over them.
        if name is None or secret is None or _CONTROL.search(name):
            return None
        stored, principal = self._found(name)
        is_right = _fits(self._dummy if stored is None else stored, secret)
        if stored is None or not is_right:
            return None
        if self._rehash is not None and not stored.startswith(f"{self.method}$"):
            settled(self._rehash(name, self.hash(secret)), "rehash")
        return principal

    def hash(self, password: str) -> str:
        """Give the hash to be stored for a password.

        :raise ValueError: for a password of more than 1024 characters, which would never be accepted.
        """
        secret = _normal(password)
        if secret is None:
            raise ValueError(f"A password has at most {LONGEST} characters, and is text that can be written in UTF-8.")
        return generate_password_hash(secret, self.method)

    def _found(self, username: str) -> tuple[str | None, Any]:
        found = self._find(username)
        if found is None:
            return None, None
        if not isinstance(found, tuple) or len(found) != 2:
            raise ContractError(f"find gave {type(found).__name__} for a user. Give the hash and the principal, or None.")
        stored, principal = found
        # Werkzeug takes some of what is no hash for one that does not fit, so that nobody would notice.
        if stored is not None and not (isinstance(stored, str) and _HASH.fullmatch(stored)):
            raise ContractError("find gave what is no hash of a password. Store what Passwords.hash() gives, or None for no password.")
        return stored, principal


def _checked_method(method: str) -> str:
    found = _METHOD.fullmatch(method) if isinstance(method, str) else None
    if found is None or not (_is_cost(int(found[1])) if found[1] else found[2] in hashlib.algorithms_available):
        raise ConfigError(
            f"Passwords has method={method!r}, which is no way to hash passwords. "
            "Write it in full, as 'scrypt:32768:8:1' or 'pbkdf2:sha256:1000000'."
        )
    return method


def _is_cost(cost: int) -> bool:
    # A power of two (RFC 7914, 6). Less than this, Werkzeug gives too little memory for.
    return cost >= 128 and cost & (cost - 1) == 0


def _fits(stored: str, password: str) -> bool:
    try:
        return check_password_hash(stored, password)
    except ValueError as error:
        raise ContractError("find gave a hash of a password that cannot be made here. Look at its method.") from error


def _normal(text: str) -> str | None:
    """Give a text in its normal form, ``None`` if it is too long or cannot be encoded."""
    if len(text) > LONGEST:
        return None
    try:
        return composed(text).encode().decode()
    except UnicodeEncodeError:
        return None
