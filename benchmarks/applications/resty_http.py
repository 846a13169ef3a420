"""Us, with what HTTP has beyond plain requests: each feature at a path of its own, beside the same without it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from flask import Response
from flask import send_file

from flask_resty import Api
from flask_resty import PageNumber
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import returns
from flask_resty.middleware import Cache
from flask_resty.middleware import Deprecated
from flask_resty.middleware import ETag
from flask_resty.middleware import Idempotency
from flask_resty.middleware import Links
from flask_resty.middleware import Maintenance
from flask_resty.middleware import MemoryStore

from ..archive import THOUSAND
from ..archive import film
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


class _Reader(Resource):
    @returns(ReaderOut)
    def get(self) -> Reader:
        return READER


class _Shelf(Resource):
    @returns(BookOut(many=True))
    def get(self) -> list[Book]:
        return SHELF


class _Book(Resource):
    def find(self) -> dict[str, Any]:
        return BOOK_LOADED

    @returns(BookIn)
    def get(self, item: dict[str, Any]) -> dict[str, Any]:
        # A patch sees what is shown.
        return item

    @accepts(BookIn)
    @returns(ReceiptOut)
    def put(self, item: dict[str, Any], body: dict[str, Any]) -> Receipt:
        return created(**body)

    @accepts(BookIn(partial=True))
    @returns(ReceiptOut)
    def patch(self, item: dict[str, Any], body: dict[str, Any]) -> Receipt:
        return created(**item | body)


class _WholeBook(_Book):
    @accepts(BookIn)
    @returns(ReceiptOut)
    def patch(self, item: dict[str, Any], body: dict[str, Any]) -> Receipt:
        return created(**body)


class _Books(Resource):
    @returns(BookOut(many=True))
    def get(self) -> list[Book]:
        return THOUSAND[20:40]

    @accepts(BookIn)
    @returns(ReceiptOut, 201)
    def post(self, body: dict[str, Any]) -> Receipt:
        return created(**body)


class _Pages(Resource):
    @paginate(PageNumber(size=20))
    @returns(BookOut(many=True))
    def get(self, page: Any) -> Any:
        return page.of(THOUSAND[page.offset : page.offset + page.limit], total=len(THOUSAND))


class _Delivery(Resource):
    @accepts(BookIn(many=True))
    @returns(None)
    def post(self, body: list[dict[str, Any]]) -> None:
        created(**body[-1])


class _Film(Resource):
    def get(self) -> Response:
        return send_file(film(), mimetype="video/mp4")


class _VersionedReader(_Reader):
    def version(self) -> int:
        return 7


class _VersionedShelf(_Shelf):
    def version(self) -> int:
        return 7


class _VersionedBook(_Book):
    def version(self, item: dict[str, Any]) -> int:
        return 7


#: What may stand before a reader, by the path that it is for.
_ENTRIES = {
    "callable": lambda request, next: next(request),
    "cache": Cache(max_age=60),
    "links": Links({"service-desc": "/openapi.json"}),
    "deprecated": Deprecated(date(2026, 1, 1), sunset=date(2027, 1, 1), link="/news"),
    "maintenance": Maintenance(False),
    "switch": Maintenance(lambda request: False),
}


def application() -> WSGI:
    """Make the application."""
    app = Flask(__name__)
    api = Api(app, title="Books", version="1")
    plain = {"reader": _Reader, "shelf": _Shelf, "book": _Book, "whole-book": _WholeBook, "books": _Books, "delivery": _Delivery}
    for path, resource in {**plain, "pages": _Pages, "film": _Film}.items():
        api.resource(f"/{path}")(resource)
    for path, resource in {"reader": _VersionedReader, "shelf": _VersionedShelf, "book": _VersionedBook}.items():
        api.resource(f"/version/{path}")(resource)
    api.resource("/match/book", endpoint="matched", require_match=True)(_VersionedBook)
    for path, resource in {"reader": _Reader, "shelf": _Shelf}.items():
        api.resource(f"/tag/{path}", endpoint=f"tagged_{path}", middleware=[ETag()])(resource)
    api.resource("/once/books", endpoint="once", middleware=[Idempotency(MemoryStore())])(_Books)
    for path, entry in _ENTRIES.items():
        api.resource(f"/{path}/reader", endpoint=path, middleware=[entry])(_Reader)
    return app.wsgi_app
