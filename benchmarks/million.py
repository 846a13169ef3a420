"""Stream a million books in a process of its own and print what that takes, as JSON: ``python -m benchmarks.million``.

How it is through a server, in other formats and to slow clients, ``make soak`` tells.
"""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter
from typing import Any

from .applications.resty import application
from .drivers import WSGI
from .drivers import environ
from .workloads import w5


def main(count: int = 1_000_000) -> None:
    """Print the figures."""
    app = application()
    # The memory that a process needs anyway is no part of it: modules, caches, what is compiled at the first request.
    _stream(app, 1000)
    before = _peak()
    figures = _stream(app, count)
    print(json.dumps({"MB of memory at the peak": _peak() - before, **figures}))


def _stream(app: WSGI, count: int) -> dict[str, float]:
    request, heads = environ(w5(count)), []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        heads.append(status)

    start = perf_counter()
    answer = app(request, start_response)
    assert heads == ["200 OK"]
    chunks = iter(answer)
    sent, first = len(next(chunks)), perf_counter() - start
    for chunk in chunks:
        sent += len(chunk)
    answer.close()
    return {"ms to the first bytes": first * 1e3, "s in all": perf_counter() - start, "MB sent": sent / 1e6}


def _peak() -> float:
    """Give the most memory that this process ever had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
