"""A bare Flask, and nothing but orjson: what an engineer writes who wants it fast."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import orjson
from flask import Flask
from flask import Response
from flask import request

from ..by_hand import Mistakes
from ..by_hand import book
from ..by_hand import load_book
from ..by_hand import reader
from ..by_hand import receipt
from ..drivers import WSGI
from ..library import READER
from ..library import SHELF
from ..library import books
from ..library import created


def application() -> WSGI:
    """Make the application."""
    app = Flask(__name__)

    @app.get("/readers/<int:id>")
    def get_reader(id: int) -> Response:
        return _json(reader(READER))

    @app.get("/books")
    def get_books() -> Response:
        return _json([book(one) for one in SHELF])

    @app.post("/books")
    def post_book() -> Response:
        try:
            loaded = load_book(orjson.loads(request.get_data()))
        except Mistakes as error:
            return _json({"errors": error.found}, 422)
        return _json(receipt(created(**loaded)), 201)

    @app.get("/stream/<int:count>")
    def stream(count: int) -> Response:
        return Response(_chunks(count), mimetype="application/json")

    return app.wsgi_app


def _json(data: object, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status, mimetype="application/json")


def _chunks(count: int) -> Iterator[bytes]:
    made, before = books(count), b"["
    while chunk := [book(one) for one in islice(made, 100)]:
        yield before + orjson.dumps(chunk)[1:-1]
        before = b","
    yield b"]" if before == b"," else b"[]"
