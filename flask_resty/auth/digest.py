"""Digest authentication: the password is not sent, a hash with a nonce is (RFC 7616)."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from typing import NamedTuple

from flask import Request

from ..errors import ConfigError
from ..errors import ContractError
from ..stack import Seat
from .authenticator import Authenticator
from .backoff import Backoff
from .challenges import Token
from .challenges import Unauthorized
from .challenges import checked_realm
from .challenges import write
from .ha1 import HA1
from .ha1 import HASHES
from .ha1 import ha1
from .ha1 import is_hash
from .ha1 import response
from .nonces import Nonces
from .parameters import extended
from .parameters import parse
from .secret_key import check_key
from .target import is_target
from .verification import Secret
from .verification import checked_function
from .verification import settled
from .verification import synchronous

_COUNT = re.compile(r"(?!0{8})[0-9a-f]{8}")
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_NEEDED = ("realm", "nonce", "uri", "response", "qop", "nc", "cnonce")


class _Answer(NamedTuple):
    """What a client says, in the words of RFC 7616, 3.4."""

    username: str
    algorithm: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str
    nc: str
    cnonce: str


class Digest(Authenticator):
    """User name and password, of which only a hash is sent. Each answer to a challenge is good once.

    It needs the app's ``SECRET_KEY``. New clients do better with tokens over TLS; this is for those that speak it already.

    :param secret: ``secret(username)`` gives the password in clear or its :class:`HA1`, and the principal; ``None`` for a name
        that is not known. It may be ``async def``.
    :param realm: what the credentials are for. It is part of every :class:`HA1`.
    :param algorithms: ``"SHA-256"`` and ``"MD5"``, the best first: clients take the first that they know.
    :param lifetime: how long a nonce is good, in seconds or as a ``timedelta``.
    :param storage: where used nonces are counted, as ``limits`` names it; with several processes, one that they share, as
        ``"redis://host:6379"``. Where it does not answer, nobody is let in: 503.
    :param backoff: makes those who guess wait.
    :param now: gives the time, in seconds.
    :raise ConfigError: for what cannot be called, and for an algorithm or a storage that there is not.
    """

    schemes = ("digest",)

    def __init__(
        self,
        secret: Secret,
        *,
        realm: str = "API",
        algorithms: Collection[str] = ("SHA-256", "MD5"),
        lifetime: float | timedelta = 300,
        storage: str = "memory://",
        backoff: Backoff | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.realm = checked_realm(realm, "Digest")
        self.algorithms = _checked_algorithms(algorithms)
        self._nonces = Nonces(f"Digest {realm}", lifetime=lifetime, storage=storage, now=now)
        self._secret = synchronous(checked_function(secret, "Digest", "secret"))
        self._backoff = backoff
        self.statuses = (*type(self).statuses, 503, *(() if backoff is None else backoff.statuses))
        self._opaque = hashlib.sha256(realm.encode()).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"Digest(realm={self.realm!r})"

    def settle(self, seat: Seat) -> None:
        """See to it that the app can sign nonces.

        :raise ConfigError: if it has no ``SECRET_KEY``.
        """
        check_key(seat.app, f"{self!r} signs its nonces")

    def authenticate(self, request: Request) -> Any | None:
        """Give the principal of a name and a hash.

        :raise Unauthorized: for a name or a hash that is wrong; with ``stale=true`` where it is the nonce that is old or used.
        :raise Problem: 400 for what cannot be read, and for the URI of another request (RFC 7616, 3.4.6).
        """
        given = self.credentials(request)
        if given is None:
            return None
        try:
            answer = self._read(parse(given.text))
        except ValueError as error:
            # A text that cannot be decoded would be told of with the octets that it has.
            raise self.malformed("The credentials are not UTF-8." if isinstance(error, UnicodeError) else str(error)) from None
        if answer.realm != self.realm:
            raise Unauthorized(challenges=self.challenges())
        if not is_target(answer.uri, request.environ):
            raise self.malformed("The credentials are for another URI.")
        if not self._nonces.is_good(answer.nonce):
            raise self._stale()
        principal = self._guarded(answer, request)
        if principal is None:
            raise Unauthorized(challenges=self.challenges())
        return principal

    def challenges(self, *, error: str | None = None, description: str | None = None, scope: str | None = None) -> list[str]:
        """Give a challenge with a new nonce for each algorithm; Digest has no words for errors."""
        return [] if error else self._challenges()

    def _challenges(self, stale: Token | None = None) -> list[str]:
        nonce = self._nonces.new()
        return [
            write(
                "Digest",
                realm=self.realm,
                qop="auth",
                algorithm=Token(algorithm),
                nonce=nonce,
                opaque=self._opaque,
                stale=stale,
                charset="UTF-8",
            )
            for algorithm in self.algorithms
        ]

    def _stale(self) -> Unauthorized:
        return Unauthorized("The nonce is too old, or was used before.", challenges=self._challenges(Token("true")))

    def _read(self, parameters: Mapping[str, str]) -> _Answer:
        if missing := [name for name in _NEEDED if name not in parameters]:
            raise ValueError(f"The credentials lack {', '.join(missing)}.")
        # Who names none means MD5 (RFC 7616, 3.4).
        algorithm = parameters.get("algorithm", "MD5").upper()
        if algorithm not in self.algorithms or parameters["qop"] != "auth":
            raise ValueError("The credentials use an algorithm or a qop that was not offered.")
        if parameters.get("userhash", "false").lower() != "false":
            raise ValueError("The name of the user is hashed, which was not offered.")
        if parameters.get("opaque", self._opaque) != self._opaque and parameters["realm"] == self.realm:
            raise ValueError("The credentials have an opaque that was not offered.")
        if not is_hash(parameters["response"], algorithm) or not _COUNT.fullmatch(parameters["nc"]):
            raise ValueError("The response or the nc is not made of as many hexadecimal digits as it should be.")
        if not all(_VISIBLE.fullmatch(parameters[name]) for name in ("nonce", "cnonce", "uri")):
            raise ValueError("The nonce, the cnonce or the uri is empty, or has characters that it may not have.")
        return _Answer(_username(parameters), algorithm, *(parameters[name] for name in _NEEDED))

    def _guarded(self, answer: _Answer, request: Request) -> Any | None:
        method = request.environ["REQUEST_METHOD"]
        if self._backoff is None:
            return self._check(answer, method)
        return self._backoff.attempt(answer.username, request.remote_addr, lambda: self._check(answer, method))

    def _check(self, answer: _Answer, method: str) -> Any | None:
        secret, principal = settled(self._secret(answer.username), "secret") or (None, None)
        hashed = _hashed(secret, answer)
        # An account that does not exist costs the same hashes as one that does.
        right = response(answer.algorithm, hashed or "", method, answer.uri, answer.nonce, answer.nc, answer.cnonce, answer.qop)
        if not hmac.compare_digest(right, answer.response) or hashed is None or principal is None or principal is False:
            return None
        # Only who knows the password uses a nonce up.
        if not self._nonces.take(answer.nonce, answer.nc):
            raise self._stale()
        return principal


def _hashed(secret: Any, answer: _Answer) -> str | None:
    computed = ha1(answer.algorithm, answer.username, answer.realm, secret if isinstance(secret, str) else "")
    if isinstance(secret, HA1):
        return secret.hashes.get(answer.algorithm)
    if secret is not None and not isinstance(secret, str):
        raise ContractError(f"secret gave a {type(secret).__name__}. Give the password or its HA1, and the principal.")
    # An account whose password is empty has none.
    return computed if secret else None


def _username(parameters: Mapping[str, str]) -> str:
    if ("username" in parameters) == ("username*" in parameters):
        raise ValueError("The credentials need exactly one of username and username*.")
    # What is not quoted may be any octets; UTF-8 is what the challenge asks for.
    username = parameters["username"].encode("latin-1").decode() if "username" in parameters else extended(parameters["username*"])
    if _CONTROL.search(username):
        raise ValueError("The username has characters that it may not have.")
    return username


def _checked_algorithms(algorithms: Collection[str]) -> tuple[str, ...]:
    given = (algorithms,) if isinstance(algorithms, str) else tuple(algorithms)
    if not given or len(set(given)) < len(given) or not set(given) <= HASHES.keys():
        raise ConfigError(f"Digest has the algorithms {given!r}. Name each once: {', '.join(map(repr, HASHES))}.")
    return given
