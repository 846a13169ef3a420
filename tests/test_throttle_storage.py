"""Where throttles count: in memory and in Redis, by each strategy, and what happens while the storage is down."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask_limiter import Limiter
from limits import parse
from limits.storage import MemoryStorage
from limits.storage import RedisStorage
from limits.strategies import STRATEGIES
from services.silence import silent

from flask_resty import Api
from flask_resty import Resource
from flask_resty.errors import ConfigError
from flask_resty.middleware import Throttle
from flask_resty.middleware.throttling.memory import Memory
from flask_resty.middleware.throttling.standing import Take
from flask_resty.middleware.throttling.storage import taking
from flask_resty.storage.circuit import Circuit
from flask_resty.storage.connection import connect


def app_with(*entries: Any, **config: Any) -> Flask:
    """Make an app with a throttled resource."""
    app = Flask("shop")
    app.config.update(config)

    @Api(app).resource("/things", middleware=entries or [Throttle("2/hour")])
    class Things(Resource):
        def get(self) -> str:
            return "things"

    return app


def statuses(app: Flask, times: int) -> list[int]:
    return [app.test_client().get("/things").status_code for _ in range(times)]


# -- strategies --------------------------------------------------------------------------------------------------------


def takes(strategy: str, redis_url: str) -> Iterator[Take]:
    """Give what counts in our memory, in that of limits, and in Redis."""
    yield Memory(strategy).take
    yield taking(MemoryStorage(), strategy)
    storage = connect(f"redis+{redis_url}", {})
    assert storage is not None
    yield taking(storage, strategy)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_storage_counts_alike(redis_url: str, strategy: str) -> None:
    seen, costs = [], (0, 1, 2, 0, 2, 1, 0)
    for take in takes(strategy, redis_url):
        key = uuid4().hex
        standings = [take(key, 5, 600, cost) for cost in costs]
        assert all(0 < standing.seconds < 601 for standing in standings[1:]), standings
        seen.append([(standing.passed or cost == 0, standing.remaining) for standing, cost in zip(standings, costs, strict=True)])
    assert seen == [[(True, 5), (True, 4), (True, 2), (True, 2), (True, 0), (False, 0), (True, 0)]] * 3


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give a clock that stands still until it is set."""
    now = [1_000_020.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("strategy", "free"),
    [("fixed-window", [0, 0, 0, 0, 3, 3]), ("moving-window", [0, 0, 0, 0, 3, 3]), ("sliding-window-counter", [0, 0, 0, 0, 2, 3])],
)
def test_what_was_counted_in_memory_ends_as_the_strategy_says(strategy: str, free: list[int], clock: list[float]) -> None:
    memory = Memory(strategy)
    memory.take("a", 3, 60, 3)
    found = []
    for seconds in (0, 1, 30, 59, 85, 150):
        clock[0] = 1_000_020.0 + seconds
        found.append(memory.take("a", 3, 60, 0).remaining)
    assert found == free


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nobody_waits_for_a_clock_that_was_set_back(strategy: str, clock: list[float]) -> None:
    memory = Memory(strategy)
    memory.take("a", 3, 60, 3)
    clock[0] -= 3600
    assert [memory.take("a", 3, 60, 1).passed for _ in range(4)] == [True, True, True, False]
    assert memory.take("a", 3, 60, 0).seconds <= 60


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_memory_tells_when_there_is_more_and_then_there_is(strategy: str, clock: list[float]) -> None:
    memory = Memory(strategy)
    for cost in (2, 1, 1):
        memory.take("a", 4, 60, cost)
        clock[0] += 7
    for _ in range(20):
        standing = memory.take("a", 4, 60, 1)
        if not standing.passed:
            assert 0 < standing.seconds <= 60
            clock[0] += standing.seconds + 0.001
            assert memory.take("a", 4, 60, 0).remaining > 0


