"""The readers of octets, each alone: whatever comes, they give something or refuse it with a problem of the client's."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

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
from flask_resty.media import content
from flask_resty.media import json_parser
from flask_resty.media import mediatype
from flask_resty.media import negotiation
from flask_resty.middleware.idempotency import key

_OFFERS = ("application/json", "text/plain; charset=utf-8")
_LIMIT = 64 * 1024


def _document() -> Any:
    return {"title": "Emma", "tags": ["a", {"b": [1, 2]}], "year": 1815}


def _patched(data: bytes) -> Any:
    return json_patch.patcher(_LIMIT)(_document(), json_patch.check(json_parser.parse(data)))


def _text(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: read(data.decode("latin-1"))


#: By name. All but the first few read the value of a header field.
READERS: Mapping[str, Callable[[bytes], Any]] = {
    "json": json_parser.parse,
    "json patch": _patched,
    "merge patch": lambda data: merge_patch.merge(_document(), json_parser.parse(data)),
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
    "ranges": _text(lambda text: byteranges.parse(text, 100)),
}

#: What each of them takes, to begin with.
EXAMPLES: Mapping[str, bytes] = {
    "json": b'{"a": [1, -2.5e3, "\\u00e9\\n", null, true, {}]}',
    "json patch": b'[{"op": "add", "path": "/tags/-", "value": 1}, {"op": "move", "from": "/tags/0", "path": "/year"}]',
    "merge patch": b'{"title": null, "tags": {"a": 1}}',
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
    "ranges": b"bytes=0-3, -5,90-",
}


def read(name: str, data: bytes) -> None:
    """Have one reader read; anything else that is raised than a 4xx is a mistake."""
    with suppress(Problem):
        try:
            READERS[name](data)
        except Problem as problem:
            assert 400 <= problem.code < 500, problem
            raise
