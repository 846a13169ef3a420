"""Counts that end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from services.silence import silent

from flask_resty import ConfigError
from flask_resty import Problem
from flask_resty.auth.counts import Counts

#: Makes tests that share a Redis count different things.
NUMBERS = count()


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def counts(request: pytest.FixtureRequest) -> Counts:
    if request.param == "memory":
        return Counts()
    return in_redis(request.getfixturevalue("redis_url"))


def in_redis(url: str) -> Counts:
    return Counts(url.replace("unix://", "redis+unix://"), prefix=f"test-counts-{next(NUMBERS)}")


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_each_is_counted(counts: Counts) -> None:
    assert [counts.add("a", 60) for _ in range(3)] == [1, 2, 3]
    assert (counts.get("a"), counts.get("b")) == (3, 0)


def test_keys_are_counted_apart(counts: Counts) -> None:
    counts.add("a", 60)
    assert counts.add("b", 60) == 1


def test_cleared_count_starts_again(counts: Counts) -> None:
    counts.add("a", 60)
    counts.clear("a")
    counts.clear("never")
    assert counts.get("a") == 0
    assert counts.add("a", 60) == 1


def test_one_is_taken_back(counts: Counts) -> None:
    counts.add("a", 60)
    counts.add("a", 60)
    counts.undo("a")
    assert counts.get("a") == 1
    assert counts.add("a", 60) == 2


def test_what_has_ended_cannot_be_taken_back(counts: Counts) -> None:
    counts.undo("a")
    assert counts.get("a") == 0
    assert [counts.add("a", 60), counts.add("a", 60)] == [1, 2]
    assert 50 < counts.left("a") <= 60


def test_what_is_left_of_the_time_is_known(counts: Counts) -> None:
    counts.add("a", 60)
    counts.add("a", 600)
    assert 50 < counts.left("a") <= 60
    assert counts.left("b") == 0


def test_count_ends(counts: Counts) -> None:
    counts.add("a", 1)
    assert eventually(lambda: counts.get("a") == 0)
    assert counts.add("a", 60) == 1


def test_count_ends_when_it_would_whatever_clock_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts()
    counts.add("a", 60)
    for jump in (-3600, 3600):
        now = time.time() + jump
        monkeypatch.setattr("time.time", lambda now=now: now)
        assert 0 < counts.left("a") <= 60


def test_time_runs_from_the_first(clock: Clock) -> None:
    counts = Counts(now=clock)
    counts.add("a", 10)
    clock.time += 9
    assert counts.add("a", 10) == 2
    assert counts.left("a") == 1
    clock.time += 1
    assert (counts.get("a"), counts.left("a"), counts.add("a", 10)) == (0, 0, 1)


@pytest.mark.parametrize("key", ["", "a b", "\r\n", "é" * 10_000, "\udcff", "{a}*?"], ids=ascii)
def test_key_is_any_text(counts: Counts, key: str) -> None:
    assert counts.add(key, 60) == 1
    assert counts.get(key) == 1


def test_each_of_several_threads_gets_another_number(counts: Counts) -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(lambda _: counts.add("a", 60), range(800)))
    finally:
        sys.setswitchinterval(interval)
    assert sorted(numbers) == list(range(1, 801))


def test_memory_needs_no_thread() -> None:
    before = threading.active_count()
    counts = Counts()
    for number in range(100):
        counts.add(str(number), 1)
    assert threading.active_count() == before


def test_what_has_ended_takes_no_memory(clock: Clock) -> None:
    counts = Counts(now=clock)
    for number in range(1_000):
        counts.add(str(number), 30)
    counts.add("longer", 600)
    clock.time += 60
    counts.add("new", 30)
    assert len(counts._storage._counts) == 2


def test_counts_of_another_prefix_are_others(redis_url: str) -> None:
    counts, others = in_redis(redis_url), in_redis(redis_url)
    counts.add("a", 60)
    assert others.get("a") == 0


def test_processes_share_counts_in_redis(redis_url: str) -> None:
    uri = redis_url.replace("unix://", "redis+unix://")
    Counts(uri, prefix="test-shared").add("a", 60)
    assert Counts(uri, prefix="test-shared").get("a") == 1


def test_what_is_counted_is_not_read_in_the_storage(redis_url: str) -> None:
    counts = in_redis(redis_url)
    counts.add("ada@example.com", 60)
    keys = list(counts._storage.storage.storage.scan_iter(f"*{counts.prefix}*"))
    assert len(keys) == 1
    assert b"ada" not in keys[0]


@pytest.mark.parametrize("ask", ["add", "undo", "get", "left", "clear"])
def test_storage_that_does_not_answer_is_503(ask: str) -> None:
    counts = Counts("redis+unix:///nowhere/redis.sock")
    with pytest.raises(Problem) as caught:
        getattr(counts, ask)("a", *[60] * (ask == "add"))
    assert caught.value.status == 503
    assert caught.value.headers["Retry-After"] == "5"
    assert "nowhere" not in str(caught.value.document())


def test_storage_that_hangs_is_not_waited_for_by_each_request(caplog: pytest.LogCaptureFixture) -> None:
    with silent() as uri:
        counts, start = Counts(uri), time.monotonic()
        for _ in range(20):
            with pytest.raises(Problem):
                counts.add("a", 60)
        assert time.monotonic() - start < 20
    assert ["cannot be reached" in record.message for record in caplog.records] == [True]


@pytest.mark.parametrize(
    "uri", ["", "redis", "nothing://here", "memory", "memcached://localhost:11211", "s3cret://u:s3cret@host", "redis://u:s3cret@h:x"]
)
def test_storage_that_there_is_not_is_an_error_at_the_start(uri: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Counts(uri)
    assert "s3cret" not in str(caught.value)
