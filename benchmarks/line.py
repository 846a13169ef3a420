"""The whole line: one request through all that a resource does, beside a bare view that does the same by hand.

The bare view loads and dumps with plain marshmallow and leaves the rest to Flask: no CORS, no negotiation, no strictness, no
check of its answer. The resource does all of that, with CORS in its stack, and no throttle.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask import request
from flask.views import MethodView
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from .harness import Application
from .harness import Case

BOOK = {
    "title": "The Left Hand of Darkness",
    "author": "Ursula K. Le Guin",
    "pages": 286,
    "price": 12.5,
    "published": "1969-03-01",
    "tags": ["hainish", "novel"],
}
STORED = {"id": 7, **BOOK}

ORIGIN = "https://app.example"

#: How many times as long as the bare view the resource may take.
GOAL = 2.0


class BookIn(Schema):
    """A book as it comes in."""

    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    author = fields.String(required=True)
    pages = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    price = fields.Float(required=True)
    published = fields.Date(required=True)
    tags = fields.List(fields.String(), required=True)


class BookOut(BookIn):
    """A book as it goes out."""

    id = fields.Integer(required=True)


def cases() -> Iterator[Case]:
    """Give the cases."""
    contestants: dict[str, Callable[[], Application]] = {
        "bare Flask": bare,
        "flask_resty": resty,
        "flask-smorest": smorest,
        "APIFlask": apiflask,
    }
    goals = {"flask_resty": GOAL}
    yield Case(
        title="GET of an object",
        method="GET",
        path="/books/7",
        headers={"Origin": ORIGIN, "Accept": "application/json"},
        status=200,
        answer=STORED,
        contestants=contestants,
        goals=goals,
    )
    yield Case(
        title="POST of six fields, the object comes back",
        method="POST",
        path="/books",
        body=json.dumps(BOOK).encode(),
        headers={"Origin": ORIGIN, "Accept": "application/json", "Content-Type": "application/json"},
        status=201,
        answer=STORED,
        contestants=contestants,
        goals=goals,
    )


def bare() -> Application:
    """Flask, and marshmallow by hand."""
    app = Flask("bare")
    book_in, book_out = BookIn(), BookOut()

    @app.get("/books/<int:id>")
    def get(id: int) -> Any:
        return book_out.dump(stored(id))

    @app.post("/books")
    def post() -> Any:
        return book_out.dump(created(book_in.load(request.get_json()))), 201

    return app.wsgi_app


def resty() -> Application:
    """Us."""
    from flask_resty import Api
    from flask_resty import Resource
    from flask_resty import accepts
    from flask_resty import returns
    from flask_resty.middleware import CORS

    app = Flask("resty")
    api = Api(app, title="Books", version="1", middleware=[CORS(origins=[ORIGIN])])

    @api.resource("/books/<int:id>")
    class BookItem(Resource):
        @returns(BookOut)
        def get(self, id: int) -> Any:
            return stored(id)

    @api.resource("/books")
    class Books(Resource):
        @accepts(BookIn)
        @returns(BookOut, 201)
        def post(self, body: dict[str, Any]) -> Any:
            return created(body)

    return app.wsgi_app


def smorest() -> Application:
    """A peer: flask-smorest."""
    from flask_smorest import Api
    from flask_smorest import Blueprint

    app = Flask("smorest")
    app.config.update(API_TITLE="Books", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    books = Blueprint("books", "books")

    @books.route("/books/<int:id>")
    class BookItem(MethodView):
        @books.response(200, BookOut)
        def get(self, id: int) -> Any:
            return stored(id)

    @books.route("/books")
    class Books(MethodView):
        @books.arguments(BookIn)
        @books.response(201, BookOut)
        def post(self, body: dict[str, Any]) -> Any:
            return created(body)

    Api(app).register_blueprint(books)
    return app.wsgi_app


def apiflask() -> Application:
    """A peer: APIFlask."""
    from apiflask import APIFlask

    app = APIFlask("apiflask")

    @app.get("/books/<int:id>")
    @app.output(BookOut)
    def get(id: int) -> Any:
        return stored(id)

    @app.post("/books")
    @app.input(BookIn)
    @app.output(BookOut, status_code=201)
    def post(json_data: dict[str, Any]) -> Any:
        return created(json_data)

    wsgi_app: Application = app.wsgi_app
    return wsgi_app


_SHELF: dict[int, dict[str, Any]] = {7: {"id": 7, **BookIn().load(BOOK)}}


def stored(id: int) -> dict[str, Any]:
    """Give the stored book, as every handler does."""
    return _SHELF[id]


def created(book: dict[str, Any]) -> dict[str, Any]:
    """Pretend to store a book, as every handler does."""
    return {"id": 7, **book}
