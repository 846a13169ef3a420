"""A thousand resources: what it takes to register them, and to find the last one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask

from .drivers import WSGI
from .drivers import Exchange
from .drivers import function
from .drivers import wsgi
from .harness import Case
from .harness import Slowdown
from .library import READER
from .library import ReaderOut
from .resources import app_of
from .workloads import READER_SEEN
from .workloads import seen


def cases(count: int = 1000) -> Iterator[Case]:
    """Give the cases.

    :param count: how many resources there are.
    """
    yield Case(
        title=f"{count:,} resources of two verbs, rules that lead to one bare view",
        answer=READER_SEEN,
        contestants={
            "bare rules": lambda: function(lambda: bare(count), _last(count)),
            "flask_resty": lambda: function(lambda: app_of(count).wsgi_app, _last(count)),
        },
        goals=[Slowdown("flask_resty", "bare rules", 1.5)],
        rounds=7,
    )
    yield Case(
        title=f"GET of the last of {count:,} resources",
        answer=READER_SEEN,
        contestants={
            "the only one": lambda: wsgi(app_of(1).wsgi_app, _get(1)),
            "the last one": lambda: wsgi(app_of(count).wsgi_app, _get(count)),
        },
        goals=[Slowdown("the last one", "the only one", 1.15)],
    )


def bare(count: int) -> WSGI:
    """Make an application of bare rules."""
    app, reader_out = Flask(__name__), ReaderOut()

    def view(id: int) -> Any:
        return reader_out.dump(READER)

    for number in range(count):
        app.add_url_rule(f"/readers-{number}/<int:id>", f"reader_{number}", view, methods=["GET", "PUT"])
    return app.wsgi_app


def _get(count: int) -> Exchange:
    return Exchange(path=f"/readers-{count - 1}/7", read=lambda status, content: seen(content))


def _last(count: int) -> Any:
    return lambda app: wsgi(app, _get(count)).answer()
