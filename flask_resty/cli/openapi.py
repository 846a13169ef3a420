"""``flask resty openapi``: write the document of an Api, or tell whether a kept one is still true."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from .apis import api_option
from .display import json_option
from .documents import Format
from .documents import format_of
from .documents import own_document
from .documents import read_document
from .documents import spelled
from .documents import written
from .drift import drift
from .drift import tell_drift
from .files import write_file


@click.command()
@click.option("--output", "-o", metavar="FILE", help="Write it there; to the standard output if left out.")
@click.option("--format", type=click.Choice(["json", "yaml"]), help="How it is written; as the name of FILE says if left out, or JSON.")
@click.option("--check", metavar="FILE", help="Write nothing, but tell how FILE differs; 1 is the exit code if it does.")
@click.option("--server", default="/", show_default=True, metavar="URL", help="The address that it says the Api is at.")
@api_option
@json_option
@with_appcontext
def openapi(output: str | None, format: Format | None, check: str | None, server: str, title: str | None, as_json: bool) -> None:
    """Write the OpenAPI document, or check one that is kept."""
    if check is not None and output is not None:
        raise click.UsageError("--check writes nothing, so --output says nothing beside it. Drop one of the two.")
    if check is None and output in (None, "-") and format == "yaml" and as_json:
        raise click.UsageError("--json prints JSON, and --format yaml is none. Drop one of the two, or name a file by --output.")
    document = own_document(title, server)
    if check is None:
        write_file(output, written(document, format or format_of(output)), as_json)
    else:
        tell_drift(check, drift(spelled(read_document(check)), spelled(document), check), "flask resty openapi", as_json)
