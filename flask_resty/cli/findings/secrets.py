"""Members that nobody should be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Finding
from .finding import Subject
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


def is_secret(member: str) -> bool:
    """Tell whether a member is secret by its name."""
    words = words_of(member)
    pairs = list(zip(["", *words], words, strict=False))
    return any((word in _WORDS and before not in _HARMLESS) or (before, word) in _PAIRS for before, word in pairs)


def words_of(name: str) -> list[str]:
    """Give the words that a name is put together of, in lower case."""
    return re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower())