# -- Redis -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def storage(redis_url: str) -> Iterator[RedisStorage]:
    """Give a Redis that knows nothing."""
    found = connect(f"redis+{redis_url}", {})
    assert isinstance(found, RedisStorage)
    client: Any = found.get_connection()
    client.flushall()
    client.script_flush()
    yield found
    client.close()


def sent(storage: RedisStorage) -> int:
    """Tell how many commands Redis has carried out, this question included, in scripts as well."""
    client: Any = storage.get_connection()
    return int(client.info("stats")["total_reads_processed"])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_each_limit_takes_one_round_trip(storage: RedisStorage, strategy: str) -> None:
    take = taking(storage, strategy)
    take("a", 10, 60, 1)
    before = sent(storage)
    for _ in range(5):
        take("a", 10, 60, 1)
    # What asks is read, too.
    assert sent(storage) - before == 5 + 1


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_scripts_that_redis_forgot_are_told_again(storage: RedisStorage, strategy: str) -> None:
    client: Any = storage.get_connection()
    take = taking(storage, strategy)
    found = []
    for _ in range(3):
        client.script_flush()
        found.append(take("a", 10, 60, 1).remaining)
    assert found == [9, 8, 7]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_script_that_only_somebody_else_has_told_is_enough(storage: RedisStorage, strategy: str) -> None:
    storage.incr("x", 60)
    storage.acquire_entry("y", 10, 60)
    storage.acquire_sliding_window_entry("z", 10, 60)
    assert [taking(storage, strategy)("a", 10, 60, 1).remaining for _ in range(2)] == [9, 8]


def test_another_strategy_finds_no_counts_of_the_one_before(redis_url: str) -> None:
    name = uuid4().hex
    for strategy in STRATEGIES:
        uri = f"redis+{redis_url}"
        app = app_with(RATELIMIT_STORAGE_URI=uri, RATELIMIT_STRATEGY=strategy, RATELIMIT_KEY_PREFIX=name, RESTY_THROTTLE_FAILURE="closed")
        assert statuses(app, 3) == [200, 200, 429]


def test_flask_limiter_counts_in_the_redis_that_it_has(redis_url: str) -> None:
    app = Flask("theirs")
    limiter = Limiter(lambda: "x", app=app, storage_uri=f"redis+{redis_url}", key_prefix="", strategy="moving-window")
    Api(app, middleware=[Throttle("2/hour")]).resource("/things")(type("Things", (Resource,), {"get": lambda self: "x"}))
    limiter.reset()
    assert statuses(app, 3) == [200, 200, 429]
    limiter.reset()
    assert statuses(app, 1) == [200]


# -- a storage that is down --------------------------------------------------------------------------------------------


#: Nobody listens there.
NOWHERE = "redis://127.0.0.1:1"


