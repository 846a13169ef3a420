"""One more Api of ``servers.everything``: resources that speak all formats, in versions, with short names, as streams and as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from io import BytesIO
from typing import Any

from jinja2 import DictLoader
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Binary
from flask_resty import DataURL
from flask_resty import Download
from flask_resty import File
from flask_resty import Items
from flask_resty import Resource
from flask_resty import Upload
from flask_resty import accepts
from flask_resty import returns
from flask_resty import streams
from flask_resty.media import CBOR_EMITTER
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_EMITTER
from flask_resty.media import CSV_PARSER
from flask_resty.media import HAL_EMITTER
from flask_resty.media import JSON_EMITTER
from flask_resty.media import JSON_LINES_EMITTER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_PARSER
from flask_resty.media import JSON_SEQ_EMITTER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import MSGPACK_EMITTER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import PLIST_EMITTER
from flask_resty.media import PLIST_PARSER
from flask_resty.media import SSE_EMITTER
from flask_resty.media import TEXT_EMITTER
from flask_resty.media import TEXT_PARSER
from flask_resty.media import XML_EMITTER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_EMITTER
from flask_resty.media import YAML_PARSER
from flask_resty.media import html_emitter
from flask_resty.middleware import Cache
from flask_resty.middleware import ETag

#: The largest body of a stream, in octets.
STREAM_LIMIT = 200_000

#: Where an app that this Api is on finds its template.
TEMPLATES = DictLoader({"data.html": "<!doctype html><html lang=en><title>Data</title><p>{{ data }}</p></html>"})

OBJECTS = [
    *(JSON_EMITTER, YAML_EMITTER, XML_EMITTER, MSGPACK_EMITTER, CBOR_EMITTER),
    *(CSV_EMITTER, PLIST_EMITTER, HAL_EMITTER, html_emitter("data.html"), TEXT_EMITTER),
]
LISTS = [*OBJECTS, JSON_LINES_EMITTER, JSON_SEQ_EMITTER, SSE_EMITTER]
READ = [JSON_PARSER, YAML_PARSER, XML_PARSER, MSGPACK_PARSER, CBOR_PARSER, CSV_PARSER, PLIST_PARSER, TEXT_PARSER]

formats = Api(
    url_prefix="/media",
    middleware=[Cache(max_age=60), ETag()],
    emitters=OBJECTS,
    parsers=READ,
    short_names="/short-names",
    format_in_url=True,
)


#: Every format has these characters (XML 1.0, 2.2); YAML and JSON have a way to say all others.
PLAIN = validate.Regexp("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*\\Z", error="There are control characters in it.")


class AuthorOut(Schema):
    name = fields.String(required=True, validate=PLAIN)
    born = fields.Date(load_default=None, allow_none=True)


class PostOut(Schema):
    # Not every format has larger ones.
    id = fields.Integer(required=True, validate=validate.Range(0, 2**63 - 1))
    title = fields.String(required=True, validate=PLAIN)
    price = fields.Decimal(places=2, load_default=1)
    published = fields.AwareDateTime(default_timezone=UTC, load_default=datetime(2024, 1, 1, tzinfo=UTC))
    author = fields.Nested(AuthorOut, load_default=None, allow_none=True)
    tags = fields.List(fields.String(validate=PLAIN), load_default=list)


class OldPostOut(Schema):
    name = fields.String(attribute="title", required=True, validate=PLAIN)


#: Characters of one to four octets, so that none of them can be counted for the others.
TITLE = "Jürgen liest «日本» 🙂"

POST: dict[str, Any] = {
    "id": 1,
    "title": TITLE,
    "price": 5,
    "published": datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
    "author": {"name": "Zoë", "born": None},
    "tags": ["a,b", "=1"],
}


@formats.resource("/posts/<int:id>")
class PostItem(Resource):
    """A post of which there are versions."""

    def find(self, id: int) -> Any:
        return {**POST, "id": id} if id < 1000 else None

    def version(self) -> int:
        return 1

    @returns(PostOut)
    @returns(OldPostOut, media_type="application/vnd.acme.post+json;version=1")
    def get(self, item: Any) -> Any:
        return item

    @accepts(PostOut)
    @accepts(OldPostOut, media_type="application/vnd.acme.post+json;version=1")
    @returns(PostOut)
    def put(self, item: Any, body: Any) -> Any:
        return {**item, **body}

    # An author is changed as a whole.
    @accepts(PostOut(partial=("id", "title", "price", "published", "author", "tags")))
    @returns(PostOut)
    def patch(self, item: Any, body: Any) -> Any:
        return {**item, **body}


@formats.resource("/posts", emitters=LISTS)
class Posts(Resource):
    @returns(PostOut(many=True))
    def get(self) -> Any:
        return [POST, {**POST, "id": 2}]

    @accepts(PostOut)
    @returns(PostOut, 201, location=PostItem)
    def post(self, body: Any) -> Any:
        return body


@formats.resource("/title")
class Title(Resource):
    """One text, which plain text can say, too."""

    @returns(fields.String())
    def get(self) -> str:
        return TITLE

    @accepts(fields.String(validate=PLAIN))
    @returns(fields.String())
    def put(self, body: str) -> str:
        return body


@formats.resource("/import")
class Import(Resource):
    @accepts(PostOut(many=True))
    @returns(fields.Integer())
    def post(self, body: Any) -> int:
        return len(body)


STREAMED = [
    *(JSON_EMITTER, JSON_LINES_EMITTER, JSON_SEQ_EMITTER, CSV_EMITTER, SSE_EMITTER),
    *(YAML_EMITTER, XML_EMITTER, CBOR_EMITTER, PLIST_EMITTER),
]


@formats.resource("/export/<int:count>", emitters=STREAMED)
class Export(Resource):
    @streams(PostOut)
    def get(self, count: int) -> Iterator[Any]:
        return ({**POST, "id": number} for number in range(count))


@formats.resource("/interrupted", emitters=STREAMED)
class Interrupted(Resource):
    """A stream that fails when a part of it is on the way."""

    @streams(PostOut)
    def get(self) -> Iterator[Any]:
        yield from ({**POST, "id": number} for number in range(500))
        raise RuntimeError("The secret is in the log.")


@formats.resource("/sum", parsers=[JSON_LINES_PARSER, JSON_SEQ_PARSER, CSV_PARSER])
class Sum(Resource):
    @accepts(PostOut, stream=True, max_size=STREAM_LIMIT)
    @returns(fields.Integer())
    def post(self, body: Items) -> int:
        return sum(post["id"] for post in body)


#: What the file has in it.
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400


@formats.resource("/file")
class Report(Resource):
    """A file, sent piece by piece."""

    def version(self) -> int:
        return 1

    @returns(Binary("application/pdf", "image/png"))
    def get(self) -> Download:
        return Download(BytesIO(PDF), filename='Jahres"übersicht\r\nX: 日本.pdf', last_modified=datetime(2024, 2, 3, tzinfo=UTC))

    @accepts(Binary("application/pdf", "image/*"))
    @returns(fields.Integer())
    def put(self, body: Upload) -> int:
        return len(body.read())


@formats.resource("/picture")
class Picture(Resource):
    """Markup in a file, as octets."""

    @returns(Binary("image/svg+xml"))
    def get(self) -> Download:
        return Download(b"<svg xmlns='http://www.w3.org/2000/svg'/>", inline=True)


@formats.resource("/nothing-in-it")
class Nothing(Resource):
    @returns(Binary("application/octet-stream"))
    def get(self) -> bytes:
        return b""


class CaptionIn(Schema):
    caption = fields.String(required=True)
    year = fields.Integer()


class PhotosIn(Schema):
    photo = File("image/png", max_size=1000)
    more = fields.List(File())


class PersonIn(Schema):
    name = fields.String(required=True)
    portrait = DataURL("image/png", max_size=1000, load_default=None, allow_none=True)


@formats.resource("/photos")
class Photos(Resource):
    @accepts(CaptionIn, "form")
    @accepts(PhotosIn, "files")
    @returns(fields.Integer())
    def post(self, form: Any, files: Any) -> int:
        return sum(len(file.read()) for file in (files["photo"], *files.get("more", ())) if file) if "photo" in files else 0


@formats.resource("/people")
class People(Resource):
    @accepts(PersonIn)
    @returns(PersonIn)
    def post(self, body: Any) -> Any:
        return body


@formats.resource("/free", emitters=[JSON_EMITTER, YAML_EMITTER, XML_EMITTER, CBOR_EMITTER, html_emitter("data.html")])
class Free(Resource):
    """Promises nothing, and takes anything, so it speaks the formats that can say anything."""

    def get(self) -> Any:
        return {"title": TITLE, "day": datetime(2024, 2, 3, tzinfo=UTC), "none": None, "many": [1, 2.5, True]}

    @accepts(fields.Raw(allow_none=True))
    @returns(fields.Raw(allow_none=True))
    def post(self, body: Any) -> Any:
        return body
