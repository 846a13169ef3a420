"""Count requests and refuse those beyond a limit. The only module that knows Flask-Limiter."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextlib import nullcontext
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar
from typing import NamedTuple
from urllib.parse import quote

from flask import Flask
from flask import Request
from flask import Response
from flask import request as current_request

from ..errors import ConfigError
from ..errors import ContractError
from ..errors import Problem
from ..principal import identity_of
from ..principal import principal_of
from ..stack import Entry
from ..stack import Seat
from ..stack import checked_methods
from ..typing import Middleware
from ..typing import Next
from ..typing import Place

if TYPE_CHECKING:
    from flask_limiter import Limiter
    from limits import RateLimitItem

#: The problem type of draft-ietf-httpapi-ratelimit-headers-10, 6.
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"

#: Tells who is counted: the same string for all requests of one client.
By = Callable[[Request], str]

#: The keys in ``app.extensions``: the engine of an app that has no Flask-Limiter, and whom it told of OPTIONS.
_ENGINE = "flask_resty.limiter"
_TOLD = "flask_resty.limiter.told"

#: Two threads that count in memory at once may lose a request or count one twice, so they take turns.
_IN_MEMORY = Lock()


def address(request: Request) -> str:
    """Count by the address that the request came from; behind a proxy, Werkzeug's ``ProxyFix`` tells the client's."""
    return f"address:{request.remote_addr or ''}"


def principal(request: Request) -> str:
    """Count by the principal, and by address where the caller is anonymous.

    :raise ContractError: if nothing tells the principal from others.
    """
    who = principal_of(request.environ)
    if who is None:
        return address(request)
    identity = identity_of(who)
    if identity is None:
        raise ContractError(f"A {type(who).__name__} has no id to count by. Give it one, or pass by= to Throttle.")
    return f"principal:{identity}"


class Throttle(Entry):
    """Lets so many requests through in a time, and answers 429 to the rest.

    A limit counts over the layer that it is written on; several add up, and none shares its count with another.

    :param limits: as Flask-Limiter writes them: ``"600/hour"``, ``"5/10 minutes"``, ``"5/minute;100/day"``. Or a number of
        requests, with ``seconds``: ``Throttle(5, 600)``.
    :param seconds: the time that the number is for.
    :param by: who is counted: :func:`principal`, :func:`address`, or a function of the request that gives a string. By
        address it stands at the edge, so that requests for what does not exist count, too.
    :param methods: the methods that count; all if left out. GET says HEAD, too.
    :param cost: how much one request takes.
    :raise ConfigError: for a limit that does not parse, or lets nothing through.
    """

    place: ClassVar[Place] = "gate"
    rank: ClassVar[int] = 10
    writes: ClassVar[tuple[str, ...]] = ("RateLimit", "RateLimit-Policy", "Retry-After")
    on_options: ClassVar[bool] = False

    def __init__(
        self,
        limits: str | int,
        seconds: int | None = None,
        *,
        by: By | None = None,
        methods: Collection[str] | None = None,
        cost: int = 1,
    ) -> None:
        self.limits, self.seconds = limits, seconds
        self.items = _parse(limits, seconds)
        self.by = by or principal
        self.methods = checked_methods(methods)
        self.cost = cost
        if not callable(self.by):
            raise ConfigError(f"{self!r} counts by {by!r}, which is no function. Give address, principal or a function of the request.")
        if by is address:
            # Where a request comes from is known before anybody asks who it is. (To type checkers the place is the class's.)
            vars(self).update(place="edge", rank=20)
        if not 1 <= cost <= min(item.amount for item in self.items):
            raise ConfigError(f"{self!r} lets nothing through: a request costs {cost!r}. Raise the limit, or let it cost 1 or more.")

    def __repr__(self) -> str:
        return f"Throttle({self.limits!r})" if self.seconds is None else f"Throttle({self.limits!r}, {self.seconds!r})"

    def settle(self, seat: Seat) -> None:
        """See to it that the app has something to count with.

        :raise ConfigError: if the storage that the app configures cannot be had.
        """
        if _is_enabled(seat.app):
            _limiter_of(seat.app)

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware that counts for one operation."""
        if not _is_enabled(seat.app) or (self.methods is not None and seat.method not in self.methods):
            return None
        policies = tuple(_Policy(name, item, item.amount // self.cost, item.get_expiry()) for name, item in self._named(seat))
        return _middleware(policies, _counter(_limiter_of(seat.app), policies, self._key(seat), self.cost), self.by)

    def _named(self, seat: Seat) -> Iterator[tuple[str, RateLimitItem]]:
        """Name the limits so that no two of one answer have the same name, and none tells of the code."""
        kind = seat.layer.kind
        others = _throttles(placed.entry for placed in seat.stack if placed.layer.kind == kind)
        before = sum(len(entry.items) for entry in others[: _position(self, others)])
        for number, item in enumerate(self.items, start=before + 1):
            yield kind if number == 1 else f"{kind}-{number}", item

    def _key(self, seat: Seat) -> tuple[str, ...]:
        """Give the key of all its counts: the app, the layer, and which throttle of the layer it is."""
        app = seat.app.config.get("RATELIMIT_KEY_PREFIX") or seat.app.name
        number = _position(self, _throttles(getattr(entry, "what", entry) for entry in seat.layer.entries))
        return ("resty", quote(app, safe=""), seat.layer.kind, quote(seat.layer.name, safe=""), str(number))


def _throttles(entries: Iterable[Any]) -> list[Throttle]:
    return [entry for entry in entries if isinstance(entry, Throttle)]


def _position(throttle: Throttle, throttles: list[Throttle]) -> int:
    return throttles.index(throttle) if throttle in throttles else 0


#: The short form, for verbs: ``@throttle("5/10 minutes")``, ``@throttle(5, 10 * 60)``.
throttle = Throttle


def _parse(limits: str | int, seconds: int | None) -> list[RateLimitItem]:
    from limits import RateLimitItemPerSecond
    from limits import parse_many

    if isinstance(limits, str) and seconds is None:
        try:
            items = parse_many(limits)
        except ValueError as error:
            raise ConfigError(f"{limits!r} is no limit. Write '600/hour', '5/10 minutes' or '5/minute;100/day'.") from error
    elif type(limits) is int and type(seconds) is int and seconds > 0:
        items = [RateLimitItemPerSecond(limits, seconds)]
    else:
        raise ConfigError(f"Throttle({limits!r}, {seconds!r}) is no limit. Write Throttle('5/10 minutes') or Throttle(5, 600).")
    # The shortest first: what it refuses takes nothing from the longer ones.
    return sorted(items, key=lambda item: item.get_expiry())


class _Policy(NamedTuple):
    """One limit, with the numbers that clients are told."""

    name: str
    item: RateLimitItem
    quota: int
    window: int

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'


class _Count(NamedTuple):
    """How it stands with one limit, this request included."""

    policy: _Policy
    passed: bool
    remaining: int
    seconds: int

    def __str__(self) -> str:
        return f'"{self.policy.name}";r={self.remaining};t={self.seconds}'


def _counter(limiter: Limiter, policies: tuple[_Policy, ...], key: tuple[str, ...], cost: int) -> Callable[[str], list[_Count]]:
    """Make the function that counts one request of one client in all windows of a throttle."""
    from limits.storage import MemoryStorage

    turn: AbstractContextManager[Any] = _IN_MEMORY if isinstance(limiter.storage, MemoryStorage) else nullcontext()

    def count(who: str) -> list[_Count]:
        engine, full_key, counts, is_refused = limiter.limiter, (*key, quote(who)), [], False
        with turn:
            for policy in policies:
                # Once a limit refuses the request, the others are asked, but it takes nothing from them.
                passed = (engine.test if is_refused else engine.hit)(policy.item, *full_key, cost=cost)
                is_refused = is_refused or not passed
                reset, remaining = engine.get_window_stats(policy.item, *full_key)
                seconds = min(policy.window, max(0, ceil(reset - time.time())))
                counts.append(_Count(policy, passed, max(0, remaining) // cost if passed else 0, seconds))
        return counts

    return count


def _middleware(policies: tuple[_Policy, ...], count: Callable[[str], list[_Count]], by: By) -> Middleware:
    policy = ", ".join(map(str, policies))

    def throttled(request: Request, next: Next) -> Response:
        who = by(request)
        if not isinstance(who, str):
            raise ContractError(f"{by!r} gave {type(who).__name__} to count by. Let it give a string for every request.")
        counts = count(who)
        fields = {"RateLimit-Policy": policy, "RateLimit": ", ".join(map(str, counts))}
        if refused := [count for count in counts if not count.passed]:
            raise _too_many(refused, fields)
        response = next(request)
        for name, value in fields.items():
            inner = response.headers.get(name)
            response.headers[name] = value if inner is None else f"{value}, {inner}"
        return response

    return throttled


def _too_many(refused: Sequence[_Count], fields: dict[str, str]) -> Problem:
    seconds = max(1, *(count.seconds for count in refused))
    members: dict[str, Any] = {"violated-policies": [count.policy.name for count in refused]}
    headers = {**fields, "Retry-After": str(seconds)}
    return Problem(429, f"Too many requests. Try again in {seconds} s.", type=QUOTA_EXCEEDED, headers=headers, **members)


def exempt_options(app: Flask, is_ours: Callable[[Request], bool]) -> None:
    """Tell the app's Flask-Limiters, each one once, to count no OPTIONS request for our endpoints.

    A preflight carries no credentials and does nothing; to refuse it would refuse the request that it announces.
    """
    told = app.extensions.setdefault(_TOLD, set())
    for limiter in app.extensions.get("limiter", ()):
        if (limiter, is_ours) not in told:
            told.add((limiter, is_ours))
            limiter.request_filter(lambda: current_request.method == "OPTIONS" and is_ours(current_request))


def _is_enabled(app: Flask) -> bool:
    return bool(app.config.get("RATELIMIT_ENABLED", True))


def _limiter_of(app: Flask) -> Limiter:
    """Give the app's Flask-Limiter, or one of our own that hangs no hooks on the app."""
    if theirs := app.extensions.get("limiter"):
        limiter: Limiter = next(iter(theirs))
        return limiter
    if _ENGINE not in app.extensions:
        # Two threads may both come here; the first one wins.
        app.extensions.setdefault(_ENGINE, _make_limiter(app))
    own: Limiter = app.extensions[_ENGINE]
    return own


def _make_limiter(app: Flask) -> Limiter:
    from flask_limiter import Limiter
    from flask_limiter.util import get_remote_address
    from limits.errors import ConfigurationError

    # A Limiter reads the configuration of an app and hangs hooks on it. We want the first and not the second.
    stand_in = Flask(__name__, static_folder=None)
    stand_in.config.update(app.config)
    uri = app.config.get("RATELIMIT_STORAGE_URI") or "memory://"
    try:
        return Limiter(get_remote_address, app=stand_in, storage_uri=uri)
    except ConfigurationError as error:
        raise ConfigError(f"RATELIMIT_STORAGE_URI and RATELIMIT_STRATEGY of {app.name!r} do not work: {error}. Correct them.") from error
