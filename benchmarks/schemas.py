"""Schemas alone: objects to JSON, and JSON to values."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any
from typing import Literal

import orjson

from flask_resty.media.json_parser import parse
from flask_resty.schema import compile

from . import by_hand
from .drivers import function
from .harness import Case
from .harness import Contestant
from .harness import Slowdown
from .harness import Speedup
from .library import SHELF
from .library import BookIn
from .library import BookOut
from .workloads import BOOK_LOADED
from .workloads import BOOK_SENT
from .workloads import SHELF_SEEN
from .workloads import W3
from .workloads import seen


def cases() -> Iterator[Case]:
    """Give the cases."""
    yield Case(
        title="W2, a hundred books to JSON",
        answer=SHELF_SEEN,
        contestants={
            "by hand": lambda: _written(lambda: [by_hand.book(book) for book in SHELF]),
            "flask_resty": lambda: _written(_bind(_ready("off"), SHELF)),
            "flask_resty, checked": lambda: _written(_bind(_ready("raise"), SHELF)),
            "marshmallow": lambda: _written(_bind(BookOut(many=True).dump, SHELF)),
            "pydantic": _pydantic_dump,
        },
        goals=[
            Speedup("flask_resty", "marshmallow", 12),
            Speedup("flask_resty", "by hand", 0.68),
            Speedup("flask_resty", "pydantic", 3.2),
        ],
    )
    yield Case(
        title="W2, a hundred books to what an encoder writes",
        answer=SHELF_SEEN,
        contestants={
            "flask_resty": lambda: _dumped(_bind(_ready("off"), SHELF)),
            "flask_resty, checked": lambda: _dumped(_bind(_ready("raise"), SHELF)),
            "flask_resty, plain values": lambda: _dumped(_bind(compile(BookOut(many=True)).dump, SHELF)),
            "marshmallow": lambda: _dumped(_bind(BookOut(many=True).dump, SHELF)),
        },
        goals=[Slowdown("flask_resty, checked", "flask_resty", 1.25)],
    )
    yield Case(
        title="W3, JSON to a book",
        answer=BOOK_LOADED,
        contestants={
            "by hand": lambda: _loaded(lambda: by_hand.load_book(orjson.loads(W3.body))),
            "flask_resty": lambda: _loaded(_composed(parse, compile(BookIn).load)),
            "flask_resty, strict": lambda: _loaded(_composed(parse, compile(BookIn, strict="typed").load)),
            "json, marshmallow": lambda: _loaded(_composed(json.loads, BookIn().load)),
            "orjson, marshmallow": lambda: _loaded(_composed(orjson.loads, BookIn().load)),
            "pydantic": _pydantic_load,
        },
        goals=[Speedup("flask_resty", "json, marshmallow", 11), Speedup("flask_resty", "pydantic", 3.5)],
    )
    yield Case(
        title="W3, parsed JSON to a book",
        answer=BOOK_LOADED,
        contestants={
            "flask_resty": lambda: _loaded(_bind(compile(BookIn).load, BOOK_SENT)),
            "flask_resty, strict": lambda: _loaded(_bind(compile(BookIn, strict="typed").load, BOOK_SENT)),
            "marshmallow": lambda: _loaded(_bind(BookIn().load, BOOK_SENT)),
        },
        goals=[Slowdown("flask_resty, strict", "flask_resty", 1.1)],
    )


def _ready(check: Literal["off", "raise"]) -> Callable[[Any], Any]:
    return compile(BookOut(many=True), check=check).ready


# A closure with as few steps as can be: what it takes itself hides the differences.
def _bind(work: Callable[[Any], Any], value: Any) -> Callable[[], Any]:
    return lambda: work(value)


def _composed(read: Callable[[bytes], Any], load: Callable[[Any], Any]) -> Callable[[], Any]:
    body = W3.body
    return lambda: load(read(body))


def _written(dump: Callable[[], Any]) -> Contestant:
    return function(lambda: orjson.dumps(dump()), seen)


def _dumped(dump: Callable[[], Any]) -> Contestant:
    return function(dump, lambda dumped: seen(orjson.dumps(dumped)))


def _loaded(load: Callable[[], Any]) -> Contestant:
    return function(load, dict)


def _pydantic_dump() -> Contestant:
    from .models import SHELF_OUT

    return function(lambda: SHELF_OUT.dump_json(SHELF_OUT.validate_python(SHELF)), seen)


def _pydantic_load() -> Contestant:
    from .models import BookIn

    return function(lambda: BookIn.model_validate_json(W3.body), lambda book: book.model_dump())
