"""A peer: FastAPI, with ``async def`` throughout, so that no thread is waited for."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from ..drivers import ASGI
from ..library import READER
from ..library import SHELF
from ..library import books
from ..library import created
from ..models import BookIn
from ..models import BookOut
from ..models import ReaderOut
from ..models import ReceiptOut


def application() -> ASGI:
    """Make the application."""
    app = FastAPI()

    @app.get("/readers/{id}", response_model=ReaderOut)
    async def get_reader(id: int) -> Any:
        return READER

    @app.get("/books", response_model=list[BookOut])
    async def get_books() -> Any:
        return SHELF

    @app.post("/books", response_model=ReceiptOut, status_code=201)
    async def post_book(book: BookIn) -> Any:
        return created(title=book.title, pages=book.pages, price=book.price, published=book.published)

    @app.get("/stream/{count}", response_model=list[BookOut])
    async def stream(count: int) -> Any:
        return list(books(count))

    asgi_app: ASGI = app
    return asgi_app
