"""The authorization server of the blog: other applications act for its accounts, as far as people allow it."""

from __future__ import annotations

from flask import Flask

from flask_resty.oauth import AuthorizationServer
from flask_resty.oauth import Registry

from . import accounts
from . import login
from .database import sessions_of
from .models import Account

#: What people may allow.
SCOPES = {"posts:write": "Write, change and delete posts in your name"}


def init_app(app: Flask) -> None:
    """Put the authorization server into an app, at the address that its configuration says."""
    registry = Registry(sessions_of(app), principal=accounts.of_token)
    registry.init_app(app)
    server = AuthorizationServer(
        registry=registry, issuer=app.config["ISSUER"], user=login.current, login="login.log_in", scopes=SCOPES, account=_name_of
    )
    server.init_app(app)


def _name_of(account: Account) -> str:
    return account.name
