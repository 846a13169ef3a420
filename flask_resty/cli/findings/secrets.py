"""Members that nobody should be shown, and values that nobody should read in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from marshmallow import missing

from .finding import Finding
from .finding import Subject
from .members import Side
from .members import fields_of
from .members import members_of

#: What is secret by its name: one of these words, or two of them beside each other.
_WORDS = frozenset(
    {"password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "tokens", "salt", "credential", "credentials", "pin", "otp"}
)
_PAIRS = frozenset({("api", "key"), ("private", "key"), ("secret", "key"), ("password", "hash"), ("token", "hash")})

#: What comes before a word that makes it harmless: a place in a list, or what a browser has to send back.
_HARMLESS = frozenset({"next", "prev", "previous", "page", "cursor", "continuation", "sync", "csrf"})


def secret_members(subject: Subject) -> Iterator[Finding]:
    """Find members of what is shown that are secret by their names."""
    for schema, member in members_of(subject.operations, "dump"):
        if is_secret(member):
            yield Finding("secret-member", f"{schema}.{member}", f"{member!r} is shown to callers.")


def published_secrets(subject: Subject) -> Iterator[Finding]:
    """Find members that are secret by their names, and have a value in the document."""
    seen: set[tuple[str, str]] = set()
    sides: tuple[Side, ...] = ("load", "dump")
    for side in sides:
        for schema, member, field in fields_of(subject.operations, side):
            where = _value_of(field, side)
            if where is not None and is_secret(member) and (schema, member) not in seen:
                seen.add((schema, member))
                yield Finding("published-secret", f"{schema}.{member}", f"The document has a value of {member!r}: its {where}.")


def _value_of(field: Any, side: Side) -> str | None:
    """Tell which value of a member the document has. What a function makes, and nothing, is none."""
    default = field.load_default if side == "load" else missing
    said = {
        "default": [] if default is missing or callable(default) else [default],
        "example": [field.metadata.get("example"), field.metadata.get("examples")],
    }
    return next((name for name, values in said.items() if any(value not in (None, "", [], ()) for value in values)), None)


def is_secret(member: str) -> bool:
    """Tell whether a member is secret by its name."""
    words = words_of(member)
    pairs = list(zip(["", *words], words, strict=False))
    return any((word in _WORDS and before not in _HARMLESS) or (before, word) in _PAIRS for before, word in pairs)


def words_of(name: str) -> list[str]:
    """Give the words that a name is put together of, in lower case."""
    return re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower())
