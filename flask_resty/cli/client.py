"""``flask resty client``: write a client of an Api, or tell whether a kept one is still current."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask.cli import ScriptInfo

from .. import clients
from ..errors import ConfigError
from .apis import api_option
from .display import json_option
from .display import show
from .documents import own_document
from .documents import read_document
from .drift import drift
from .drift import tell_drift
from .files import read_text
from .files import write_file

#: By language, what writes it.
_WRITERS = {"python": "write_python", "typescript": "write_typescript"}


@click.command()
@click.option("--lang", "language", type=click.Choice([*_WRITERS]), required=True, help="The language that it is written in.")
@click.option("--output", "-o", metavar="FILE", help="Write it there; to the standard output if left out.")
@click.option("--check", metavar="FILE", help="Write nothing, but tell how FILE differs; 1 is the exit code if it does.")
@click.option("--document", metavar="FILE", help="Write it from this document, not from the app; it needs no app then.")
@click.option("--server", metavar="URL", help="The address that the client asks if it is told no other.")
@api_option
@json_option
@click.pass_context
def client(
    context: click.Context,
    language: str,
    output: str | None,
    check: str | None,
    document: str | None,
    server: str | None,
    title: str | None,
    as_json: bool,
) -> None:
    """Write a client of an Api.

    It is one file without dependencies, with exact types.
    """
    if check is not None and output is not None:
        raise click.UsageError("--check writes nothing, so --output says nothing beside it. Drop one of the two.")
    described = _of_app(context, title, server) if document is None else _of_file(document, server)
    write: Callable[[dict[str, Any]], str] = getattr(clients, _WRITERS[language])
    try:
        text = write(described)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    if check is None and output in (None, "-") and as_json:
        show({"language": language, "text": text}, as_json)
    elif check is None:
        write_file(output, text, as_json)
    else:
        tell_drift(check, drift(read_text(check), text, check), f"flask resty client --lang {language}", as_json)


def _of_app(context: click.Context, title: str | None, server: str | None) -> dict[str, Any]:
    with context.ensure_object(ScriptInfo).load_app().app_context():
        return own_document(title, server or "/")


def _of_file(path: str, server: str | None) -> dict[str, Any]:
    found = read_document(path)
    return found if server is None else {**found, "servers": [{"url": server}]}
