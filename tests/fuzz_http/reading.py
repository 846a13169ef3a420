"""Reads what answers have in them with other libraries than wrote it: no answer may be malformed."""

from __future__ import annotations

import csv
import json
import plistlib
from collections.abc import Callable
from collections.abc import Mapping
from io import StringIO
from typing import Any

import cbor2
import yaml
from lxml import etree
from msgspec import msgpack


def check_content(content_type: str, content: bytes) -> None:
    """Read content as what it says that it is.

    :raise Exception: where it is something else.
    """
    READERS.get(content_type.partition(";")[0], bytes)(content)


def _json(content: bytes) -> Any:
    return json.loads(content.decode(), parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON.")


def _lines(content: bytes) -> None:
    lines = content.split(b"\n")
    assert lines.pop() == b"", lines
    for line in lines:
        _json(line)


def _texts(content: bytes) -> None:
    before, *texts = content.split(b"\x1e")
    assert before == b"", before
    for text in texts:
        _json(text)


def _events(content: bytes) -> None:
    for event in content.split(b"\n\n")[:-1]:
        assert event.startswith(b"data: "), event
        _json(event.removeprefix(b"data: "))


def _table(content: bytes) -> None:
    rows = list(csv.reader(StringIO(content.decode(), newline=""), strict=True))
    assert len(set(map(len, rows))) <= 1, rows


def _yaml(content: bytes) -> Any:
    return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


#: By media type, without parameters.
READERS: Mapping[str, Callable[[bytes], Any]] = {
    "application/json": _json,
    "application/hal+json": _json,
    "application/problem+json": _json,
    "application/vnd.acme.post+json": _json,
    "application/jsonl": _lines,
    "application/json-seq": _texts,
    "application/yaml": _yaml,
    "application/xml": etree.fromstring,
    "application/problem+xml": etree.fromstring,
    "application/msgpack": msgpack.decode,
    "application/cbor": cbor2.loads,
    "application/x-plist": plistlib.loads,
    "text/csv": _table,
    "text/event-stream": _events,
    "text/html": bytes.decode,
    "text/plain": bytes.decode,
}
