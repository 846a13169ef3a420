"""Connect to a storage of ``limits`` in such a way that no request hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from limits.storage import Storage

#: Seconds that a step of counting may take. Who has to count a request holds it up.
_PATIENCE = 1.0

#: By what the scheme of a storage begins with, how its client is told to be no more patient than that.
_TIMEOUTS: Mapping[str, Mapping[str, Any]] = {
    "redis": {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE},
    "valkey": {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE},
    "memcached": {"timeout": _PATIENCE, "connect_timeout": _PATIENCE},
    "mongodb": {name: round(_PATIENCE * 1000) for name in ("connectTimeoutMS", "serverSelectionTimeoutMS", "socketTimeoutMS")},
}


def connect(uri: str, options: Mapping[str, Any]) -> Storage | None:
    """Give the storage at a URI, ``None`` for the memory of the process. What the options say goes before our own.

    :raise ConfigurationError: if there is no such storage, or what it needs is not installed.
    :raise TypeError: for options that its client does not have.
    """
    from limits.storage import storage_from_string

    scheme = uri.partition(":")[0]
    if scheme == "memory":
        return None
    timeouts = next((timeouts for start, timeouts in _TIMEOUTS.items() if scheme.startswith(start)), {})
    found: Any = storage_from_string(uri, **{**timeouts, **_retries(scheme), **options})
    storage: Storage = found
    if scheme.startswith(("redis", "valkey")):
        _try_options(found)
    return storage


def _try_options(storage: Any) -> None:
    # Clients look at their options when they first connect, which would be in the first request. This connects to nothing.
    pool = getattr(storage.storage, "connection_pool", None)
    if pool is not None:
        pool.connection_class(**pool.connection_kwargs)


def faults_of(storage: Storage) -> tuple[type[Exception], ...]:
    """Give what a storage raises that does not answer."""
    from limits.errors import StorageError

    base = storage.base_exceptions
    return (StorageError, OSError, RuntimeError, *(base if isinstance(base, tuple) else (base,)))


def _retries(scheme: str) -> dict[str, Any]:
    if scheme not in {"redis", "rediss", "redis+unix"}:
        return {}
    try:
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        # ``limits`` says so, too.
        return {}
    # By itself the client tries for seconds. Once more at once is enough for a connection that the server has closed meanwhile.
    return {"retry": Retry(NoBackoff(), 1)}
