"""A client of the API that runs in a browser: one page, which logs in at the blog's own authorization server."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import render_template

from .seed import PAGE_CLIENT

blueprint = Blueprint("client", __name__)

_OWN = "; ".join(f"{kind}-src 'self'" for kind in ("script", "style", "connect"))
_POLICY = f"default-src 'none'; {_OWN}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"


@blueprint.get("/client/")
def show() -> Response:
    """Show the page. The code that it comes back with is for nobody else, so the page says nothing of its address."""
    response = Response(render_template("client.html", client_id=PAGE_CLIENT))
    response.headers.update({"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"})
    return response
