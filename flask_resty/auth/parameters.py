"""Parameters of credentials: ``name=value``, parted by commas (RFC 9110, 11.2), read to the letter."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"

# A value is a token or a quotation, with spaces around the "=" at worst.
_PARAMETER = re.compile(
    rf'({_TOKEN})[ \t]*=[ \t]*(?:({_TOKEN})|"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*)")[ \t]*(?:,|\Z)'
)

# The list may have empty elements (RFC 9110, 5.6.1.2).
_EMPTY = re.compile(r"[ \t,]*")

_EXTENDED = re.compile(r"([A-Za-z0-9-]+)'[A-Za-z0-9-]*'((?:[!#$&+.^_`|~0-9A-Za-z-]|%[0-9A-Fa-f]{2})*)")


def parse(text: str) -> dict[str, str]:
    """Give parameters by their names, in lower case. What was quoted and what was not is the same.

    :param text: what follows the scheme; the octets of the field as Latin-1, as WSGI gives them.
    :raise ValueError: for what is no list of parameters, and for one name twice.
    """
    found: dict[str, str] = {}
    position = _skip(text, 0)
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None:
            raise ValueError("The credentials are not a list of parameters.")
        name, token, quoted = match.groups()
        if name.lower() in found:
            raise ValueError("The credentials have a parameter twice.")
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if token is None else token
        position = _skip(text, match.end())
    return found


def _skip(text: str, position: int) -> int:
    match = _EMPTY.match(text, position)
    return match.end() if match else position


def extended(value: str) -> str:
    """Give the text of a value that names its encoding, as ``UTF-8''J%C3%A4s%C3%B8n`` (RFC 8187, 3.2).

    :raise ValueError: for another encoding than UTF-8, and for what is no such value.
    """
    match = _EXTENDED.fullmatch(value)
    if match is None or match[1].upper() != "UTF-8":
        raise ValueError("An extended value is not percent-encoded UTF-8.")
    return unquote_to_bytes(match[2]).decode()
