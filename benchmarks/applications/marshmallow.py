"""Flask and marshmallow, put together by hand."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask import request
from marshmallow import ValidationError

from ..drivers import WSGI
from ..library import READER
from ..library import SHELF
from ..library import BookIn
from ..library import BookOut
from ..library import ReaderOut
from ..library import ReceiptOut
from ..library import books
from ..library import created


def application() -> WSGI:
    """Make the application."""
    app = Flask(__name__)
    reader_out, shelf_out, book_in, receipt_out = ReaderOut(), BookOut(many=True), BookIn(), ReceiptOut()

    @app.get("/readers/<int:id>")
    def get_reader(id: int) -> Any:
        return reader_out.dump(READER)

    @app.get("/books")
    def get_books() -> Any:
        return shelf_out.dump(SHELF)

    @app.post("/books")
    def post_book() -> Any:
        try:
            loaded = book_in.load(request.get_json())
        except ValidationError as error:
            return {"errors": error.messages}, 422
        return receipt_out.dump(created(**loaded)), 201

    @app.get("/stream/<int:count>")
    def stream(count: int) -> Any:
        return shelf_out.dump(books(count))

    return app.wsgi_app
