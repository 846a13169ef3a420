"""Listing what a database has, with what hangs together with it, and pages that are far from the first one."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from functools import partial
from importlib import import_module

from . import journal
from .catalogue import LISTING
from .catalogue import LISTING_BY_PAGE_SIZE
from .catalogue import answer
from .drivers import Exchange
from .drivers import wsgi
from .harness import Case
from .harness import Contestant
from .harness import Slowdown
from .harness import Speedup


def cases(entries: int = 1_000_000) -> Iterator[Case]:
    """Give the cases.

    :param entries: how many there are where pages are far from each other.
    """
    yield Case(
        title="100 books with their authors and tags, of a database",
        answer=answer(),
        contestants={
            "SQLAlchemy Core and orjson, by hand": _listing("by_hand"),
            "flask_resty": _listing("resty"),
            "flask-smorest, marshmallow-sqlalchemy": _listing("smorest", LISTING_BY_PAGE_SIZE),
            "Django REST framework": _listing("drf"),
        },
        goals=[
            Slowdown("flask_resty", "SQLAlchemy Core and orjson, by hand", 1.5),
            Speedup("flask_resty", "flask-smorest, marshmallow-sqlalchemy", 6),
            Speedup("flask_resty", "Django REST framework", 4),
        ],
    )
    for order, title in {"created_at": "moments", "read_at": "moments that some lack"}.items():
        yield Case(
            title=f"a page of {journal.PAGE} of {entries:,} entries by a cursor, in the order of {title}",
            answer=journal.ANSWER,
            contestants={"the first one": _page(entries, order, is_far=False), "a far one": _page(entries, order, is_far=True)},
            goals=[Slowdown("a far one", "the first one", 1.2)],
        )


def _listing(module: str, exchange: Exchange = LISTING) -> Callable[[], Contestant]:
    return partial(_contestant, module, exchange)


def _contestant(module: str, exchange: Exchange) -> Contestant:
    return wsgi(import_module(f"{__package__}.applications.{module}_listing").application(), exchange)


def _page(entries: int, order: str, *, is_far: bool) -> Callable[[], Contestant]:
    def contestant() -> Contestant:
        application = journal.application(entries)
        return wsgi(application, journal.far(application, order, entries) if is_far else journal.first(order))

    return contestant
