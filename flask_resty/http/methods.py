"""The methods of HTTP (RFC 9110, 9; the IANA registry of methods)."""

from __future__ import annotations

from collections.abc import Iterable

_OF_HTTP = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"})

_OF_WEBDAV_AND_KIN = frozenset(
    {
        "ACL",
        "BASELINE-CONTROL",
        "BIND",
        "CHECKIN",
        "CHECKOUT",
        "COPY",
        "LABEL",
        "LINK",
        "LOCK",
        "MERGE",
        "MKACTIVITY",
        "MKCALENDAR",
        "MKCOL",
        "MKREDIRECTREF",
        "MKWORKSPACE",
        "MOVE",
        "ORDERPATCH",
        "PROPFIND",
        "PROPPATCH",
        "REBIND",
        "REPORT",
        "SEARCH",
        "UNBIND",
        "UNCHECKOUT",
        "UNLINK",
        "UNLOCK",
        "UPDATE",
        "UPDATEREDIRECTREF",
        "VERSION-CONTROL",
    }
)

#: The methods that are registered. Any other one is 501, not 405 (RFC 9110, 9.1), and so is ``get``: case matters.
#: ``PRI`` and ``*`` are in the registry so that nobody ever uses them.
KNOWN = _OF_HTTP | _OF_WEBDAV_AND_KIN

#: Those that only read. HEAD is served by GET, unless somebody writes it.
READING = frozenset({"GET", "HEAD", "QUERY"})

#: Those that change nothing (RFC 9110, 9.2.1; RFC 10008, 2).
SAFE = READING | {"OPTIONS"}

#: Those that may change something.
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def allow(methods: Iterable[str]) -> str:
    """Give the value of ``Allow`` (RFC 9110, 10.2.1), sorted, so that it is the same each time."""
    return ", ".join(sorted(set(methods)))
