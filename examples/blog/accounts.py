"""Accounts: who calls, whichever way they say so, and what they see of themselves."""

from __future__ import annotations

from sqlalchemy import select

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import returns
from flask_resty.auth import HA1
from flask_resty.auth import Passwords
from flask_resty.auth import TokenPrincipal
from flask_resty.auth.tokens import digest_of
from flask_resty.oauth import Registry

from .database import session
from .models import MAX_INTEGER
from .models import Account
from .schemas import AccountOut

blueprint = Blueprint("accounts", __name__)

#: What people may allow to clients.
ALLOWED = {"posts:write": "Write, change and delete posts in your name"}

#: What credentials are for. It is part of what is kept of a password for Digest, so it cannot be changed later.
REALM = "Blog"


def by_name(username: str) -> Account | None:
    """Give the account of a name."""
    return session.scalar(select(Account).where(Account.username == username))


def by_id(id: str) -> Account | None:
    """Give the account that a session or a token is of."""
    # Who registers a client by a command may have written anything.
    return session.get(Account, int(id)) if id.isdecimal() and int(id) <= MAX_INTEGER else None


def _with_password(username: str) -> tuple[str, Account] | None:
    account = by_name(username)
    return None if account is None else (account.password_hash, account)


#: Gives the account with a name and a password.
by_password = Passwords(_with_password)


def by_digest(username: str) -> tuple[HA1, Account] | None:
    """Give what is kept of a password for Digest, and the account."""
    account = by_name(username)
    return None if account is None else (HA1(account.digests), account)


def of_token(token: TokenPrincipal) -> Account | None:
    """Give the account that a client acts for, with no more than what was allowed to the client."""
    # A client that acts for nobody in particular is the tool of who registered it.
    subject = token.id if "sub" in token.claims else _owner_of(token.id)
    return None if subject is None else _limited(by_id(subject), token.scopes)


def of_consumer(token: TokenPrincipal) -> Account | None:
    """Give the account that a consumer of OAuth 1 acts for. There are no scopes, so it is allowed what a client can be at most."""
    return _limited(by_id(token.id), frozenset(ALLOWED))


def _limited(account: Account | None, scopes: frozenset[str]) -> Account | None:
    if account is not None:
        account.granted = scopes
    return account


def _owner_of(client_id: str) -> str | None:
    client = registry.clients.find(client_id)
    return None if client is None else client.owner


#: The clients that act for accounts, and the tokens that they were given.
registry = Registry(session, principal=of_token)


def by_token(token: str) -> Account | None:
    """Give the account that a token belongs to: its own one, or one that it allowed a client to have."""
    own = session.scalar(select(Account).where(Account.token_hash == digest_of(token)))
    return registry.verify(token) if own is None else own


@blueprint.resource("/me")
class Me(Resource):
    """The account of the caller."""

    @returns(AccountOut)
    def get(self, principal: Account) -> Account:
        return principal
