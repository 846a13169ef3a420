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

from .database import registry
from .database import session
from .models import Account
from .schemas import AccountOut

blueprint = Blueprint("accounts", __name__)

#: What credentials are for. It is part of what is kept of a password for Digest, so it cannot be changed later.
REALM = "Blog"


def by_name(username: str) -> Account | None:
    """Give the account of a name."""
    return session.scalar(select(Account).where(Account.username == username))


def by_id(id: str) -> Account | None:
    """Give the account that a session or a token is of."""
    return session.get(Account, int(id))


def _with_password(username: str) -> tuple[str, Account] | None:
    account = by_name(username)
    return None if account is None else (account.password_hash, account)


#: Gives the account with a name and a password.
by_password = Passwords(_with_password)


def by_digest(username: str) -> tuple[HA1, Account] | None:
    """Give what is kept of a password for Digest, and the account."""
    account = by_name(username)
    return None if account is None else (HA1(account.digests), account)


def by_token(token: str) -> Account | None:
    """Give the account that a token belongs to: its own one, or one that it allowed a client to have."""
    own = session.scalar(select(Account).where(Account.token_hash == digest_of(token)))
    return registry.verify(token) if own is None else own


def of_token(token: TokenPrincipal) -> Account | None:
    """Give the account that a client acts for, with no more than what was allowed to the client."""
    is_for_itself = token.id == token.client_id
    client = registry.clients.find(token.id) if is_for_itself else None
    # A client that acts for nobody in particular is the tool of who registered it.
    subject = token.id if not is_for_itself else None if client is None else client.owner
    account = None if subject is None else by_id(subject)
    if account is not None:
        account.granted = token.scopes
    return account


@blueprint.resource("/me")
class Me(Resource):
    """The account of the caller."""

    @returns(AccountOut)
    def get(self, principal: Account) -> Account:
        return principal
