"""Python's regular expressions as those of ECMA 262 with the flag ``u``, which is what patterns in JSON Schema are (Core, 6.4).

What is made is what both languages understand alike, but for the properties of Unicode's characters, which Python has no ``\\p{...}`` for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined, unused-ignore]  # there is no other way to read a pattern
from re import _parser as parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

#: What has a meaning of its own, outside of brackets and inside.
_SYNTAX = frozenset("^$\\.*+?()[]{}|")
_SYNTAX_INSIDE = frozenset("^\\[]-")

#: What ``\s`` is in Python, but for the one character that is a space in ECMA 262 alone. (Written out, it would hold the separators of
#: lines and paragraphs, which break the code of those who write patterns into it.)
_SPACES = r"\s\x1c-\x1f\x85"
_FOREIGN_SPACE = 0xFEFF

#: By Python's categories: what stands for them inside of brackets, in Unicode and in ASCII.
_CATEGORIES = {"DIGIT": (r"\p{Nd}", "0-9"), "SPACE": (_SPACES, r"\t-\r\x20"), "WORD": (r"\p{L}\p{N}_", "A-Za-z0-9_")}

_BEGINNINGS = frozenset({codes.AT_BEGINNING, codes.AT_BEGINNING_STRING})
_ENDS = frozenset({codes.AT_END, codes.AT_END_STRING})


class _Untranslatable(Exception):
    """A pattern has what ECMA 262 has not."""


@lru_cache(1024)
def ecma(pattern: re.Pattern[str]) -> str | None:
    """Give what matches the same texts as a whole; ``None`` where that cannot be said."""
    items = [*parser.parse(pattern.pattern, pattern.flags)]
    while items and items[-1][0] is codes.AT and items[-1][1] in _ENDS:
        items.pop()
    while items and items[0][0] is codes.AT and items[0][1] in _BEGINNINGS:
        items.pop(0)
    try:
        return f"^{_sequence(items, pattern.flags)}$"
    except (_Untranslatable, RecursionError):
        return None


def escaped(text: str, syntax: frozenset[str] = _SYNTAX) -> str:
    """Give the pattern for a text."""
    if text.isascii() and text.isidentifier():
        # As most names are: none of it means anything else.
        return text
    return "".join(f"\\{one}" if one in syntax else one if one.isascii() and one.isprintable() else _code(ord(one)) for one in text)


def _code(number: int) -> str:
    if number > 0xFFFF:
        return chr(number)
    return f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}"


def _sequence(items: Any, flags: int) -> str:
    return "".join(_item(code, argument, flags) for code, argument in items)


def _item(code: Any, argument: Any, flags: int) -> str:
    if code not in _ITEMS:
        raise _Untranslatable
    return _ITEMS[code](argument, flags)


# -- characters --------------------------------------------------------------------------------------------------------


def _literal(number: int, flags: int) -> str:
    both = _cases(number, flags)
    return escaped(both) if len(both) == 1 else f"[{escaped(both, _SYNTAX_INSIDE)}]"


def _cases(number: int, flags: int) -> str:
    character = chr(number)
    if not flags & re.IGNORECASE:
        return character
    if not character.isascii():
        # Which letters Python takes for each other is a long story.
        raise _Untranslatable
    return "".join(sorted({character.lower(), character.upper()}))


def _not_literal(number: int, flags: int) -> str:
    return f"[^{escaped(_cases(number, flags), _SYNTAX_INSIDE)}]"


def _any(argument: None, flags: int) -> str:
    return r"[\s\S]" if flags & re.DOTALL else r"[^\n]"


def _in(items: Any, flags: int) -> str:
    is_negated = items[0][0] is codes.NEGATE
    (code, argument), *others = items[is_negated:]
    if not others and code is codes.CATEGORY and "_NOT_" in str(argument):
        is_negated, items = not is_negated, [(code, _opposite(argument))]
    elif is_negated:
        items = items[1:]
    inside = "".join(_member(code, argument, flags) for code, argument in items)
    if flags & re.ASCII or not _is_of_spaces(items):
        return f"[{'^' * is_negated}{inside}]"
    foreign = _code(_FOREIGN_SPACE)
    return f"(?:[^{inside}{foreign}]|{foreign})" if is_negated else f"(?:(?!{foreign})[{inside}])"


def _is_of_spaces(items: Any) -> bool:
    """Tell whether spaces are meant, and the one that is none in Python is not named beside them."""
    ranges = [argument for code, argument in items if code is codes.RANGE]
    is_named = (codes.LITERAL, _FOREIGN_SPACE) in items or any(first <= _FOREIGN_SPACE <= last for first, last in ranges)
    return (codes.CATEGORY, codes.CATEGORY_SPACE) in items and not is_named


def _opposite(category: Any) -> Any:
    return getattr(codes, str(category).replace("_NOT_", "_"))


def _member(code: Any, argument: Any, flags: int) -> str:
    if code is codes.LITERAL:
        return escaped(_cases(argument, flags), _SYNTAX_INSIDE)
    if code is codes.RANGE:
        return "".join(f"{_inside(first)}-{_inside(last)}" for first, last in _ranges(argument, flags))
    name = str(argument).removeprefix("CATEGORY_")
    if name not in _CATEGORIES:
        raise _Untranslatable
    return _CATEGORIES[name][1 if flags & re.ASCII else 0]


def _inside(number: int) -> str:
    return escaped(chr(number), _SYNTAX_INSIDE)


def _ranges(bounds: tuple[int, int], flags: int) -> Iterator[tuple[int, int]]:
    first, last = bounds
    yield bounds
    if not flags & re.IGNORECASE:
        return
    for low, high, step in ((ord("A"), ord("Z"), 0x20), (ord("a"), ord("z"), -0x20)):
        begin, end = max(first, low), min(last, high)
        if begin <= end:
            yield begin + step, end + step


# -- what they are put together to -------------------------------------------------------------------------------------


def _branch(argument: Any, flags: int) -> str:
    return f"(?:{'|'.join(_sequence(one, flags) for one in argument[1])})"


def _group(argument: Any, flags: int) -> str:
    number, added, removed, inside = argument
    return f"({'?:' if number is None else ''}{_sequence(inside, (flags | added) & ~removed)})"


def _repeat(end: str) -> Callable[[Any, int], str]:
    def repeat(argument: Any, flags: int) -> str:
        least, most, items = argument
        inside = _sequence(items, flags)
        is_one = len(items) == 1 and items[0][0] in _ONE
        return (inside if is_one else f"(?:{inside})") + _times(least, most) + end

    return repeat


def _times(least: int, most: Any) -> str:
    if most is codes.MAXREPEAT:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    if (least, most) == (0, 1):
        return "?"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _at(place: Any, flags: int) -> str:
    is_of_lines = bool(flags & re.MULTILINE) and place in {codes.AT_BEGINNING, codes.AT_END}
    if place in _BEGINNINGS | _ENDS and not is_of_lines:
        return "^" if place in _BEGINNINGS else "$"
    if place in {codes.AT_BOUNDARY, codes.AT_NON_BOUNDARY} and flags & re.ASCII:
        return r"\b" if place is codes.AT_BOUNDARY else r"\B"
    raise _Untranslatable


def _look(mark: str) -> Callable[[Any, int], str]:
    return lambda argument, flags: f"(?{'<' if argument[0] < 0 else ''}{mark}{_sequence(argument[1], flags)})"


_ITEMS: dict[Any, Callable[[Any, int], str]] = {
    codes.LITERAL: _literal,
    codes.NOT_LITERAL: _not_literal,
    codes.ANY: _any,
    codes.IN: _in,
    codes.BRANCH: _branch,
    codes.SUBPATTERN: _group,
    codes.MAX_REPEAT: _repeat(""),
    codes.MIN_REPEAT: _repeat("?"),
    codes.AT: _at,
    codes.ASSERT: _look("="),
    codes.ASSERT_NOT: _look("!"),
    codes.GROUPREF: lambda number, flags: rf"(?:\{number})",
}

#: What is repeated without parentheses around it. (Those of a group are its own.)
_ONE = frozenset({codes.BRANCH, codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.SUBPATTERN})
