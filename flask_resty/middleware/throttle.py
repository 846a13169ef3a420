"""Say how often something may be asked for. What counts is in :mod:`flask_resty.middleware.throttling`."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any
from typing import ClassVar

from flask import Request

from ..errors import ConfigError
from ..stack import Entry
from ..stack import Seat
from ..stack import checked_methods
from ..typing import Middleware
from ..typing import Place

#: Tells who is counted: the same string for all requests of one client.
By = Callable[[Request], str | Awaitable[str]]

#: What a count that throttles share may be called: a part of keys, and told to clients. Those of layers have names of their own.
#: (A text, as few are shared.)
_SHARED_NAME = r"(?!(api|blueprint|resource|verb)(-\d+)?\Z)[A-Za-z0-9_-]{1,64}"


class Throttle(Entry):
    """Lets so many requests through in a time, and answers 429 to the rest.

    A limit counts over the layer that it is written on; several add up, and none shares its count with another.

    :param limits: ``"600/hour"``, ``"5/10 minutes"``, ``"5/minute;100/day"``. Or a number of requests, with ``seconds``:
        ``Throttle(5, 600)``. Or a limit for each plan, with ``plan``. Or a function of the request that gives a limit, ``None``
        for none.
    :param seconds: the time that the number is for.
    :param by: who is counted: :func:`principal`, :data:`address`, a :class:`Network`, :func:`key`, or a function of the request
        that gives a string. By address it stands at the edge, so that requests for what does not exist count, too.
    :param methods: the methods that count; all if left out. GET says HEAD, too.
    :param cost: how much one request takes, or a function of the request that says so; 0 is not counted.
    :param plan: a function of the principal that gives a key of ``limits``. The anonymous have the plan ``None``.
    :param exempt: a function of the request that says whether it is let past.
    :param scope: a name; the throttles that have it share their counts, wherever in an app they stand.

    Each function may be a coroutine function.

    :raise ConfigError: for a limit that does not parse, or lets nothing through, and for what does not go together.
    """

    place: ClassVar[Place] = "gate"
    rank: ClassVar[int] = 10
    writes: ClassVar[tuple[str, ...]] = ("RateLimit", "RateLimit-Policy", "Retry-After")
    statuses = (429, 503)
    on_options: ClassVar[bool] = False

    def __init__(
        self,
        limits: str | int | Mapping[Any, str | None] | Callable[[Request], str | Awaitable[str | None] | None],
        seconds: int | None = None,
        *,
        by: By | None = None,
        methods: Collection[str] | None = None,
        cost: int | Callable[[Request], int | Awaitable[int]] = 1,
        plan: Callable[[Any], Any] | None = None,
        exempt: Callable[[Request], bool | Awaitable[bool]] | None = None,
        scope: str | None = None,
    ) -> None:
        from .throttling.quotas import quotas_of
        from .throttling.who import principal

        self.limits, self.seconds, self.cost, self.plan, self.exempt, self.scope = limits, seconds, cost, plan, exempt, scope
        self.quotas = quotas_of(limits, seconds)
        self.by = principal if by is None else by
        self.methods = checked_methods(methods)
        if getattr(by, "at_edge", False):
            # Where a request comes from is known before anybody asks who it is. (To type checkers the place is the class's.)
            vars(self).update(place="edge", rank=20)
        self._check()

    def __repr__(self) -> str:
        limits = getattr(self.limits, "__qualname__", None) or repr(self.limits)
        return f"Throttle({limits})" if self.seconds is None else f"Throttle({limits}, {self.seconds!r})"

    def _check(self) -> None:
        for name in ("by", "plan", "exempt"):
            if (given := getattr(self, name)) is not None and not callable(given):
                raise ConfigError(f"{self!r} has {name}={given!r}, which is no function. Give address, principal or a function.")
        least = min((quota.amount for quotas in self.quotas.values() for quota in quotas), default=1)
        if not callable(self.cost) and not (type(self.cost) is int and 1 <= self.cost and (not self.quotas or self.cost <= least)):
            raise ConfigError(f"{self!r} lets nothing through: a request costs {self.cost!r}. Raise the limit, or let it cost 1 or more.")
        if isinstance(self.limits, Mapping) != (self.plan is not None):
            raise ConfigError(f"{self!r} needs both or none: a limit for each plan, and plan=, which tells the plan of a principal.")
        if self.plan is not None and self.place == "edge":
            raise ConfigError(f"{self!r} counts by address, before it is known who calls and has a plan. Count by something else.")
        if self.scope is not None and not (isinstance(self.scope, str) and re.fullmatch(_SHARED_NAME, self.scope)):
            raise ConfigError(f"{self.scope!r} cannot be a scope. Give a name of letters, digits, '-' and '_' that is not one of a layer.")

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what it answers those methods with that it is for."""
        return self.statuses if self.methods is None or method in self.methods else ()

    def settle(self, seat: Seat) -> None:
        """See to it that the app has something to count with, and that its scope means one thing.

        :raise ConfigError: if a setting makes no sense, the storage cannot be had, or throttles of a scope differ.
        """
        from .throttling.engine import check_prefix
        from .throttling.engine import engine_of
        from .throttling.engine import is_enabled

        if not is_enabled(seat.app):
            return
        check_prefix(seat.app)
        if sum(placed.entry is self and placed.layer is seat.layer for placed in seat.stack) > 1:
            raise ConfigError(f"{seat.layer} has {self!r} twice, so a request would count twice. Drop one.")
        scopes = engine_of(seat.app).scopes
        if self.scope is None:
            return
        others = [entry for entry in _throttles(placed.entry for placed in seat.stack) if entry.scope == self.scope]
        if len(others) > 1:
            raise ConfigError(f"{seat.layer} has two throttles of the scope {self.scope!r}, so a request would count twice. Drop one.")
        if scopes.setdefault(self.scope, self.quotas or self.limits) != (self.quotas or self.limits):
            raise ConfigError(f"{self!r} on {seat.layer} has another limit than others of the scope {self.scope!r}. Give all the same.")

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware that counts for one operation."""
        from .throttling.binding import bound
        from .throttling.engine import is_enabled

        if not is_enabled(seat.app) or (self.methods is not None and seat.method not in self.methods):
            return None
        return bound(self, seat.app, self._name(seat), self._key(seat))

    def _name(self, seat: Seat) -> str:
        """Name it so that no two of one answer have the same name, and none tells of the code."""
        kind = seat.layer.kind
        before = _position(self, _throttles(placed.entry for placed in seat.stack if placed.layer.kind == kind))
        return self.scope or (kind if before == 0 else f"{kind}-{before + 1}")

    def _key(self, seat: Seat) -> tuple[str, ...]:
        """Give what tells its counts from all others of the app: its scope, or the layer and which throttle of the layer it is."""
        if self.scope is not None:
            return ("scope", self.scope)
        number = _position(self, _throttles(getattr(entry, "what", entry) for entry in seat.layer.entries))
        return (seat.layer.kind, seat.layer.name, str(number))


def _throttles(entries: Iterable[Any]) -> list[Throttle]:
    return [entry for entry in entries if isinstance(entry, Throttle)]


def _position(throttle: Throttle, throttles: list[Throttle]) -> int:
    return throttles.index(throttle) if throttle in throttles else 0


#: The short form, for verbs: ``@throttle("5/10 minutes")``, ``@throttle(5, 10 * 60)``.
throttle = Throttle
