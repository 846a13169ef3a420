"""The page that asks people for their consent, and the one that tells them why there is nothing to consent to."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from flask import Response
from jinja2 import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup

from .redirection import place_of
from .redirection import source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What people are asked. Their answer comes to the address of the page, as the form ``answer`` and ``confirmation``."""

    #: The name of the client, and what it says of itself.
    client: str
    description: str
    #: Whose account it is about.
    account: str
    #: The scopes that are asked for, each with what it means to people.
    scopes: Mapping[str, str]
    #: Where the browser is sent afterwards; ``None`` if it stays here.
    target: str | None
    #: What comes back with the answer; see ``confirmation``.
    confirmation: str


def ask(consent: Consent) -> Response:
    """Give the page that asks."""
    target = consent.target
    # Browsers hold the policy against the address, too, that the answer to the form redirects to, and Chromium against what that
    # one redirects to in its turn, which only the client knows.
    sources = ["'self'"] if target is None else ["'self'", source_of(target), "https:"]
    place = None if target is None else place_of(target)
    return _page("consent.html", 200, sources, consent=consent, place=place)


def refuse(reason: str, status: int = 400) -> Response:
    """Give the page of a request that must not be answered to the client, for nobody knows whose it is (RFC 6749, 4.1.2.1).

    :param reason: a sentence; nothing that was sent stands in it.
    """
    return _page("refusal.html", status, ["'none'"], reason=reason)


def _page(name: str, status: int, form_action: list[str], **said: Any) -> Response:
    html = _TEMPLATES[name].render(said)
    response = Response(html, status, mimetype="text/html")
    response.headers.update(_FIELDS)
    response.headers["Content-Security-Policy"] = f"{_POLICY}; form-action {' '.join(form_action)}"
    return response


def _read(name: str) -> str:
    # Browsers hash what they have read, with line breaks as they keep them.
    return files("flask_resty.oauth").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


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

# An environment of our own: an app may have turned escaping off in its own.
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_TEMPLATES = {name: _ENVIRONMENT.from_string(_read(name), {"style": Markup(_STYLE)}) for name in ("consent.html", "refusal.html")}
