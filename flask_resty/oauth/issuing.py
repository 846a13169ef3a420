"""Issuing: new tokens for a grant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sqlalchemy.orm import Session

from ..auth.tokens import digest_of
from ..auth.tokens import new_token
from ..errors import ConfigError
from ..errors import ContractError
from ..http.seconds import seconds_of
from .models import AccessToken
from .models import Client
from .models import Grant
from .models import RefreshToken
from .refusal import Refusal
from .registration import checked_scopes

#: A hundred years, in seconds. Databases know no date that is far beyond.
_LONGEST = 100 * 366 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """For how many seconds things are good."""

    access: float
    refresh: float
    code: float

    def __post_init__(self) -> None:
        if not all(0 < seconds <= _LONGEST for seconds in (self.access, self.refresh, self.code)):
            raise ConfigError(f"{self!r} has something that ends before it begins, or never. Give seconds, as in access_lifetime=600.")

    def with_access(self, lifetime: float | dt.timedelta | None) -> Lifetimes:
        """Give the same with another lifetime of access tokens, if there is one."""
        return self if lifetime is None else replace(self, access=seconds_of("lifetime", lifetime))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Tokens in clear, for the client alone: they cannot be had again."""

    grant_id: int
    access_token: str = field(repr=False)
    #: The seconds for which the access token is good.
    expires_in: int
    #: Those of the access token, in order.
    scopes: tuple[str, ...]
    #: ``None`` for a client without the grant type ``refresh_token``, and for one that acts for itself.
    refresh_token: str | None = field(default=None, repr=False)


def add_tokens(
    session: Session, grant: Grant, scopes: list[str], *, moment: dt.datetime, lifetimes: Lifetimes, refreshable: list[str] | None = None
) -> Issued:
    """Keep the digests of new tokens, and give the tokens.

    :param scopes: those of the access token.
    :param refreshable: those that its refresh token can be traded for; ``None`` if there shall be none.
    """
    session.add(grant)
    session.flush()
    return Issued(
        grant_id=grant.id,
        access_token=_added(session, AccessToken, grant, scopes, moment, lifetimes.access),
        expires_in=int(lifetimes.access),
        scopes=tuple(scopes),
        refresh_token=None if refreshable is None else _added(session, RefreshToken, grant, refreshable, moment, lifetimes.refresh),
    )


def _added(
    session: Session, kind: type[AccessToken | RefreshToken], grant: Grant, scopes: list[str], moment: dt.datetime, lifetime: float
) -> str:
    token = new_token()
    ends = moment + dt.timedelta(seconds=lifetime)
    session.add(kind(digest=digest_of(token), grant_id=grant.id, scopes=scopes, created_at=moment, expires_at=ends))
    return token


def check_approved(client: Client) -> None:
    """Check that a client gets anything at all.

    :raise Refusal: ``unauthorized_client`` unless it is approved.
    """
    if not client.is_approved:
        raise Refusal("unauthorized_client", "The client is not approved.")


def checked_subject(subject: str) -> str:
    """Give a subject back.

    :raise ContractError: for one that tells nobody from others, or that no column takes.
    """
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise ContractError("A subject is a string of 1 to 255 characters. Give what identity_of gives of the principal.")
    return subject


def granted(asked: Iterable[str] | None, most: Iterable[str]) -> list[str]:
    """Give the scopes that are granted: those asked for, or all.

    :raise Refusal: ``invalid_scope`` if some are not to be had.
    """
    most = checked_scopes(most)
    scopes = most if asked is None else checked_scopes(asked)
    if not set(scopes) <= set(most):
        raise Refusal("invalid_scope", "Some of the scopes go beyond what can be granted.")
    return scopes
