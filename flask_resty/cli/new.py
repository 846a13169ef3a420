"""``flask resty new NAME``: write a project that runs and passes its tests."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import click

from .display import json_option
from .display import note
from .display import show_all

#: Names that would stand in the way of what the project imports, or what that imports in turn.
_TAKEN = frozenset(
    """
    apispec authlib blinker click cryptography flask flask_limiter flask_resty itsdangerous jinja2 joserfc jsonpatch
    jsonpatch_cli jsonpointer limits markupsafe marshmallow marshmallow_sqlalchemy orjson packaging pip pytest
    setuptools sqlalchemy test tests typing_extensions werkzeug
    """.split()
)


@click.command()
@click.argument("name")
@click.option("--into", metavar="DIR", help="The directory, which is made; that of the name, here, if left out.")
@json_option
def new(name: str, into: str | None, as_json: bool) -> None:
    """Write a project to begin with.

    It is an app with a resource, its schema, a database and tests. The command needs no app.

    NAME is that of the package: letters, digits, - and _.
    """
    package = _package_of(name)
    folder = Path(into or name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{str(folder)!r} is there already, and is not empty. Choose another name, or --into another directory.")
    said = {
        "name": package,
        "project": package.replace("_", "-"),
        "title": package.replace("_", " ").capitalize(),
        "prefix": package.upper(),
    }
    try:
        rows = [{"file": _write(folder / path, text)} for path, text in _pages(said)]
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}.") from error
    show_all(rows, as_json, nothing="")
    note(f"It is in {folder}. README.md tells how to run it.")


def _package_of(name: str) -> str:
    package = name.replace("-", "_").lower()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", package):
        raise click.BadParameter(f"{name!r} is no name. Write letters, digits, - and _, a letter first.", param_hint="NAME")
    if keyword.iskeyword(package):
        raise click.BadParameter(f"{name!r} is a word of Python. Choose another name, such as '{name}-api'.", param_hint="NAME")
    if package in _TAKEN or package in sys.stdlib_module_names:
        what = f"{package!r} is a module that is there already, which a project of this name would hide"
        raise click.BadParameter(f"{what}. Choose another name, such as '{name}-api'.", param_hint="NAME")
    return package


def _pages(said: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give the files of a project, by their paths in it."""
    for parts, page in _below(files("flask_resty.cli") / "skeleton"):
        *folders, file = (said["name"] if part == "package" else part for part in parts)
        file = file.removesuffix(".txt")
        path = "/".join([*folders, ".gitignore" if file == "gitignore" else file])
        yield path, Template(page.read_text(encoding="utf-8")).substitute(said)


def _below(folder: Traversable, *parts: str) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda each: each.name):
        if one.is_dir():
            yield from _below(one, *parts, one.name)
        elif one.name.endswith(".txt"):
            yield (*parts, one.name), one


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return str(path)
