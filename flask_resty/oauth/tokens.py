"""Tokens: what one that was sent is worth now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable
from sqlalchemy import bindparam
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session

from ..auth.claims import principal_in
from .columns import Moment
from .models import AccessToken
from .models import Client
from .models import Grant
from .models import RefreshToken
from .refusal import Refusal
from .signals import token_revoked
from .work import Work
from .work import digest_sent


class Tokens:
    """The tokens of a registry, as those meet them who are sent one.

    :param principal: makes the application's own principal of the one that a token gives.
    """

    def __init__(self, work: Work, principal: Callable[[Any], Any]) -> None:
        self._work = work
        self._principal = principal

    def verify(self, token: str) -> Any | None:
        """Give the principal of an access token, ``None`` if it is not good now: ``Bearer(verify=registry.verify)``."""
        with self._work.reading() as session:
            claims = _claims(session, _ACCESS, token, self._work)
        return None if claims is None else self._principal(principal_in(claims))

    def introspect(self, token: str) -> dict[str, Any]:
        """Give what a resource may be told of an access or a refresh token (RFC 7662, 2.2)."""
        with self._work.reading() as session:
            access = _claims(session, _ACCESS, token, self._work)
            claims = access or _claims(session, _REFRESH, token, self._work)
        # Who is gone is nobody elsewhere, either.
        if claims is None or self._principal(principal_in(claims)) is None:
            return {"active": False}
        # No resource may take a refresh token for an access token; N_A says that it is none (RFC 8693, 2.2.1).
        return {"active": True, "token_type": "N_A" if access is None else "Bearer", **claims}

    def revoke(self, token: str, client: Client | None = None) -> bool:
        """Revoke an access token, or with a refresh token the whole grant (RFC 7009, 2.1); tell whether there was one.

        :param client: the client that asks, ``None`` for somebody who may revoke any.
        :raise Refusal: ``invalid_grant`` for a token of another client.
        """
        digest, moment = digest_sent(token), self._work.now()
        with self._work.writing() as session:
            held = session.get(AccessToken, digest) or session.get(RefreshToken, digest)
            if held is None:
                return False
            if client is not None and held.grant.client_id != client.id:
                raise Refusal("invalid_grant", "The token belongs to another client.")
            ended = held if isinstance(held, AccessToken) else held.grant
            if ended.revoked_at is not None:
                return False
            ended.revoked_at = moment
            session.commit()
            self._work.tell(token_revoked, grant=held.grant, is_whole=ended is held.grant)
            return True


def _good(kind: type[AccessToken | RefreshToken], end: InstrumentedAttribute[Any]) -> Executable:
    # All that could end a token is asked for in the one query: its time, its grant, its client.
    return (
        select(kind.scopes, kind.created_at, kind.expires_at, Grant.subject, Grant.client_id, Client.scopes.label("allowed"))
        .join(Grant, kind.grant_id == Grant.id)
        .join(Client, Grant.client_id == Client.id)
        .where(kind.digest == bindparam("digest"), kind.expires_at > bindparam("moment", type_=Moment), end.is_(None))
        .where(Grant.revoked_at.is_(None), Client.status == "approved")
    )


_ACCESS = _good(AccessToken, AccessToken.revoked_at)
_REFRESH = _good(RefreshToken, RefreshToken.used_at)


def _claims(session: Session, good: Executable, token: str, work: Work) -> dict[str, Any] | None:
    row = session.execute(good, {"digest": digest_sent(token), "moment": work.now()}).one_or_none()
    if row is None:
        return None
    claims = {
        "client_id": row.client_id,
        # What the client may no longer have, its tokens no longer give.
        "scope": " ".join(scope for scope in row.scopes if scope in row.allowed),
        "iat": int(row.created_at.timestamp()),
        "exp": int(row.expires_at.timestamp()),
    }
    return claims if row.subject is None else {"sub": row.subject, **claims}
