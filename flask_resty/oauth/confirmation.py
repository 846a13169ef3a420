"""Confirmations: what a page carries to prove that its form was shown in this session, and for this request."""

from __future__ import annotations

import hmac
import json
import secrets
from hashlib import sha256

from flask import Flask
from flask import session
from flask.sansio.app import App
from flask.sessions import SecureCookieSessionInterface

from ..errors import ConfigError

#: The key in the session.
KEY = "flask_resty.oauth"


def check(app: App, who: str) -> None:
    """Look whether an app can have sessions.

    :param who: what needs them, for the error.
    :raise ConfigError: if they are in signed cookies, and there is no key to sign with.
    """
    if isinstance(app, Flask) and isinstance(app.session_interface, SecureCookieSessionInterface) and not app.secret_key:
        raise ConfigError(f"{who} needs sessions, but the app {app.name!r} has no SECRET_KEY to sign them with. Set one before.")


def confirmation(*about: str | None) -> str:
    """Give what the form is to send back. Another session has another one, and so has anything else that is asked.

    :param about: all that the answer to the form decides on.
    """
    key = session.get(KEY)
    if not isinstance(key, str):
        key = session[KEY] = secrets.token_urlsafe(32)
    return _signed(key, about)


def is_confirmed(given: str | None, *about: str | None) -> bool:
    """Tell whether a form was shown in this session, and about the same."""
    key = session.get(KEY)
    if given is None or not isinstance(key, str):
        return False
    return hmac.compare_digest(given.encode(), _signed(key, about).encode())


def _signed(key: str, about: tuple[str | None, ...]) -> str:
    return hmac.new(key.encode(), json.dumps(about).encode(), sha256).hexdigest()
