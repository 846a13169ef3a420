"""What type checkers see of the decorators: handlers and classes come back as they were. Read by `make lint`, never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from typing import assert_type

from flask import Request
from flask import Response
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Blueprint
from flask_resty import Page
from flask_resty import Paged
from flask_resty import PageNumber
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty import use
from flask_resty.typing import Next

api = Api(title="Books")
books = Blueprint("books", __name__)


class Book(Schema):
    title = fields.Str(required=True)


def timed(request: Request, next: Next) -> Response:
    return next(request)


@api.resource("/books/<int:id>", middleware=[use(timed, place="edge")], endpoint="book")
class BookItem(Resource):
    @returns(Book)
    @public
    def get(self, id: int) -> dict[str, Any]:
        return {"title": str(id)}

    @accepts(Book)
    @accepts(Book(partial=True), "query")
    @returns(Book, 200)
    @returns(None, 204)
    @requires("books:write", role=("author", "editor"))
    @throttle("5/minute")
    @use(timed)
    def put(self, id: int, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        return body, 200


@books.resource("/books")
class Books(Resource):
    @streams(Book)
    async def get(self) -> Iterator[dict[str, Any]]:
        return iter(())

    @accepts(Book, "query")
    @paginate(PageNumber(size=10))
    @returns(Book(many=True))
    def query(self, page: Page) -> Paged:
        return page.of([], total=0) if page.number > 1 else page.of([], more=False)


@api.errorhandler(ZeroDivisionError)
def divided(error: ZeroDivisionError) -> Problem:
    return Problem(400, str(error))


assert_type(BookItem().get(id=1), dict[str, Any])
assert_type(BookItem().put(1, {}), tuple[dict[str, Any], int])
assert_type(Books().query(Page(1, 10)), Paged)
assert_type(divided(ZeroDivisionError()), Problem)
item: type[BookItem] = BookItem

BookItem().get(id="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Page(1, 10).of([], total=1, more=True)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
Page(1, 10).of([])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
paginate(20)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
api.resource("/", endpont="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
