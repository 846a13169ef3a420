"""What a client would like, if the server can do it (RFC 7240)."""

from __future__ import annotations

import re

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_WORD = rf'(?:{_TOKEN}|"(?:[^"\\]|\\.)*+")'

# What is read is never read again in another way, so hostile fields take no longer than others of their length.
_PREFERENCE = re.compile(
    rf"[ \t,]*+(?P<name>{_TOKEN})(?:[ \t]*+=[ \t]*+(?P<value>{_WORD})?+)?+"
    rf"(?:[ \t]*+;[ \t]*+(?:{_TOKEN}(?:[ \t]*+=[ \t]*+{_WORD}?+)?+)?+)*+[ \t]*+(?=,|\Z)"
)


def preferences(text: str) -> dict[str, str]:
    """Read the value of ``Prefer``: each preference with its value, ``""`` where it has none.

    Names are the same in upper and lower case. Of two with one name the first counts (RFC 7240, 2). What is malformed, and all
    behind it, is ignored: nobody has a right to what he prefers.
    """
    found: dict[str, str] = {}
    position = 0
    while member := _PREFERENCE.match(text, position):
        found.setdefault(member["name"].lower(), _unquoted(member["value"] or ""))
        position = member.end()
    return found


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
