"""Grants: the tokens of one consent, from their issue to their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlalchemy import exists
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from .issuing import Issued
from .issuing import Lifetimes
from .issuing import add_tokens
from .issuing import check_approved
from .issuing import checked_subject
from .issuing import granted
from .models import AccessToken
from .models import AuthorizationCode
from .models import Client
from .models import Grant
from .models import RefreshToken
from .once import drop_codes
from .once import take
from .refusal import Refusal
from .registration import checked_scopes
from .signals import token_issued
from .signals import token_revoked
from .work import Work


class Grants:
    """The grants of a registry: ``registry.grants``."""

    def __init__(self, work: Work, lifetimes: Lifetimes) -> None:
        self._work = work
        self._lifetimes = lifetimes

    def issue(
        self,
        client: Client,
        *,
        subject: str | None = None,
        scopes: Iterable[str] | None = None,
        lifetime: float | dt.timedelta | None = None,
    ) -> Issued:
        """Give an access token without a code: to a client that acts for itself (RFC 6749, 4.4), or for a subject.

        Nobody was asked, so it does not count as a consent of the subject.

        :param subject: for whom it acts; ``None`` for itself.
        :param scopes: all that the client may have if left out.
        :param lifetime: how long it is good, in seconds or as a ``timedelta``; as the registry says if left out.
        :raise Refusal: ``unauthorized_client`` or ``invalid_scope``.
        """
        check_approved(client)
        scopes, moment = granted(scopes, client.scopes), self._work.now()
        subject = None if subject is None else checked_subject(subject)
        grant = Grant(client_id=client.id, subject=subject, has_consent=False, scopes=scopes, created_at=moment)
        with self._work.writing() as session:
            issued = add_tokens(session, grant, scopes, moment=moment, lifetimes=self._lifetimes.with_access(lifetime))
            session.commit()
            self._work.tell(token_issued, grant=grant, scopes=issued.scopes)
            return issued

    def refresh(self, token: str, client: Client, scopes: Iterable[str] | None = None) -> Issued:
        """Trade a refresh token for new tokens, once. A second time revokes the whole grant.

        :param scopes: those of the new access token: the same if left out, or fewer. The new refresh token keeps them all.
        :raise Refusal: ``invalid_grant`` unless the token is good, and the client's; ``unauthorized_client``; ``invalid_scope``.
        """
        check_approved(client)
        with self._work.writing() as session:
            held = take(self._work, session, RefreshToken, token, client)
            if held.grant.revoked_at is not None:
                raise Refusal("invalid_grant", "What it was granted was revoked.")
            fewer, moment = granted(scopes, held.scopes), self._work.now()
            issued = add_tokens(session, held.grant, fewer, moment=moment, lifetimes=self._lifetimes, refreshable=held.scopes)
            session.commit()
            self._work.tell(token_issued, grant=held.grant, scopes=issued.scopes)
            return issued

    def list(self, *, client_id: str | None = None, subject: str | None = None) -> Sequence[Grant]:
        """Give the grants with tokens that are good, or those of a client or a subject, the newest first, with their clients."""
        live = (
            select(Grant)
            .join(Grant.client)
            .where(Grant.revoked_at.is_(None), _has_tokens(self._work.now()), *_of(Grant, client_id, subject))
        )
        ordered = live.order_by(Grant.created_at.desc(), Grant.id.desc()).options(contains_eager(Grant.client))
        with self._work.reading() as session:
            return session.scalars(ordered).all()

    def covers(self, client: Client, subject: str, scopes: Iterable[str]) -> bool:
        """Tell whether a subject consented already to all that a client asks for, by a grant that has not ended."""
        wanted = set(checked_scopes(scopes))
        consents = self.list(client_id=client.id, subject=subject)
        return any(grant.has_consent and wanted <= set(grant.scopes) for grant in consents)

    def revoke(self, grant_id: int) -> bool:
        """Revoke a grant, and so all its tokens; tell whether there was something to revoke."""
        return self._revoke(Grant.id == grant_id) == 1

    def revoke_all(self, *, client_id: str | None = None, subject: str | None = None) -> int:
        """Revoke the grants of a client, of a subject, or of both together, and tell how many they were; codes that wait die, too.

        :raise ValueError: if neither is given.
        """
        if client_id is None and subject is None:
            raise ValueError("revoke_all() takes a client, a subject or both: without one it would revoke everything.")
        with self._work.writing() as session:
            drop_codes(session, *_of(AuthorizationCode, client_id, subject))
        return self._revoke(*_of(Grant, client_id, subject))

    def _revoke(self, *criteria: ColumnElement[bool]) -> int:
        with self._work.writing() as session:
            grants = session.scalars(select(Grant).where(Grant.revoked_at.is_(None), *criteria)).all()
            for grant in grants:
                grant.revoked_at = self._work.now()
            session.commit()
            for grant in grants:
                self._work.tell(token_revoked, grant=grant, is_whole=True)
            return len(grants)


def _of(kind: type[Grant | AuthorizationCode], client_id: str | None, subject: str | None) -> list[ColumnElement[bool]]:
    asked = ((kind.client_id, client_id), (kind.subject, subject))
    return [column == value for column, value in asked if value is not None]


def _has_tokens(moment: dt.datetime) -> ColumnElement[bool]:
    return or_(
        exists().where(AccessToken.grant_id == Grant.id, AccessToken.expires_at > moment, AccessToken.revoked_at.is_(None)),
        exists().where(RefreshToken.grant_id == Grant.id, RefreshToken.expires_at > moment, RefreshToken.used_at.is_(None)),
    )
