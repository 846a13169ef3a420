"""Text between tags, and in attributes: escaped, and encoded where XML has no way to say it."""

from __future__ import annotations

import re
from base64 import b64decode
from base64 import b64encode

#: What no XML 1.0 document can hold, not even escaped (2.2).
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")

#: What a parser would make another character of (2.11, 3.3.3).
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def write_text(name: str, text: str, attributes: str = "") -> str:
    """Write an element that holds text: encoded in Base64 if there are characters in it that XML does not have.

    :param attributes: those that it has already, as they are written.
    """
    # What is printable holds no control characters, so there is little left to look for.
    if text.isprintable() and "<" not in text and "&" not in text and ">" not in text:
        return f"<{name}{attributes}>{text}</{name}>"
    if _UNSPEAKABLE.search(text):
        return f'<{name}{attributes} encoding="base64">{b64encode(text.encode()).decode()}</{name}>'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return f"<{name}{attributes}>{escaped}</{name}>"


def write_attribute(name: str, text: str) -> str | None:
    """Write an attribute, after a space; ``None`` if there are characters in it that XML does not have."""
    return None if _UNSPEAKABLE.search(text) else f' {name}="{text.translate(_ATTRIBUTE)}"'


def decode_text(encoded: str) -> str:
    """Give the text that was encoded in Base64.

    :raise ValueError: if it is no Base64 (RFC 4648, 4), or no text in UTF-8.
    """
    return b64decode(encoded, validate=True).decode()
