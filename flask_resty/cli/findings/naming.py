"""What things are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence

from .finding import Finding
from .finding import Subject
from .members import members_of
from .secrets import words_of

#: What a path begins with that names what is done instead of a thing.
_VERBS = frozenset(
    {"add", "create", "delete", "do", "edit", "fetch", "find", "get", "insert", "list", "post", "put", "remove", "save", "set", "update"}
)

#: Those of them that are no things, wherever they stand: a list, a set and a save may be one.
_DEEDS = frozenset({"add", "create", "delete", "edit", "fetch", "get", "read", "remove", "update"})

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
        segments = [one for one in rule.split("/") if one]
        for number, segment in enumerate(segments):
            if "<" in segment:
                continue
            if re.search(r"[A-Z_]", segment):
                yield Finding("path-name", rule, f"{segment!r} is not written in lower case with hyphens.")
            elif _is_deed(segment, segments[:number], is_last=number == len(segments) - 1):
                yield Finding("path-name", rule, f"{segment!r} says what is done.")


def _is_deed(segment: str, before: Sequence[str], *, is_last: bool) -> bool:
    """Tell whether a segment says what is done: by its first word, or as a word of its own that is behind a thing, or the last."""
    words = words_of(segment)
    if len(words) > 1:
        return words[0] in _VERBS
    return segment in _DEEDS and (is_last or "<" in "".join(before[-1:]))


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
