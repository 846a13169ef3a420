"""Content of requests: values of all kinds, written in each format, and then broken."""

from __future__ import annotations

import gzip
import json
import plistlib
import zlib
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Mapping
from functools import cache
from typing import Any

import cbor2
import yaml
from hypothesis import strategies as st
from msgspec import msgpack

from .formats import csv
from .formats import json_lines
from .formats import json_seq
from .formats import multipart
from .formats import xml
from .hostile import ANYWHERE
from .hostile import HOSTILE
from .hostile import UNITS
from .strings import mostly
from .strings import strings

#: Writes a value as it stands, by media type. What a format cannot say is said in another one, so that it is wrong.
WRITERS: Mapping[str, Callable[[Any], bytes]] = {
    "application/json": lambda value: json.dumps(value).encode(),
    "application/yaml": lambda value: yaml.safe_dump(value, allow_unicode=True).encode(errors="surrogatepass"),
    "application/xml": xml,
    "application/msgpack": msgpack.encode,
    "application/cbor": cbor2.dumps,
    "application/x-plist": plistlib.dumps,
    "application/jsonl": json_lines,
    "application/json-seq": json_seq,
    "text/csv": csv,
    "text/plain": lambda value: str(value).encode(),
    "multipart/form-data; boundary=x": multipart,
}

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@cache
def data() -> st.SearchStrategy[Any]:
    """Give anything that JSON can say, and more."""
    numbers = st.one_of(st.integers(), st.floats(), st.integers(-(10**60), 10**60))
    texts = st.one_of(st.text(max_size=20), st.just("\ud800"), st.just("x" * 3000))
    leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
    known = ["title", "year", "tags", "slug", "version", "op", "path", "value", "from", "id", "author", "name", "portrait", "price"]
    names = st.one_of(st.sampled_from(known), st.text(max_size=5))
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5), max_leaves=15)


@cache
def books() -> st.SearchStrategy[Any]:
    """Give what is nearly a book."""
    return _nearly({"title": st.just("Emma")}, {"year": st.just(1815), "tags": st.just(["a"])})


@cache
def posts() -> st.SearchStrategy[Any]:
    """Give what is nearly a post, or some of them; numbers may be text, as CSV and XML have them."""
    author = _nearly({"name": st.just("Ada")}, {"born": st.just("1815-12-10")})
    dates = st.sampled_from(["2024-01-01T00:00:00Z", "2024-02-30T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
    numbers = st.sampled_from(["5.00", "1e9", "NaN", "1e-999999", "-0", "Infinity", 5])
    optional = {"price": numbers, "published": dates, "author": author, "tags": st.just(["a,b"]), "": st.just(1)}
    post = _nearly({"id": st.sampled_from([1, "1", 2**63]), "title": st.just("Emma")}, optional)
    return st.one_of(post, st.lists(post, max_size=4))


@cache
def people() -> st.SearchStrategy[Any]:
    """Give what is nearly a person with a portrait in a data URL."""
    types = st.sampled_from(["image/png", "image/gif", "", "image/png;a=b", "*/*"])
    contents = st.one_of(st.just(PNG), st.binary(max_size=20), st.just(PNG * 100))
    url = st.builds(lambda media_type, content: f"data:{media_type};base64,{b64encode(content).decode()}", types, contents)
    return _nearly({"name": st.just("Ada")}, {"portrait": mostly(url, strings())})


@cache
def photos() -> st.SearchStrategy[Any]:
    """Give what is nearly a form with files."""
    photo = mostly(st.just(PNG), st.binary(max_size=30))
    return _nearly({"caption": st.just("A dot")}, {"year": st.just("7"), "photo": photo, "more": photo})


def _nearly(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    members = {name: mostly(good, data()) for name, good in (required | optional).items()}
    return st.fixed_dictionaries({name: members.pop(name) for name in required}, optional=members)


@cache
def patches() -> st.SearchStrategy[Any]:
    """Give what is nearly a JSON Patch."""
    pointers = st.one_of(st.sampled_from(["", "/title", "/year", "/tags", "/tags/0", "/tags/-", "/version", "/t~1", "/~2", "x"]), strings())
    operations = st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "frob"])
    step = st.fixed_dictionaries({"op": operations, "path": pointers}, optional={"from": pointers, "value": data()})
    return st.lists(step, max_size=6).flatmap(lambda steps: st.integers(1, 40).map(lambda times: steps * times))


@cache
def documents(media_type: str = "application/json", values: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[bytes]:
    """Give documents of a format, sometimes broken.

    :param values: what they say; anything if left out.
    """
    write = WRITERS.get(media_type, WRITERS["application/json"])

    def written(value: Any, cut: int | None, put: bytes) -> bytes:
        try:
            text = write(value)
        except Exception:
            # Each library complains in its own way of what its format cannot say.
            text = json.dumps(value, default=repr).encode()
        return text if cut is None else text[: cut % (len(text) + 1)] + put + text[cut % (len(text) + 1) :]

    put = st.one_of(st.sampled_from(HOSTILE.get(media_type, []) + ANYWHERE), st.binary(max_size=8))
    cut = mostly(st.none(), st.integers(0, 10**6))
    return st.builds(written, st.one_of(books(), patches(), posts(), people(), data()) if values is None else values, cut, put)


@cache
def contents(media_type: str = "application/json", values: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[bytes]:
    """Give the content of a request."""
    units = st.one_of(st.sampled_from(UNITS), st.binary(max_size=6))
    long = st.builds(lambda unit, times: (unit * times)[:32_000], units, st.integers(1, 32_000))
    plain = mostly(documents(media_type, values), st.one_of(long, st.binary(max_size=200), st.just(b"")))
    return mostly(plain, st.one_of(plain.map(gzip.compress), plain.map(zlib.compress)))
