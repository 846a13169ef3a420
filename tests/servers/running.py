"""Start a real server as its users do, on a free port, in a process of its own, and stop it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path

from .raw import exchange
from .raw import message

APP = "servers.everything"

#: How long a server may take to start, in seconds.
PATIENCE = 30.0

_TESTS = Path(__file__).parents[1]

#: What follows ``python``, for a port and the module of an ``app``.
COMMANDS: Mapping[str, Callable[[int, str], list[str]]] = {
    "gunicorn": lambda port, module: [
        *("-m", "gunicorn", "--worker-class=gthread", "--threads=16"),
        # One for all that run at the same time would be in the home directory.
        "--no-control-socket",
        *(f"--bind=127.0.0.1:{port}", f"{module}:app"),
    ],
    "granian": lambda port, module: [
        *("-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--blocking-threads=8", "--no-ws", f"{module}:app")
    ],
    "waitress": lambda port, module: ["-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=8", f"{module}:app"],
    "werkzeug": lambda port, module: ["-c", f"from {module} import app; app.run('127.0.0.1', {port})"],
}


@contextmanager
def running(name: str, module: str = APP, **environment: str) -> Iterator[tuple[str, int]]:
    """Run a server until the block ends; give its address.

    :param name: a key of :data:`COMMANDS`.
    :param module: what has the ``app``, which answers GET /api/ with 200.
    :param environment: what comes over the variables of the environment.
    :raise RuntimeError: if it does not answer in time; the message has what it wrote.
    """
    with tempfile.TemporaryFile() as log:
        process, address = _start(name, module, log.fileno(), environment)
        try:
            if not _answers(process, address):
                log.seek(0)
                raise RuntimeError(f"{name} does not answer. It wrote:\n{log.read().decode(errors='replace')}")
            yield address
        finally:
            _stop(process)


def _start(name: str, module: str, log: int, more: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address: tuple[str, int] = free.getsockname()
    paths = os.pathsep.join((str(_TESTS), str(_TESTS.parent)))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONWARNINGS": "default", **more}
    command = [sys.executable, *COMMANDS[name](address[1], module)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True), address


def _answers(process: subprocess.Popen[bytes], address: tuple[str, int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answer = exchange(address, message("GET", "/api/"))
        except OSError:
            # Nobody listens yet. There is nothing to wait for but time.
            time.sleep(0.05)
            continue
        if answer is not None:
            return answer.status == 200
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
