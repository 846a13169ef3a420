"""HA1 and the response that is made of it: the hashes of Digest (RFC 7616, 3.4)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ContractError

#: The hash functions, the best first, by the names that RFC 7616, 6.1, gives them.
HASHES: Mapping[str, Callable[[bytes], Any]] = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}

_HEX = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class HA1:
    """What is stored in place of a password: a hash of name, realm and password for each algorithm (RFC 7616, 3.4.2).

    It hides the password, as far as that cannot be guessed. In its realm it is as good as the password, so guard it like one.

    :param hashes: hexadecimal digits by the name of the algorithm, for each that the :class:`Digest` speaks: an account without
        the one that a client chose is refused.
    :raise ContractError: for an algorithm that there is not, and for what is no hash of it.
    """

    hashes: Mapping[str, str]

    def __post_init__(self) -> None:
        """Check the hashes."""
        for algorithm, digits in self.hashes.items():
            if algorithm not in HASHES or not is_hash(digits, algorithm):
                raise ContractError(f"HA1 has no good hash for {algorithm!r}. Make one with HA1.of(username, realm, password).")

    def __repr__(self) -> str:
        return f"HA1({', '.join(self.hashes)})"

    @classmethod
    def of(cls, username: str, realm: str, password: str, algorithms: Collection[str] = tuple(HASHES)) -> HA1:
        """Make the hashes of an account, when its password is set."""
        return cls({algorithm: ha1(algorithm, username, realm, password) for algorithm in algorithms})


def ha1(algorithm: str, username: str, realm: str, password: str) -> str:
    """Give the hash of an account. Two ways to compose the same password are one (RFC 7616, 4)."""
    return _hash(algorithm, username, realm, unicodedata.normalize("NFC", password))


def response(algorithm: str, hashed: str, method: str, uri: str, *parts: str) -> str:
    """Give the response that is right, where the quality of protection is ``auth``.

    :param hashed: the :func:`ha1` of the account.
    :param parts: the nonce, the count, the client's nonce, and ``auth``.
    """
    return _hash(algorithm, hashed, *parts, _hash(algorithm, method, uri))


def is_hash(digits: str, algorithm: str) -> bool:
    """Tell whether a text is as many hexadecimal digits as a hash has."""
    return len(digits) == 2 * HASHES[algorithm](b"").digest_size and _HEX.fullmatch(digits) is not None


def _hash(algorithm: str, *parts: str) -> str:
    digits: str = HASHES[algorithm](":".join(parts).encode()).hexdigest()
    return digits
