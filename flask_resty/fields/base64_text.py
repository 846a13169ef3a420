"""Bytes as text in base64 (RFC 4648, 4)."""

from __future__ import annotations

from base64 import b64decode
from base64 import b64encode


def decoded(text: str) -> bytes:
    """Give the bytes that a text stands for.

    :raise ValueError: for what does not decode, and for another text than they are encoded as.
    """
    content = b64decode(text, validate=True)
    # There is one way to write each content: what is left of the last character is zero (RFC 4648, 3.5).
    if b64encode(content[-(len(content) % 3 or 3) :]).decode() != text[-4:]:
        raise ValueError
    return content
