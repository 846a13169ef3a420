"""Requests of all kinds, from nearly good to garbage."""

from __future__ import annotations

from functools import cache
from typing import Any
from typing import NamedTuple

from hypothesis import strategies as st
from servers.everything import PASSWORD
from servers.everything import TOKEN
from servers.everything import USER
from werkzeug.datastructures import Authorization

from .documents import WRITERS
from .documents import contents
from .documents import patches
from .documents import people
from .documents import photos
from .documents import posts
from .strings import mostly
from .strings import selections
from .strings import strings


class Sent(NamedTuple):
    """A request, as octets in latin-1."""

    method: str
    path: str
    query: str
    fields: dict[str, str]
    content: bytes


METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "PROPFIND", "get", "FROB"]

PATHS = [
    *("/api/", "/api/books", "/api/books/dune", "/api/guarded/dune", "/api/ordered/dune", "/api/pages", "/api/echo", "/api/search"),
    *("/api/form", "/api/formats", "/api/stream", "/api/file", "/api/fields", "/api/numbers/7", "/api/private", "/api/open"),
    *("/api/basic", "/api/any", "/api/keyed", "/api/old", "/api/slash", "/api/empty", "/api/none"),
    *("/media/posts", "/media/posts/7", "/media/title", "/media/export/3", "/media/file", "/media/picture", "/media/nothing-in-it"),
    *("/media/free", "/media/short-names", "/media/posts.yaml", "/media/posts/7.csv", "/media/title.plain", "/media/posts.none"),
]

#: What changes something.
WRITES = [
    *(("PUT", path) for path in ("/api/books/dune", "/api/guarded/dune", "/api/ordered/dune", "/api/private")),
    *(("PATCH", path) for path in ("/api/books/dune", "/api/guarded/dune")),
    *(("POST", path) for path in ("/api/books", "/api/echo", "/api/form", "/api/formats", "/api/keyed")),
    *(("QUERY", "/api/search"), ("DELETE", "/api/guarded/dune")),
]

#: Those that take and give many formats.
WRITES_OF_FORMATS = [
    *(("POST", f"/media/{name}") for name in ("posts", "import", "sum", "photos", "people", "free", "posts.xml")),
    *(("PUT", "/media/posts/7"), ("PATCH", "/media/posts/7"), ("PUT", "/media/title"), ("PUT", "/media/file")),
]

#: What is served, so that a request may come through.
ROUTES = [*(("GET", path) for path in PATHS), *WRITES * 3, *WRITES_OF_FORMATS * 6, ("HEAD", "/api/books/dune"), ("OPTIONS", "/api/books")]

_BASIC = Authorization("basic", {"username": USER, "password": PASSWORD}).to_header()

#: What can be asked for.
ACCEPTED = [
    *("application/json", "application/yaml", "application/xml", "application/msgpack", "application/cbor", "text/csv", "text/html"),
    *("application/jsonl", "application/json-seq", "text/event-stream", "application/x-plist", "application/hal+json", "text/plain"),
    *('application/json;profile="short"', 'application/cbor;profile="short"', "application/vnd.acme.post+json;version=1", "image/*"),
]

#: Good values, to get past the first look.
GOOD: dict[str, list[str]] = {
    "Accept": [*ACCEPTED, "text/plain;q=0.5, */*;q=0.1", 'application/yaml;profile="short", */*;q=0'],
    "Authorization": [f"Bearer {TOKEN}", "Bearer reader", _BASIC],
    "Access-Control-Request-Method": ["GET", "PUT"],
    "Content-Encoding": ["gzip", "deflate", "identity"],
    "Content-Range": ["bytes 0-3/10"],
    "Idempotency-Key": ['"key"'],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["Sun, 06 Nov 1994 08:49:37 GMT"],
    "If-None-Match": ["*", 'W/"x", "y"'],
    "If-Range": ['"file"'],
    "If-Unmodified-Since": ["Sun, 06 Nov 2094 08:49:37 GMT"],
    "Origin": ["https://app.example", "null"],
    "Prefer": ["return=minimal", "handling=strict"],
    "Range": ["bytes=0-3", "bytes=0-3,-4", "bytes=200-"],
    "X-Client": ["me"],
    "X-Fields": ["id,title", "*,-author(name)"],
    "X-Number": ["7"],
}

