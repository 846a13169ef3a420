"""Many clients at once."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from threading import Event
from threading import Lock
from threading import Thread
from uuid import uuid4

from servers.running import running

Address = tuple[str, int]

#: How many requests pass in a minute.
LIMIT = 100

CLIENTS = 40
PROCESSES = 4

#: How long to wait for anything, in seconds.
PATIENCE = 60.0

#: A status, and the seconds of ``Retry-After`` that came with it.
Seen = tuple[int, str | None]


@contextmanager
def serving(redis: str, **environment: str) -> Iterator[Address]:
    """Serve the application by several processes."""
    told = {"STORAGE": f"redis+{redis}", "GUNICORN_CMD_ARGS": f"--workers={PROCESSES}", **environment}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        with running("gunicorn", "throttling.application") as address:
            yield address
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def burst(address: Address, requests: int = 400) -> Counter[int]:
    """Have all clients ask together, as one that was never there, and give how often each status was seen."""
    run, each = uuid4().hex, requests // CLIENTS

    def one(client: int) -> list[int]:
        with connected(address) as ask:
            return [ask(run)[0] for _ in range(each)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(status for statuses in pool.map(one, range(CLIENTS)) for status in statuses)


@contextmanager
def connected(address: Address) -> Iterator[Callable[[str], Seen]]:
    """Give a function that sends a request of a run."""
    connection = HTTPConnection(*address, timeout=PATIENCE)

    def ask(run: str) -> Seen:
        connection.request("GET", "/api/counted", headers={"X-Run": run})
        response = connection.getresponse()
        response.read()
        return response.status, response.headers["Retry-After"]

    try:
        yield ask
    finally:
        connection.close()


class Load:
    """Clients that go on asking, each request as somebody new, until the block ends."""

    def __init__(self, address: Address) -> None:
        self.seen: Counter[Seen] = Counter()
        #: The longest that a client waited for an answer, in seconds.
        self.longest = 0.0
        self.errors: list[Exception] = []
        self._address = address
        self._stop = Event()
        self._turn = Lock()
        self._threads = [Thread(target=self._ask) for _ in range(CLIENTS)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        try:
            with connected(self._address) as ask:
                while not self._stop.is_set():
                    start = time.monotonic()
                    seen = ask(uuid4().hex)
                    with self._turn:
                        self.seen[seen] += 1
                        self.longest = max(self.longest, time.monotonic() - start)
        except Exception as error:
            self.errors.append(error)

    def wait_for(self, more: int) -> None:
        """Wait until so many more requests were answered."""
        goal = self.seen.total() + more
        until(lambda: self.seen.total() >= goal or bool(self.errors))


def until(is_so: Callable[[], bool]) -> int:
    """Wait until something is so; give how often it was asked for."""
    deadline = time.monotonic() + PATIENCE
    for times in count(1):
        if is_so():
            return times
        assert time.monotonic() < deadline, "It did not become so in time."
        time.sleep(0.01)
    raise AssertionError
