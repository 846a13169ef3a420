"""The readers of octets, each alone: whatever comes, they give something or refuse it with a problem of the client's."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

from marshmallow import ValidationError
from servers.formats import PersonIn
from servers.formats import PostOut

from flask_resty import Parser
from flask_resty import Problem
from flask_resty.auth import credentials
from flask_resty.http import byteranges
from flask_resty.http import coding
from flask_resty.http import dates
from flask_resty.http import etag
from flask_resty.http import host
from flask_resty.http import json_patch
from flask_resty.http import merge_patch
from flask_resty.http import prefer
from flask_resty.media import CBOR_PARSER
from flask_resty.media import CSV_PARSER
from flask_resty.media import JSON_LINES_PARSER
from flask_resty.media import JSON_SEQ_PARSER
from flask_resty.media import MSGPACK_PARSER
from flask_resty.media import PLIST_PARSER
from flask_resty.media import TEXT_PARSER
from flask_resty.media import XML_PARSER
from flask_resty.media import YAML_PARSER
from flask_resty.media import content
from flask_resty.media import json_parser
from flask_resty.media import mediatype
from flask_resty.media import negotiation
from flask_resty.media import sniffing
from flask_resty.middleware.idempotency import key
from flask_resty.schema import parse_selection
from flask_resty.schema import select

_OFFERS = ("application/json", "text/plain; charset=utf-8")
_LIMIT = 64 * 1024


def _document() -> Any:
    return {"title": "Emma", "tags": ["a", {"b": [1, 2]}], "year": 1815}


def _patched(data: bytes) -> Any:
    return json_patch.patcher(_LIMIT)(_document(), json_patch.check(json_parser.parse(data)))


def _text(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: read(data.decode("latin-1"))


def _parsed(parser: Parser, schema: Any = None) -> Callable[[bytes], Any]:
    return lambda data: parser.parse(data, schema)


def _streamed(parser: Parser) -> Callable[[bytes], Any]:
    stream = parser.stream
    assert stream is not None
    return lambda data: [*stream(BytesIO(data), _POST)]


_POST, _POSTS, _PERSON = PostOut(), PostOut(many=True), PersonIn()

#: By name. First come those of content, then those of the values of header fields.
READERS: Mapping[str, Callable[[bytes], Any]] = {
    "json": json_parser.parse,
    "json patch": _patched,
    "merge patch": lambda data: merge_patch.merge(_document(), json_parser.parse(data)),
    "yaml": _parsed(YAML_PARSER),
    "xml": _parsed(XML_PARSER),
    "xml by schema": _parsed(XML_PARSER, _POSTS),
    "msgpack": _parsed(MSGPACK_PARSER),
    "cbor": _parsed(CBOR_PARSER),
    "plist": _parsed(PLIST_PARSER),
    "csv": _parsed(CSV_PARSER, _POSTS),
    "text": _parsed(TEXT_PARSER),
    "json lines": _parsed(JSON_LINES_PARSER),
    "stream of json lines": _streamed(JSON_LINES_PARSER),
    "stream of json texts": _streamed(JSON_SEQ_PARSER),
    "stream of csv": _streamed(CSV_PARSER),
    "data url": lambda data: _PERSON.load({"name": "Ada", "portrait": data.decode("latin-1")}),
    "sniffing": lambda data: [sniffing.fits(data, media_type) for media_type in ("image/png", "text/plain", "video/mp4", "image/svg+xml")],
    "gzip": lambda data: coding.decode(data, "gzip", _LIMIT),
    "deflate": lambda data: coding.decode(data, "deflate", _LIMIT),
    "accept": _text(lambda text: negotiation.negotiate(text, _OFFERS)),
    "content coding": _text(coding.codings),
    "content type": _text(lambda text: content.check_type(text, _OFFERS)),
    "credentials": _text(lambda text: (credentials.has_several(text), credentials.parse(text))),
    "date": _text(dates.parse_date),
    "etags": _text(etag.parse_list),
    "host": _text(host.is_host),
    "idempotency key": _text(key.parse),
    "media type": _text(mediatype.read),
    "prefer": _text(prefer.preferences),
    "selection": _text(lambda text: select(_POST, parse_selection(text))),
    "ranges": _text(lambda text: byteranges.parse(text, 100)),
}

#: What each of them takes, to begin with.
EXAMPLES: Mapping[str, bytes] = {
    "json": b'{"a": [1, -2.5e3, "\\u00e9\\n", null, true, {}]}',
    "json patch": b'[{"op": "add", "path": "/tags/-", "value": 1}, {"op": "move", "from": "/tags/0", "path": "/year"}]',
    "merge patch": b'{"title": null, "tags": {"a": 1}}',
    "yaml": b"a: [1, -2.5e3, null]\n'b': |\n  text\n",
    "xml": b'<data type="object"><a type="list"><item type="number">1</item></a><b nil="true"/></data>',
    "xml by schema": b"<data><item><id>1</id><title>Emma</title><author><name>Ada</name></author></item></data>",
    "msgpack": b"\x81\xa1a\x93\x01\xc0\xcb?\xf0\0\0\0\0\0\0",
    "cbor": b"\xa1aa\x83\x01\xf6\xc2A\x05",
    "plist": b"<plist version='1.0'><dict><key>a</key><array><integer>1</integer></array></dict></plist>",
    "csv": b'id,title,author.name,tags\r\n1,"E,mma",Ada,"[""a""]"\r\n',
    "text": b"Emma",
    "json lines": b'{"id":1}\n{"id":2}\n',
    "stream of json lines": b'{"id":1}\n{"id":2}\n',
    "stream of json texts": b'\x1e{"id":1}\n\x1e{"id":2}\n',
    "stream of csv": b'id,title\r\n1,Emma\r\n2,"Em\nma"\r\n',
    "data url": b"data:image/png;base64,iVBORw0KGgo=",
    "sniffing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "gzip": gzip.compress(b"{}"),
    "deflate": zlib.compress(b"{}"),
    "accept": b'text/*;q=0.5, application/json;v="1,2";q=1.0, */*;q=0',
    "content coding": b"gzip, identity",
    "content type": b"application/json; charset=utf-8",
    "credentials": b'Digest username="a\\"b", uri="/"',
    "date": b"Sun, 06 Nov 1994 08:49:37 GMT",
    "etags": b'"a", W/"b,c",, "d"',
    "host": b"[2001:db8::1]:8080",
    "idempotency key": b'"a\\"b"',
    "media type": b'multipart/mixed; boundary="a b"',
    "prefer": b'return=minimal; a="b", wait=5',
    "selection": b"*,-title,author(*,-born)",
    "ranges": b"bytes=0-3, -5,90-",
}


def read(name: str, data: bytes) -> None:
    """Have one reader read; anything else that is raised than a 4xx is a mistake, or what becomes one."""
    with suppress(Problem, ValidationError):
        try:
            READERS[name](data)
        except Problem as problem:
            assert 400 <= problem.code < 500, problem
            raise
