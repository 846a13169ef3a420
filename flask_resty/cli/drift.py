"""Drift: what is kept says something else than the app."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

import click

from .display import note
from .display import show
from .display import show_diff


def drift(kept: str, current: str, path: str) -> list[str]:
    """List the lines in which a kept text differs from what it should be, as a diff; none where it does not.

    :param path: the file that it is kept in.
    """
    return list(unified_diff(kept.splitlines(), current.splitlines(), path, "the app", lineterm=""))


def tell_drift(path: str, lines: Sequence[str], command: str, as_json: bool) -> None:
    """Tell whether a file is current. If it is not, the command ends with the exit code 1.

    :param lines: those of its drift.
    :param command: what writes it anew.
    """
    if as_json:
        show({"file": path, "is_current": not lines, "diff": lines}, as_json)
        click.get_current_context().exit(1 if lines else 0)
    if lines:
        show_diff(lines)
        raise click.ClickException(f"{path} is not current. Write it anew: {command} -o {path}")
    note(f"{path} is current.")
