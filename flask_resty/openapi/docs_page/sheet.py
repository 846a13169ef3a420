"""The page and the one that a log-in comes back to, as documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment
from jinja2 import StrictUndefined
from jinja2 import Template

from .files import read

#: Gives the path of a file, by its name.
Linked = Callable[[str], str]

#: It says to the page that opened it what it was told, and no more. Its icon is an empty one.
REDIRECT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

# An environment of our own: an app may have turned escaping off in its own.
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _template(name: str) -> Template:
    return _ENVIRONMENT.from_string(read(name).decode())


def render(linked: Linked, **said: Any) -> str:
    """Write the page.

    :param said: what it is about: ``title``, the paths ``document`` and ``redirect``, and what it tells Swagger UI.
    """
    return _template("page.html").render(said, linked=linked)


def render_redirect(linked: Linked) -> str:
    """Write the page that an authorization server leads back to."""
    return _template("redirect.html").render(linked=linked)
