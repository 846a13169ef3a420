"""Files inside of documents, as data URLs (RFC 2397)."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any
from urllib.parse import quote
from urllib.parse import unquote

from marshmallow import fields

from ..errors import ContractError
from ..media.binary import Download
from ..media.binary import Upload
from ..media.sniffing import HEAD
from .base64_text import decoded
from .contents import Contents

#: What stands before the content.
_HEAD = re.compile(r"data:([^,]*?);base64,", re.IGNORECASE)

#: What need not be quoted in a media type.
_PLAIN = "/;=!#$&+^"


class DataURL(fields.Field[Upload]):
    """Binary content in a member of a document: ``data:image/png;base64,...``. It loads to an ``Upload``.

    It dumps bytes, an ``Upload`` or a ``Download``. Content takes a third more than its bytes, and all of it is in memory, so it is for
    small pictures; for all else there is :class:`File`, or a body that is ``Binary(...)``.

    :param media_types: what it may be, ranges such as ``image/*`` among them; anything if left out. Bytes are dumped as the first one.
    :param max_size: the most bytes that it may be, decoded.
    :param sniff: whether it has to begin as content of its media type does, as far as that can be told.
    :raise ConfigError: for what is no media type, and for a size below 1.
    """

    #: Beside those of every field: ``invalid``, ``malformed``, ``content_type`` and ``too_large``.
    default_error_messages = {"invalid": "Not a valid string.", "malformed": "Not a data URL in base64.", **Contents.MESSAGES}

    def __init__(self, *media_types: str, max_size: int | None = None, sniff: bool = True, **kwargs: Any) -> None:
        self.contents = Contents("DataURL", media_types, max_size, sniff)
        super().__init__(**kwargs)
        #: It dumps text, so nobody has to look for ``NaN`` in what is dumped.
        self.is_finite = True

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Upload:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        head = _HEAD.match(value)
        if head is None:
            raise self.make_error("malformed")
        content = self._decoded(value[head.end() :])
        media_type = self.contents.media_type(_media_type(head[1]), content[:HEAD])
        if media_type is None:
            raise self.make_error("content_type")
        return Upload(media_type, BytesIO(content))

    def _decoded(self, text: str) -> bytes:
        # Four characters are three bytes at most, so what is far too large is not even decoded.
        if self.contents.is_too_large(len(text) // 4 * 3 - 2):
            raise self.make_error("too_large", max_size=self.contents.max_size)
        try:
            content = decoded(text)
        except ValueError as error:
            raise self.make_error("malformed") from error
        if self.contents.is_too_large(len(content)):
            raise self.make_error("too_large", max_size=self.contents.max_size)
        return content

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        media_type, content = _type_and_content(value)
        media_type = media_type or self.contents.default
        if not self.contents.accepts(media_type):
            raise ContractError(f"A DataURL got {media_type!r}, but is for {', '.join(self.contents.media_types)} only. Add it there.")
        return f"data:{quote(media_type, safe=_PLAIN)};base64,{base64.b64encode(content).decode()}"


def _media_type(said: str) -> str:
    """Give the media type that a data URL says, where text is what nothing is said of."""
    media_type = unquote(said)
    return media_type if media_type[:1] not in {"", ";"} else f"text/plain{media_type or ';charset=US-ASCII'}"


def _type_and_content(value: Any) -> tuple[str | None, bytes]:
    """Give the media type, as far as it is known, and the content."""
    if isinstance(value, bytes | bytearray | memoryview):
        return None, bytes(value)
    if isinstance(value, Upload):
        if value.stream.seekable():
            # Its handler may have read it already.
            value.stream.seek(0)
        return value.media_type, value.read()
    if not isinstance(value, Download):
        raise ContractError(f"A DataURL got {type(value).__name__}. Give it bytes, an Upload or a Download.")
    if isinstance(value.content, bytes | bytearray | memoryview):
        return value.media_type, bytes(value.content)
    with value.content as file:
        return value.media_type, file.read()
