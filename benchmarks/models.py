"""The schemas as models of pydantic; what goes out is read off the attributes of the things."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from typing import Literal
from uuid import UUID

# EmailStr stands on it. Where it is missing, pydantic says so in other words than the import system does.
import email_validator as email_validator
from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import EmailStr
from pydantic import Field
from pydantic import TypeAdapter

from .library import Binding


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReaderOut(_Out):
    """W1."""

    id: int
    name: str
    email: str
    is_active: bool
    balance: float
    joined: date
    seen: datetime


class AuthorOut(_Out):
    """A part of W2."""

    id: int
    name: str
    country: str
    born: int


class ReviewOut(_Out):
    """A part of W2."""

    by: str
    stars: int
    text: str


class BookOut(_Out):
    """W2 and W5."""

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
    author: AuthorOut
    reviews: list[ReviewOut]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AuthorIn(_In):
    """A part of W3."""

    name: Annotated[str, Field(min_length=1)]
    born: int


class BookIn(_In):
    """W3 and W4: what comes in."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    contact: EmailStr
    pages: Annotated[int, Field(ge=1, le=10_000)]
    rating: Annotated[float, Field(ge=0, le=5)]
    in_print: bool
    price: Annotated[Decimal, Field(ge=0)]
    published: date
    added: datetime
    key: UUID
    language: Literal["de", "en", "fr"]
    tags: Annotated[list[str], Field(max_length=10)]
    authors: list[AuthorIn]


class ReceiptOut(_Out):
    """W3: what goes out."""

    id: int
    title: str
    pages: int
    price: Decimal
    published: date


SHELF_OUT = TypeAdapter(list[BookOut])
