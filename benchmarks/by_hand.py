"""The work of the schemas, written by hand: what an engineer writes who has no library."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from datetime import datetime
from decimal import Decimal
from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from .library import LANGUAGES
from .library import Book
from .library import Reader
from .library import Receipt

# -- out: values that orjson writes ------------------------------------------------------------------------------------


def reader(one: Reader) -> dict[str, Any]:
    """Dump a reader."""
    return {
        "id": one.id,
        "name": one.name,
        "email": one.email,
        "is_active": one.is_active,
        "balance": one.balance,
        "joined": one.joined,
        "seen": one.seen,
    }


def book(one: Book) -> dict[str, Any]:
    """Dump a book."""
    author = one.author
    return {
        "title": one.title,
        "pages": one.pages,
        "rating": one.rating,
        "in_print": one.in_print,
        "price": str(one.price),
        "added": one.added,
        "published": one.published,
        "key": one.key,
        "binding": one.binding.value,
        "contact": one.contact,
        "tags": one.tags,
        "author": {"id": author.id, "name": author.name, "country": author.country, "born": author.born},
        "reviews": [{"by": review.by, "stars": review.stars, "text": review.text} for review in one.reviews],
    }


def receipt(one: Receipt) -> dict[str, Any]:
    """Dump a receipt."""
    return {"id": one.id, "title": one.title, "pages": one.pages, "price": str(one.price), "published": one.published}


# -- in ----------------------------------------------------------------------------------------------------------------


class Mistakes(Exception):
    """All that is wrong with a book, by the name of the field."""

    def __init__(self, found: dict[str, str]) -> None:
        self.found = found


def load_book(data: Any) -> dict[str, Any]:
    """Read a book from parsed JSON.

    :raise Mistakes: if something is wrong.
    """
    if type(data) is not dict:
        raise Mistakes({"": "An object is wanted."})
    book: dict[str, Any] = {}
    found: dict[str, str] = {}
    for name, read in _READ.items():
        try:
            book[name] = read(data[name])
        except KeyError:
            found[name] = "It is missing."
        except (ValueError, InvalidOperation) as error:
            found[name] = str(error)
    if len(data) != len(_READ) or found:
        found |= {name: "It is unknown." for name in data if name not in _READ}
        raise Mistakes(found)
    return book


def _title(value: Any) -> str:
    if type(value) is str and 1 <= len(value) <= 200:
        return value
    raise ValueError("1 to 200 characters are wanted.")


_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE | re.ASCII
)


def _email(value: Any) -> str:
    if type(value) is str and _EMAIL.fullmatch(value):
        return value
    raise ValueError("An address is wanted.")


def _pages(value: Any) -> int:
    if type(value) is int and 1 <= value <= 10_000:
        return value
    raise ValueError("An integer from 1 to 10000 is wanted.")


def _rating(value: Any) -> float:
    if (type(value) is float or type(value) is int) and 0 <= value <= 5:
        return float(value)
    raise ValueError("A number from 0 to 5 is wanted.")


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise ValueError("true or false is wanted.")


def _price(value: Any) -> Decimal:
    if type(value) is str:
        price = Decimal(value)
        if price.is_finite() and price >= 0:
            return price
    raise ValueError("A price is wanted.")


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    raise ValueError("Text is wanted.")


def _language(value: Any) -> str:
    if type(value) is str and value in LANGUAGES:
        return value
    raise ValueError("A known language is wanted.")


def _tags(value: Any) -> list[str]:
    if type(value) is list and len(value) <= 10 and all(type(tag) is str for tag in value):
        return value
    raise ValueError("At most 10 tags are wanted.")


def _author(value: Any) -> dict[str, Any]:
    if type(value) is dict and len(value) == 2:
        name, born = value.get("name"), value.get("born")
        if type(name) is str and name and type(born) is int:
            return {"name": name, "born": born}
    raise ValueError("An author is wanted.")


def _authors(value: Any) -> list[dict[str, Any]]:
    if type(value) is list:
        return [_author(author) for author in value]
    raise ValueError("A list of authors is wanted.")


_READ: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "contact": _email,
    "pages": _pages,
    "rating": _rating,
    "in_print": _boolean,
    "price": _price,
    "published": lambda value: date.fromisoformat(_text(value)),
    "added": lambda value: datetime.fromisoformat(_text(value)),
    "key": lambda value: UUID(_text(value)),
    "language": _language,
    "tags": _tags,
    "authors": _authors,
}
