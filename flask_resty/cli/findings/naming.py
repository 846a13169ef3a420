"""What things are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .finding import Finding
from .finding import Subject
from .members import members_of
from .secrets import words_of

#: What a path begins with that names what is done instead of a thing.
_VERBS = frozenset(
    {"add", "create", "delete", "do", "edit", "fetch", "find", "get", "insert", "list", "post", "put", "remove", "save", "set", "update"}
)

#: The ways to put words together. Names of one word are none of them.
_STYLES = {
    "snake_case": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
    "camelCase": re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)+"),
    "PascalCase": re.compile(r"([A-Z][a-z0-9]*)+"),
    "kebab-case": re.compile(r"[a-z0-9]+(-[a-z0-9]+)+"),
}


def paths(subject: Subject) -> Iterator[Finding]:
    """Find paths that name what is done, or that are not written as others are."""
    for rule in dict.fromkeys(operation.rule for operation in subject.operations):
        for segment in (one for one in rule.split("/") if one and "<" not in one):
            if re.search(r"[A-Z_]", segment):
                yield Finding("path-name", rule, f"{segment!r} is not written in lower case with hyphens.")
            elif len(words := words_of(segment)) > 1 and words[0] in _VERBS:
                yield Finding("path-name", rule, f"{segment!r} says what is done.")


def members(subject: Subject) -> Iterator[Finding]:
    """Find members that are written in another way than most of the Api."""
    both = dict.fromkeys([*members_of(subject.operations, "dump"), *members_of(subject.operations, "load")])
    styles = {member: style_of(member[1]) for member in both}
    counts = Counter(style for style in styles.values() if style is not None)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for (schema, name), style in styles.items():
        if style not in (None, usual):
            yield Finding("member-name", f"{schema}.{name}", f"{name!r} is in {style}, but most are in {usual}.")


def style_of(name: str) -> str | None:
    """Give the way in which the words of a name are put together; ``None`` where it is one word, or another one."""
    return next((style for style, pattern in _STYLES.items() if pattern.fullmatch(name)), None)
