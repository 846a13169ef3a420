"""Credentials: what a caller says in ``Authorization`` (RFC 9110, 11.4), parsed to the letter."""

from __future__ import annotations

import re
from typing import NamedTuple

_TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"

#: What a scheme may be called.
SCHEME = re.compile(rf"{_TCHAR}+")

# Only spaces part the scheme from the rest; a tab makes the scheme one that nobody speaks.
_CREDENTIALS = re.compile(rf"({_TCHAR}+)(?: +(.*))?", re.DOTALL)

# A quotation that is never closed runs to the end, so each character is looked at once.
_QUOTATION = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)

# After a comma, a parameter has "=" behind its name; a word, spaces and anything else is the next set of credentials.
_NEXT = re.compile(rf",[ \t]*{_TCHAR}+ +[^ =,]")


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
    return "," in value and _NEXT.search(_QUOTATION.sub('""', value)) is not None
