"""Other applications act for the accounts of the blog, as far as people allow it: by OAuth 2, and by OAuth 1 for an old one."""

from __future__ import annotations

from flask import Flask

from flask_resty.oauth import AuthorizationServer
from flask_resty.oauth.one import OAuth1Provider

from . import accounts
from . import login
from .database import session
from .models import Account


def _name_of(account: Account) -> str:
    return account.name


#: Where an application gets its token that speaks OAuth 1.
PROVIDER = OAuth1Provider(session, user=login.current, login="login.log_in", account=_name_of, permission=accounts.ALLOWED["posts:write"])

#: The authenticator for its requests.
SIGNED = PROVIDER.authenticator(principal=accounts.of_consumer, realm=accounts.REALM)


def init_app(app: Flask) -> None:
    """Put both into an app: where clients find them, its configuration says."""
    server = AuthorizationServer(
        registry=accounts.registry,
        issuer=app.config["ISSUER"],
        user=login.current,
        login="login.log_in",
        scopes=accounts.ALLOWED,
        account=_name_of,
    )
    server.init_app(app)
    PROVIDER.init_app(app)
