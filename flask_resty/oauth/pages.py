"""Pages that people see: HTML with its style in it, and nothing that runs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from flask import Response
from jinja2 import Environment
from jinja2 import StrictUndefined
from jinja2 import Template
from markupsafe import Markup


def page(name: str, status: int = 200, /, *, form_action: Iterable[str] = ("'none'",), **said: Any) -> Response:
    """Give a page.

    :param name: the file of its template, below this package.
    :param form_action: where its form may lead to, as a Content Security Policy names it.
    :param said: what stands in the template.
    """
    response = Response(_template(name).render(said), status, mimetype="text/html")
    response.headers.update(_FIELDS)
    response.headers["Content-Security-Policy"] = f"{_POLICY}; form-action {' '.join(form_action)}"
    return response


@cache
def _template(name: str) -> Template:
    return _ENVIRONMENT.from_string(_read(name), {"style": Markup(_STYLE)})


def _read(name: str) -> str:
    # Browsers hash what they have read, with line breaks as they keep them.
    return files("flask_resty.oauth").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


# An environment of our own: an app may have turned escaping off in its own.
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

_STYLE = _read("consent.css")

#: Nothing runs, nothing is loaded, and nobody puts the page into a frame, where people would click on what they do not see.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

_FIELDS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # For browsers that know no frame-ancestors.
    "X-Frame-Options": "DENY",
}
