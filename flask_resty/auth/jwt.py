"""Signed tokens: JSON Web Tokens (RFC 7519), by the best current practice (RFC 8725)."""

from __future__ import annotations

from binascii import a2b_base64
from binascii import b2a_base64
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from joserfc.jwk import Key
from joserfc.jwk import KeySet

from ..errors import ConfigError
from ..http.seconds import seconds_of
from .claims import Expectation
from .claims import Make
from .claims import checked_issuer
from .claims import checked_names
from .claims import making
from .claims import principal_in
from .jwks import JWKS
from .keys import ALGORITHMS
from .keys import check_bound
from .keys import checked_algorithms
from .keys import ring_of
from .strict_json import read

# Servers take no longer field by default.
_LONGEST = 16_384

# Members of a header that would change what is signed, or how it is to be read. We understand none of their values.
_REFUSED = frozenset({"crit", "b64", "zip", "enc"})

# From base64url to base64 (RFC 4648, 5). What only the latter has is no letter of either.
_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")

# RFC 9068, 2.2, beside what every token has to have.
_ACCESS_TOKEN = frozenset({"sub", "client_id", "iat", "jti"})


class JWT:
    """Verifies signed tokens: ``Bearer(verify=JWT(...))``. It gives a :class:`TokenPrincipal`, or ``None`` for a token that does not hold.

    The header of a token only picks among what is named here: no key, no address and no algorithm is ever taken from it. Every
    token has to have an ``exp``; the types of ``exp``, ``nbf``, ``iat``, ``scope``, ``scp`` and ``roles`` are checked.

    :param keys: a key or a key set of joserfc, a JWKS as a dict, or a :class:`JWKS` for the one that the issuer shows.
    :param issuer: what ``iss`` has to be, to the letter.
    :param audience: what ``aud`` has to name: the identifier of this API, or several of which any will do. With ``None``, tokens
        must have no ``aud``.
    :param algorithms: those that the issuer signs with, as in ``["RS256"]``.
    :param typ: the ``typ`` that a token must have. ``"at+jwt"`` is for access tokens of RFC 9068: they must also have ``sub``,
        ``client_id``, ``iat`` and ``jti``. Without it, ``JWT``, ``at+jwt`` and no ``typ`` are taken: others are made for other ends.
    :param required: further claims that must be there.
    :param leeway: by how much the clocks may differ, in seconds or as a ``timedelta``.
    :param principal: ``principal(token_principal)`` makes the application's own principal, or ``None`` to refuse; may be ``async def``.
    :raise ConfigError: if a parameter makes no sense, or no key is one for an algorithm.
    """

    #: What the document of an Api calls such tokens.
    bearer_format = "JWT"

    #: What a request may be answered with besides, where somebody else does not answer.
    statuses = (503,)

    def __init__(
        self,
        keys: Key | KeySet | Mapping[str, Any] | JWKS,
        *,
        issuer: str,
        audience: str | Collection[str] | None,
        algorithms: str | Collection[str],
        typ: str | None = None,
        required: Collection[str] = (),
        leeway: float | timedelta = 0,
        principal: Make | None = None,
    ) -> None:
        names = checked_algorithms(algorithms)
        self._keys = keys if isinstance(keys, JWKS) else ring_of(keys)
        self._algorithms = {name: ALGORITHMS[name] for name in names}
        if isinstance(self._keys, JWKS):
            self._keys.check_algorithms(names)
        else:
            check_bound(self._keys, names)
        self._types = _checked_types(typ)
        self._has_audience = audience is not None
        self._expectation = Expectation(
            issuer=checked_issuer(issuer, "JWT"),
            audience=frozenset() if audience is None else checked_names(audience, "JWT", "audience"),
            required=_required(required, typ),
            leeway=seconds_of("JWT(leeway)", leeway),
        )
        self._make = making(principal, "JWT")

    def __repr__(self) -> str:
        return f"JWT(issuer={self._expectation.issuer!r}, algorithms={list(self._algorithms)!r})"

    def __call__(self, token: str) -> Any | None:
        """Give the principal of a token, ``None`` if the token does not hold.

        :raise Problem: 503 if the keys of the issuer cannot be had.
        """
        try:
            claims = read(self._payload(token))
            self._expectation.check(claims)
            self._expectation.check_beginning(claims)
            if not self._has_audience and "aud" in claims:
                raise ValueError("The token is for somebody else (RFC 7519, 4.1.3).")
            principal = principal_in(claims)
        except ValueError:
            return None
        return self._make(principal)

    def _payload(self, token: str) -> bytes:
        if len(token) > _LONGEST:
            raise ValueError("The token is too long.")
        signed, _, signature = token.rpartition(".")
        head, _, payload = signed.partition(".")
        header = _header(head)
        if header.alg not in self._algorithms or header.typ not in self._types:
            raise ValueError("The token is of another algorithm or type.")
        keys = self._keys.find(header.alg, header.kid)
        if not self._is_signed(header.alg, keys, signed.encode(), _octets(signature)):
            raise ValueError("The signature is wrong.")
        return _octets(payload)

    def _is_signed(self, name: str, keys: Sequence[Key], message: bytes, signature: bytes) -> bool:
        try:
            for key in keys:
                if self._algorithms[name].verify(message, signature, key):
                    return True
        except Exception as error:
            # The keys are good: it was seen when they were bound to the algorithm. So it is the fault of the token.
            raise ValueError("The signature cannot be verified.") from error
        return False


class _Header(NamedTuple):
    """What we go by of the header of a token."""

    alg: str
    typ: str
    kid: str | None


# The tokens of one issuer share few headers. What is kept is neither secret nor a verdict.
@lru_cache(maxsize=64)
def _header(segment: str) -> _Header:
    header = read(_octets(segment))
    alg, typ, kid = header.get("alg"), header.get("typ", ""), header.get("kid")
    if not _REFUSED.isdisjoint(header):
        raise ValueError("The token is not as plain as we can read.")
    if not isinstance(alg, str) or not isinstance(typ, str) or not (kid is None or isinstance(kid, str)):
        raise ValueError("A member of the header is not a string.")
    # RFC 7515, 4.1.9: the prefix may be left out.
    return _Header(alg, typ.lower().removeprefix("application/"), kid)


def _octets(segment: str) -> bytes:
    """Decode base64url. Of all the spellings that decode to the same, one counts."""
    padded = segment.encode("ascii").translate(_STANDARD) + b"=" * (-len(segment) % 4)
    octets = a2b_base64(padded)
    if b2a_base64(octets, newline=False) != padded:
        raise ValueError("The base64url is not canonical.")
    return octets


def _checked_types(typ: str | None) -> frozenset[str]:
    if typ is None:
        return frozenset({"", "jwt", "at+jwt"})
    if not isinstance(typ, str) or not typ:
        raise ConfigError(f"JWT has the typ {typ!r}. Give a string, as in typ='at+jwt'.")
    return frozenset({typ.lower().removeprefix("application/")})


def _required(required: Collection[str], typ: str | None) -> frozenset[str]:
    names = frozenset({"exp"}) | (checked_names(required, "JWT", "required") if required else frozenset())
    return names | _ACCESS_TOKEN if typ is not None and _checked_types(typ) == {"at+jwt"} else names
