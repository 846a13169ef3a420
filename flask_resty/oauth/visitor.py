"""Visitors: people who come to a page of a server with their browser, and where they are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask import request
from flask import url_for

from ..auth.verification import asking
from ..auth.verification import checked_function
from ..errors import ContractError
from ..principal import identity_of
from .redirection import with_parameters


@dataclass(frozen=True, slots=True)
class Visitors:
    """How an application knows the people at their browsers."""

    #: Gives the principal of the session, or ``None``.
    user: Callable[[], Any]
    #: Where they log in: an endpoint, or an address.
    login: str
    #: Gives the name of the account of a principal, as people know it.
    account: Callable[[Any], str]


def known_by(who: str, *, user: Any, login: str, account: Any) -> Visitors:
    """Take from a developer how people are known.

    :param who: what it was given to, for the error.
    :param account: by ``identity_of`` if it is ``None``.
    :raise ConfigError: for what cannot be called.
    """
    named = _identity if account is None else checked_function(account, who, "account")
    return Visitors(asking(checked_function(user, who, "user"), "user"), login, asking(named, "account"))


def _identity(principal: Any) -> str:
    return identity_of(principal) or ""


def login_address(login: str) -> str:
    """Give the address of the log-in, which leads back to the present page.

    :param login: an endpoint, or an address.
    """
    # Our own path, whatever the host was called: nobody is sent elsewhere after the log-in.
    here = f"{url_for(str(request.endpoint))}?{request.query_string.decode()}"
    if login.startswith(("/", "https://", "http://")):
        return with_parameters(login, {"next": here})
    return url_for(login, next=here)


def subject_of(principal: Any) -> str:
    """Give what tells somebody from others.

    :raise ContractError: if nothing does.
    """
    subject = identity_of(principal)
    if subject is None:
        raise ContractError(f"user gave a {type(principal).__name__} by which nobody is told from others. Give it an id.")
    return subject


def redirect(address: str) -> Response:
    """Send a browser away, and have it let go of what was in the form (RFC 9700, 4.12)."""
    response = Response(status=303, headers={"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    del response.headers["Content-Type"]
    return response
