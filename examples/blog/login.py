"""Log-in by browser: a page with a form, and the session that it leads to."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import redirect
from flask import render_template
from flask import request
from flask import session
from flask import url_for
from werkzeug.wrappers import Response as BaseResponse

from flask_resty.auth import Session

from . import accounts
from .models import Account

blueprint = Blueprint("login", __name__)

#: The session as credentials, for the pages of the blog and of its API.
SESSION = Session(accounts.by_id, realm=accounts.REALM)

_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def current() -> Account | None:
    """Give the account that is logged in at the browser."""
    id = session.get(SESSION.key)
    return None if id is None else accounts.by_id(id)


@blueprint.get("/login")
def log_in() -> Response:
    """Show the form."""
    return _page()


@blueprint.post("/login")
def check() -> BaseResponse:
    """Check what was typed into it, and go on to where the browser came from."""
    account = accounts.by_password(request.form.get("username", ""), request.form.get("password", ""))
    if account is None:
        return _page(401)
    SESSION.log_in(account)
    return redirect(_next(), 303)


@blueprint.post("/logout")
def log_out() -> BaseResponse:
    """Forget who it was."""
    SESSION.log_out()
    return redirect(url_for("login.log_in"), 303)


def _next() -> str:
    """Give the path to go on to: one of ours, or a page of others could use the log-in as its doorman."""
    path = request.args.get("next", "")
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else url_for("login.log_in")


def _page(status: int = 200) -> Response:
    response = Response(render_template("login.html", account=current(), is_refused=status == 401), status)
    response.headers.update({"Cache-Control": "no-store", "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"})
    return response
