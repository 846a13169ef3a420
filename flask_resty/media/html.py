"""HTML from a template of the app, for people who look at data in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Flask
from flask import render_template
from jinja2 import Template
from jinja2 import TemplateError
from jinja2 import TemplateNotFound

from ..errors import ConfigError
from .format import Emitter

#: A page of the app loads what the app serves, and nothing else; no other page has it in a frame.
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def html_emitter(template: str | Sequence[str], *, media_type: str = "text/html; charset=utf-8", policy: str = POLICY) -> Emitter:
    """Make an emitter that renders a template of the app.

    The template gets ``data``, as the schema dumps it, and ``schema``, the marshmallow schema or ``None``, besides all that Flask gives to
    templates. Text is escaped. There is no HTML for a verb that does not name such an emitter: text is never sent as HTML by itself.

    :param template: its name, or several, of which the first is taken that exists.
    :param media_type: that of the answers, for what is no ``text/html``, such as XHTML.
    :param policy: the ``Content-Security-Policy`` of the answers. In place of inline scripts and styles write files.
    :raise ConfigError: (with the first request) for a template that does not exist, cannot be compiled, or is not escaped.
    """
    names: list[str | Template] = [template] if isinstance(template, str) else [*template]
    if not names:
        raise ConfigError("html_emitter() got no template. Name one, as in html_emitter('post.html').")
    return Emitter(media_type, partial(_emit, names), fields={"Content-Security-Policy": policy}, check=partial(_check, names))


def _emit(names: list[str | Template], data: Any, schema: Any) -> bytes:
    return render_template(names, data=data, schema=schema).encode()


def _check(names: list[str | Template], app: Flask) -> None:
    try:
        found = app.jinja_env.select_template(names).name
    except TemplateNotFound as error:
        raise ConfigError(
            f"html_emitter() needs a template {' or '.join(map(repr, names))}, but {app.name!r} has none. Write it."
        ) from error
    except TemplateError as error:
        raise ConfigError(f"html_emitter() cannot use one of {names!r}: {error}. Mend it.") from error
    if not _is_escaped(app, found):
        raise ConfigError(f"html_emitter() would not escape text in {found!r}, by its name. Let the name end with '.html'.")


def _is_escaped(app: Flask, name: str | None) -> bool:
    escapes = app.jinja_env.autoescape
    return escapes if isinstance(escapes, bool) else escapes(name)
