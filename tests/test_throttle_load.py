"""Many clients and several processes share a limit in a real Redis, which also dies under load and comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn

import pytest
from services.running import NotHere
from services.running import directory
from services.running import redis_in
from throttling.load import CLIENTS
from throttling.load import LIMIT
from throttling.load import Load
from throttling.load import burst
from throttling.load import serving
from throttling.load import until

pytest.importorskip("gunicorn")


@pytest.mark.parametrize("strategy", ["moving-window", "fixed-window", "sliding-window-counter"])
def test_forty_clients_and_four_processes_get_exactly_what_the_limit_says(redis_url: str, strategy: str) -> None:
    with serving(redis_url, STRATEGY=strategy) as address:
        assert [burst(address)[200] for _ in range(2)] == [LIMIT, LIMIT]


@pytest.mark.parametrize(("failure", "statuses"), [("memory", {200}), ("open", {200}), ("closed", {200, 503})])
def test_limits_survive_the_death_of_redis_under_load(failure: str, statuses: set[int], give_up: Callable[[str], NoReturn]) -> None:
    with directory() as place, ExitStack() as life:
        try:
            url = life.enter_context(redis_in(place))
        except NotHere as error:
            give_up(str(error))
        with serving(url, FAILURE=failure) as address:
            with Load(address) as load:
                load.wait_for(4 * CLIENTS)
                life.close()
                load.wait_for(20 * CLIENTS)
                # Another one that knows nothing: no counts, and no scripts.
                life.enter_context(redis_in(place))
                load.wait_for(4 * CLIENTS)
            assert load.errors == []
            assert {status for status, _ in load.seen} == statuses
            assert {status for status, retry_after in load.seen if retry_after is not None} <= {503}
            assert {retry_after is not None for status, retry_after in load.seen if status == 503} <= {True}
            # Each process finds out by itself that there is another Redis; one burst may not meet all of them.
            until(lambda: all(seen[200] == LIMIT and not seen[503] for seen in (burst(address) for _ in range(3))))
            assert [burst(address)[200] for _ in range(2)] == [LIMIT, LIMIT]
