"""Us, as we come: responses are checked, input is strict, and nothing else is in the stack."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams

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


def application(middleware: Sequence[Any] = ()) -> WSGI:
    """Make the application.

    :param middleware: what stands in the stack.
    """
    app = Flask(__name__)
    api = Api(app, title="Books", version="1", middleware=middleware)

    @api.resource("/readers/<int:id>")
    class ReaderItem(Resource):
        @returns(ReaderOut)
        def get(self, id: int) -> Reader:
            return READER

    @api.resource("/books")
    class Books(Resource):
        @returns(BookOut(many=True))
        def get(self) -> list[Book]:
            return SHELF

        @accepts(BookIn)
        @returns(ReceiptOut, 201)
        def post(self, body: dict[str, Any]) -> Receipt:
            return created(**body)

    @api.resource("/stream/<int:count>")
    class Stream(Resource):
        @streams(BookOut)
        def get(self, count: int) -> Iterator[Book]:
            return books(count)

    return app.wsgi_app
