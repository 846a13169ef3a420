"""Which pages of others may read the answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...middleware import CORS
from .finding import Finding
from .finding import Subject

#: Origins that nobody means: a pattern that lets them in lets everybody in.
_STRANGERS = ("https://stranger.invalid", "http://stranger.invalid")

#: A dot of a pattern that stands for any letter, where a host has a dot.
_ANY_LETTER = re.compile(r"(?<!\\)\.(?=[a-z0-9-]+($|[:\\.(|)]))")

_LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\]|[^/]+\.localhost)(:\d+)?")


def wide_origins(subject: Subject) -> Iterator[Finding]:
    """Find CORS policies that trust more than was meant."""
    found = {id(placed.entry): placed for operation in subject.operations for placed in operation.stack}
    for placed in found.values():
        if isinstance(placed.entry, CORS):
            where = f"CORS of the {placed.layer.kind}" + ("" if placed.layer.kind == "api" else f" {placed.layer.name}")
            has_credentials = any(_is_guarded(operation, placed.entry) for operation in subject.operations)
            yield from _judged(where, placed.entry, has_credentials=has_credentials)


def _is_guarded(operation: Any, policy: CORS) -> bool:
    return operation.find("cors") is policy and operation.find("authenticator") is not None


def _judged(where: str, policy: CORS, *, has_credentials: bool) -> Iterator[Finding]:
    if policy.origins == "*" and has_credentials:
        yield Finding("open-cors", where, "Pages of all origins may use the credentials that they have.")
    for origin in policy.origins if isinstance(policy.origins, tuple) else ():
        if isinstance(origin, re.Pattern):
            yield from _judged_pattern(where, origin)
        elif origin == "null":
            yield Finding("open-cors", where, "'null' is the origin of all sandboxed frames and local files.")
        elif policy.credentials and origin.startswith("http:") and not _LOCAL.fullmatch(origin):
            yield Finding("insecure-origin", where, f"{origin!r} may send cookies, but its pages come without encryption.")


def _judged_pattern(where: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    if any(pattern.fullmatch(stranger) for stranger in _STRANGERS):
        yield Finding("open-cors", where, f"The pattern {pattern.pattern!r} fits any origin.")
    elif _ANY_LETTER.search(pattern.pattern):
        yield Finding("open-cors", where, f"A dot in the pattern {pattern.pattern!r} fits any letter.")
