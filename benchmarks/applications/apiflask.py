"""A peer: APIFlask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask

from ..drivers import WSGI
from ..library import READER
from ..library import SHELF
from ..library import Book
from ..library import BookIn
from ..library import BookOut
from ..library import Reader
from ..library import ReaderOut
from ..library import Receipt
from ..library import ReceiptOut
from ..library import books
from ..library import created


def application() -> WSGI:
    """Make the application."""
    app = APIFlask(__name__)

    @app.get("/readers/<int:id>")
    @app.output(ReaderOut)
    def get_reader(id: int) -> Reader:
        return READER

    @app.get("/books")
    @app.output(BookOut(many=True))
    def get_books() -> list[Book]:
        return SHELF

    @app.post("/books")
    @app.input(BookIn)
    @app.output(ReceiptOut, status_code=201)
    def post_book(json_data: dict[str, Any]) -> Receipt:
        return created(**json_data)

    @app.get("/stream/<int:count>")
    @app.output(BookOut(many=True))
    def stream(count: int) -> Iterator[Book]:
        return books(count)

    wsgi_app: WSGI = app.wsgi_app
    return wsgi_app
