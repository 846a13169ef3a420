"""Keys: what signatures are verified with, each bound to the algorithms that it is made for (RFC 7517, RFC 8725, 3.1)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Protocol
from typing import get_args

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry
from joserfc.jwk import Key
from joserfc.jwk import KeySet
from joserfc.jwk import OctKey
from joserfc.jwk import OKPKey
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from ..errors import ConfigError
from ..errors import did_you_mean

#: Kinds of keys that an issuer may show to everybody.
PUBLIC = frozenset({"RSA", "EC", "OKP"})

#: Those that can be named. An unsigned token is never one of them (RFC 8725, 3.2).
ALGORITHMS = {name: algorithm for name, algorithm in JWSRegistry.algorithms.items() if name != "none"}

# RFC 7518, 3.3.
_RSA_BITS = 2048

_SIGNING_CURVES = ("Ed25519", "Ed448")


class Keys(Protocol):
    """Where keys are found."""

    def find(self, algorithm: str, kid: str | None) -> Sequence[Key]:
        """Give the keys that a signature may be of; none if it can be of no key.

        :param kid: how the token names its key, ``None`` if it does not.
        :raise Problem: 503 if nobody knows any keys now.
        """
        ...


class KeyRing:
    """Keys that are at hand. One without a name of its own fits whatever name a token gives."""

    def __init__(self, keys: Iterable[Key]) -> None:
        keys = tuple(keys)
        # Each key is asked here what it is for, so that no request does.
        self._keys = {name: tuple((key.kid, key) for key in keys if _fits(name, key)) for name in ALGORITHMS}

    def find(self, algorithm: str, kid: str | None) -> Sequence[Key]:
        """Give the keys for an algorithm that may have a name."""
        return [key for name, key in self._keys[algorithm] if kid is None or name is None or name == kid]


def _fits(name: str, key: Key) -> bool:
    try:
        ALGORITHMS[name].check_key(key)
        key.check_key_op("verify")
    except JoseError:
        return False
    if isinstance(key, OctKey):
        # A key that is shorter than the hash weakens it (RFC 7518, 3.2).
        return len(key.raw_value) * 8 >= int(name.removeprefix("HS"))
    if isinstance(key, RSAKey):
        return key.raw_value.key_size >= _RSA_BITS
    return not isinstance(key, OKPKey) or key.curve_name in _SIGNING_CURVES


def ring_of(given: Any) -> KeyRing:
    """Make a ring of what a developer gave: a key or a key set of joserfc, or a JWK or a set of them as a mapping.

    :raise ConfigError: for anything else, and for no keys.
    """
    if isinstance(given, get_args(Key)):
        return KeyRing([given])
    keys: Iterable[Key] = given if isinstance(given, KeySet) else _imported(given)
    if not (keys := list(keys)):
        raise ConfigError("JWT has a key set without keys. Give at least one.")
    return KeyRing(keys)


def _imported(given: Any) -> Iterable[Key]:
    documents = given.get("keys", [given]) if isinstance(given, Mapping) else None
    if not isinstance(documents, list):
        # What was given may be a secret, so it is not quoted.
        raise ConfigError(
            f"JWT has keys of type {type(given).__name__!r}. Give a key of joserfc, as in RSAKey.import_key(pem), a JWKS or a dict of one."
        )
    try:
        return [JWKRegistry.import_key(dict(document)) for document in documents]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ConfigError("JWT has a key that cannot be read. Give JSON Web Keys (RFC 7517), each a dict.") from error


def shown(documents: Iterable[Any]) -> KeyRing:
    """Make a ring of the keys that an issuer shows. Those that are not meant for everybody, or cannot be read, are left out."""
    return KeyRing(key for document in documents if (key := _public(document)) is not None)


def _public(document: Any) -> Key | None:
    try:
        if document["kty"] not in PUBLIC:
            return None
        key = JWKRegistry.import_key(document)
    except Exception:
        # A kind of key that is newer than we are must not take the others away (RFC 7517, 5).
        return None
    # Whoever has read a private key can sign as the issuer.
    return None if key.is_private else key


def checked_algorithms(given: str | Collection[str]) -> tuple[str, ...]:
    """Give the names of algorithms back, if each can be told apart from hostile ones.

    :raise ConfigError: for none at all, ``none``, and what does not exist.
    """
    names = (given,) if isinstance(given, str) else tuple(given)
    if not names:
        raise ConfigError("JWT names no algorithms. Name those that the issuer signs with, as in algorithms=['RS256'].")
    for name in names:
        if isinstance(name, str) and name.lower() == "none":
            raise ConfigError(
                "JWT names the algorithm 'none', with which everybody can make tokens. Name those that the issuer signs with."
            )
        if name not in ALGORITHMS:
            raise ConfigError(f"JWT names {name!r}, which is no algorithm of signatures. {did_you_mean(str(name), ALGORITHMS)}")
    return names


def check_bound(keys: Keys, algorithms: Iterable[str]) -> None:
    """Check that there is a key for each algorithm.

    :raise ConfigError: if there is none of its kind, use and length.
    """
    for name in algorithms:
        if not keys.find(name, None):
            kind = ALGORITHMS[name].key_type
            raise ConfigError(
                f"JWT names {name!r}, but none of its keys is one for it: {kind}, made for signatures, and long enough. Drop one."
            )
