"""Display: what commands print, for people in columns and colours, for programs as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import zip_longest
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any
from typing import TypeVar

import click

from ..typing import F

T = TypeVar("T")

#: With more operations than this, people are shown how far a command is.
MUCH = 300

#: One thing, as members with a name each.
Row = Mapping[str, Any]

#: How many letters part two columns.
_GAP = 2

#: A column of text is not folded to less.
_LEAST = 20

_COLORS = {
    "approved": "green",
    "breaking": "red",
    "non-breaking": "green",
    "pending": "yellow",
    "rejected": "red",
    "revoked": "red",
    "unclear": "yellow",
}


def json_option(command: F) -> F:
    """Give a command the option ``--json``, as the argument ``as_json``."""
    decorate: Callable[[F], F] = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
    return decorate(command)


def show(row: Row, as_json: bool) -> None:
    """Print one thing: a JSON object, or a line for each member."""
    if as_json:
        _print_json(row)
        return
    _print_members({name: _text(value) for name, value in row.items()})


def show_all(rows: Sequence[Row], as_json: bool, *, nothing: str) -> None:
    """Print several things: a JSON array, or a table.

    :param nothing: what people are told where there are none.
    """
    if as_json:
        _print_json(rows)
    elif not rows:
        click.echo(nothing, err=True)
    else:
        _print_rows([{name: _text(value) for name, value in row.items()} for row in rows])


def _print_rows(rows: list[dict[str, str]]) -> None:
    """Print a table; where the terminal is too narrow for one, the members of each row below each other."""
    names, lines = list(rows[0]), [list(row.values()) for row in rows]
    widths = _widths(list(zip(names, *lines, strict=True)))
    if widths is not None:
        _print_line(names, widths, lambda text: _styled(text, bold=True))
        for line in lines:
            _print_line(line, widths, _colored)
        return
    for number, row in enumerate(rows):
        if number:
            click.echo()
        _print_members({name: text for name, text in row.items() if text != "-"} or row)


def _widths(columns: Sequence[Sequence[str]]) -> list[int] | None:
    """Give how wide to print each column: as wide as it is, or, of those with much text, narrower; ``None`` where they do not fit."""
    widths = [max(map(len, texts)) for texts in columns]
    least = [
        max(min(width, _LEAST), *(len(word) for text in texts for word in text.split()))
        for width, texts in zip(widths, columns, strict=True)
    ]
    excess = sum(widths) + _GAP * (len(widths) - 1) - _room()
    if excess > sum(widths) - sum(least):
        return None
    while excess > 0:
        widest = max(range(len(widths)), key=lambda number: (widths[number] > least[number], widths[number]))
        widths[widest] -= 1
        excess -= 1
    return widths


def _room() -> int:
    """Give how many letters fit beside each other: as many as one likes where the output goes to no terminal."""
    return get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def _print_line(texts: Sequence[str], widths: Sequence[int], style: Callable[[str], str]) -> None:
    folded = [_folded(text, width) for text, width in zip(texts, widths, strict=True)]
    for parts in zip_longest(*folded, fillvalue=""):
        cells = [style(part) + " " * (width - len(part)) for part, width in zip(parts, widths, strict=True)]
        click.echo((" " * _GAP).join(cells).rstrip())


def _print_members(members: Mapping[str, str]) -> None:
    width = max(map(len, members), default=0)
    for name, text in members.items():
        first, *others = _folded(text, _room() - width - _GAP)
        click.echo(f"{_styled(name.ljust(width), bold=True)}{' ' * _GAP}{_colored(first)}")
        for part in others:
            click.echo(" " * (width + _GAP) + part)


def _folded(text: str, width: int) -> list[str]:
    """Fold a text between its words. A word that is longer than a line stays whole, so that it can be copied."""
    return [text] if len(text) <= width else wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False)


def show_heading(text: str) -> None:
    """Print what stands above a part of a longer answer."""
    click.echo(f"\n{_styled(_visible(text), bold=True, underline=True)}")


def show_diff(lines: Sequence[str]) -> None:
    """Print the lines of a diff."""
    for line in lines:
        click.echo(_styled(_visible(line), fg={"+": "green", "-": "red"}.get(line[:1])))


def note(text: str) -> None:
    """Tell people something that is not the result, so that it can be piped on without."""
    click.echo(text, err=True)


def progress(steps: Sequence[T], label: str, *, operations: int) -> Iterator[T]:
    """Give one step after the other, and show people on a terminal how far it is where there is much to do.

    :param operations: how many there are to look at in each step.
    """
    if operations <= MUCH or not sys.stderr.isatty():
        yield from steps
        return
    with click.progressbar(steps, label=label, file=sys.stderr) as bar:
        yield from bar


def _print_json(value: Any) -> None:
    # In ASCII, every terminal can show it, and none takes it for orders.
    click.echo(json.dumps(value, default=_plain, indent=2))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else list(value)


def _text(value: Any) -> str:
    if value is None or value == [] or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    return _visible(" ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _visible(text: str) -> str:
    # What a stranger registered could give orders to the terminal; but there is a lot of text, and nearly all of it is harmless.
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _colored(text: str) -> str:
    return _styled(text, fg=_COLORS[text]) if text in _COLORS else text


def _styled(text: str, **style: Any) -> str:
    # Where the output is no terminal, click takes the colours out again. https://no-color.org is known to people, not to click.
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)
