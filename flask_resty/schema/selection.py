"""Which fields are wanted: read from a text such as ``id,title,author(name)``.

.. code-block:: text

    selection = item *( "," item )
    item      = "*" / "-" name / name [ "(" selection ")" ]

A name is that of a member as it is sent, with percent-encoding undone. It holds no white space, nothing that cannot be
printed and none of ``,()``; it does not begin with ``-``, and is not ``*``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from types import MappingProxyType

from marshmallow import ValidationError

from .messages import Message

#: Bounds on what a bad request may cost.
LONGEST = 4096
MOST = 500
DEEPEST = 10

_TOKENS = re.compile(r"(?P<name>[^,()\s]+)|.|\Z", re.DOTALL)
_ENDS = frozenset({",", ")", ""})

_Token = re.Match[str]


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that are wanted of a schema, and of the schemas nested in it.

    Equal selections are equal however they were written: the order of names means nothing.
    """

    #: The selection in one certain spelling, for an ETag or a cache.
    text: str
    #: The names, each with what is wanted inside of it; ``None`` is all of it.
    names: Mapping[str, Selection | None] = field(compare=False, repr=False)
    #: The names that are left out.
    without: frozenset[str] = field(compare=False, repr=False)
    #: Whether all is wanted that is not left out, be it named or not.
    is_all: bool = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    def has(self, name: str) -> bool:
        """Tell whether a name is wanted."""
        return name in self.names or (self.is_all and name not in self.without)


def parse_selection(text: str) -> Selection:
    """Give the selection that a text stands for.

    ``*`` is every field, ``-name`` every field but this one; names beside an exclusion need a ``*``, or nobody knows which
    of the two is meant.

    :raise marshmallow.ValidationError: for a text that is not of the grammar, says a name twice, or is too long or too deep.
        It says at which character.
    """
    if len(text) > LONGEST:
        raise _refused(f"Longer than {LONGEST} characters.", "too_long")
    if text.count(",") + text.count("(") >= MOST:
        raise _refused(f"More than {MOST} names.", "too_long")
    return _parsed(text)


# Clients ask for few selections, but for each of them often. What cannot be read is not kept.
@lru_cache(128)
def _parsed(text: str) -> Selection:
    tokens = _TOKENS.finditer(text)
    selection, end = _level(tokens, 0)
    if end.group():
        raise _expected("a comma or the end", end)
    return selection


def _level(tokens: Iterator[_Token], depth: int) -> tuple[Selection, _Token]:
    """Read the items of one level, and the token that ends it."""
    items: dict[str, Selection | None] = {}
    token = next(tokens)
    while True:
        start = token
        item, inner, token = _item(start, tokens, depth)
        # An exclusion and a name contradict each other.
        if item in items or item.removeprefix("-") in items or f"-{item}" in items:
            raise _refused(f"The name at character {_place(start)} has been there already.", "repeated")
        items[item] = inner
        if token.group() != ",":
            return _selection(items, token), token
        token = next(tokens)


def _item(start: _Token, tokens: Iterator[_Token], depth: int) -> tuple[str, Selection | None, _Token]:
    """Read an item, what is inside of it, and the token after it."""
    name = start.group()
    if not _is_item(start):
        raise _expected("a name", start)
    token = next(tokens)
    if token.group() in _ENDS:
        return name, None, token
    if token.group() != "(" or name == "*" or name.startswith("-"):
        raise _expected("a comma or the end", token)
    if depth == DEEPEST:
        raise _refused(f"More than {DEEPEST} parentheses inside of each other, at character {_place(token)}.", "too_deep")
    inner, end = _level(tokens, depth + 1)
    if end.group() != ")":
        raise _expected("a comma or ')'", end)
    return name, inner, next(tokens)


def _is_item(token: _Token) -> bool:
    item = token.group()
    return token.lastgroup == "name" and item.isprintable() and item not in ("-", "-*") and not item.startswith("--")


def _selection(items: Mapping[str, Selection | None], end: _Token) -> Selection:
    names = {name: items[name] for name in sorted(items) if name != "*" and not name.startswith("-")}
    without = sorted(name for name in items if name.startswith("-"))
    if names and without and "*" not in items:
        raise _refused(f"Names, and exclusions without a '*', before character {_place(end)}.", "format")
    is_all = bool(without) or "*" in items
    texts = [name if inner is None else f"{name}({inner.text})" for name, inner in names.items()]
    return Selection(
        text=",".join([*(["*"] if is_all else []), *without, *texts]),
        names=MappingProxyType(names),
        without=frozenset(name[1:] for name in without),
        is_all=is_all,
    )


def _expected(what: str, token: _Token) -> ValidationError:
    return _refused(f"Not a list of fields such as 'id,author(name)': {what} is expected at character {_place(token)}.", "format")


def _place(token: _Token) -> int:
    return token.start() + 1


def _refused(text: str, code: str) -> ValidationError:
    return ValidationError([Message(text, code)])
