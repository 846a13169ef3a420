"""Writes values in the formats that no library at hand writes, without a look at what is allowed in them."""

from __future__ import annotations

import csv as stdlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from xml.sax.saxutils import escape


def xml(value: Any) -> bytes:
    """Write elements by name; what is in a list has the name ``item``."""
    return f"<data>{''.join(_elements(value))}</data>".encode(errors="surrogatepass")


def _elements(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else (("item", item) for item in value):
            yield f"<{name}>{''.join(_elements(inner))}</{name}>" if inner is not None else f'<{name} nil="true"/>'
    else:
        yield escape(str(value))


def json_lines(value: Any) -> bytes:
    return "".join(f"{json.dumps(item)}\n" for item in _items(value)).encode()


def json_seq(value: Any) -> bytes:
    return "".join(f"\x1e{json.dumps(item)}\n" for item in _items(value)).encode()


def csv(value: Any) -> bytes:
    """Write a table with the members of the first item as its columns, nested ones dotted."""
    rows = [dict(_cells(item, "")) for item in _items(value)]
    text = StringIO(newline="")
    writer = stdlib.DictWriter(text, list(rows[0]) if rows else [], restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(errors="surrogatepass")


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _cells(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _cells(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        yield name, json.dumps(value)
    else:
        yield name, "" if value is None else str(value)


def multipart(value: Any) -> bytes:
    """Write a form with the boundary ``x``; octets are files."""
    members = value.items() if isinstance(value, dict) else [("caption", value)]
    return b"".join(_part(name, inner) for name, inner in members) + b"--x--\r\n"


def _part(name: str, value: Any) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"'.encode(errors="surrogatepass")
    if isinstance(value, bytes):
        return head + b'; filename="a.png"\r\nContent-Type: image/png\r\n\r\n' + value + b"\r\n"
    return head + b"\r\n\r\n" + str(value).encode(errors="surrogatepass") + b"\r\n"
