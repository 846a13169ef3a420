"""What all contestants do: the requests, and the answers that are right.

W1 is one small object. W2 is a hundred books, each 26 fields in five objects. W3 is a new book of twelve fields that are
validated, the last one a list of three objects; W4 is the same with three mistakes. W5 is a stream of the books of W2, each
made when it is asked for.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .drivers import Exchange
from .library import READER
from .library import SHELF
from .library import BookOut
from .library import ReaderOut

# -- what is right -----------------------------------------------------------------------------------------------------

#: W3 as it is sent.
BOOK_SENT: dict[str, Any] = {
    "title": "The Dispossessed",
    "contact": "books@example.com",
    "pages": 341,
    "rating": 4.5,
    "in_print": True,
    "price": "12.50",
    "published": "1974-05-01",
    "added": "2024-05-17T08:30:15+00:00",
    "key": "0b7a0d9e-7a67-4ef6-8f5d-0a4bd0b2ef2b",
    "language": "en",
    "tags": ["hainish", "novel", "utopia"],
    "authors": [{"name": "Ursula", "born": 1929}, {"name": "Samuel", "born": 1942}, {"name": "Joanna", "born": 1937}],
}

#: W3 as it is loaded.
BOOK_LOADED: dict[str, Any] = {
    **BOOK_SENT,
    "price": Decimal("12.50"),
    "published": date(1974, 5, 1),
    "added": datetime(2024, 5, 17, 8, 30, 15, tzinfo=UTC),
    "key": UUID("0b7a0d9e-7a67-4ef6-8f5d-0a4bd0b2ef2b"),
}

#: W4.
MISTAKES = {"title": "", "contact": "nobody", "pages": 0}

READER_SEEN = json.loads(ReaderOut().dumps(READER))
SHELF_SEEN = BookOut(many=True).dump(SHELF)
RECEIPT_SEEN = {"id": 1, "title": "The Dispossessed", "pages": 341, "price": "12.50", "published": "1974-05-01"}


def seen(content: bytes | str) -> Any:
    """Read JSON in the form that all contestants share: one has ``Z`` where another one has ``+00:00``."""
    text = content.decode() if isinstance(content, bytes) else content
    return json.loads(_ZULU.sub("+00:00", text))


_ZULU = re.compile(r'(?<=:\d\d)Z(?=")|(?<=\.\d{6})Z(?=")')


def mistaken(content: bytes) -> list[str]:
    """Tell which fields an answer finds fault with, however it says so."""
    return sorted(set(_NAMES.findall(content.decode())))


_NAMES = re.compile(rf"(?<![\w.-])(?:{'|'.join(BOOK_SENT)})(?![\w.-])")

# -- the requests ------------------------------------------------------------------------------------------------------


def _read(status: int, content: bytes) -> tuple[int, Any]:
    return status, seen(content)


def _read_mistakes(status: int, content: bytes) -> tuple[int, list[str]]:
    return status, mistaken(content)


ORIGIN = "https://app.example"

_SENT = {"Accept": "application/json", "Origin": ORIGIN}
_SENT_JSON = {**_SENT, "Content-Type": "application/json"}
# Without white space, as browsers and most clients write it.
_GOOD, _BAD = (json.dumps(book, separators=(",", ":")).encode() for book in (BOOK_SENT, {**BOOK_SENT, **MISTAKES}))

W1 = Exchange(path="/readers/7", headers=_SENT, read=_read)
W2 = Exchange(path="/books", headers=_SENT, read=_read)
W3 = Exchange(path="/books", method="POST", headers=_SENT_JSON, body=_GOOD, read=_read)
W4 = Exchange(path="/books", method="POST", headers=_SENT_JSON, body=_BAD, read=_read_mistakes)


def w5(count: int) -> Exchange:
    """Give the request for so many books; of the answer, only the number, the first and the last are of interest."""
    return Exchange(path=f"/stream/{count}", headers=_SENT, read=_read_ends)


def _read_ends(status: int, content: bytes) -> tuple[int, Any]:
    found = seen(content)
    return status, (len(found), found[0], found[-1])
