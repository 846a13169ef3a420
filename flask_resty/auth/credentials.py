"""Credentials: what a caller says in ``Authorization`` (RFC 9110, 11.4), parsed to the letter."""

from __future__ import annotations

import re
from base64 import b64decode
from base64 import b64encode
from typing import NamedTuple

_TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"

#: What a scheme may be called.
SCHEME = re.compile(rf"{_TCHAR}+")

# Only spaces part the scheme from the rest; a tab makes the scheme one that nobody speaks.
_CREDENTIALS = re.compile(rf"({_TCHAR}+)(?: +(.*))?", re.DOTALL)

# A quotation that is never closed runs to the end, so each character is looked at once.
_QUOTATION = r'(?s)"(?:[^"\\]|\\.)*"?'

# After a comma, a parameter has "=" behind its name; a word, spaces and anything else is the next set of credentials.
_NEXT = rf",[ \t]*{_TCHAR}+ +[^ =,]"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Credentials(NamedTuple):
    """A scheme, in lower case, and what follows it."""

    scheme: str
    text: str


def parse(value: str) -> Credentials:
    """Split the value of ``Authorization``; the scheme is empty where the value starts with none."""
    match = _CREDENTIALS.fullmatch(value.strip(" \t"))
    return Credentials(match[1].lower(), match[2] or "") if match else Credentials("", "")


def has_several(value: str) -> bool:
    """Tell whether the field came more than once: servers join the values by a comma."""
    return "," in value and re.search(_NEXT, re.sub(_QUOTATION, '""', value)) is not None


def user_pass(text: str) -> tuple[str, str] | None:
    """Give the name and the password that the scheme ``Basic`` has (RFC 7617, 2), ``None`` for what is no such pair."""
    try:
        octets = b64decode(text, validate=True)
        pair = octets.decode()
    except ValueError:
        return None
    # One text, one encoding: what decoders forgive differs between them.
    is_canonical = b64encode(octets).decode() == text
    if not is_canonical or ":" not in pair or _CONTROL.search(pair):
        return None
    # A password may hold colons, a name may not.
    name, _, password = pair.partition(":")
    return name, password
