"""Remember in Redis: for all processes that use one."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING
from typing import Any

from ...errors import ConfigError
from .store import Claim
from .store import ClaimLost
from .store import Held

if TYPE_CHECKING:
    from redis import Redis

# Redis runs a script as a whole, so nothing comes in between; each one names a single key, as a cluster wants it. A client that
# heard no answer asks again, so a claim that comes twice is the same claim.
_CLAIM = """
local held = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer', 'token')
if held[1] and held[3] ~= ARGV[1] then
    return {held[1], held[2], redis.call('PTTL', KEYS[1])}
end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'fingerprint', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return nil
"""

_COMPLETE = """
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
    return 0
end
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""

_RELEASE = """
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] and redis.call('HEXISTS', KEYS[1], 'answer') == 0 then
    redis.call('DEL', KEYS[1])
end
return 1
"""


class RedisStore:
    """Keeps claims and answers in Redis, for any number of processes and machines.

    A request is carried out once, as long as Redis forgets nothing. What a crash can leave is told in
    :doc:`/how-to/repeat-safely`.

    :param redis: a client of redis-py, of one server or a cluster, or the URL of a server: ``"redis://localhost:6379/0"``.
    :param prefix: what its keys begin with; another one for each application that shares the server.
    :raise ConfigError: for what is no client, or one that decodes what it reads; for a URL, if redis-py is not installed.
    """

    def __init__(self, redis: Any, *, prefix: str = "resty:idempotency:") -> None:
        client = _connect(redis) if isinstance(redis, str) else redis
        _check(client)
        self.prefix = prefix
        self._claim, self._complete, self._release = (client.register_script(text) for text in (_CLAIM, _COMPLETE, _RELEASE))

    def __repr__(self) -> str:
        return f"RedisStore(prefix={self.prefix!r})"

    def claim(self, claim: Claim, lease: float) -> Held | None:
        """Take the key, unless it is held."""
        held: Any = self._claim(keys=[self.prefix + claim.key], args=[claim.token, claim.fingerprint, _milliseconds(lease)])
        return None if held is None else Held(held[0].decode(), held[1], held[2] / 1000)

    def complete(self, claim: Claim, answer: bytes, ttl: float) -> None:
        """Keep the answer."""
        if not self._complete(keys=[self.prefix + claim.key], args=[claim.token, answer, _milliseconds(ttl)]):
            raise ClaimLost

    def release(self, claim: Claim) -> None:
        """Give the key back."""
        self._release(keys=[self.prefix + claim.key], args=[claim.token])


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _connect(url: str) -> Redis:
    try:
        from redis import Redis
    except ImportError as error:
        raise ConfigError("RedisStore needs redis-py. Install flask-resty-api[redis].") from error
    try:
        return Redis.from_url(url)
    except ValueError as error:
        # The URL may hold a password.
        raise ConfigError(f"RedisStore was given a URL that does not work: {error}") from error


def _check(client: Any) -> None:
    if isinstance(client, type) or not hasattr(client, "register_script"):
        raise ConfigError(f"RedisStore was given {client!r}. Give a client of redis-py, or the URL of a server.")
    if inspect.iscoroutinefunction(client.execute_command):
        raise ConfigError("RedisStore was given a client for asyncio. Give a redis.Redis.")
    if client.get_encoder().decode_responses:
        raise ConfigError("RedisStore was given a client with decode_responses=True, but answers are bytes. Give one without.")
