"""The field ``Base64``: bytes inside of a document (RFC 4648, 4)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from marshmallow import fields

from ...fields.base64_text import decoded


class Base64(fields.Field[bytes]):
    """Bytes as text in base64. There is one way to write each content: what does not decode, or not so, is refused."""

    #: Beside those of every field: ``invalid`` and ``malformed``.
    default_error_messages = {"invalid": "Not a valid string.", "malformed": "Not in base64."}

    def __init__(self, **kwargs: Any) -> None:
        said = {"type": "string", "contentEncoding": "base64", **(kwargs.pop("metadata", None) or {})}
        super().__init__(metadata=said, **kwargs)
        #: It dumps text, so nobody has to look for ``NaN`` in what is dumped.
        self.is_finite = True

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        # Formats with bytes of their own have no need of text.
        if isinstance(value, bytes):
            return value
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            return decoded(value)
        except ValueError as error:
            raise self.make_error("malformed") from error

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else b64encode(value).decode()
