"""Text that makes a reader stumble."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

#: What makes a reader stumble.
PIECES = [
    *('"', "\\", ",", ";", "=", "*", "/", "-", " ", "\t", "q=", "W/", "bytes=", "%00", "%ff", "%", "\xff", "\x80", "é", "0", "9" * 50),
    *("1e9", "NaN", "a", "utf-8", "charset=", "boundary=", ":", "[", "]", "<", ">", "{", "}", "&", "+", "GMT", "Sun, ", "--", "''", "@"),
    *(
        "(",
        ")",
        "title",
        "author(",
        ",-",
        "data:",
        ";base64,",
        "application/",
        "+xml",
        'profile="short"',
        "version=",
        "text/*",
        "!!",
        "&a ",
    ),
]

#: A field cannot hold more: servers see to it that there are no line breaks and no NUL in it.
_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give the usual, and something odd now and then."""
    return st.integers(0, 7).flatmap(lambda number: odd if number == 5 else usual)


@cache
def strings() -> st.SearchStrategy[str]:
    """Give text for a field or a query: any, made of bad pieces, or one of them very often."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
    many = st.builds(lambda piece, times: (piece * times)[:4000], pieces, st.integers(2, 4000))
    return st.one_of(_TEXT, pieces, many)


@cache
def selections() -> st.SearchStrategy[str]:
    """Give what is nearly a selection of members."""
    names = st.sampled_from(["id", "title", "author", "name", "born", "*", "-title", "-author", "**", "titel", "x" * 300])
    nested = st.recursive(names, lambda inner: st.builds("{}({})".format, names, st.lists(inner, max_size=4).map(",".join)), max_leaves=12)
    deep = st.integers(1, 1000).map(lambda depth: "author(" * depth + "name" + ")" * depth)
    return mostly(st.lists(nested, max_size=5).map(",".join), st.one_of(deep, strings()))
