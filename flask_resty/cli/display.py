"""Display: what commands print, for people in columns and colours, for programs as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

import click

from ..typing import F

#: One thing, as members with a name each.
Row = Mapping[str, Any]

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
    width = max(map(len, row), default=0)
    for name, value in row.items():
        click.echo(f"{_styled(name.ljust(width), bold=True)}  {_colored(_text(value))}")


def show_all(rows: Sequence[Row], as_json: bool, *, nothing: str) -> None:
    """Print several things: a JSON array, or a table.

    :param nothing: what people are told where there are none.
    """
    if as_json:
        _print_json(rows)
    elif not rows:
        click.echo(nothing, err=True)
    else:
        _print_table(list(rows[0]), [[_text(value) for value in row.values()] for row in rows])


def _print_table(names: list[str], lines: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(names, *lines, strict=True)]
    click.echo(_styled("  ".join(map(str.ljust, names, widths)).rstrip(), bold=True))
    for line in lines:
        cells = [_colored(text) + " " * (width - len(text)) for text, width in zip(line, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


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
