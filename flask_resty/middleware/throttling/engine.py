"""What an app counts with: a strategy, a storage, and what is done while the storage is down."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from flask import Flask
from limits.errors import ConfigurationError
from limits.storage import Storage
from limits.strategies import STRATEGIES

from ...errors import ConfigError
from ...errors import Problem
from ...storage.circuit import PAUSE
from ...storage.circuit import Circuit
from ...storage.connection import connect
from ...storage.connection import faults_of
from .app_limiter import limiter_of
from .memory import Memory
from .standing import Count
from .standing import Standing
from .storage import taking

if TYPE_CHECKING:
    from flask_limiter import Limiter

logger = logging.getLogger("flask_resty")

SettingT = TypeVar("SettingT", bound="str | dict[str, Any]")

#: The keys in ``app.extensions``: the engines, by the Flask-Limiter whose storage they count in, and whether the log knows of memory.
_ENGINES = "flask_resty.throttles"
_WARNED = "flask_resty.throttles.warned"

#: Flask-Limiter's words for what happens when its storage fails, and ours.
_THEIR_WORDS = {"RATELIMIT_SWALLOW_ERRORS": "open", "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": "memory"}


@dataclass(frozen=True, slots=True)
class Engine:
    """Counts for one app."""

    count: Count
    #: The name of the strategy. What one of them has counted means nothing to another.
    strategy: str
    #: By the name of a scope, what its throttles allow, which is the same for all of them.
    scopes: dict[str, object] = field(default_factory=dict)


def is_enabled(app: Flask) -> bool:
    """Tell whether an app wants to count at all."""
    return bool(app.config.get("RATELIMIT_ENABLED", True))


def check_prefix(app: Flask) -> None:
    """Check at the start what is not asked for before the first request.

    :raise ConfigError: if the prefix of keys is no string.
    """
    prefix_of(app)


def prefix_of(app: Flask) -> str:
    """Give what tells the counts of an app from those of others in the same storage.

    :raise ConfigError: if it is no string.
    """
    return _setting(app, "RATELIMIT_KEY_PREFIX", app.name)


def engine_of(app: Flask) -> Engine:
    """Give the engine of an app, made at the first time.

    :raise ConfigError: if the storage that the app configures cannot be had.
    """
    engines: dict[object, Engine] = app.extensions.setdefault(_ENGINES, {})
    # A Flask-Limiter may come to the app after its first throttle.
    limiter = limiter_of(app)
    if limiter not in engines:
        # Two threads may both come here; the first one wins.
        engines.setdefault(limiter, _own(app) if limiter is None else _guarded(app, limiter.storage, _strategy_of(limiter)))
    return engines[limiter]


def warn_of_memory(app: Flask) -> None:
    """Log, once, that each process counts for itself, where nobody has chosen that."""
    is_chosen = app.config.get("RATELIMIT_STORAGE_URI") or limiter_of(app) is not None
    if is_chosen or app.debug or app.testing or app.extensions.get(_WARNED):
        return
    app.extensions[_WARNED] = True
    told = "The throttles of %r count in the memory of each process. Set RATELIMIT_STORAGE_URI to a storage that all of them share."
    logger.warning(told, app.name)


def _own(app: Flask) -> Engine:
    """Make what counts where no Flask-Limiter is: it reads the same settings."""
    uri = _setting(app, "RATELIMIT_STORAGE_URI", "memory://")
    strategy = _setting(app, "RATELIMIT_STRATEGY", "fixed-window")
    options: dict[str, Any] = _setting(app, "RATELIMIT_STORAGE_OPTIONS", {})
    try:
        storage = connect(uri, options)
        if strategy not in STRATEGIES:
            raise ConfigurationError(f"There is no strategy {strategy!r}, but {', '.join(STRATEGIES)}.")
        if storage is not None:
            # It refuses a storage that cannot do what the strategy needs.
            STRATEGIES[strategy](storage)
        # The memory of the process is never down.
        return Engine(Memory(strategy).take, strategy) if storage is None else _guarded(app, storage, strategy)
    except (ConfigurationError, NotImplementedError, TypeError, ValueError) as error:
        # The URI may hold a password.
        why = str(error).replace(uri, f"{uri.partition(':')[0]}://...").rstrip(".")
        raise ConfigError(
            f"RATELIMIT_STORAGE_URI, RATELIMIT_STORAGE_OPTIONS and RATELIMIT_STRATEGY of {app.name!r} do not work: {why}. Correct them."
        ) from error


def _setting(app: Flask, name: str, otherwise: SettingT) -> SettingT:
    """Give a setting of an app, or what holds where there is none.

    :raise ConfigError: for one of another type. It may hold a password, and is not repeated.
    """
    value = app.config.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, type(otherwise)):
        raise ConfigError(f"{name} of {app.name!r} is a {type(value).__name__}. Give a {type(otherwise).__name__}.")
    return value or otherwise


def _strategy_of(limiter: Limiter) -> str:
    return next(name for name, cls in STRATEGIES.items() if type(limiter.limiter) is cls)


def _guarded(app: Flask, storage: Storage, strategy: str) -> Engine:
    circuit, take = Circuit(f"the throttles of {app.name!r}", faults_of(storage)), taking(storage, strategy)
    otherwise = _when_down(_failure(app), strategy)

    def count(key: str, amount: int, window: int, cost: int) -> Standing | None:
        return circuit.ask(take, key, amount, window, cost) or otherwise(key, amount, window, cost)

    return Engine(count, strategy)


def _failure(app: Flask) -> str:
    said: str | None = app.config.get("RESTY_THROTTLE_FAILURE")
    return said or next((word for name, word in _THEIR_WORDS.items() if app.config.get(name)), "memory")


def _when_down(failure: str, strategy: str) -> Count:
    if failure == "memory":
        return Memory(strategy).take
    return _unknown if failure == "open" else _closed


def _unknown(*what: Any) -> None:
    """Let it pass."""


def _closed(*what: Any) -> Standing:
    raise Problem(503, "The service cannot count requests at the moment.", headers={"Retry-After": str(PAUSE)})
