"""What is good once: codes and refresh tokens. Whoever comes second has stolen it, or was robbed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from typing import TypeVar
from typing import cast

from sqlalchemy import ColumnElement
from sqlalchemy import CursorResult
from sqlalchemy import delete
from sqlalchemy import update
from sqlalchemy.orm import Session

from .models import AuthorizationCode
from .models import Client
from .models import Grant
from .models import RefreshToken
from .refusal import Refusal
from .signals import reuse_detected
from .signals import token_revoked
from .work import Work
from .work import digest_sent

OnceT = TypeVar("OnceT", AuthorizationCode, RefreshToken)

#: What is wrong with it is not told apart, for who guesses would learn from it.
_REFUSAL = "It is not known, was used, has ended, or belongs to another client."


def take(work: Work, session: Session, kind: type[OnceT], sent: str, client: Client) -> OnceT:
    """Give a code or a refresh token that came for the first time, and mark it as used.

    One that comes again revokes the grant that it led to (RFC 9700, 4.14.2; RFC 6749, 4.1.2), which is committed at once.

    :raise Refusal: ``invalid_grant`` unless it is there, is good, and belongs to the client.
    """
    digest, moment = digest_sent(sent), work.now()
    is_first = _is_marked(session, kind, digest, moment)
    held = session.get(kind, digest, populate_existing=True)
    if held is None or held.client_id != client.id:
        raise Refusal("invalid_grant", _REFUSAL)
    if not is_first:
        _revoke(work, session, held.grant, moment)
    if not is_first or held.expires_at <= moment:
        raise Refusal("invalid_grant", _REFUSAL)
    return held


def _is_marked(session: Session, kind: type[OnceT], digest: str, moment: dt.datetime) -> bool:
    # Of two at once the database lets one change the row; nothing is read before, so that no other is waited for in vain.
    mark = update(kind).where(kind.digest == digest, kind.used_at.is_(None)).values(used_at=moment)
    done = session.execute(mark.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount == 1


def drop_codes(session: Session, *criteria: ColumnElement[bool]) -> None:
    """Delete codes that wait to be redeemed. What is redeemed at this moment is a grant afterwards."""
    waiting = delete(AuthorizationCode).where(AuthorizationCode.used_at.is_(None), *criteria)
    session.execute(waiting.execution_options(synchronize_session=False))


def _revoke(work: Work, session: Session, grant: Grant | None, moment: dt.datetime) -> None:
    if grant is None:
        return
    is_news = grant.revoked_at is None
    if is_news:
        grant.revoked_at = moment
    session.commit()
    work.tell(reuse_detected, grant=grant)
    if is_news:
        work.tell(token_revoked, grant=grant, is_whole=True)
