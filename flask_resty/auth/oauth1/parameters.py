"""What stands in ``Authorization: OAuth`` (RFC 5849, 3.5.1), read to the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ...errors import Problem
from ..parameters import parse as parse_list

#: The parameters of the protocol (RFC 5849, 3.1, 2.1, 2.3), and the one of the extension for content that is no form.
KNOWN = frozenset(
    {
        "oauth_body_hash",
        "oauth_callback",
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_verifier",
        "oauth_version",
    }
)

#: Whatever the method, a request has these.
_ALWAYS = ("oauth_consumer_key", "oauth_signature_method", "oauth_signature")

# Some clients leave characters as they are that RFC 5849, 3.6, encodes. It is understood in one way only.
_ENCODED = re.compile(r"(?:[\x21-\x24\x26-\x7e]|%[0-9A-Fa-f]{2})*")

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# More seconds than any clock counts.
_SECONDS = re.compile(r"[0-9]{1,12}")


def parse(text: str) -> dict[str, str]:
    """Read what follows the scheme: the parameters, decoded, without the realm.

    :raise Problem: 400 for text that is something else, and a parameter that came twice or that is not known.
    """
    try:
        written = parse_list(text)
    except ValueError as error:
        raise malformed(str(error)) from error
    written.pop("realm", None)
    if not KNOWN.issuperset(written):
        raise malformed("The credentials have a parameter that OAuth 1.0 does not know.")
    return {name: _decoded(name, value) for name, value in written.items()}


def _decoded(name: str, written: str) -> str:
    try:
        if not _ENCODED.fullmatch(written):
            raise ValueError
        text = unquote(written, errors="strict")
    except ValueError:
        raise malformed(f"The parameter {name} is not percent-encoded UTF-8.") from None
    if _CONTROL.search(text):
        raise malformed(f"The parameter {name} has control characters.")
    return text


def check(sent: Mapping[str, str]) -> None:
    """See to it that all is there that the protocol needs.

    :raise Problem: 400 if it is not.
    """
    for name in (*_ALWAYS, *_of_freshness(sent)):
        if not sent.get(name):
            raise malformed(f"The parameter {name} is missing.")
    # It may be left out, but says nothing else (RFC 5849, 3.1).
    if sent.get("oauth_version", "1.0") != "1.0":
        raise malformed("The parameter oauth_version is not 1.0.")
    if "oauth_timestamp" in sent and not _SECONDS.fullmatch(sent["oauth_timestamp"]):
        raise malformed("The parameter oauth_timestamp is not a number of seconds.")


def _of_freshness(sent: Mapping[str, str]) -> tuple[str, ...]:
    # They may be left out with PLAINTEXT, where nothing keeps others from changing them (RFC 5849, 3.1); but not one of the two.
    names = ("oauth_timestamp", "oauth_nonce")
    return () if sent.get("oauth_signature_method") == "PLAINTEXT" and not any(name in sent for name in names) else names


def malformed(detail: str) -> Problem:
    """Give the 400 for a request that the protocol does not allow (RFC 5849, 3.2). OAuth 1.0 has no words for errors."""
    return Problem(400, detail)
