"""What the features of HTTP cost, and what they spare: each beside the same request without it.

Beside ours stands what Flask and Werkzeug have for it, or what is soon written with them, and flask-smorest where it has it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL
from uuid import uuid5

from .archive import FILM_SIZE
from .archive import THOUSAND
from .drivers import Exchange
from .drivers import function
from .exchanges import GET
from .exchanges import SEND
from .exchanges import SENT
from .exchanges import SENT_JSON
from .exchanges import Make
from .exchanges import answering
from .exchanges import by_hand
from .exchanges import knowing
from .exchanges import matching
from .exchanges import ours
from .exchanges import smorest
from .exchanges import with_new_keys
from .harness import Case
from .harness import Slowdown
from .harness import Speedup
from .library import BookOut
from .line import Goals
from .workloads import BOOK_SENT
from .workloads import READER_SEEN
from .workloads import RECEIPT_SEEN
from .workloads import SHELF_SEEN


def cases() -> Iterator[Case]:
    """Give the cases."""
    yield _tags("W1, a small object", "reader", READER_SEEN)
    yield _tags("W2, a hundred books", "shelf", SHELF_SEEN)
    yield _matches()
    yield _repeats()
    yield _patches()
    yield _pages()
    yield _compressed()
    yield _entries()
    yield _ranges()


# -- tags --------------------------------------------------------------------------------------------------------------


def _tags(title: str, path: str, answer: Any) -> Case:
    """Compare answers that have a tag with those that have none, and with telling that nothing has changed."""
    contestants: dict[str, Make] = {}
    for name, module in {"flask_resty": "resty_http", "by hand": "by_hand_http", "flask-smorest": "smorest_http"}.items():
        contestants[name] = answering(module, GET(path=f"/{path}"))
        for kind, of in {"version": "version", "tag": "tag of the content"}.items():
            contestants[f"{name}, {of}"] = answering(module, GET(path=f"/{kind}/{path}"))
            contestants[f"{name}, {of}, 304"] = partial(knowing, module, f"/{kind}/{path}", (200, answer))
    return Case(title=f"{title}, with tags", answer=(200, answer), contestants=contestants, goals=_GOALS_OF_TAGS[path])


#: What a tag may cost, and what a 304 has to spare.
_GOALS_OF_TAGS: Mapping[str, Goals] = {
    "reader": [
        Slowdown("flask_resty, version", "flask_resty", 1.3),
        Slowdown("flask_resty, version, 304", "flask_resty", 1.35),
        Slowdown("flask_resty, version, 304", "by hand, version, 304", 1),
        Slowdown("flask_resty, tag of the content", "flask_resty", 1.35),
        Slowdown("flask_resty, tag of the content", "by hand, tag of the content", 0.85),
    ],
    "shelf": [
        Slowdown("flask_resty, version", "flask_resty", 1.1),
        Speedup("flask_resty, version, 304", "flask_resty", 4.5),
        Slowdown("flask_resty, tag of the content", "flask_resty", 1.25),
        Slowdown("flask_resty, tag of the content", "by hand, tag of the content", 1.2),
    ],
}


# -- changes -----------------------------------------------------------------------------------------------------------


def _matches() -> Case:
    """Compare a change that has to be meant for the current state with one that is made in any case."""
    contestants: dict[str, Make] = {
        "flask_resty": ours(SEND(path="/book", method="PUT")),
        "flask_resty, version": ours(SEND(path="/version/book", method="PUT")),
        "flask_resty, If-Match": partial(matching, "resty_http", "/match/book"),
        "by hand": by_hand(SEND(path="/book", method="PUT")),
        "by hand, If-Match": partial(matching, "by_hand_http", "/match/book"),
        "flask-smorest": smorest(SEND(path="/book", method="PUT")),
        "flask-smorest, If-Match": partial(matching, "smorest_http", "/match/book"),
    }
    goals: Goals = [
        Slowdown("flask_resty, If-Match", "flask_resty", 1.6),
        Slowdown("flask_resty, If-Match", "by hand, If-Match", 1.1),
        Speedup("flask_resty, If-Match", "flask-smorest, If-Match", 4.5),
    ]
    return Case(title="PUT of a book", answer=(200, RECEIPT_SEEN), contestants=contestants, goals=goals)


def _repeats() -> Case:
    """Compare a request that is carried out once, however often it is sent, with one that is not asked for its key."""
    contestants: dict[str, Make] = {
        "flask_resty": ours(SEND(path="/books", method="POST")),
        "flask_resty, no key": ours(SEND(path="/once/books", method="POST")),
        "flask_resty, new key": partial(with_new_keys, SEND(path="/once/books", method="POST")),
        "flask_resty, same key": ours(
            SEND(path="/once/books", method="POST", headers={**SENT_JSON, "Idempotency-Key": '"8e03978e-40d5-43dd-bc93"'})
        ),
    }
    goals = [
        Slowdown("flask_resty, no key", "flask_resty", 1.07),
        Slowdown("flask_resty, new key", "flask_resty", 1.8),
        Slowdown("flask_resty, same key", "flask_resty", 1.6),
    ]
    return Case(title="POST of a book, Idempotency-Key", answer=(201, RECEIPT_SEEN), contestants=contestants, goals=goals)


_TITLE, _TAGS = "The Dispossessed, revised", [*BOOK_SENT["tags"], "anarchy"]
_CHANGES = {"title": _TITLE, "pages": 341, "tags": _TAGS}
_OPERATIONS = [
    {"op": "test", "path": "/pages", "value": 341},
    {"op": "replace", "path": "/title", "value": _TITLE},
    {"op": "add", "path": "/tags/-", "value": "anarchy"},
]


def _patches() -> Case:
    """Compare the forms of PATCH with PUT: by a partial schema, whose handler gets the changes, and by a full one."""
    whole_book = json.dumps({**BOOK_SENT, **_CHANGES}, separators=(",", ":")).encode()
    contestants: dict[str, Make] = {"flask_resty": ours(SEND(path="/book", method="PUT", body=whole_book))}
    for path, whole in {"/book": "", "/whole-book": ", whole"}.items():
        contestants[f"flask_resty, JSON{whole}"] = ours(_patch(path, "json", _CHANGES))
        contestants[f"flask_resty, merge patch{whole}"] = ours(_patch(path, "merge-patch+json", _CHANGES))
        contestants[f"flask_resty, JSON patch{whole}"] = ours(_patch(path, "json-patch+json", _OPERATIONS))
    contestants["marshmallow, JSON"] = by_hand(_patch("/book", "json", _CHANGES))
    contestants["marshmallow and jsonpatch, JSON patch, whole"] = by_hand(_patch("/whole-book", "json-patch+json", _OPERATIONS))
    goals = [
        Slowdown("flask_resty, JSON", "marshmallow, JSON", 0.75),
        Slowdown("flask_resty, JSON patch, whole", "marshmallow and jsonpatch, JSON patch, whole", 0.7),
    ]
    return Case(title="PATCH of a book", answer=(200, {**RECEIPT_SEEN, "title": _TITLE}), contestants=contestants, goals=goals)


def _patch(path: str, subtype: str, patch: Any) -> Exchange:
    headers = {**SENT, "Content-Type": f"application/{subtype}"}
    return SEND(path=path, method="PATCH", headers=headers, body=json.dumps(patch, separators=(",", ":")).encode())


# -- lists, contents, entries, files -----------------------------------------------------------------------------------


def _pages() -> Case:
    """Compare a page of a list with the same books as a list of their own."""
    contestants: dict[str, Make] = {}
    for name, give in {"flask_resty": ours, "by hand": by_hand, "flask-smorest": smorest}.items():
        contestants[name] = give(GET(path="/books"))
        contestants[f"{name}, page"] = give(GET(path="/pages?page=2"))
    goals: Goals = [Slowdown("flask_resty, page", "flask_resty", 1.6), Speedup("flask_resty, page", "flask-smorest, page", 5)]
    seen_there = BookOut(many=True).dump(THOUSAND[20:40])
    return Case(title="GET of 20 books of 1000", answer=(200, seen_there), contestants=contestants, goals=goals)


def _compressed() -> Case:
    """Compare a large content that is compressed with the same that is not; beside it, what the libraries take alone."""
    books = [{**BOOK_SENT, "title": f"Book {number}", "key": str(uuid5(NAMESPACE_URL, str(number)))} for number in range(275)]
    plain = json.dumps(books, separators=(",", ":")).encode()
    small = gzip.compress(plain)
    send = partial(Exchange, path="/delivery", method="POST", read=lambda status, content: status)
    contestants: dict[str, Make] = {
        "flask_resty": ours(send(headers=SENT_JSON, body=plain)),
        "flask_resty, gzip": ours(send(headers={**SENT_JSON, "Content-Encoding": "gzip"}, body=small)),
        "json.loads": lambda: function(lambda: json.loads(plain), lambda found: 204),
        "json.loads, gzip.decompress": lambda: function(lambda: json.loads(gzip.decompress(small)), lambda found: 204),
    }
    goals = [Slowdown("flask_resty, gzip", "flask_resty", 1.2)]
    return Case(title=f"POST of 275 books, {len(plain) / 1000:.0f} kB", answer=204, contestants=contestants, goals=goals)


#: Entries before a reader, and what each of them may cost.
_ENTRIES: Mapping[str, float] = {
    "callable": 1.07,
    "cache": 1.2,
    "links": 1.1,
    "deprecated": 1.25,
    "maintenance": 1.05,
    "switch": 1.07,
}


def _entries() -> Case:
    """Compare a small object behind one entry with the same behind none."""
    names = {path: f"flask_resty, {path}" for path in _ENTRIES}
    contestants = {"flask_resty": ours(GET(path="/reader"))} | {name: ours(GET(path=f"/{path}/reader")) for path, name in names.items()}
    goals = [Slowdown(names[path], "flask_resty", most) for path, most in _ENTRIES.items()]
    return Case(title="W1, one entry of the stack each", answer=(200, READER_SEEN), contestants=contestants, goals=goals)


def _ranges() -> Case:
    """Compare how 64 kB are cut out of a film."""
    headers = {"Range": f"bytes={FILM_SIZE // 2}-{FILM_SIZE // 2 + 65_535}"}
    exchange = Exchange(path="/film", headers=headers, read=lambda status, content: (status, len(content)))
    contestants: dict[str, Make] = {"by hand": by_hand(exchange), "flask_resty": ours(exchange)}
    goals = [Slowdown("flask_resty", "by hand", 1.4)]
    return Case(title="GET of 64 kB out of 10 MB", answer=(206, 65_536), contestants=contestants, goals=goals)