_STREAMED = ["application/jsonl", "application/json-seq", "text/csv"]
_MULTIPART = ["multipart/form-data; boundary=x"]
_PATCHES = ["application/merge-patch+json", "application/json-patch+json"]
_READ = [media_type for media_type in WRITERS if media_type not in {*_STREAMED[:2], *_MULTIPART}]

#: What each path takes, and what is sent so that it is nearly right; a prefix stands for all that begin so.
_TAKEN: dict[str, tuple[list[str], st.SearchStrategy[Any] | None]] = {
    "/api": (["application/json", *_PATCHES], None),
    "/media/photos": (_MULTIPART, photos()),
    "/media/people": (_READ, people()),
    "/media/sum": (_STREAMED, posts()),
    "/media/file": (["application/pdf", "image/png"], None),
    "/media/title": (_READ, st.text(max_size=9)),
    "/media/posts/7": ([*_READ, *_PATCHES, "application/vnd.acme.post+json;version=1"], st.one_of(posts(), patches())),
    "/media": ([*_READ, 'application/json;profile="short"'], posts()),
    "": (["application/json"], None),
}
_OTHERS = [*WRITERS, "application/x-www-form-urlencoded", "application/pdf", "image/png", 'application/json;profile="short"']


@cache
def fields() -> st.SearchStrategy[dict[str, str]]:
    """Give header fields, some of them good."""
    names = st.sampled_from([*sorted(GOOD), "Accept", "Accept", "X-Fields"])
    pairs = names.flatmap(lambda name: st.tuples(st.just(name), st.one_of(st.sampled_from(GOOD[name]), _odd(name))))
    return st.lists(pairs, max_size=4).map(dict)


def _odd(name: str) -> st.SearchStrategy[str]:
    return selections() if name in {"X-Fields", "fields"} else strings()


@cache
def queries() -> st.SearchStrategy[str]:
    """Give query strings, as they are sent."""
    names = st.one_of(st.sampled_from(["year", "tags", "title", "page", "limit", "frob", "format"]), strings())
    formats = st.sampled_from(["1", "1965", "-1", "a%26b", "yaml", "csv", "event-stream", "vnd.acme.post+json"])
    pairs = st.tuples(names, st.one_of(formats, strings())).map("=".join)
    selecting = selections().map(lambda text: f"fields={text}")
    return st.one_of(st.just(""), st.lists(st.one_of(pairs, selecting), max_size=4).map("&".join), strings())


@cache
def targets() -> st.SearchStrategy[tuple[str, str]]:
    """Give methods and paths, as the server has unquoted these; most of them are served."""
    odd = st.builds(lambda path, text: f"{path}/{text}", st.sampled_from(PATHS), strings())
    any_path = st.tuples(st.sampled_from(METHODS), st.one_of(st.sampled_from(PATHS), odd))
    return mostly(st.sampled_from(ROUTES), any_path)


@cache
def typed_contents(path: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """Give content with its media type, mostly one that is read at a path."""
    known, values = next(taken for prefix, taken in _TAKEN.items() if path.startswith(prefix))
    right = st.sampled_from(known).flatmap(lambda media_type: st.tuples(st.just(media_type), contents(media_type, values)))
    wrong = st.tuples(st.one_of(st.sampled_from(_OTHERS), strings()), contents())
    return mostly(right, wrong)


def requests() -> st.SearchStrategy[Sent]:
    """Give requests."""

    def sent(target: tuple[str, str], query: str, fields: dict[str, str], typed: tuple[str, bytes]) -> Sent:
        content_type, content = typed
        return Sent(*target, query, {"Content-Type": content_type, **fields}, content)

    def with_content(target: tuple[str, str]) -> st.SearchStrategy[Sent]:
        said = mostly(queries(), st.just("")) if target[1].startswith("/media") else mostly(st.just(""), queries())
        return st.builds(sent, st.just(target), said, st.one_of(st.just({}), fields()), typed_contents(target[1]))

    return targets().flatmap(with_content)
