"""Bodies in any media type, both ways: what a client writes, and what it reads of an answer."""

from __future__ import annotations

from typing import Any

from .. import media
from ..errors import ConfigError
from ..media import Emitter
from ..media import Parser
from ..media.mediatype import read

#: A media type that nobody reads or writes.
UNKNOWN = "application/x-no-such-type"

#: The formats that are known here, each by what its names begin with in :mod:`flask_resty.media`.
_FORMATS = {
    "application/json": "JSON",
    "application/problem+json": "JSON",
    "application/yaml": "YAML",
    "application/xml": "XML",
    "application/problem+xml": "XML",
    "application/msgpack": "MSGPACK",
    "application/cbor": "CBOR",
    "application/jsonl": "JSON_LINES",
    "application/x-ndjson": "JSON_LINES",
    "application/json-seq": "JSON_SEQ",
    "application/x-plist": "PLIST",
    "application/x-python-pickle": "PICKLE",
    "text/csv": "CSV",
    "text/plain": "TEXT",
}


def written(data: Any, media_type: str, schema: Any = None) -> bytes:
    """Write a body as a media type has it.

    :param schema: what the body has to fit; some formats go by it.
    :raise ConfigError: for a media type that is not known here.
    """
    emitter: Emitter = _format(media_type, "EMITTER")
    return emitter.emit(data, schema)


def understood(content: bytes, media_type: str, schema: Any = None) -> Any:
    """Read a body as a media type has it.

    :param schema: what it has to fit; some formats go by it.
    :raise ConfigError: for a media type that is not known here.
    """
    parser: Parser = _format(media_type, "PARSER")
    return parser.parse(content, schema)


def is_known(media_type: str) -> bool:
    """Tell whether bodies of a media type can be written and read here."""
    return _name_of(media_type) is not None


def _format(media_type: str, side: str) -> Any:
    name = _name_of(media_type)
    if name is None:
        raise ConfigError(f"{media_type!r} is no media type that tests can write or read by themselves. Send data= as bytes.")
    return getattr(media, f"{name}_{side}")


def _name_of(media_type: str) -> str | None:
    found = read(media_type)
    if found is None:
        return None
    known = _FORMATS.get(f"{found.type}/{found.subtype}")
    suffix = found.subtype.rpartition("+")[2]
    return known or _FORMATS.get(f"application/{suffix}")
