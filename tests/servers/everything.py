"""An app with one Api that has everything on: what the checklist is checked against, on every server.

Its state is in memory, so it is served by one process with threads. Tests that write make things of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from http import HTTPStatus
from itertools import count
from threading import Lock
from typing import Any
from typing import NamedTuple

from flask import Flask
from flask import Request
from flask import Response
from flask import abort
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Binary
from flask_resty import Emitter
from flask_resty import PageNumber
from flask_resty import Principal
from flask_resty import Problem
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import paginate
from flask_resty import public
from flask_resty import requires
from flask_resty import returns
from flask_resty import streams
from flask_resty import throttle
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.media import JSON_EMITTER
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache
from flask_resty.middleware import Deprecated
from flask_resty.middleware import ETag
from flask_resty.middleware import Idempotency
from flask_resty.middleware import Links
from flask_resty.middleware import Maintenance
from flask_resty.middleware import MemoryStore
from flask_resty.middleware import Throttle

from . import guarded
from .formats import TEMPLATES
from .formats import formats

#: The largest body of a request, in octets.
LIMIT = 32 * 1024

ORIGIN = "https://app.example"

#: The credentials that are good. ``READER`` may not write.
TOKEN = "t0ken"
READER = "reader"
USER, PASSWORD = "ada", "päss:word"

app = Flask("everything")
app.config["RESTY_MAX_BODY"] = LIMIT
app.jinja_env.loader = TEMPLATES
formats.init_app(app)
guarded.init_app(app)

TEXT_EMITTER = Emitter("text/plain; charset=utf-8", lambda data, schema: str(data).encode())

bearer = Bearer(verify={TOKEN: Principal(id="ada", scopes=frozenset({"write"})), READER: Principal(id="bob")}.get)
basic = Basic(verify=lambda name, password: Principal(id=name) if (name, password) == (USER, PASSWORD) else None)


def client(request: Request) -> str:
    """Count each client that names itself on its own."""
    return request.headers.get("X-Client", "")


api = Api(
    app,
    url_prefix="/api",
    middleware=[
        CORS([ORIGIN], credentials=True),
        Throttle("1000000/hour", by=client),
        Idempotency(MemoryStore()),
        Cache(max_age=60, stale_while_revalidate=30),
        ETag(),
        Links({"service-desc": "/api/"}),
    ],
)


class Book(NamedTuple):
    """A book on the shelf."""

    slug: str
    title: str
    year: int
    tags: list[str]
    version: int
    changed: datetime


class BookIn(Schema):
    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    year = fields.Integer(load_default=2000, validate=validate.Range(0, 9999))
    tags = fields.List(fields.String(), load_default=list)


class BookOut(BookIn):
    slug = fields.String()
    version = fields.Integer()


class Shelf:
    """The books, by slug."""

    def __init__(self) -> None:
        self._books: dict[str, Book] = {}
        self._lock = Lock()
        self._numbers = count(1)

    def get(self, slug: str) -> Book | None:
        return self._books.get(slug)

    def titled(self, title: str) -> list[Book]:
        return [book for book in list(self._books.values()) if book.title == title]

    def add(self, values: dict[str, Any]) -> Book:
        return self.put(f"book-{next(self._numbers)}", values)

    def put(self, slug: str, values: dict[str, Any]) -> Book:
        with self._lock:
            version = self._books[slug].version + 1 if slug in self._books else 1
            # A date in HTTP has no fractions of a second, and what has just changed is no good to compare by.
            changed = datetime.now(UTC) - timedelta(minutes=version)
            book = self._books[slug] = Book(slug=slug, version=version, changed=changed, **values)
        return book

    def remove(self, slug: str) -> None:
        with self._lock:
            self._books.pop(slug, None)


shelf = Shelf()
shelf.put("dune", {"title": "Dune", "year": 1965, "tags": ["sand"]})


@api.resource("/")
class Home(Resource):
    def get(self):
        return {"hello": "world"}


class Filter(Schema):
    year = fields.Integer()
    tags = fields.List(fields.String())
    title = fields.String(load_default="Dune")


class Versioned(Resource):
    """A book, whose version is known."""

    def find(self, slug):
        return shelf.get(slug)

    def version(self, item):
        return item.version

    def last_modified(self, item):
        return item.changed

    @returns(BookOut)
    def get(self, item):
        return item

    @accepts(BookIn)
    @returns(BookOut)
    @returns(BookOut, 201)
    def put(self, slug, item, body):
        return shelf.put(slug, body), 201 if item is None else 200

    @accepts(BookIn(partial=True))
    @returns(BookOut)
    def patch(self, slug, item, body):
        return shelf.put(slug, {"title": item.title, "year": item.year, "tags": item.tags} | body)

    @returns(None)
    def delete(self, slug, item):
        shelf.remove(slug)


@api.resource("/books/<slug>")
class BookItem(Versioned):
    """A book that may be written without a match."""


@api.resource("/guarded/<slug>", require_match=True)
class Guarded(Versioned):
    """The same book, which may not."""


@api.resource("/books")
class Books(Resource):
    @accepts(Filter, "query")
    @returns(BookOut(many=True))
    def get(self, query):
        return shelf.titled(query["title"])

    @accepts(BookIn)
    @returns(BookOut, 201, location=BookItem)
    def post(self, body):
        return shelf.add(body)


@api.resource("/pages")
class Pages(Resource):
    """Twenty-five numbers, ten on a page."""

    @accepts(Filter, "query")
    @paginate(PageNumber(size=10, max_size=20))
    def get(self, query, page):
        numbers = range(1, 26)
        return page.of(list(numbers[page.offset : page.offset + page.limit]), total=len(numbers))


@api.resource("/echo")
class Echo(Resource):
    """Gives back whatever was sent; without a schema nothing but the door stands before it."""

    @accepts(fields.Raw(allow_none=True))
    @returns(fields.Raw(allow_none=True))
    def post(self, body):
        return body


@api.resource("/upload")
class Uploads(Resource):
    """Takes any content, piece by piece, and tells how much it was."""

    @accepts(Binary("*/*", sniff=False))
    def put(self, body):
        return sum(map(len, iter(lambda: body.stream.read(1000), b"")))


class Search(Schema):
    year = fields.Integer(required=True)


@api.resource("/search")
class Searches(Resource):
    @accepts(Search)
    @returns(BookOut(many=True))
    def query(self, body):
        return []


class Sent(Schema):
    name = fields.String(required=True)
    age = fields.Integer(load_default=None)


@api.resource("/form")
class Form(Resource):
    @accepts(Sent, "form")
    def post(self, form):
        return form


@api.resource("/file")
class File(Resource):
    """A hundred octets."""

    def get(self):
        return Response(bytes(range(100)), mimetype="application/octet-stream", headers={"ETag": '"file"'})


@api.resource("/formats", emitters=[JSON_EMITTER, TEXT_EMITTER])
class Formats(Resource):
    written = 0

    def get(self):
        return "text"

    def post(self):
        Formats.written += 1
        return "text"


@api.resource("/count")
class Count(Resource):
    """How often :class:`Formats` was written to."""

    def get(self):
        return Formats.written


@api.resource("/stream")
class Stream(Resource):
    @streams(Search)
    def get(self) -> Iterator[dict[str, int]]:
        yield from ({"year": year} for year in range(1000))


@api.resource("/empty")
class Empty(Resource):
    @returns(None)
    def get(self):
        return None


@api.resource("/job")
class Job(Resource):
    @returns(None, 202)
    def post(self):
        return HTTPStatus.ACCEPTED


class Spent(Problem):
    status = 402
    type = "https://example.com/problems/spent"
    title = "Nothing is left"


@api.resource("/status/<int:status>")
class Status(Resource):
    """Whatever is wrong."""

    def get(self, status):
        if status == 402:
            raise Spent(detail="Come back richer.", balance=0)
        abort(status)

    def post(self, status):
        raise Problem(status, headers={"Retry-After": "7"})


@api.resource("/maintained", middleware=[Maintenance(retry_after=60)])
class Maintained(Resource):
    def get(self):
        return {}


@api.resource("/closed", middleware=[Maintenance(retry_after=datetime(2099, 1, 1, tzinfo=UTC))])
class Closed(Resource):
    def get(self):
        return {}


@api.resource("/old", middleware=[Deprecated(datetime(2024, 1, 1), sunset=datetime(2099, 1, 1), link="/why", successor="/api/books")])
class Old(Resource):
    def get(self):
        return {}


@api.resource("/keyed", middleware=[Idempotency(MemoryStore(), required=True)])
class Keyed(Resource):
    """Counts how often it was run."""

    runs = 0

    @accepts(BookIn)
    @returns(fields.Dict())
    def post(self, body):
        Keyed.runs += 1
        return {"run": Keyed.runs, "title": body["title"]}


@api.resource("/crash")
class Crash(Resource):
    def get(self):
        raise RuntimeError("The secret is in the log.")


@api.resource("/broken")
class Broken(Resource):
    @returns(BookOut)
    def get(self):
        return {"title": 7}


@api.resource("/slash/")
class Slash(Resource):
    def get(self):
        return {}


class Fields(Schema):
    x_number = fields.Integer()
    x_word = fields.String()


@api.resource("/fields")
class TakesFields(Resource):
    @accepts(Fields, "headers")
    def get(self, headers):
        return headers


@api.resource("/numbers/<int:number>")
class Number(Resource):
    def get(self, number):
        return {"number": number % 10}


@api.resource("/limited")
class Limited(Resource):
    @throttle("2/hour", by=client)
    def get(self):
        return {}


@api.resource("/private", middleware=[bearer])
class Private(Resource):
    def find(self):
        return "item"

    def get(self, principal):
        return {"id": principal.id}

    def version(self):
        return 1

    @requires("write")
    @accepts(BookIn)
    def put(self, body):
        return body


@api.resource("/ordered/<slug>", middleware=[bearer], require_match=True)
class Ordered(Resource):
    """Has everything that can go wrong."""

    def find(self, slug):
        return shelf.get(slug)

    def version(self, item):
        return item.version

    @requires("write")
    @accepts(BookIn)
    @returns(BookOut)
    def put(self, item, body):
        return item


@api.resource("/open", middleware=[bearer])
class Open(Resource):
    @public
    def get(self, principal):
        return {"id": principal and principal.id}


@api.resource("/basic", middleware=[basic])
class WithBasic(Resource):
    def get(self, principal):
        return {"id": principal.id}


@api.resource("/any", middleware=[AnyOf(bearer, basic)])
class WithAny(Resource):
    def get(self, principal):
        return {"id": principal.id}
