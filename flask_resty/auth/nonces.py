"""Nonces: what a server hands out with a challenge, knows again without keeping it, and takes once for each count."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from math import ceil

from flask import current_app
from itsdangerous import BadSignature
from itsdangerous import TimestampSigner
from itsdangerous.encoding import base64_decode
from itsdangerous.encoding import base64_encode

from ..errors import ConfigError
from ..http.seconds import seconds_of
from .counts import Counts
from .secret_key import keys_of


class Nonces:
    """Makes nonces that any process with the app's ``SECRET_KEY`` knows again: a random number, the time, and a signature.

    :param purpose: what they are for; a nonce for anything else is none.
    :param lifetime: how long one is good, in seconds or as a ``timedelta``.
    :param storage: where uses are counted; see :class:`Counts`.
    :param now: gives the time, in seconds.
    :raise ConfigError: for a lifetime that is no time, and for a storage that there is not.
    """

    def __init__(self, purpose: str, *, lifetime: float | timedelta, storage: str, now: Callable[[], float] = time.time) -> None:
        self.lifetime = seconds_of("lifetime", lifetime)
        if self.lifetime < 1:
            raise ConfigError(f"lifetime={lifetime!r} makes nonces that nobody can use. Give seconds, as in lifetime=300.")
        self._salt = f"flask_resty.auth.nonces {purpose}".encode()
        self._counts = Counts(storage, prefix="resty:nonces", now=now)
        self._now = now

    def new(self) -> str:
        """Give a new one."""
        return self._signer().sign(secrets.token_urlsafe(12)).decode()

    def is_good(self, nonce: str) -> bool:
        """Tell whether a nonce was made here, or with an older key of the app, and is not too old."""
        try:
            _, made = self._signer().unsign(nonce, return_timestamp=True)
        except BadSignature:
            return False
        # One nonce, one text: the last letter of a signature has bits that mean nothing.
        signature = nonce.rpartition(".")[2]
        if base64_encode(base64_decode(signature)).decode() != signature:
            return False
        # Of several hosts, one whose clock is slow gets nonces of the future.
        return abs(self._now() - made.timestamp()) <= self.lifetime

    def take(self, nonce: str, count: str) -> bool:
        """Tell whether a good nonce comes with this count for the first time.

        :raise Problem: 503 if the storage does not answer; otherwise a request could be replayed.
        """
        return self._counts.add(f"{nonce} {count}", ceil(2 * self.lifetime) + 1) == 1

    def _signer(self) -> _Signer:
        # The last one signs.
        signer = _Signer(keys_of(current_app)[::-1], salt=self._salt, key_derivation="hmac", digest_method=hashlib.sha256)
        signer.now = self._now
        return signer


class _Signer(TimestampSigner):
    now: Callable[[], float]

    def get_timestamp(self) -> int:
        return int(self.now())
