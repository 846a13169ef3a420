"""A catalogue in a database: books, each with an author and tags, for who lists them."""

from __future__ import annotations

import atexit
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Column
from sqlalchemy import Engine
from sqlalchemy import ForeignKey
from sqlalchemy import Numeric
from sqlalchemy import String
from sqlalchemy import Table
from sqlalchemy import create_engine
from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from .drivers import Exchange

#: How many books there are, and how many a page has.
BOOKS = 1000
PAGE = 100


class Base(DeclarativeBase):
    """The base of all that is kept."""


book_tags = Table(
    "book_tags",
    Base.metadata,
    Column("book_id", ForeignKey("books.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Author(Base):
    """Who wrote a book."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(String(50))


class Tag(Base):
    """What a book is about."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


class Book(Base):
    """Something to list."""

    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    in_print: Mapped[bool]
    published: Mapped[dt.date]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))

    author: Mapped[Author] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=book_tags, order_by=Tag.id)


@cache
def path() -> str:
    """Give the file of the database, filled."""
    folder = TemporaryDirectory(prefix="catalogue")
    atexit.register(folder.cleanup)
    file = str(Path(folder.name) / "catalogue.sqlite")
    filled = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(filled)
    with filled.begin() as connection:
        connection.execute(insert(Author), [{"name": f"Author {n}", "country": "PT"} for n in range(50)])
        connection.execute(insert(Tag), [{"name": f"tag-{n}"} for n in range(30)])
        connection.execute(insert(Book), [_book(n) for n in range(BOOKS)])
        connection.execute(
            insert(book_tags), [{"book_id": n + 1, "tag_id": (n * 7 + k * 3) % 30 + 1} for n in range(BOOKS) for k in range(3)]
        )
    filled.dispose()
    return file


def engine() -> Engine:
    """Connect with the database."""
    return create_engine(f"sqlite:///{path()}")


def _book(n: int) -> dict[str, Any]:
    return {
        "title": f"The book of {n}",
        "pages": 100 + n,
        "price": Decimal(1000 + n) / 100,
        "in_print": n % 3 == 0,
        "published": dt.date(2020, 1, 1) + dt.timedelta(days=n),
        "created_at": dt.datetime(2021, 1, 1) + dt.timedelta(hours=n),
        "author_id": n % 50 + 1,
    }


def read(status: int, content: bytes) -> tuple[int, Any]:
    """Read a list in the form that all share: what is around it is left out, and moments are of one spelling."""
    found = json.loads(content)
    items = found if isinstance(found, list) else found["results"]
    return status, [
        {**item, "price": f"{Decimal(item['price']):.2f}", "created_at": item["created_at"].removesuffix("Z")} for item in items
    ]


#: The request for a page of the list, and as flask-smorest has it.
LISTING = Exchange(path=f"/books?limit={PAGE}", headers={"Accept": "application/json"}, read=read)
LISTING_BY_PAGE_SIZE = replace(LISTING, path=f"/books?page_size={PAGE}")


def answer() -> tuple[int, Any]:
    """Give the right answer to it."""
    return 200, [
        {
            "id": n + 1,
            **{name: value for name, value in _book(n).items() if name in {"title", "pages", "in_print"}},
            "price": f"{_book(n)['price']:.2f}",
            "published": _book(n)["published"].isoformat(),
            "created_at": _book(n)["created_at"].isoformat(),
            "author": {"id": n % 50 + 1, "name": f"Author {n % 50}"},
            "tags": [{"name": f"tag-{tag}"} for tag in sorted((n * 7 + k * 3) % 30 for k in range(3))],
        }
        for n in range(PAGE)
    ]
