"""The page at the bare address: it reads and writes posts by the API, with the client that is written from its document."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import render_template

from .seed import PAGE_CLIENT

blueprint = Blueprint("home", __name__)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@blueprint.get("/")
def show() -> Response:
    """Show the page. It logs in as the sample client does, and the code that it comes back with is for nobody else."""
    response = Response(render_template("home.html", client_id=PAGE_CLIENT))
    response.headers.update({"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"})
    return response
