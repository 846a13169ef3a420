"""One request, sent again and again: by several processes at once, and after the process that had it was killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from repeating.application import POINTS
from repeating.application import count
from repeating.application import create
from repeating.application import opened
from repeating.application import send

TESTS = Path(__file__).parent


@pytest.fixture(params=["sqlite", "sqlite in WAL mode", "postgresql"])
def database(request, tmp_path):
    """Give the URL of a database with the tables."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path}/orders.db"
    create(url)
    if request.param == "sqlite in WAL mode":
        with closing(sqlite3.connect(tmp_path / "orders.db")) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    return url


@pytest.fixture
def worker():
    """Give a function that starts a worker, which ends with the test at the latest."""
    with ExitStack() as workers:

        def start(*arguments, **databases):
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))), **databases}
            command = [sys.executable, "-m", "repeating", *arguments]
            process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            workers.enter_context(process)
            workers.callback(process.kill)
            return process

        yield start


@pytest.fixture
def race(worker):
    """Give a function that sends one request 52 times at once, from four processes. It gives the answers."""

    def run(key, **databases):
        workers = [worker("race", key, "13", **databases) for _ in range(4)]
        assert [each.stdout.readline() for each in workers] == ["ready\n"] * 4
        for each in workers:
            each.stdin.write("go\n")
            each.stdin.flush()
        return [answer for each in workers for answer in json.loads(each.communicate(timeout=60)[0])]

    return run


def check_race(answers):
    done = [data for status, is_replay, data in answers if status == 201]
    assert len([1 for status, is_replay, _ in answers if status == 201 and is_replay is None]) == 1
    assert {status for status, _, _ in answers} <= {201, 409}
    assert [data for data in done if data != done[0]] == []


def test_fifty_repeats_in_four_processes_are_carried_out_once(database, race):
    key = uuid4().hex
    check_race(race(key, DATABASE=database))
    with opened(database) as app:
        assert count(app, key) == 1
        assert send(app, key).headers["Idempotency-Replayed"] == "true"


def test_with_redis_fifty_repeats_in_four_processes_are_carried_out_once(tmp_path, redis_url, race):
    database, key = f"sqlite:///{tmp_path}/orders.db", uuid4().hex
    create(database)
    check_race(race(key, DATABASE=database, REDIS=redis_url))
    with opened(database) as app:
        assert count(app, key) == 1


def test_after_a_worker_was_killed_all_or_nothing_happened_and_a_repeat_settles_it(database, worker):
    killed = {point: uuid4().hex for point in POINTS}
    workers = [worker("die", key, point, DATABASE=database) for point, key in killed.items()]
    assert [each.wait(60) for each in workers] == [-signal.SIGKILL] * len(POINTS)
    with opened(database) as app:
        assert [count(app, key) for key in killed.values()] == [int(point == "before the answer") for point in killed]
        for point, key in killed.items():
            response = settle(app, key)
            assert response.status_code == 201
            assert response.headers.get("Idempotency-Replayed") == ("true" if point == "before the answer" else None)
            assert count(app, key) == 1


def test_with_redis_a_crash_after_the_write_lets_a_repeat_write_again(tmp_path, redis_url, worker):
    """So the docs say, and point to what does better."""
    database, key = f"sqlite:///{tmp_path}/orders.db", uuid4().hex
    create(database)
    assert worker("die", key, "after the write", DATABASE=database, REDIS=redis_url).wait(60) == -signal.SIGKILL
    with opened(database, redis_url) as app:
        assert settle(app, key).status_code == 201
        assert count(app, key) == 2


def settle(app, key):
    """Repeat a request until it is not told to wait."""
    deadline = time.monotonic() + 30
    response = send(app, key)
    while response.status_code == 409 and time.monotonic() < deadline:
        assert 1 <= int(response.headers["Retry-After"]) <= 2
        response = send(app, key)
    return response
