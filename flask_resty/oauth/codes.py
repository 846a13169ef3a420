"""Codes: what a browser carries from the consent to the client, which trades it for tokens (RFC 6749, 4.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..auth.tokens import digest_of
from ..auth.tokens import new_token
from .issuing import Issued
from .issuing import Lifetimes
from .issuing import add_tokens
from .issuing import check_approved
from .issuing import checked_subject
from .issuing import granted
from .models import AuthorizationCode
from .models import Client
from .models import Grant
from .once import take
from .signals import token_issued
from .work import Work
from .work import digest_sent


class Codes:
    """The authorization codes of a registry: ``registry.codes``."""

    def __init__(self, work: Work, lifetimes: Lifetimes) -> None:
        self._work = work
        self._lifetimes = lifetimes

    def create(
        self,
        client: Client,
        subject: str,
        *,
        code_challenge: str,
        scopes: Iterable[str] | None = None,
        redirect_uri: str | None = None,
    ) -> str:
        """Give a code for what somebody consented to.

        :param subject: who consented: what ``identity_of`` gives of the principal.
        :param code_challenge: the S256 of the verifier that will come with the code (RFC 7636, 4.2).
        :param scopes: what was consented to; all that the client may have if left out.
        :param redirect_uri: as it was asked for, ``None`` if it was not.
        :raise Refusal: ``unauthorized_client`` or ``invalid_scope``.
        """
        check_approved(client)
        code, moment = new_token(), self._work.now()
        held = AuthorizationCode(
            digest=digest_of(code),
            client_id=client.id,
            subject=checked_subject(subject),
            redirect_uri=redirect_uri,
            scopes=granted(scopes, client.scopes),
            code_challenge=code_challenge,
            created_at=moment,
            expires_at=moment + dt.timedelta(seconds=self._lifetimes.code),
        )
        with self._work.writing() as session:
            session.add(held)
        return code

    def find(self, code: str) -> AuthorizationCode | None:
        """Give what is kept of a code, so that it can be checked before it is redeemed: used ones and those that ended, too."""
        with self._work.reading() as session:
            return session.get(AuthorizationCode, digest_sent(code), populate_existing=True)

    def redeem(self, code: str, client: Client) -> Issued:
        """Trade a code for tokens, once. A second time revokes what it had led to.

        What came along with the code, its verifier and the redirect URI, is checked before by who asks.

        :raise Refusal: ``invalid_grant`` unless the code is good, and the client's; ``unauthorized_client``.
        """
        check_approved(client)
        with self._work.writing() as session:
            held = take(self._work, session, AuthorizationCode, code, client)
            moment = self._work.now()
            grant = held.grant = Grant(client_id=client.id, subject=held.subject, has_consent=True, scopes=held.scopes, created_at=moment)
            refreshable = held.scopes if "refresh_token" in client.grant_types else None
            issued = add_tokens(session, grant, held.scopes, moment=moment, lifetimes=self._lifetimes, refreshable=refreshable)
            session.commit()
            self._work.tell(token_issued, grant=grant, scopes=issued.scopes)
            return issued
