"""A library: its things, kept as plain objects, and their marshmallow schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

# -- the things --------------------------------------------------------------------------------------------------------


class Binding(Enum):
    """How a book is bound."""

    HARDCOVER = "hardcover"
    PAPERBACK = "paperback"


@dataclass
class Reader:
    """W1: seven fields."""

    id: int
    name: str
    email: str
    is_active: bool
    balance: float
    joined: date
    seen: datetime


@dataclass
class Author:
    """Four fields."""

    id: int
    name: str
    country: str
    born: int


@dataclass
class Review:
    """Three fields."""

    by: str
    stars: int
    text: str


@dataclass
class Book:
    """W2: thirteen fields, with an author and three reviews."""

    title: str
    pages: int
    rating: float
    in_print: bool
    price: Decimal
    added: datetime
    published: date
    key: UUID
    binding: Binding
    contact: str
    tags: list[str]
    author: Author
    reviews: list[Review]


@dataclass
class Receipt:
    """What is said of a new book."""

    id: int
    title: str
    pages: int
    price: Decimal
    published: date


READER = Reader(7, "Ursula", "ursula@example.com", True, 12.5, date(2020, 2, 29), datetime(2024, 5, 17, 8, 30, 15, 123456, UTC))


def books(count: int) -> Iterator[Book]:
    """Make books, one after the other."""
    for number in range(count):
        yield Book(
            title=f"The Left Hand of Darkness {number}",
            pages=286 + number % 7,
            rating=4.25 + number % 3,
            in_print=number % 2 == 0,
            price=_PRICES[number % 4],
            added=_ADDED + timedelta(seconds=number),
            published=_PUBLISHED,
            key=_KEYS[number % 4],
            binding=_BINDINGS[number % 2],
            contact="books@example.com",
            tags=["hainish", "novel", "science fiction"],
            author=Author(number, "Ursula K. Le Guin", "US", 1929),
            reviews=[Review("Samuel", 5, "A classic."), Review("Joanna", 4, "Snow, and more."), Review("Damon", 3, "Slow at first.")],
        )


_PRICES = [Decimal("12.50"), Decimal("9.99"), Decimal("120"), Decimal("0.05")]
_ADDED = datetime(2024, 5, 17, 8, 30, 15, tzinfo=UTC)
_PUBLISHED = date(1969, 3, 1)
_KEYS = [UUID(int=0x0B7A0D9E7A674EF68F5D0A4BD0B2EF2B + number) for number in range(4)]
_BINDINGS = list(Binding)

#: Those of W2, kept as a store would have them.
SHELF = list(books(100))


def created(*, title: str, pages: int, price: Decimal, published: date, **others: Any) -> Receipt:
    """Pretend to store a new book."""
    return Receipt(1, title, pages, price, published)


# -- their schemas -----------------------------------------------------------------------------------------------------


class ReaderOut(Schema):
    """W1."""

    id = fields.Integer()
    name = fields.String()
    email = fields.Email()
    is_active = fields.Boolean()
    balance = fields.Float()
    joined = fields.Date()
    seen = fields.DateTime()


class AuthorOut(Schema):
    """A part of W2."""

    id = fields.Integer()
    name = fields.String()
    country = fields.String()
    born = fields.Integer()


class ReviewOut(Schema):
    """A part of W2."""

    by = fields.String()
    stars = fields.Integer()
    text = fields.String()


class BookOut(Schema):
    """W2 and W5."""

    title = fields.String()
    pages = fields.Integer()
    rating = fields.Float()
    in_print = fields.Boolean()
    price = fields.Decimal(as_string=True)
    added = fields.DateTime()
    published = fields.Date()
    key = fields.UUID()
    binding = fields.Enum(Binding, by_value=True)
    contact = fields.Email()
    tags = fields.List(fields.String())
    author = fields.Nested(AuthorOut)
    reviews = fields.List(fields.Nested(ReviewOut))


LANGUAGES = ("de", "en", "fr")


class AuthorIn(Schema):
    """A part of W3."""

    name = fields.String(required=True, validate=validate.Length(min=1))
    born = fields.Integer(required=True)


class BookIn(Schema):
    """W3 and W4: what comes in."""

    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    contact = fields.Email(required=True)
    pages = fields.Integer(required=True, validate=validate.Range(min=1, max=10_000))
    rating = fields.Float(required=True, validate=validate.Range(min=0, max=5))
    in_print = fields.Boolean(required=True)
    price = fields.Decimal(required=True, validate=validate.Range(min=0))
    published = fields.Date(required=True)
    added = fields.DateTime(required=True)
    key = fields.UUID(required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    tags = fields.List(fields.String(), required=True, validate=validate.Length(max=10))
    authors = fields.List(fields.Nested(AuthorIn), required=True)


class ReceiptOut(Schema):
    """W3: what goes out."""

    id = fields.Integer()
    title = fields.String()
    pages = fields.Integer()
    price = fields.Decimal(as_string=True)
    published = fields.Date()


class ReaderIn(Schema):
    """What is taken of a reader."""

    name = fields.String(required=True, validate=validate.Length(1, 80))
    email = fields.Email(required=True)
    is_active = fields.Boolean(load_default=True)
    balance = fields.Float()
    joined = fields.Date()


def reader_schemas(number: int) -> tuple[type[Schema], type[Schema]]:
    """Give new classes of schemas, for what is shown of readers and for what is taken."""
    return type(f"Reader{number}Schema", (ReaderOut,), {}), type(f"Reader{number}InputSchema", (ReaderIn,), {})
