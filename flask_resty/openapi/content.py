"""What content of a media type looks like: the data themselves, items one after the other, text, or bytes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..media.mediatype import read

#: Several parts of one content (RFC 9110, 14.6).
BYTE_RANGES = "multipart/byteranges"

#: Formats that carry the data that a schema describes, by subtype or structured suffix (RFC 6838, 4.2.8).
_OF_DATA = frozenset({"json", "yaml", "msgpack", "cbor"})

#: Those that carry items, one after the other.
_OF_ITEMS = frozenset({"application/jsonl", "application/x-ndjson", "application/json-seq", "text/event-stream"})

#: Those that are text with a grammar of its own.
_OF_TEXT = frozenset({"xml", "plist"})

#: HAL moves links, and what has some, to places of their own.
_HAL = "application/hal+json"


def is_of_items(media_type: str) -> bool:
    """Tell whether content of a media type is one item after the other."""
    return _essence(media_type) in _OF_ITEMS


def is_of_data(media_type: str) -> bool:
    """Tell whether content of a media type is the data that a schema describes."""
    essence = _essence(media_type)
    return _format(essence) in _OF_DATA and essence != _HAL


def opaque(media_type: str) -> dict[str, Any]:
    """Give the schema of content that the schema of its data does not describe: text, or bytes (OpenAPI 3.1, 4.8.14)."""
    essence = _essence(media_type)
    if essence == _HAL:
        return {"type": "object"}
    if essence.startswith("text/") or _format(essence) in _OF_TEXT:
        return {"type": "string"}
    return {"type": "string", "contentMediaType": essence}


def in_short(names_rule: str | None) -> dict[str, Any]:
    """Give the schema of data whose members have their short names: which ones is told by a resource, not by the schema."""
    return {"description": f"The same data. Its members have the short names that {names_rule} tells."}


@lru_cache(1024)
def _essence(media_type: str) -> str:
    found = read(media_type)
    return media_type if found is None else f"{found.type}/{found.subtype}"


def _format(essence: str) -> str:
    return essence.partition("/")[2].rpartition("+")[2].removeprefix("x-")
