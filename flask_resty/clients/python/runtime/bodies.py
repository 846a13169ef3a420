"""From data to the body of a request."""

from __future__ import annotations

import json
import mimetypes
import secrets
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO
from typing import Any
from urllib.parse import urlencode

from .messages import Sendable
from .messages import is_file
from .streams import lines_of
from .streams import sequence_of


@dataclass(frozen=True)
class File:
    """A file: in a form, or as the whole body.

    :param content: octets, or an open file.
    :param media_type: guessed from the name where it is left out.
    """

    content: bytes | IO[bytes]
    name: str = "file"
    media_type: str | None = None

    @property
    def type(self) -> str:
        """Give its media type."""
        return self.media_type or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def text_of(value: Any) -> str:
    """Write a plain value as text: ``true`` and ``false`` as JSON has them."""
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


def pairs_of(name: str, value: Any, *, is_repeated: bool = True) -> list[tuple[str, str]]:
    """Give a value, which may be a list, by its name: once for each item, or all of them with commas in between."""
    if not isinstance(value, list | tuple):
        return [(name, text_of(value))]
    texts = [text_of(one) for one in value]
    return [(name, text) for text in texts] if is_repeated else [(name, ",".join(texts))]


def written(data: Any, writing: str, media_type: str) -> tuple[Sendable, str]:
    """Give the body, and the whole ``Content-Type``."""
    if isinstance(data, File):
        return data.content, data.type
    if writing == "multipart":
        boundary = secrets.token_hex(16)
        return b"".join(_parts(data, boundary)), f"{media_type}; boundary={boundary}"
    return _WRITERS[writing](data), media_type


def _parts(data: Mapping[str, Any], boundary: str) -> Iterator[bytes]:
    """Write a form with files (RFC 7578)."""
    for name, one in _values(data):
        yield f"--{boundary}\r\n{_head(name, one)}\r\n\r\n".encode()
        yield _octets(one) if isinstance(one, File) else _form_text(one).encode()
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _head(name: str, value: Any) -> str:
    said = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if not isinstance(value, File):
        return said
    return f'{said}; filename="{_quoted(value.name)}"\r\nContent-Type: {value.type}'


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _octets(file: File) -> bytes:
    if isinstance(file.content, bytes):
        return file.content
    # It is sent from the beginning, however far it was read.
    if file.content.seekable():
        file.content.seek(0)
    return file.content.read()


def _form(data: Mapping[str, Any]) -> bytes:
    return urlencode([(name, _form_text(value)) for name, value in _values(data)]).encode()


def _values(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give what a form has, one by one. It has no way to say that there is nothing but to leave it out."""
    for name, value in data.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                yield name, File(one) if isinstance(one, bytes) or is_file(one) else one


def _form_text(value: Any) -> str:
    """Write a value of a form; an object as JSON (OpenAPI 3.1, Encoding Object)."""
    return json.dumps(value, allow_nan=False) if isinstance(value, Mapping | list) else text_of(value)


_WRITERS: Mapping[str, Callable[[Any], Sendable]] = {
    "json": lambda data: json.dumps(data, separators=(",", ":"), allow_nan=False).encode(),
    "lines": lines_of,
    "sequence": sequence_of,
    "form": _form,
    "text": lambda data: str(data).encode(),
    "bytes": lambda data: data,
}
