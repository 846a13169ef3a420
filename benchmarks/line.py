"""The whole line: requests through all that an application does, in one process.

Ours checks its responses and is strict about what comes in; by hand there is no negotiation, no strictness beyond the fields,
and no check of the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from .drivers import Exchange
from .drivers import asgi
from .drivers import wsgi
from .harness import Case
from .harness import Contestant
from .harness import Slowdown
from .harness import Speedup
from .workloads import MISTAKES
from .workloads import ORIGIN
from .workloads import READER_SEEN
from .workloads import RECEIPT_SEEN
from .workloads import SHELF_SEEN
from .workloads import W1
from .workloads import W2
from .workloads import W3
from .workloads import W4

Goals = Sequence[Speedup | Slowdown]


def cases() -> Iterator[Case]:
    """Give the cases."""
    yield _case("W1, GET of a small object", W1, (200, READER_SEEN), _goals(smorest=1.6, fastapi=1.0, by_hand=0.95))
    yield _case("W2, GET of a hundred books", W2, (200, SHELF_SEEN), _goals(smorest=12, fastapi=2.8, by_hand=1.35))
    yield _case("W3, POST of a book", W3, (201, RECEIPT_SEEN), _goals(smorest=7, fastapi=1.6, by_hand=0.90))
    yield _case("W4, POST with three mistakes", W4, (422, sorted(MISTAKES)), _goals(smorest=3.5, fastapi=1.5))


def _goals(*, smorest: float, fastapi: float, by_hand: float | None = None) -> Goals:
    goals: list[Speedup | Slowdown] = [Speedup("flask_resty", "flask-smorest", smorest), Speedup("flask_resty", "FastAPI", fastapi)]
    return goals if by_hand is None else [*goals, Slowdown("flask_resty", "by hand", by_hand)]


def _case(title: str, exchange: Exchange, answer: Any, goals: Goals) -> Case:
    return Case(title=title, answer=answer, contestants=contestants(exchange), goals=goals)


def contestants(exchange: Exchange) -> Mapping[str, Callable[[], Contestant]]:
    """Give all who answer a request."""
    return {
        "by hand": lambda: wsgi(_application("by_hand"), exchange),
        "flask_resty": lambda: wsgi(_application("resty"), exchange),
        "flask_resty, CORS": lambda: wsgi(_with_cors(), exchange),
        "marshmallow": lambda: wsgi(_application("marshmallow"), exchange),
        "flask-smorest": lambda: wsgi(_application("smorest"), exchange),
        "APIFlask": lambda: wsgi(_application("apiflask"), exchange),
        "FastAPI": lambda: asgi(_application("fastapi"), exchange),
    }


def _application(name: str) -> Any:
    # Most of them are peers that need not be installed.
    return import_module(f"{__package__}.applications.{name}").application()


def _with_cors() -> Any:
    from flask_resty.middleware import CORS

    from .applications.resty import application

    return application([CORS(origins=[ORIGIN])])
