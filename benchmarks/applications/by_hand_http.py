"""Flask and Werkzeug, with what they have for these features or what is soon written with them."""

from __future__ import annotations

from typing import Any

import jsonpatch
import orjson
from flask import Flask
from flask import Response
from flask import abort
from flask import request
from flask import send_file

from ..archive import THOUSAND
from ..archive import film
from ..by_hand import book
from ..by_hand import load_book
from ..by_hand import reader
from ..by_hand import receipt
from ..drivers import WSGI
from ..library import READER
from ..library import SHELF
from ..library import BookIn
from ..library import created
from ..workloads import BOOK_LOADED


def application() -> WSGI:
    """Make the application."""
    app = Flask(__name__)

    @app.get("/reader")
    def get_reader() -> Response:
        return _json(reader(READER))

    @app.get("/tag/reader")
    def get_tagged_reader() -> Response:
        return _tagged(_json(reader(READER)))

    @app.get("/version/reader")
    def get_versioned_reader() -> Response:
        return _unchanged("7") or _marked(_json(reader(READER)), "7")

    @app.get("/shelf")
    def get_shelf() -> Response:
        return _json([book(one) for one in SHELF])

    @app.get("/tag/shelf")
    def get_tagged_shelf() -> Response:
        return _tagged(_json([book(one) for one in SHELF]))

    @app.get("/version/shelf")
    def get_versioned_shelf() -> Response:
        return _unchanged("7") or _marked(_json([book(one) for one in SHELF]), "7")

    @app.put("/book")
    def put_book() -> Response:
        return _json(receipt(created(**load_book(orjson.loads(request.get_data())))))

    @app.get("/match/book")
    def get_matched_book() -> Response:
        return _marked(_json(receipt(created(**BOOK_LOADED))), "7")

    @app.put("/match/book")
    def put_matched_book() -> Response:
        if "If-Match" not in request.headers or not request.if_match.is_strong("7"):
            abort(412 if "If-Match" in request.headers else 428)
        return _marked(put_book(), "7")

    add_patches(app)

    @app.get("/books")
    def get_books() -> Response:
        return _json([book(one) for one in THOUSAND[20:40]])

    @app.get("/pages")
    def get_pages() -> Response:
        number = request.args.get("page", 1, int)
        response = _json([book(one) for one in THOUSAND[20 * number - 20 : 20 * number]])
        others = {"first": 1, "prev": number - 1, "next": number + 1, "last": len(THOUSAND) // 20}
        response.headers["Link"] = ", ".join(f'</pages?page={page}>; rel="{rel}"' for rel, page in others.items())
        return response

    @app.get("/film")
    def get_film() -> Response:
        return send_file(film(), mimetype="video/mp4", conditional=True)

    return app.wsgi_app


def add_patches(app: Flask) -> None:
    """Add what marshmallow and jsonpatch do together."""
    book_in, changes_in = BookIn(), BookIn(partial=True)

    @app.patch("/book")
    def patch_book() -> Response:
        changes: Any = changes_in.load(orjson.loads(request.get_data()))
        return _json(receipt(created(**BOOK_LOADED | changes)))

    @app.patch("/whole-book")
    def patch_whole_book() -> Response:
        patched = jsonpatch.apply_patch(book_in.dump(BOOK_LOADED), orjson.loads(request.get_data()), in_place=True)
        loaded: Any = book_in.load(patched)
        return _json(receipt(created(**loaded)))


def _json(data: object) -> Response:
    return Response(orjson.dumps(data), mimetype="application/json")


def _tagged(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response


def _unchanged(version: str) -> Response | None:
    return _marked(Response(status=304), version) if request.if_none_match.contains_weak(version) else None


def _marked(response: Response, version: str) -> Response:
    response.set_etag(version)
    return response
