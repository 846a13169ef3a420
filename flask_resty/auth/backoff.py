"""Back-off: who guesses passwords waits, and each time for longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv6Address
from ipaddress import ip_address
from math import ceil
from typing import Any
from typing import NamedTuple

from ..errors import ConfigError
from ..errors import Problem
from ..http.seconds import seconds_of
from .counts import Counts
from .verification import LONGEST
from .verification import composed

#: How many bits of an IPv6 address tell the networks of two customers apart; the rest each chooses for themselves.
_NETWORK_BITS = 64

# What is doubled as often is longer than any limit.
_DOUBLINGS = 40


class _Lane(NamedTuple):
    """One thing that attempts are counted for."""

    key: str
    #: How many attempts are free.
    free: int


class Backoff:
    """Makes those who guess wait: exponentially, by account and by address.

    The first failed attempts are free. Then comes a pause, after which there is one attempt, then a pause of twice the time, and
    so on. An attempt within a pause gets 429 with ``Retry-After`` and is not looked at, so that it tells nothing. Attempts are
    counted before they are looked at: many at once are no way around.

    An account's pauses are for all addresses but those that logged in to it before: who guesses a name from everywhere
    does not keep its owner out. An address that is known so has ``free`` failures, and then is known no more. Its attempts are
    counted after they are looked at, so that none of an owner's many requests at once has to wait: there, as many guesses
    at once are looked at as the server takes requests at once.

    Spans of time are rounded up to whole seconds.

    :param free: how many attempts an account has without a pause.
    :param first: the first pause, in seconds or as a ``timedelta``.
    :param most: the longest pause, in seconds or as a ``timedelta``.
    :param forget: how long failures are remembered, from the first on, in seconds or as a ``timedelta``.
    :param known: how long an address is known that logged in to an account, in seconds or as a ``timedelta``.
    :param free_per_address: how many attempts an address has without a pause, over all accounts. Several people may share one.
    :param storage: where to count, as ``limits`` names it; with several processes, one that they share. Where it does not answer,
        nobody is let in: 503.
    :param fold: makes one of the names that are one account. Composition, case and spaces around it make no difference if left
        out; if in your application they do, give ``str``.
    :param now: gives the time in seconds, for counts in memory: of a clock that nobody sets, if left out.
    :raise ConfigError: for numbers and times that leave nothing to wait for, and for a storage that there is not.
    """

    #: What it lets an authenticator answer with.
    statuses = (429, 503)

    def __init__(
        self,
        *,
        free: int = 5,
        first: float | timedelta = 1,
        most: float | timedelta = 900,
        forget: float | timedelta = 86_400,
        known: float | timedelta = timedelta(days=30),
        free_per_address: int = 50,
        storage: str = "memory://",
        fold: Callable[[str], str] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.free, self.free_per_address = free, free_per_address
        self.first, self.most = _counted("first", first), _counted("most", most)
        self.forget, self.known = _counted("forget", forget), _counted("known", known)
        if min(free, free_per_address, self.first, self.known) < 1 or not self.first <= self.most <= self.forget:
            raise ConfigError(
                f"{self!r} makes nobody wait. Give free=, free_per_address=, first= and known= of 1 or more, and first <= most <= forget."
            )
        self._fold = fold or _folded
        self._counts = Counts(storage, prefix="resty:backoff", now=now)

    def __repr__(self) -> str:
        return f"Backoff(free={self.free!r}, first={self.first!r}, most={self.most!r})"

    def attempt(self, username: str, address: str | None, check: Callable[[], Any]) -> Any | None:
        """Give what ``check`` gives, the principal or ``None``, unless it is too early to ask.

        Authenticators do this by themselves; it is for a log-in that a handler does. Whether there is such an account makes no
        difference.

        :param username: the name as it came.
        :param address: where it came from, as ``request.remote_addr`` tells; ``None`` if that is not known.
        :param check: looks at the credentials. Whatever it raises counts as a failure.
        :raise Problem: 429 within a pause.
        """
        account = self._fold(username)
        network = _network(address)
        pair = f"{network} {account}"
        if network and self._counts.get(f"known {pair}"):
            return self._checked(check, pair)
        lanes = [_Lane(f"address {network}", self.free_per_address)] if network else []
        lanes.append(_Lane(f"account {account}", self.free))
        self._enter(lanes)
        principal = check()
        if principal is not None:
            self._welcome(lanes, pair if network else None)
        return principal

    def _checked(self, check: Callable[[], Any], pair: str) -> Any | None:
        """Ask for a pair that is known. As many failures as are free make it unknown."""
        principal = None
        try:
            principal = check()
        finally:
            if principal is None and self._counts.add(f"missed {pair}", self.forget) >= self.free:
                self._counts.clear(f"known {pair}")
        return principal

    def _enter(self, lanes: list[_Lane]) -> None:
        """Count an attempt, or refuse it."""
        for lane in lanes:
            if self._counts.get(f"pause {lane.key}"):
                raise self._refusal(lane)
        for lane in lanes:
            count = self._counts.add(lane.key, self.forget)
            # Of several that come at once when a pause is over, one is let through: the one that starts the next.
            if count >= lane.free and self._counts.add(f"pause {lane.key}", self._pause(count - lane.free)) > 1:
                self._counts.undo(lane.key)
                raise self._refusal(lane)

    def _pause(self, doublings: int) -> int:
        return min(self.first << min(doublings, _DOUBLINGS), self.most)

    def _refusal(self, lane: _Lane) -> Problem:
        seconds = self._counts.left(f"pause {lane.key}")
        return Problem(429, "There were too many failed attempts. Wait before the next one.", headers={"Retry-After": str(max(1, seconds))})

    def _welcome(self, lanes: list[_Lane], pair: str | None) -> None:
        """Forget the failures of an account, and know its owner's address. The failures for other accounts stay with the address."""
        *addresses, account = lanes
        for lane in addresses:
            self._counts.undo(lane.key)
        self._counts.clear(account.key)
        self._counts.clear(f"pause {account.key}")
        if pair is not None:
            self._counts.clear(f"missed {pair}")
            self._counts.add(f"known {pair}", self.known)


def _counted(what: str, span: float | timedelta) -> int:
    # Storages count whole seconds. A pause of less is still one.
    return ceil(seconds_of(f"Backoff({what})", span))


def _folded(username: str) -> str:
    return composed(username[:LONGEST].strip()).casefold()


def _network(address: str | None) -> str:
    try:
        ip = ip_address(address or "")
    except ValueError:
        return ""
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Address(int(ip) >> (128 - _NETWORK_BITS) << (128 - _NETWORK_BITS)))
