"""Key sets that an issuer shows at an address, and changes from time to time (RFC 7517, 5)."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import timedelta
from threading import Lock
from typing import NamedTuple

from joserfc.jwk import Key

from ..errors import ConfigError
from ..http.seconds import seconds_of
from .addresses import checked_url
from .fetching import Failed
from .fetching import Pause
from .fetching import fetch
from .fetching import unavailable
from .keys import ALGORITHMS
from .keys import PUBLIC
from .keys import KeyRing
from .keys import shown

logger = logging.getLogger("flask_resty")


class _Shown(NamedTuple):
    """What an issuer showed, and when."""

    ring: KeyRing
    at: float


_NOTHING = _Shown(KeyRing(()), -math.inf)


class JWKS:
    """The key set of an issuer: ``JWT(JWKS("https://login.example/jwks.json"), ...)``. It is fetched when the first token comes.

    While one request fetches, the others go on with the keys that are there; those whose key is not there wait for it. A token
    that names an unknown key has the set fetched again, as the issuer may have changed it, but not more often than ``cooldown``
    says. While the issuer fails, the pauses between attempts double from one second to a minute, and the keys that are there
    go on being good until ``stale`` is over. Then, and where none were ever had, requests get 503 with ``Retry-After``.

    Keys for everybody are taken alone: symmetric and private ones, those for encryption, and those that are too short are ignored.

    :param url: where the set is: https, or http on loopback. Redirects are not followed.
    :param ttl: how long the set is taken as it is, in seconds or as a ``timedelta``.
    :param cooldown: how long it is between two attempts because of unknown keys, in seconds or as a ``timedelta``.
    :param stale: how long keys may be used when they cannot be fetched again, in seconds or as a ``timedelta``.
    :param timeout: how long the issuer may take to answer, in seconds or as a ``timedelta``.
    :param now: gives a time in seconds that only goes forward.
    :raise ConfigError: for an address that cannot be trusted, and for times that are none.
    """

    def __init__(
        self,
        url: str,
        *,
        ttl: float | timedelta = 300,
        cooldown: float | timedelta = 30,
        stale: float | timedelta = 86_400,
        timeout: float | timedelta = 5,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = checked_url(url, "JWKS")
        self._ttl, self._cooldown = seconds_of("JWKS(ttl)", ttl), seconds_of("JWKS(cooldown)", cooldown)
        self._stale, self._timeout = max(seconds_of("JWKS(stale)", stale), self._ttl), seconds_of("JWKS(timeout)", timeout)
        self._now = now
        # Replaced as a whole, so that no thread sees a half of it.
        self._shown = _NOTHING
        self._pause = Pause(now)
        self._fetching = Lock()

    def __repr__(self) -> str:
        return f"JWKS({self.url!r})"

    def find(self, algorithm: str, kid: str | None) -> Sequence[Key]:
        """Give the keys that a signature may be of; the set is fetched if it has to be.

        :raise Problem: 503 if there are no keys, and none can be had.
        """
        keys = self._known(algorithm, kid)
        if keys:
            self._renew(wait=False, after=self._ttl)
            return keys
        self._renew(wait=True, after=min(self._ttl, self._cooldown))
        if self._age > self._stale:
            raise unavailable(self._pause.seconds)
        return self._known(algorithm, kid)

    def check_algorithms(self, names: Iterable[str]) -> None:
        """Check that algorithms are for keys that can be shown.

        :raise ConfigError: if one is for secrets.
        """
        for name in names:
            if ALGORITHMS[name].key_type not in PUBLIC:
                raise ConfigError(
                    f"JWT names {name!r}, but a JWKS shows no secrets: everybody could sign. Name what the issuer signs with."
                )

    @property
    def _age(self) -> float:
        return self._now() - self._shown.at

    def _known(self, algorithm: str, kid: str | None) -> Sequence[Key]:
        shown = self._shown
        return () if self._now() - shown.at > self._stale else shown.ring.find(algorithm, kid)

    def _renew(self, *, wait: bool, after: float) -> None:
        if self._age <= after or self._pause.seconds:
            return
        if not self._fetching.acquire(blocking=wait, timeout=2 * self._timeout if wait else -1):
            return
        try:
            # Who waited finds that another one has fetched, or failed to.
            if self._age > after and not self._pause.seconds:
                self._fetch()
        finally:
            self._fetching.release()

    def _fetch(self) -> None:
        asked = self._now()
        try:
            documents = fetch(self.url, timeout=self._timeout).get("keys")
            if not isinstance(documents, list):
                raise Failed("The answer is no key set.")
        except Failed as error:
            self._pause.lengthen(asked)
            logger.warning("The keys at %s could not be fetched. %s", self.url, error)
        else:
            self._pause.end()
            self._shown = _Shown(shown(documents), self._now())
