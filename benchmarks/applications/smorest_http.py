"""A peer, flask-smorest, with what it has for these features."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api
from flask_smorest import Blueprint
from flask_smorest import Page

from ..archive import THOUSAND
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
from ..library import created
from ..workloads import BOOK_LOADED

blueprint = Blueprint("books", __name__)


@blueprint.route("/reader")
class _Reader(MethodView):
    @blueprint.response(200, ReaderOut)
    def get(self) -> Reader:
        return READER


@blueprint.route("/tag/reader")
@blueprint.etag
class _TaggedReader(_Reader):
    """Has its tag computed from what is dumped."""


@blueprint.route("/version/reader")
@blueprint.etag
class _VersionedReader(MethodView):
    @blueprint.response(200, ReaderOut)
    def get(self) -> Reader:
        blueprint.set_etag(7)
        return READER


@blueprint.route("/shelf")
class _Shelf(MethodView):
    @blueprint.response(200, BookOut(many=True))
    def get(self) -> list[Book]:
        return SHELF


@blueprint.route("/tag/shelf")
@blueprint.etag
class _TaggedShelf(_Shelf):
    """Has its tag computed from what is dumped."""


@blueprint.route("/version/shelf")
@blueprint.etag
class _VersionedShelf(MethodView):
    @blueprint.response(200, BookOut(many=True))
    def get(self) -> list[Book]:
        blueprint.set_etag(7)
        return SHELF


@blueprint.route("/book")
class _Book(MethodView):
    @blueprint.arguments(BookIn)
    @blueprint.response(200, ReceiptOut)
    def put(self, book: dict[str, Any]) -> Receipt:
        return created(**book)


@blueprint.route("/match/book")
@blueprint.etag
class _MatchedBook(MethodView):
    @blueprint.response(200, ReceiptOut)
    def get(self) -> Receipt:
        return created(**BOOK_LOADED)

    @blueprint.arguments(BookIn)
    @blueprint.response(200, ReceiptOut)
    def put(self, book: dict[str, Any]) -> Receipt:
        blueprint.check_etag(created(**BOOK_LOADED), ReceiptOut)
        return created(**book)


@blueprint.route("/books")
class _Books(MethodView):
    @blueprint.response(200, BookOut(many=True))
    def get(self) -> list[Book]:
        return THOUSAND[20:40]


@blueprint.route("/pages")
class _Pages(MethodView):
    @blueprint.response(200, BookOut(many=True))
    @blueprint.paginate(Page, page_size=20)
    def get(self) -> list[Book]:
        return THOUSAND


def application() -> WSGI:
    """Make the application."""
    app = Flask(__name__)
    app.config.update(API_TITLE="Books", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    Api(app).register_blueprint(blueprint)
    wsgi_app: WSGI = app.wsgi_app
    return wsgi_app