@pytest.mark.parametrize(
    ("config", "seen"),
    [
        ({}, [200, 200, 429, 429]),
        ({"RESTY_THROTTLE_FAILURE": "memory"}, [200, 200, 429, 429]),
        ({"RESTY_THROTTLE_FAILURE": "open"}, [200, 200, 200, 200]),
        ({"RESTY_THROTTLE_FAILURE": "closed"}, [503, 503, 503, 503]),
        ({"RATELIMIT_SWALLOW_ERRORS": True}, [200, 200, 200, 200]),
        ({"RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True}, [200, 200, 429, 429]),
        ({"RATELIMIT_SWALLOW_ERRORS": True, "RESTY_THROTTLE_FAILURE": "closed"}, [503, 503, 503, 503]),
    ],
    ids=range(7),
)
def test_without_its_storage_a_throttle_does_what_was_configured(
    config: dict[str, Any], seen: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    app = app_with(RATELIMIT_STORAGE_URI=NOWHERE, **config)
    assert statuses(app, 4) == seen
    assert [(record.levelname, "cannot be reached" in record.message) for record in caplog.records] == [("ERROR", True)]


def test_what_is_not_known_is_not_told() -> None:
    app = app_with(RATELIMIT_STORAGE_URI=NOWHERE, RESTY_THROTTLE_FAILURE="open")
    response = app.test_client().get("/things")
    assert response.headers["RateLimit-Policy"] == '"resource";q=2;w=3600'
    assert "RateLimit" not in response.headers


def test_closed_throttle_tells_when_to_come_back() -> None:
    response = app_with(RATELIMIT_STORAGE_URI=NOWHERE, RESTY_THROTTLE_FAILURE="closed").test_client().get("/things")
    assert (response.status_code, response.headers["Retry-After"], response.mimetype) == (503, "2", "application/problem+json")


def test_flask_limiter_whose_storage_is_down_is_done_without() -> None:
    app = Flask("shop")
    Limiter(lambda: "x", app=app, storage_uri=NOWHERE)
    Api(app, middleware=[Throttle("2/hour")]).resource("/things")(type("Things", (Resource,), {"get": lambda self: "x"}))
    assert statuses(app, 3) == [200, 200, 429]


def test_storage_that_hangs_holds_up_one_request_only() -> None:
    with silent() as uri:
        app = app_with(RATELIMIT_STORAGE_URI=uri, RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 0.2}, RESTY_THROTTLE_FAILURE="open")
        start = time.monotonic()
        assert statuses(app, 50) == [200] * 50
        assert time.monotonic() - start < 10


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_clients_of_redis_are_not_patient_unless_they_are_told(scheme: str) -> None:
    default, told = (connect(f"{scheme}://localhost", options) for options in ({}, {"socket_timeout": 7.0}))
    for storage, seconds in ((default, 1.0), (told, 7.0)):
        assert isinstance(storage, RedisStorage)
        client: Any = storage.get_connection()
        assert client.connection_pool.connection_kwargs["socket_timeout"] == seconds
        assert client.connection_pool.connection_kwargs["socket_connect_timeout"] == 1.0


def test_password_of_a_storage_that_cannot_be_had_is_not_told() -> None:
    with pytest.raises(ConfigError, match="tape") as caught:
        app_with(RATELIMIT_STORAGE_URI="tape://:hunter2@host")
    assert "hunter2" not in str(caught.value)


def test_password_of_a_storage_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert statuses(app_with(RATELIMIT_STORAGE_URI="redis://:hunter2@127.0.0.1:1"), 1) == [200]
    assert "cannot be reached" in caplog.text
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATELIMIT_KEY_PREFIX", 5),
        ("RATELIMIT_STORAGE_URI", 5),
        ("RATELIMIT_STRATEGY", ["fixed-window"]),
        ("RATELIMIT_STORAGE_OPTIONS", "socket_timeout=1"),
        ("RATELIMIT_STORAGE_OPTIONS", {"patience": 1}),
        ("RATELIMIT_STORAGE_OPTIONS", {1: 1}),
    ],
    ids=str,
)
def test_setting_that_makes_no_sense_is_refused_at_the_start(name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=name):
        app_with(**{"RATELIMIT_STORAGE_URI": "redis://localhost", name: value})


@pytest.mark.parametrize("failure", ["fail", "", True, 1])
def test_failure_that_is_not_known_is_refused_at_the_start(failure: Any) -> None:
    with pytest.raises(ConfigError, match="RESTY_THROTTLE_FAILURE"):
        app_with(RESTY_THROTTLE_FAILURE=failure)


# -- the circuit -------------------------------------------------------------------------------------------------------


class Toy:
    """A storage that is up or down."""

    def __init__(self) -> None:
        self.is_up = True
        self.asked = 0

    def ask(self) -> str:
        self.asked += 1
        if not self.is_up:
            raise ConnectionError("down")
        return "answer"


