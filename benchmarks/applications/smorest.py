"""A peer: flask-smorest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api
from flask_smorest import Blueprint

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
    app = Flask(__name__)
    app.config.update(API_TITLE="Books", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    blueprint = Blueprint("books", __name__)

    @blueprint.route("/readers/<int:id>")
    class ReaderItem(MethodView):
        @blueprint.response(200, ReaderOut)
        def get(self, id: int) -> Reader:
            return READER

    @blueprint.route("/books")
    class Books(MethodView):
        @blueprint.response(200, BookOut(many=True))
        def get(self) -> list[Book]:
            return SHELF

        @blueprint.arguments(BookIn)
        @blueprint.response(201, ReceiptOut)
        def post(self, book: dict[str, Any]) -> Receipt:
            return created(**book)

    @blueprint.route("/stream/<int:count>")
    class Stream(MethodView):
        @blueprint.response(200, BookOut(many=True))
        def get(self, count: int) -> Iterator[Book]:
            return books(count)

    Api(app).register_blueprint(blueprint)
    return app.wsgi_app
