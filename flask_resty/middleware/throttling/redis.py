"""Count in Redis, in one round trip for each limit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from limits.storage import RedisStorage

from .standing import Standing
from .standing import Take
from .standing import weighed

#: A script of ``limits`` with its keys and arguments, or a plain command.
_Step = tuple[Any, Sequence[str], Sequence[Any]]


def taking(storage: RedisStorage, strategy: str) -> Take:
    """Make the function that counts and asks how it stands at once, by the scripts of ``limits``."""
    return _STRATEGIES[strategy](storage)


def _fixed(storage: RedisStorage) -> Take:
    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        name = [storage.prefixed_key(key)]
        count, left = _answers(storage, [(storage.lua_incr_expire, name, [window, cost]), ("PTTL", name, [])])
        return Standing(count <= amount, max(0, amount - count), max(0, left) / 1000)

    return take


def _moving(storage: RedisStorage) -> Take:
    acquire, look = storage.lua_acquire_moving_window, storage.lua_moving_window

    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        name, now = [storage.prefixed_key(key)], time.time()
        passed, found = _answers(storage, [(acquire, name, [now, amount, window, cost]), (look, name, [now - window, amount])])
        start, count = (float(found[0]), int(found[1])) if found else (now - window, 0)
        return Standing(bool(passed), max(0, amount - count), start + window - now)

    return take


def _sliding(storage: RedisStorage) -> Take:
    acquire, look = storage.lua_acquire_sliding_window, storage.lua_sliding_window

    def take(key: str, amount: int, window: int, cost: int) -> Standing:
        # Braces keep both on one node.
        names = [storage.prefixed_key(f"{{{key}}}/-1"), storage.prefixed_key(f"{{{key}}}")]
        passed, found = _answers(storage, [(acquire, names, [amount, window, cost]), (look, names, [window])])
        previous, previous_left, current, current_left = (max(0, int(each or 0)) for each in found)
        return weighed(bool(passed), amount, window, previous, previous_left / 1000, current, current_left / 1000)

    return take


_STRATEGIES = {"fixed-window": _fixed, "moving-window": _moving, "sliding-window-counter": _sliding}


def _answers(storage: RedisStorage, steps: Sequence[_Step]) -> list[Any]:
    """Take some steps in one round trip. A script that the server does not know yet, or no longer, takes more."""
    client: Any = storage.get_connection()
    with client.pipeline(transaction=False) as pipe:
        for step in steps:
            pipe.execute_command(*_command(step))
        found: list[Any] = pipe.execute(raise_on_error=False)
    for number, answer in enumerate(found):
        if type(answer).__name__ == "NoScriptError":
            # The answers that follow tell of a count that had not been made.
            return found[:number] + [_alone(client, step) for step in steps[number:]]
        if isinstance(answer, Exception):
            raise answer
    return found


def _command(step: _Step) -> tuple[Any, ...]:
    what, keys, arguments = step
    return (what, *keys, *arguments) if isinstance(what, str) else ("EVALSHA", what.sha, len(keys), *keys, *arguments)


def _alone(client: Any, step: _Step) -> Any:
    what, keys, arguments = step
    return client.execute_command(*_command(step)) if isinstance(what, str) else what(keys, arguments)
