"""Documents of Apis, as commands read and write them: files in JSON or YAML, and what the app has to tell of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from typing import Literal

import click

from .. import media
from ..errors import ConfigError
from ..openapi import document_of
from .apis import the_api
from .apis import the_app
from .files import read_text

#: How a document is written.
Format = Literal["json", "yaml"]


def own_document(title: str | None, server: str = "/") -> dict[str, Any]:
    """Give the document of the Api that is meant.

    :param title: the title of the Api.
    :param server: the address that it is told to be at.
    :raise ClickException: if the Api cannot be described.
    """
    try:
        return document_of(the_api(title), the_app(), server)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def read_document(path: str) -> dict[str, Any]:
    """Read the document in a file; ``-`` is the standard input.

    :raise UsageError: for what is no OpenAPI document.
    """
    try:
        found = _parsed(read_text(path))
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{path!r} cannot be read: {error}.") from error
    if not isinstance(found, dict) or not str(found.get("openapi", "")).startswith("3."):
        raise click.UsageError(f"{path!r} is no OpenAPI document: it has no member 'openapi' that says '3.1.0' or the like.")
    return found


def _parsed(text: str) -> Any:
    if text.lstrip()[:1] == "{":
        return json.loads(text)
    yaml = _yaml()
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"it is neither JSON nor YAML ({str(error).splitlines()[0]})") from error


def _yaml() -> Any:
    try:
        import yaml
    except ImportError as error:
        raise click.UsageError("YAML needs PyYAML, which is not installed. Install flask-resty-api[yaml], or use JSON.") from error
    return yaml


def written(document: dict[str, Any], format: Format) -> str:
    """Write a document as text: the same each time, with a line break at its end."""
    if format == "json":
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    try:
        # As it is published: what stands in several places is written out in each, since not all readers follow aliases.
        return media.YAML_EMITTER.emit(document, None).decode()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def format_of(path: str | None) -> Format:
    """Tell by the name of a file how the document in it is written."""
    return "yaml" if path is not None and Path(path).suffix in {".yaml", ".yml"} else "json"


def spelled(document: dict[str, Any]) -> str:
    """Write a document so that two are the same text where they say the same, however they are kept."""
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True)
