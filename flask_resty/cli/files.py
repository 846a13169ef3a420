"""Files that commands write."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from .display import note


def write_file(path: str | None, text: str) -> None:
    """Write a file as a whole or not at all; to the standard output where none is named.

    :raise ClickException: if it cannot be written.
    """
    if path in (None, "-"):
        click.echo(text, nl=False)
        return
    whole = Path(str(path))
    try:
        _replace(whole, text)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    note(f"Wrote {path}.")


def _replace(path: Path, text: str) -> None:
    if path.exists() and not path.is_file():
        # A pipe or a device is written to: nothing can be put in its place.
        path.write_text(text, encoding="utf-8")
        return
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(text)
    os.chmod(file.name, mode)
    os.replace(file.name, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
