"""Files that commands read and write."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from .display import note
from .display import show


def read_text(path: str) -> str:
    """Give what is in a file; ``-`` is the standard input.

    :raise UsageError: if it cannot be read.
    """
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{path!r} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def write_file(path: str | None, text: str, as_json: bool = False) -> None:
    """Write a file as a whole or not at all; to the standard output where none is named.

    :param as_json: whether programs are told which file it was.
    :raise ClickException: if it cannot be written.
    """
    if path in (None, "-"):
        click.echo(text, nl=False)
        return
    # What a link leads to is written, and the link stays.
    whole = Path(os.path.realpath(str(path)))
    try:
        _replace(whole, text)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    if as_json:
        show({"file": path}, as_json)
    note(f"Wrote {path}.")


def _replace(path: Path, text: str) -> None:
    if path.exists() and not path.is_file():
        # A pipe or a device is written to: nothing can be put in its place.
        path.write_text(text, encoding="utf-8")
        return
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(text)
            file.close()
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
