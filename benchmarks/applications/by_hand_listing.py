"""No framework beyond Flask: columns by SQLAlchemy Core, and orjson."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson
from flask import Flask
from flask import Response
from flask import request
from sqlalchemy import bindparam
from sqlalchemy import select

from ..catalogue import Author
from ..catalogue import Book
from ..catalogue import Tag
from ..catalogue import book_tags
from ..catalogue import engine
from ..drivers import WSGI

_BOOKS = Book.__table__
_AUTHORS = Author.__table__
_TAGS = Tag.__table__

_PAGE = (
    select(
        _BOOKS.c.id,
        _BOOKS.c.title,
        _BOOKS.c.pages,
        _BOOKS.c.price,
        _BOOKS.c.in_print,
        _BOOKS.c.published,
        _BOOKS.c.created_at,
        _AUTHORS.c.id,
        _AUTHORS.c.name,
    )
    .join_from(_BOOKS, _AUTHORS, _BOOKS.c.author_id == _AUTHORS.c.id)
    .order_by(_BOOKS.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)

_TAGS_OF = (
    select(book_tags.c.book_id, _TAGS.c.name)
    .join_from(book_tags, _TAGS, book_tags.c.tag_id == _TAGS.c.id)
    .where(book_tags.c.book_id.in_(bindparam("ids", expanding=True)))
    .order_by(_TAGS.c.id)
)


def application() -> WSGI:
    """Make the application."""
    app, connected = Flask(__name__), engine()

    @app.get("/books")
    def books() -> Response:
        limit, page = int(request.args.get("limit", 20)), int(request.args.get("page", 1))
        if not 1 <= limit <= 100 or not 1 <= page:
            return Response(status=422)
        with connected.connect() as connection:
            # One more tells whether there is another page.
            rows = connection.execute(_PAGE, {"limit": limit + 1, "offset": (page - 1) * limit}).all()
            tags: dict[int, list[Any]] = defaultdict(list)
            for book, name in connection.execute(_TAGS_OF, {"ids": [row[0] for row in rows[:limit]]}):
                tags[book].append({"name": name})
        found = [
            {
                "id": id,
                "title": title,
                "pages": pages,
                "price": str(price),
                "in_print": in_print,
                "published": published,
                "created_at": created_at,
                "author": {"id": author, "name": name},
                "tags": tags[id],
            }
            for id, title, pages, price, in_print, published, created_at, author, name in rows[:limit]
        ]
        return Response(orjson.dumps(found), mimetype="application/json")

    return app.wsgi_app
