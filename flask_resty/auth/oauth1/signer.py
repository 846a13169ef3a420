"""Signers: the applications whose requests are signed (in RFC 5849: clients; to most people: consumers)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ...errors import ContractError


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An application that signs its requests, as :class:`OAuth1` needs to know it.

    It has a secret, an RSA public key, or both: what it signs with decides which of them is asked for.
    """

    #: What HMAC and PLAINTEXT take, in clear.
    secret: str | None = field(default=None, repr=False)
    #: What RSA signatures are checked with, in PEM.
    public_key: str | None = None
    #: Who a request without a token is from; see ``two_legged``.
    principal: Any = None
    #: Whether its requests are good at all. It is asked for at each of them.
    is_enabled: bool = True


def rsa_key(signer: Signer) -> RSAPublicKey:
    """Give the key that the signatures of a signer are checked with; for one that has none, a key that nobody can sign for.

    :raise ContractError: for a key that is not RSA in PEM.
    """
    return _unknown_key() if not signer.public_key else _loaded(signer.public_key)


@lru_cache(maxsize=256)
def _loaded(pem: str) -> RSAPublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise ContractError("The public key of a signer is not in PEM. Give it as '-----BEGIN PUBLIC KEY-----...'.") from error
    if not isinstance(key, RSAPublicKey):
        raise ContractError(f"The public key of a signer is a {type(key).__name__}. Give one of RSA.")
    return key


@lru_cache(maxsize=1)
def _unknown_key() -> RSAPublicKey:
    # No two primes are behind this number, but to check a signature against it takes as long as against any other.
    return RSAPublicNumbers(65537, 1 << 2047 | secrets.randbits(2047) | 1).public_key()


#: Takes the place of a signer that there is not, so that it costs the same to refuse. Nobody knows its secret.
UNKNOWN = Signer(secret=secrets.token_hex(), is_enabled=False)
