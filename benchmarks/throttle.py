"""What a throttle costs, beside the same application whose Flask-Limiter limits nothing.

Its default is a memory of ours; where an application has a Flask-Limiter, its storage is counted in. What Flask-Limiter's own
limits cost stands there to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from flask_resty import Api
from flask_resty import Resource
from flask_resty import returns
from flask_resty.middleware import Throttle
from flask_resty.middleware import address

from .drivers import wsgi
from .harness import Addition
from .harness import Case
from .harness import Contestant
from .library import READER
from .library import Reader
from .library import ReaderOut
from .workloads import READER_SEEN
from .workloads import W1

#: Nobody comes near them. In a moving window each moment is kept, so it has to be a short one.
_LIMITS: Mapping[str, str] = {
    "fixed-window": "1000000000/hour",
    "sliding-window-counter": "1000000000/hour",
    "moving-window": "100000/second",
}

_BARE = "Flask-Limiter, no limit"


def cases() -> Iterator[Case]:
    """Give the cases."""
    for strategy, limit in _LIMITS.items():
        yield _case(strategy, limit)


def _case(strategy: str, limit: str) -> Case:
    give = partial(_contestant, RATELIMIT_STRATEGY=strategy)
    contestants: Mapping[str, Callable[[], Contestant]] = {
        _BARE: lambda: give(limiter={}),
        "no Flask-Limiter": give,
        "Throttle": lambda: give(Throttle(limit)),
        "Throttle by address": lambda: give(Throttle(limit, by=address)),
        "Throttle, Flask-Limiter": lambda: give(Throttle(limit), limiter={}),
        "Flask-Limiter, limit": lambda: give(limiter={"default_limits": [limit]}),
    }
    goals = [Addition("Throttle", "no Flask-Limiter", 30), Addition("Throttle, Flask-Limiter", _BARE, 30)]
    return Case(title=f"W1, {strategy}", answer=(200, READER_SEEN), contestants=contestants, goals=goals)


def _contestant(*entries: Throttle, limiter: dict[str, Any] | None = None, **config: Any) -> Contestant:
    app = Flask(__name__)
    app.config.update(config, RATELIMIT_STORAGE_URI="memory://")
    if limiter is not None:
        Limiter(get_remote_address, app=app, **limiter)

    @Api(app, middleware=entries).resource("/readers/<int:id>")
    class ReaderItem(Resource):
        @returns(ReaderOut)
        def get(self, id: int) -> Reader:
            return READER

    return wsgi(app, W1)
