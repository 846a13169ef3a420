"""JSON for people: indented, coloured, and with links that can be followed. What hostile data says stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup
from markupsafe import escape

#: So many characters are shown. A browser takes seconds for much more, and nobody reads it.
MOST = 200_000

#: Indented no further, or a small document that is deeply nested would be a large page.
_DEEPEST = 24

#: A string, a sign, or a number or a word, in JSON without white space. The last string may have been cut off.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*\\?"?|[\[\]{},:]|[^"\[\]{},:]+')
_SIGNS = frozenset("[]{},:")
_WORDS = frozenset({"true", "false", "null"})

#: They change how the text around them is read, or cannot be seen, so they are shown as the escapes that JSON has for them.
_MARKS = r"\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_MARK = re.compile(f"[{_MARKS}]")

# Browsers read a backslash as a slash, and leave tabs and line breaks out: with any of them, a path could lead to another host.
# Curly brackets are those of templates.
_OF_ADDRESS = rf'[^\s\\"<>{{}}\x00-\x20{_MARKS}]'
_ADDRESS = re.compile(rf"(?:https?://{_OF_ADDRESS}|/(?!/)){_OF_ADDRESS}{{0,2000}}")


def highlight(text: str, *, is_linked: bool = True) -> Markup:
    """Give the beginning of a JSON text, so much as can be shown, as HTML.

    :param text: JSON without white space between its tokens.
    :param is_linked: whether strings that are addresses become links.
    """
    return Markup("".join(_pieces(text[:MOST], is_linked)))


def _pieces(text: str, is_linked: bool) -> Iterator[str]:
    depth, is_open = 0, False
    for found in _TOKEN.finditer(text):
        token = found.group()
        is_end = token == "]" or token == "}"
        depth -= is_end
        # What is empty stays on its line.
        if is_open != is_end:
            yield _line(depth)
        is_open = token == "[" or token == "{"
        depth += is_open
        if token in _SIGNS:
            yield f",{_line(depth)}" if token == "," else ": " if token == ":" else token
        else:
            is_name = text.startswith(":", found.end())
            yield _value(token, is_name, is_linked)


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST)


def _value(token: str, is_name: bool, is_linked: bool) -> str:
    if not token.startswith('"'):
        return f'<span class="{"w" if token in _WORDS else "n"}">{escape(token)}</span>'
    if is_name:
        return f'<span class="k">{visible(token)}</span>'
    if is_linked and is_address(token[1:-1]):
        # Whoever is followed to need not be told where from.
        address = escape(token[1:-1])
        return f'<span class="s">"<a href="{address}" rel="noreferrer">{address}</a>"</span>'
    return f'<span class="s">{visible(token)}</span>'


def is_address(text: str) -> bool:
    """Tell whether a text is a path of this origin, or an address of the web. Anything else is not to be followed."""
    return _ADDRESS.fullmatch(text) is not None


def visible(text: str) -> Markup:
    """Give text with what cannot be seen as escapes."""
    return escape(_MARK.sub(_escaped, text))


def _escaped(mark: re.Match[str]) -> str:
    return f"\\u{ord(mark.group()):04x}"