def test_storage_that_is_down_is_asked_every_so_often(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    toy, now = Toy(), [0.0]
    circuit = Circuit("the tests", (ConnectionError,), pause=2, now=lambda: now[0])
    assert circuit.ask(toy.ask) == "answer"
    toy.is_up = False
    for now[0] in (1, 2, 2.9, 3.1, 4, 5, 5.2, 6):
        assert circuit.ask(toy.ask) is None
    assert toy.asked == 1 + 3
    toy.is_up = True
    for now[0] in (7, 7.3, 8, 9):
        circuit.ask(toy.ask)
    assert toy.asked == 4 + 3
    assert [record.message.partition(". ")[0] for record in caplog.records] == [
        "The storage of the tests cannot be reached",
        "The storage of the tests is back.",
    ]


def test_one_request_tries_while_the_others_go_on() -> None:
    now, trying, go_on = [0.0], threading.Event(), threading.Event()
    circuit = Circuit("the tests", (ConnectionError,), pause=2, now=lambda: now[0])

    def down() -> str:
        raise ConnectionError

    def slow() -> str:
        trying.set()
        go_on.wait(30)
        return "back"

    circuit.ask(down)
    now[0] = 3
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(circuit.ask, slow)
        assert trying.wait(30)
        assert circuit.ask(slow) is None
        go_on.set()
        assert first.result() == "back"
    assert circuit.ask(slow) == "back"


# -- memory ------------------------------------------------------------------------------------------------------------


@contextmanager
def switching() -> Iterator[None]:
    """Have threads take turns as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_memory_is_exact_with_many_threads(strategy: str) -> None:
    memory = Memory(strategy)
    with switching(), ThreadPoolExecutor(40) as pool:
        passed = list(pool.map(lambda _: memory.take("a", 100, 3600, 1).passed, range(2000)))
    assert passed.count(True) == 100


# The storage of limits starts a thread that may fail, which is not ours to catch.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_own_limits_of_the_app_count_at_the_same_time_and_nothing_breaks() -> None:
    app = Flask("shop")
    limiter = Limiter(lambda: "x", app=app, storage_uri="memory://")
    Api(app, middleware=[Throttle("50/hour")]).resource("/things")(type("Things", (Resource,), {"get": lambda self: "x"}))

    def one(number: int) -> int:
        if number % 2:
            # As it does in its before_request, where it may fail by itself.
            try:
                limiter.limiter.hit(parse("1000/hour"), "theirs")
            except RuntimeError:
                pass
            return 0
        return app.test_client().get("/things").status_code

    with switching(), ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(one, range(600)))
    assert (seen.count(200), seen.count(429)) == (50, 250)


def test_storage_that_cannot_start_its_thread_is_asked_once_more() -> None:
    class Stumbling(MemoryStorage):
        STORAGE_SCHEME = None
        stumbles = 1

        def incr(self, key: str, expiry: float, amount: int = 1) -> int:
            if self.stumbles:
                self.stumbles -= 1
                raise RuntimeError("threads can only be started once")
            return super().incr(key, expiry, amount)

    storage = Stumbling()
    assert taking(storage, "fixed-window")("a", 2, 60, 1).remaining == 1


# -- the warning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "is_warned"),
    [({}, True), ({"DEBUG": True}, False), ({"TESTING": True}, False), ({"RATELIMIT_STORAGE_URI": "memory://"}, False)],
    ids=["production", "debug", "testing", "chosen"],
)
def test_memory_that_nobody_chose_is_warned_of_once(config: dict[str, Any], is_warned: bool, caplog: pytest.LogCaptureFixture) -> None:
    app = app_with(Throttle("2/hour"), Throttle("3/hour"), **config)
    statuses(app, 3)
    assert ["RATELIMIT_STORAGE_URI" in record.message for record in caplog.records] == [True] * is_warned


def test_flask_limiter_warns_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("shop")
    with pytest.warns(UserWarning, match="in-memory"):
        Limiter(lambda: "x", app=app)
    Api(app, middleware=[Throttle("2/hour")]).resource("/things")(type("Things", (Resource,), {"get": lambda self: "x"}))
    assert statuses(app, 3) == [200, 200, 429]
    assert caplog.records == []
