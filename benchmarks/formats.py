"""What a format costs beyond its codec, and what it costs to choose one, or a few of the fields.

Each emitter gets the hundred books of W2 as the compiled schema makes them for it, and beside it stands the codec that writes the same
content of the same values. Where the format has more to say than its codec knows, such as the columns of a table, that is written
by hand for books alone.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import pickle
import plistlib
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from importlib import import_module
from typing import Any
from typing import NamedTuple
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape

import orjson
from flask import Flask

from flask_resty import Api
from flask_resty import Emitter
from flask_resty import Resource
from flask_resty import media
from flask_resty import returns
from flask_resty.schema import compile

from .drivers import WSGI
from .drivers import Exchange
from .drivers import function
from .drivers import wsgi
from .harness import Case
from .harness import Contestant
from .harness import Slowdown
from .library import READER
from .library import SHELF
from .library import BookOut
from .library import ReaderOut
from .workloads import READER_SEEN
from .workloads import SHELF_SEEN

#: How many times as long as its codec an emitter may take.
_MOST = 1.1

_KEY = "not very secret"
_ITEM, _SCHEMA = BookOut(), BookOut(many=True)
_READY = compile(_SCHEMA, check="raise").ready(SHELF)

#: Writes the books of W2.
Write = Callable[[Any], bytes]


def cases() -> Iterator[Case]:
    """Give the cases."""
    for codec in _CODECS:
        yield _written(codec)
    yield _negotiated()
    yield _selected()


# -- formats -----------------------------------------------------------------------------------------------------------


class Codec(NamedTuple):
    """What writes a format without us."""

    #: The format as ``flask_resty.media`` calls it.
    format: str
    #: What the codec is called.
    name: str
    #: The module that has to be there for it.
    module: str
    #: Makes what writes the books.
    make: Callable[[Any], Write]
    #: Reads content, so that contents can be compared.
    read: Callable[[bytes], Any]
    answer: Any = SHELF_SEEN
    #: Whether the emitter writes what a compiled schema leaves to it.
    is_ready: bool = False
    most: float = _MOST
    #: The same where no schema vouches that numbers are finite, so that the emitter has to look.
    most_not_vouched: float = _MOST
    #: The same for a stream, whose items are written one by one.
    most_streamed: float | None = None


def _written(codec: Codec) -> Case:
    contestants = {codec.name: lambda: _codec(codec), "flask_resty": lambda: _ours(codec)}
    goals, plain = [Slowdown("flask_resty", codec.name, codec.most)], codec.name
    if codec.is_ready:
        plain = f"{codec.name}, plain data"
        contestants |= {plain: lambda: _codec(codec, SHELF_SEEN), "flask_resty, not vouched for": lambda: _of_anything(codec)}
        goals.append(Slowdown("flask_resty, not vouched for", plain, codec.most_not_vouched))
    if codec.most_streamed is not None:
        contestants["flask_resty, stream"] = lambda: _of_each(codec)
        goals.append(Slowdown("flask_resty, stream", plain, codec.most_streamed))
    title = f"W2, a hundred books in {codec.format}, {codec.name}"
    return Case(title=title, answer=codec.answer, contestants=contestants, goals=goals)


def _codec(codec: Codec, books: Any = None) -> Contestant:
    write, books = codec.make(import_module(codec.module)), books or (_READY if codec.is_ready else SHELF_SEEN)
    return function(lambda: write(books), codec.read)


def _ours(codec: Codec) -> Contestant:
    # What is not installed is left out.
    import_module(codec.module)
    if not codec.is_ready:
        return _of_anything(codec)
    ready = emitter(codec.format).ready
    assert ready is not None
    return function(lambda: ready.emit(_READY), codec.read)


def _of_anything(codec: Codec) -> Contestant:
    """Give who writes books as if they could hold anything."""
    import_module(codec.module)
    emit = emitter(codec.format).emit
    return _in_app(function(lambda: emit(SHELF_SEEN, _SCHEMA), codec.read))


def _of_each(codec: Codec) -> Contestant:
    """Give who writes books as they come."""
    import_module(codec.module)
    stream = emitter(codec.format).stream
    assert stream is not None
    return function(lambda: b"".join(stream(iter(SHELF_SEEN), _ITEM)), codec.read)


def _in_app(contestant: Contestant) -> Contestant:
    """Have an app around a contestant, for what needs its key."""
    app = Flask(__name__)
    app.secret_key = _KEY

    def repeat(times: int) -> None:
        with app.app_context():
            contestant.repeat(times)

    def answer() -> Any:
        with app.app_context():
            return contestant.answer()

    return Contestant(repeat, answer)


def emitter(format: str) -> Emitter:
    """Give the emitter of a format."""
    found: Emitter = getattr(media, f"{format}_EMITTER")
    return found


def _json_lines(orjson: Any) -> Write:
    return lambda books: b"".join([orjson.dumps(book, None, orjson.OPT_APPEND_NEWLINE) for book in books])


def _read_lines(content: bytes) -> list[Any]:
    return [json.loads(line.removeprefix(b"\x1e")) for line in content.splitlines()]


def _json_seq(orjson: Any) -> Write:
    return lambda books: b"".join([b"\x1e%s\n" % orjson.dumps(book) for book in books])


def _signed_pickle(itsdangerous: Any) -> Write:
    def write(books: Any) -> bytes:
        content = pickle.dumps(books)
        return content + b"." + hmac.digest(_KEY.encode(), content, "sha256")

    return write


def _unpickled(content: bytes) -> Any:
    # What stands behind the full stop of the pickle is the signature.
    return pickle.loads(content)


def _yaml(yaml: Any) -> Write:
    def write(books: Any) -> bytes:
        text: str = yaml.dump(books, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        return text.encode()

    return write


def _xml_elements(etree: Any) -> Write:
    def add(parent: Any, name: str, value: Any) -> None:
        element = etree.SubElement(parent, name)
        if type(value) is dict:
            for key, inner in value.items():
                add(element, key, inner)
        elif type(value) is list:
            for inner in value:
                add(element, "item", inner)
        else:
            element.text = ("true" if value else "false") if type(value) is bool else str(value)

    def write(books: Any) -> bytes:
        root = etree.Element("data")
        for book in books:
            add(root, "item", book)
        content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return content

    return write


def _xml_text(sax: Any) -> Write:
    return lambda books: f"<?xml version='1.0' encoding='UTF-8'?>\n<data>{''.join(map(_book_as_xml, books))}</data>".encode()


def _book_as_xml(book: dict[str, Any]) -> str:
    author, tags = book["author"], "".join(f"<item>{escape(tag)}</item>" for tag in book["tags"])
    reviews = "".join(
        f"<item><by>{escape(one['by'])}</by><stars>{one['stars']}</stars><text>{escape(one['text'])}</text></item>"
        for one in book["reviews"]
    )
    return (
        f"<item><title>{escape(book['title'])}</title><pages>{book['pages']}</pages><rating>{book['rating']}</rating>"
        f"<in_print>{'true' if book['in_print'] else 'false'}</in_print><price>{book['price']}</price><added>{book['added']}</added>"
        f"<published>{book['published']}</published><key>{book['key']}</key><binding>{escape(book['binding'])}</binding>"
        f"<contact>{escape(book['contact'])}</contact><tags>{tags}</tags><author><id>{author['id']}</id>"
        f"<name>{escape(author['name'])}</name><country>{escape(author['country'])}</country><born>{author['born']}</born></author>"
        f"<reviews>{reviews}</reviews></item>"
    )


def _unpacked(content: bytes) -> Any:
    return import_module("ormsgpack").unpackb(content)


_PLAIN_COLUMNS = ("title", "pages", "rating", "in_print", "price", "added", "published", "key", "binding", "contact")
_AUTHOR_COLUMNS = ("id", "name", "country", "born")


def _csv(csv: Any) -> Write:
    def write(books: Any) -> bytes:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([*_PLAIN_COLUMNS, "tags", *(f"author.{name}" for name in _AUTHOR_COLUMNS), "reviews"])
        rows.writerows(map(_book_as_row, books))
        return text.getvalue().encode()

    return write


def _book_as_row(book: dict[str, Any]) -> list[Any]:
    author = book["author"]
    row = [book[name] for name in _PLAIN_COLUMNS]
    row[3] = "true" if row[3] else "false"
    tags, reviews = orjson.dumps(book["tags"]).decode(), orjson.dumps(book["reviews"]).decode()
    return [*row, tags, *[author[name] for name in _AUTHOR_COLUMNS], reviews]


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


_XML = canonicalize(_xml_text(None)(SHELF_SEEN))


_CODECS = (
    # The encoder writes null for NaN, and to look for null takes half as long as to write it all.
    Codec("JSON", "orjson", "orjson", lambda orjson: orjson.dumps, json.loads, is_ready=True, most_not_vouched=1.7, most_streamed=3),
    Codec("JSON_LINES", "orjson", "orjson", _json_lines, _read_lines, is_ready=True, most_not_vouched=1.6, most_streamed=2.5),
    Codec("JSON_SEQ", "orjson", "orjson", _json_seq, _read_lines, is_ready=True, most_not_vouched=1.6, most_streamed=2.5),
    Codec("YAML", "PyYAML", "yaml", _yaml, lambda content: import_module("yaml").safe_load(content), most_streamed=_MOST),
    Codec("MSGPACK", "ormsgpack", "ormsgpack", lambda ormsgpack: ormsgpack.packb, _unpacked, is_ready=True),
    Codec("CBOR", "cbor2", "cbor2", lambda cbor2: cbor2.dumps, lambda content: import_module("cbor2").loads(content), most_streamed=1.7),
    # A pickle can say more than is let in again, so the data are looked at before.
    Codec("PICKLE", "pickle and hmac", "itsdangerous", _signed_pickle, _unpickled, most=1.7),
    Codec("XML", "lxml", "lxml.etree", _xml_elements, canonicalize, _XML, most_streamed=_MOST),
    Codec("XML", "text by hand", "xml.sax.saxutils", _xml_text, canonicalize, _XML, most=3),
    Codec("CSV", "csv, rows by hand", "csv", _csv, _rows, _rows(_csv(csv)(SHELF_SEEN)), most_streamed=_MOST),
    Codec("PLIST", "plistlib", "plistlib", lambda plistlib: plistlib.dumps, plistlib.loads),
)


# -- choices -----------------------------------------------------------------------------------------------------------

#: What the application speaks where there is a choice; the default first.
_FORMATS = ("JSON", "YAML", "XML", "MSGPACK", "CBOR", "CSV", "JSON_LINES")


def _negotiated() -> Case:
    """Compare answers whose format had to be chosen with those of which there is only one."""
    asked = {
        "flask_resty": ("application/json", ("JSON",)),
        "flask_resty, seven formats": ("application/json", _FORMATS),
        "flask_resty, seven formats, three preferences": ("text/html, application/xml;q=0.1, application/json;q=0.9", _FORMATS),
        "flask_resty, seven formats, any": ("*/*", _FORMATS),
    }
    contestants = {name: _answering("/reader", {"Accept": accept}, formats) for name, (accept, formats) in asked.items()}
    goals = [Slowdown(name, "flask_resty", _MOST) for name in asked if name != "flask_resty"]
    return Case(title="W1, a small object, negotiated", answer=(200, READER_SEEN), contestants=contestants, goals=goals)


def _selected() -> Case:
    """Compare answers with a selection of the fields to those of a schema that has no others."""
    fields = {"title", "author"}
    books: Any = SHELF_SEEN
    answer = [{name: value for name, value in book.items() if name in fields} for book in books]
    contestants = {
        "flask_resty, no more fields": _answering("/titles"),
        "flask_resty": _answering("/books?fields=title,author"),
        "flask_resty, by header field": _answering("/books", {"X-Fields": "author,title"}),
    }
    goals = [Slowdown("flask_resty", "flask_resty, no more fields", 1.35)]
    return Case(title="W2, a hundred books, two fields selected", answer=(200, answer), contestants=contestants, goals=goals)


def _answering(path: str, headers: Mapping[str, str] | None = None, formats: Sequence[str] = ("JSON",)) -> Callable[[], Contestant]:
    return lambda: wsgi(application(formats), Exchange(path=path, headers=headers or {}, read=_read))


def _read(status: int, content: bytes) -> tuple[int, Any]:
    return status, json.loads(content)


def application(formats: Sequence[str]) -> WSGI:
    """Make an application that speaks some formats."""
    app = Flask(__name__)
    api = Api(app, emitters=[emitter(format) for format in formats])

    @api.resource("/reader")
    class ReaderItem(Resource):
        @returns(ReaderOut)
        def get(self) -> Any:
            return READER

    @api.resource("/books")
    class Books(Resource):
        @returns(BookOut(many=True))
        def get(self) -> Any:
            return SHELF

    @api.resource("/titles")
    class Titles(Resource):
        @returns(BookOut(many=True, only=["title", "author"]))
        def get(self) -> Any:
            return SHELF

    return app.wsgi_app
