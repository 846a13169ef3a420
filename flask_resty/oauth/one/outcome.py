"""The page that tells people what came of their answer, where their browser is sent nowhere."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from flask import Response
from jinja2 import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup


def tell(name: str, verifier: str | None) -> Response:
    """Give the page.

    :param name: that of the consumer.
    :param verifier: what people carry over to it; ``None`` if they did not consent.
    """
    return Response(_TEMPLATE.render(name=name, verifier=verifier), mimetype="text/html", headers=_FIELDS)


def _read(name: str) -> str:
    # Browsers hash what they have read, with line breaks as they keep them.
    return files("flask_resty.oauth").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


_STYLE = _read("consent.css")

_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_FIELDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_TEMPLATE = _ENVIRONMENT.from_string(_read("one/outcome.html"), {"style": Markup(_STYLE)})
