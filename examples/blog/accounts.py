"""Accounts: who calls, by password or token, and what they see of themselves."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from werkzeug.security import check_password_hash
from werkzeug.security import generate_password_hash

from flask_resty import Blueprint
from flask_resty import Resource
from flask_resty import returns

from .database import session
from .models import Account
from .schemas import AccountOut

blueprint = Blueprint("accounts", __name__)


def hash_of(token: str) -> str:
    """Give what is kept of a token. It is looked up by this, so the time that takes tells nothing about the token."""
    return sha256(token.encode()).hexdigest()


def by_token(token: str) -> Account | None:
    """Give the account that a token belongs to."""
    return session.scalar(select(Account).where(Account.token_hash == hash_of(token)))


def by_password(username: str, password: str) -> Account | None:
    """Give the account with a name and a password."""
    account = session.scalar(select(Account).where(Account.username == username))
    if account is None:
        # It takes as long as a wrong password does, so that nobody can find out names.
        generate_password_hash(password)
        return None
    return account if check_password_hash(account.password_hash, password) else None


@blueprint.resource("/me")
class Me(Resource):
    """The account of the caller."""

    @returns(AccountOut)
    def get(self, principal: Account) -> Account:
        return principal
