"""A stream of books from a generator, which makes each when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from .harness import Case
from .harness import Slowdown
from .library import BookOut
from .library import books
from .line import contestants
from .readings import Reading
from .workloads import w5


def cases(count: int = 10_000) -> Iterator[Case | Reading]:
    """Give the cases.

    :param count: how many books there are where contestants are compared.
    """
    made = BookOut(many=True).dump(books(count))
    names = ("by hand", "flask_resty", "flask-smorest", "FastAPI")
    yield Case(
        title=f"W5, {count:,} books; those of the peers are a list",
        answer=(200, (count, made[0], made[-1])),
        contestants={name: make for name, make in contestants(w5(count)).items() if name in names},
        goals=[Slowdown("flask_resty", "by hand", 1.7)],
        rounds=7,
    )
    yield Reading(
        title="W5, 1,000,000 books",
        module="million",
        most={"MB of memory at the peak": 2, "ms to the first bytes": 5},
    )
