"""Requests of all kinds, from nearly good to garbage."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any
from typing import NamedTuple

from hypothesis import strategies as st
from servers.everything import PASSWORD
from servers.everything import TOKEN
from servers.everything import USER
from werkzeug.datastructures import Authorization


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
]

#: What changes something.
WRITES = [
    *(("PUT", path) for path in ("/api/books/dune", "/api/guarded/dune", "/api/ordered/dune", "/api/private")),
    *(("PATCH", path) for path in ("/api/books/dune", "/api/guarded/dune")),
    *(("POST", path) for path in ("/api/books", "/api/echo", "/api/form", "/api/formats", "/api/keyed")),
    *(("QUERY", "/api/search"), ("DELETE", "/api/guarded/dune")),
]

#: What is served, so that a request may come through.
ROUTES = [*(("GET", path) for path in PATHS), *WRITES * 3, ("HEAD", "/api/books/dune"), ("OPTIONS", "/api/books")]

_BASIC = Authorization("basic", {"username": USER, "password": PASSWORD}).to_header()

#: Good values, to get past the first look.
GOOD: dict[str, list[str]] = {
    "Accept": ["application/json", "text/plain;q=0.5, */*;q=0.1"],
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
    "X-Number": ["7"],
}

#: What makes a reader stumble.
PIECES = [
    *('"', "\\", ",", ";", "=", "*", "/", "-", " ", "\t", "q=", "W/", "bytes=", "%00", "%ff", "%", "\xff", "\x80", "é", "0", "9" * 50),
    *("1e9", "NaN", "a", "utf-8", "charset=", "boundary=", ":", "[", "]", "<", ">", "{", "}", "&", "+", "GMT", "Sun, ", "--", "''", "@"),
]

#: A field cannot hold more: servers see to it that there are no line breaks and no NUL in it.
_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give the usual, and something odd now and then."""
    return st.integers(0, 7).flatmap(lambda number: odd if number == 5 else usual)


def strings() -> st.SearchStrategy[str]:
    """Give text for a field or a query: any, made of bad pieces, or one of them very often."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
    many = st.builds(lambda piece, times: (piece * times)[:4000], pieces, st.integers(2, 4000))
    return st.one_of(_TEXT, pieces, many)


def fields() -> st.SearchStrategy[dict[str, str]]:
    """Give header fields, some of them good."""
    names = st.sampled_from(sorted(GOOD))
    pairs = names.flatmap(lambda name: st.tuples(st.just(name), st.one_of(st.sampled_from(GOOD[name]), strings())))
    return st.lists(pairs, max_size=4).map(dict)


def queries() -> st.SearchStrategy[str]:
    """Give query strings, as they are sent."""
    names = st.one_of(st.sampled_from(["year", "tags", "title", "page", "limit", "frob"]), strings())
    pairs = st.tuples(names, st.one_of(st.sampled_from(["1", "1965", "-1", "a%26b"]), strings())).map("=".join)
    return st.one_of(st.just(""), st.lists(pairs, max_size=4).map("&".join), strings())


def targets() -> st.SearchStrategy[tuple[str, str]]:
    """Give methods and paths, as the server has unquoted these; most of them are served."""
    odd = st.builds(lambda path, text: f"{path}/{text}", st.sampled_from(PATHS), strings())
    any_path = st.tuples(st.sampled_from(METHODS), st.one_of(st.sampled_from(PATHS), odd))
    return mostly(st.sampled_from(ROUTES), any_path)


def data() -> st.SearchStrategy[Any]:
    """Give anything that JSON can say, and more."""
    numbers = st.one_of(st.integers(), st.floats(), st.integers(-(10**60), 10**60))
    texts = st.one_of(st.text(max_size=20), st.just("\ud800"), st.just("x" * 3000))
    leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
    names = st.one_of(st.sampled_from(["title", "year", "tags", "slug", "version", "op", "path", "value", "from"]), st.text(max_size=5))
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5), max_leaves=15)


def books() -> st.SearchStrategy[Any]:
    """Give what is nearly a book."""
    book = {"title": st.just("Emma"), "year": st.just(1815), "tags": st.just(["a"])}
    members = {name: mostly(good, data()) for name, good in book.items()}
    return st.fixed_dictionaries({"title": members.pop("title")}, optional=members)


def patches() -> st.SearchStrategy[Any]:
    """Give what is nearly a JSON Patch."""
    pointers = st.one_of(st.sampled_from(["", "/title", "/year", "/tags", "/tags/0", "/tags/-", "/version", "/t~1", "/~2", "x"]), strings())
    operations = st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "frob"])
    step = st.fixed_dictionaries({"op": operations, "path": pointers}, optional={"from": pointers, "value": data()})
    return st.lists(step, max_size=6).flatmap(lambda steps: st.integers(1, 40).map(lambda times: steps * times))


def documents() -> st.SearchStrategy[bytes]:
    """Give JSON, sometimes broken."""

    def written(value: Any, cut: int | None, put: bytes) -> bytes:
        text = json.dumps(value).encode()
        return text if cut is None else text[: cut % (len(text) + 1)] + put + text[cut % (len(text) + 1) :]

    put = st.one_of(
        st.sampled_from([b"", b"NaN", b"\xff", b"\0", b'"\\ud800"', b"1" * 5000, b"[" * 5000, b'"a":1,' * 50]), st.binary(max_size=8)
    )
    return st.builds(written, st.one_of(books(), patches(), data()), mostly(st.none(), st.integers(0, 10**6)), put)


def contents() -> st.SearchStrategy[bytes]:
    """Give the content of a request."""
    units = st.one_of(
        st.sampled_from([b"[", b'{"a":', b'"', b"\\", b"9", b" ", b"&a=", b"%", b"--x\r\n", b'{"tags":["a"]},']), st.binary(max_size=6)
    )
    long = st.builds(lambda unit, times: (unit * times)[:32_000], units, st.integers(1, 32_000))
    plain = mostly(documents(), st.one_of(long, st.binary(max_size=200), st.just(b"")))
    return mostly(plain, st.one_of(plain.map(gzip.compress), plain.map(zlib.compress)))


def content_types() -> st.SearchStrategy[str]:
    """Give media types, mostly those that are read."""
    known = ["application/json", "application/merge-patch+json", "application/json-patch+json"]
    forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    return mostly(st.sampled_from(known), st.one_of(st.sampled_from(forms), strings()))


def requests() -> st.SearchStrategy[Sent]:
    """Give requests."""

    def sent(target: tuple[str, str], query: str, fields: dict[str, str], content_type: str, content: bytes) -> Sent:
        return Sent(*target, query, {"Content-Type": content_type, **fields}, content)

    return st.builds(sent, targets(), mostly(st.just(""), queries()), st.one_of(st.just({}), fields()), content_types(), contents())
