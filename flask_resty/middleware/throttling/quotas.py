"""Quotas: how much may be asked for in how much time, read from what was written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from limits import parse_many

from ...errors import ConfigError

#: A text that somebody wrote is short. A longer one would take long to read.
_LONGEST = 1000

#: The largest integer that a structured field carries (RFC 9651, 3.3.1). Clients are told how much there is, and in what time.
_MOST = 10**15 - 1

_REMEDY = "Write '600/hour', '5/10 minutes' or '5/minute;100/day'."


class Quota(NamedTuple):
    """So much in so many seconds."""

    amount: int
    window: int


#: The shortest first: what it refuses takes nothing from the longer ones.
Quotas = tuple[Quota, ...]


def quotas_of(limits: Any, seconds: Any) -> Mapping[Any, Quotas]:
    """Read what a throttle was given into quotas by plan, as far as they are known at the start; the plan of all is ``None``.

    :param limits: a text, a number of requests, or a text for each plan. A function of the request says nothing before it is asked.
    :param seconds: the time that a number is for.
    :raise ConfigError: for what is no limit.
    """
    if type(limits) is int and type(seconds) is int and 0 < limits <= _MOST and 0 < seconds <= _MOST:
        return {None: (Quota(limits, seconds),)}
    if isinstance(limits, Mapping) and limits and seconds is None:
        return {plan: () if text is None else parsed(text) for plan, text in limits.items()}
    if callable(limits) and seconds is None:
        return {}
    if isinstance(limits, str) and seconds is None:
        return {None: parsed(limits)}
    raise ConfigError(f"Throttle({limits!r}, {seconds!r}) is no limit. Write Throttle('5/10 minutes') or Throttle(5, 600).")


def parsed(text: Any) -> Quotas:
    """Read a text such as ``"5/minute;100/day"``.

    :raise ConfigError: for what is no limit, or lets nothing through.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise ConfigError(f"A {type(text).__name__} is no limit, or is too long for one. {_REMEDY}")
    return _parsed(text)


@lru_cache(1024)
def _parsed(text: str) -> Quotas:
    try:
        items = parse_many(text)
    except ValueError:
        items = []
    quotas = sorted({Quota(item.amount, item.get_expiry()) for item in items}, key=lambda quota: (quota.window, quota.amount))
    if not quotas:
        raise ConfigError(f"{text!r} is no limit. {_REMEDY}")
    if quotas[0].window < 1 or min(quota.amount for quota in quotas) < 1:
        raise ConfigError(f"{text!r} lets nothing through. {_REMEDY}")
    if quotas[-1].window > _MOST or max(quota.amount for quota in quotas) > _MOST:
        raise ConfigError(f"{text!r} has numbers of more than 15 digits, which no client can be told. {_REMEDY}")
    return tuple(quotas)
