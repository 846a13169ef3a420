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

from flask_resty import Problem
from flask_resty.auth import Backoff
from flask_resty.auth import Session

from . import accounts
from .models import Account

blueprint = Blueprint("login", __name__)

#: The session as credentials, for the pages of the blog and of its API.
SESSION = Session(accounts.by_id, realm=accounts.REALM)

#: Makes those wait who guess passwords, for longer each time.
BACKOFF = Backoff()

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
    username, password = (request.form.get(name, "") for name in ("username", "password"))
    try:
        account = BACKOFF.attempt(username, request.remote_addr, lambda: accounts.by_password(username, password))
    except Problem as problem:
        return _page(problem)
    if account is None:
        return _page(Problem(401, "Name or password is wrong."))
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


def _page(problem: Problem | None = None) -> Response:
    shown = render_template("login.html", account=current(), problem=problem, username=request.form.get("username", ""))
    response = Response(shown, 200 if problem is None else problem.status, headers=None if problem is None else problem.headers)
    response.headers.update({"Cache-Control": "no-store", "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"})
    return response
