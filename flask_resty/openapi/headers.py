"""Header fields of answers, as components of the document.

Those that any answer may have, such as ``Date``, ``Vary`` and ``Cache-Control``, are not told: a client that speaks HTTP knows them.
"""

from __future__ import annotations

from typing import Any

from .ground import Ground

_TEXT: dict[str, Any] = {"type": "string"}
_REFERENCE: dict[str, Any] = {"type": "string", "format": "uri-reference"}

#: What each field says, and what its text is.
_KNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "Accept": ("What can be read here (RFC 9110, 12.5.1).", _TEXT),
    "Accept-Encoding": ("The codings that can be undone here (RFC 9110, 12.5.3).", _TEXT),
    "Accept-Ranges": ("In what unit a part may be asked for (RFC 9110, 14.3).", _TEXT),
    "Content-Disposition": ("Whether to show or to keep it, and under which name (RFC 6266).", _TEXT),
    "Content-Location": ("The address of what the content represents (RFC 9110, 8.7).", _REFERENCE),
    "Content-Range": ("Which part it is (RFC 9110, 14.4).", _TEXT),
    "Deprecation": ("Since when this should not be used any more (RFC 9745).", _TEXT),
    "ETag": ("What tells this state from others (RFC 9110, 8.8.3).", _TEXT),
    "Idempotency-Replayed": ("Whether it is the answer to a request that had this key before.", _TEXT),
    "Last-Modified": ("When it was last changed (RFC 9110, 8.8.2).", _TEXT),
    "Link": ("Where other things are that belong to it (RFC 8288).", _TEXT),
    "Location": ("The address of what was made, or of where to go on (RFC 9110, 10.2.2).", _REFERENCE),
    "Preference-Applied": ("The preferences that were heeded (RFC 7240, 3).", _TEXT),
    "RateLimit": ("How much may still be asked for, and when there is more again.", _TEXT),
    "RateLimit-Policy": ("How much may be asked for, and in which time.", _TEXT),
    "Retry-After": ("After how many seconds to try again (RFC 9110, 10.2.3).", _TEXT),
    "Sunset": ("When it will be gone (RFC 8594).", _TEXT),
    "WWW-Authenticate": ("How to say who calls (RFC 9110, 11.6.1).", _TEXT),
}

#: Those that any answer may have, or that say nothing to who called.
_GENERAL = frozenset({"Cache-Control", "Expires", "Vary"})


def headers_of(names: tuple[str, ...], ground: Ground) -> dict[str, Any]:
    """Give the Header Objects of an answer, by name."""
    if names not in ground.header_sets:
        ground.header_sets[names] = {name: _reference(name, ground) for name in sorted({*names} - _GENERAL)}
    # Many answers have the same, but whoever changes the document changes one of them.
    return ground.header_sets[names].copy()


def _reference(name: str, ground: Ground) -> dict[str, Any]:
    if name not in ground.headers:
        description, schema = _KNOWN.get(name, (None, _TEXT))
        ground.headers[name] = {"schema": schema} if description is None else {"description": description, "schema": schema}
    return ground.reference("headers", name)
