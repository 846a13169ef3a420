"""What the features of HTTP cost, and what they spare: each beside the same request without it.

Beside ours stands what Flask and Werkzeug have for it, or what is soon written with them, and flask-smorest where it has it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any

from werkzeug.test import Client

from .archive import FILM_SIZE
from .archive import THOUSAND
from .drivers import WSGI
from .drivers import Exchange
from .drivers import function
from .drivers import wsgi
from .harness import Case
from .harness import Contestant
from .harness import Slowdown
from .harness import Speedup
from .library import BookOut
from .line import Goals
from .workloads import BOOK_SENT
from .workloads import READER_SEEN
from .workloads import RECEIPT_SEEN
from .workloads import SHELF_SEEN
from .workloads import seen

Make = Callable[[], Contestant]


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


def _read(status: int, content: bytes) -> tuple[int, Any]:
    return status, seen(content)


_SENT = {"Accept": "application/json"}
_SENT_JSON = {**_SENT, "Content-Type": "application/json"}
_BOOK = json.dumps(BOOK_SENT, separators=(",", ":")).encode()

_GET = partial(Exchange, read=_read, headers=_SENT)
_SEND = partial(Exchange, read=_read, headers=_SENT_JSON, body=_BOOK)


def _ours(exchange: Exchange) -> Make:
    return lambda: wsgi(_application("resty_http"), exchange)


def _by_hand(exchange: Exchange) -> Make:
    return lambda: wsgi(_application("by_hand_http"), exchange)


def _smorest(exchange: Exchange) -> Make:
    return lambda: wsgi(_application("smorest_http"), exchange)


def _application(name: str) -> WSGI:
    # One of them is a peer that need not be installed.
    application: WSGI = import_module(f"{__package__}.applications.{name}").application()
    return application


# -- tags --------------------------------------------------------------------------------------------------------------


def _tags(title: str, path: str, answer: Any) -> Case:
    """Compare answers that have a tag with those that have none, and with telling that nothing has changed."""
    contestants: dict[str, Make] = {}
    for name, module in {"flask_resty": "resty_http", "by hand": "by_hand_http", "flask-smorest": "smorest_http"}.items():
        contestants[name] = partial(_plain, module, f"/{path}")
        for kind, of in {"version": "version", "tag": "tag of the content"}.items():
            contestants[f"{name}, {of}"] = partial(_plain, module, f"/{kind}/{path}")
            contestants[f"{name}, {of}, 304"] = partial(_known, module, f"/{kind}/{path}", (200, answer))
    return Case(title=f"{title}, with tags", answer=(200, answer), contestants=contestants, goals=_GOALS_OF_TAGS[path])


#: What a tag may cost, and what a 304 has to spare.
_GOALS_OF_TAGS: Mapping[str, Goals] = {
    "reader": [
        Slowdown("flask_resty, version", "flask_resty", 1.25),
        Slowdown("flask_resty, tag of the content", "flask_resty", 1.25),
        Slowdown("flask_resty, version, 304", "flask_resty", 1.6),
    ],
    "shelf": [
        Slowdown("flask_resty, version", "flask_resty", 1.05),
        Slowdown("flask_resty, tag of the content", "flask_resty", 1.15),
        Speedup("flask_resty, version, 304", "flask_resty", 5),
    ],
}


def _plain(module: str, path: str) -> Contestant:
    return wsgi(_application(module), _GET(path=path))


def _known(module: str, path: str, answer: Any) -> Contestant:
    """Give who asks for what it has already: there is no content then, and it stands for the whole."""
    application = _application(module)
    headers = {**_SENT, "If-None-Match": _tag(application, path)}
    whole = {(304, b""): answer}
    return wsgi(application, Exchange(path=path, headers=headers, read=lambda *answered: whole.get(answered, answered)))


def _tag(application: WSGI, path: str) -> str:
    return Client(application).get(path).headers["ETag"]


# -- changes -----------------------------------------------------------------------------------------------------------


def _matches() -> Case:
    """Compare a change that has to be meant for the current state with one that is made in any case."""
    contestants: dict[str, Make] = {
        "flask_resty": _ours(_SEND(path="/book", method="PUT")),
        "flask_resty, version": _ours(_SEND(path="/version/book", method="PUT")),
        "flask_resty, If-Match": partial(_matching, "resty_http"),
        "by hand": _by_hand(_SEND(path="/book", method="PUT")),
        "by hand, If-Match": partial(_matching, "by_hand_http"),
        "flask-smorest": _smorest(_SEND(path="/book", method="PUT")),
        "flask-smorest, If-Match": partial(_matching, "smorest_http"),
    }
    goals = [Slowdown("flask_resty, If-Match", "flask_resty", 1.6)]
    return Case(title="PUT of a book", answer=(200, RECEIPT_SEEN), contestants=contestants, goals=goals)


def _matching(module: str) -> Contestant:
    application, path = _application(module), "/match/book"
    headers = {**_SENT_JSON, "If-Match": _tag(application, path)}
    return wsgi(application, _SEND(path=path, method="PUT", headers=headers))


def _repeats() -> Case:
    """Compare a request that is carried out once, however often it is sent, with one that is not asked for its key."""
    contestants: dict[str, Make] = {
        "flask_resty": _ours(_SEND(path="/books", method="POST")),
        "flask_resty, no key": _ours(_SEND(path="/once/books", method="POST")),
        "flask_resty, new key": lambda: wsgi(_with_new_keys(_application("resty_http")), _SEND(path="/once/books", method="POST")),
        "flask_resty, same key": _ours(
            _SEND(path="/once/books", method="POST", headers={**_SENT_JSON, "Idempotency-Key": '"8e03978e-40d5-43dd-bc93"'})
        ),
    }
    goals = [
        Slowdown("flask_resty, no key", "flask_resty", 1.1),
        Slowdown("flask_resty, new key", "flask_resty", 2),
        Slowdown("flask_resty, same key", "flask_resty", 1.6),
    ]
    return Case(title="POST of a book, Idempotency-Key", answer=(201, RECEIPT_SEEN), contestants=contestants, goals=goals)


def _with_new_keys(application: WSGI) -> WSGI:
    numbers = count()

    def keyed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["HTTP_IDEMPOTENCY_KEY"] = f'"8e03978e-40d5-43dd-{next(numbers):012}"'
        return application(environ, start_response)

    return keyed


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
    contestants: dict[str, Make] = {"flask_resty": _ours(_SEND(path="/book", method="PUT", body=whole_book))}
    for path, whole in {"/book": "", "/whole-book": ", whole"}.items():
        contestants[f"flask_resty, JSON{whole}"] = _ours(_patch(path, "json", _CHANGES))
        contestants[f"flask_resty, merge patch{whole}"] = _ours(_patch(path, "merge-patch+json", _CHANGES))
        contestants[f"flask_resty, JSON patch{whole}"] = _ours(_patch(path, "json-patch+json", _OPERATIONS))
    contestants["marshmallow, JSON"] = _by_hand(_patch("/book", "json", _CHANGES))
    contestants["marshmallow and jsonpatch, JSON patch, whole"] = _by_hand(_patch("/whole-book", "json-patch+json", _OPERATIONS))
    goals = [
        Slowdown("flask_resty, JSON", "marshmallow, JSON", 1),
        Slowdown("flask_resty, JSON patch, whole", "marshmallow and jsonpatch, JSON patch, whole", 1),
    ]
    return Case(title="PATCH of a book", answer=(200, {**RECEIPT_SEEN, "title": _TITLE}), contestants=contestants, goals=goals)


def _patch(path: str, subtype: str, patch: Any) -> Exchange:
    headers = {**_SENT, "Content-Type": f"application/{subtype}"}
    return _SEND(path=path, method="PATCH", headers=headers, body=json.dumps(patch, separators=(",", ":")).encode())


# -- lists, contents, entries, files -----------------------------------------------------------------------------------


def _pages() -> Case:
    """Compare a page of a list with the same books as a list of their own."""
    contestants: dict[str, Make] = {}
    for name, give in {"flask_resty": _ours, "by hand": _by_hand, "flask-smorest": _smorest}.items():
        contestants[name] = give(_GET(path="/books"))
        contestants[f"{name}, page"] = give(_GET(path="/pages?page=2"))
    goals = [Slowdown("flask_resty, page", "flask_resty", 1.5)]
    seen_there = BookOut(many=True).dump(THOUSAND[20:40])
    return Case(title="GET of 20 books of 1000", answer=(200, seen_there), contestants=contestants, goals=goals)


def _compressed() -> Case:
    """Compare a large content that is compressed with the same that is not; beside it, what the libraries take alone."""
    books = [{**BOOK_SENT, "title": f"Book {number}", "pages": 100 + number} for number in range(240)]
    plain = json.dumps(books, separators=(",", ":")).encode()
    small = gzip.compress(plain)
    send = partial(Exchange, path="/delivery", method="POST", read=lambda status, content: status)
    contestants: dict[str, Make] = {
        "flask_resty": _ours(send(headers=_SENT_JSON, body=plain)),
        "flask_resty, gzip": _ours(send(headers={**_SENT_JSON, "Content-Encoding": "gzip"}, body=small)),
        "json.loads": lambda: function(lambda: json.loads(plain), lambda found: 204),
        "json.loads, gzip.decompress": lambda: function(lambda: json.loads(gzip.decompress(small)), lambda found: 204),
    }
    goals = [Slowdown("flask_resty, gzip", "flask_resty", 1.25)]
    return Case(title=f"POST of 240 books, {len(plain) / 1000:.0f} kB", answer=204, contestants=contestants, goals=goals)


#: Entries before a reader, and what each of them may cost.
_ENTRIES: Mapping[str, float] = {
    "callable": 1.1,
    "cache": 1.15,
    "links": 1.15,
    "deprecated": 1.2,
    "maintenance": 1.03,
    "switch": 1.1,
}


def _entries() -> Case:
    """Compare a small object behind one entry with the same behind none."""
    names = {path: f"flask_resty, {path}" for path in _ENTRIES}
    contestants = {"flask_resty": _ours(_GET(path="/reader"))} | {name: _ours(_GET(path=f"/{path}/reader")) for path, name in names.items()}
    goals = [Slowdown(names[path], "flask_resty", most) for path, most in _ENTRIES.items()]
    return Case(title="W1, one entry of the stack each", answer=(200, READER_SEEN), contestants=contestants, goals=goals)


def _ranges() -> Case:
    """Compare how 64 kB are cut out of a film."""
    headers = {"Range": f"bytes={FILM_SIZE // 2}-{FILM_SIZE // 2 + 65_535}"}
    exchange = Exchange(path="/film", headers=headers, read=lambda status, content: (status, len(content)))
    contestants: dict[str, Make] = {"by hand": _by_hand(exchange), "flask_resty": _ours(exchange)}
    goals = [Slowdown("flask_resty", "by hand", 1.3)]
    return Case(title="GET of 64 kB out of 10 MB", answer=(206, 65_536), contestants=contestants, goals=goals)
