"""Make the middleware of a throttle: what is known before the first request is worked out here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import Protocol
from urllib.parse import quote

from flask import Flask
from flask import Request

from ...typing import Middleware
from . import asking
from .counting import Choose
from .counting import Policies
from .counting import counting
from .counting import exempting
from .engine import engine_of
from .engine import prefix_of
from .engine import warn_of_memory
from .fields import Policy
from .quotas import Quotas

#: The longest part of a key that is written out. Storages have keys of 250 characters at most.
_LONGEST = 120


class Declared(Protocol):
    """What a throttle says of itself."""

    limits: Any
    quotas: Mapping[Any, Quotas]
    by: Callable[[Request], Any]
    cost: int | Callable[[Request], Any]
    plan: Callable[[Any], Any] | None
    exempt: Callable[[Request], Any] | None


def bound(throttle: Declared, app: Flask, name: str, key: tuple[str, ...]) -> Middleware:
    """Make the middleware that counts for one operation.

    :param name: what clients know the throttle by.
    :param key: what tells its counts from all others of the app.
    """
    warn_of_memory(app)
    sync = app.ensure_sync
    cost = throttle.cost if isinstance(throttle.cost, int) else sync(throttle.cost)
    choose = _chooser(throttle, name, app)
    engine = engine_of(app)
    prefix = _prefix(prefix_of(app), engine.strategy, *key)
    made = counting(engine.count, choose, asking.who(sync(throttle.by)), asking.cost(cost), prefix)
    return made if throttle.exempt is None else exempting(asking.exemption(sync(throttle.exempt)), made)


def _chooser(throttle: Declared, name: str, app: Flask) -> Choose:
    unit = throttle.cost if isinstance(throttle.cost, int) else 1

    @lru_cache(256)
    def made(quotas: Quotas) -> Policies:
        each = tuple(
            Policy(name if number == 1 else f"{name}.{number}", quota.amount, quota.window, quota.amount // unit, unit)
            for number, quota in enumerate(quotas, start=1)
        )
        return Policies(each, ", ".join(map(str, each)))

    if not throttle.quotas:
        return asking.limits(app.ensure_sync(throttle.limits), made)
    policies = {plan: made(quotas) if quotas else None for plan, quotas in throttle.quotas.items()}
    if throttle.plan is not None:
        return asking.plan(app.ensure_sync(throttle.plan), policies)
    fixed = policies[None]
    return lambda request: fixed


def _prefix(*parts: str) -> str:
    whole = "/".join(["resty", *(quote(part, safe="") for part in parts)])
    return whole if len(whole) <= _LONGEST else f"resty/{hashlib.sha256(whole.encode()).hexdigest()}"
