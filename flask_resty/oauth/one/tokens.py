"""Tokens: the temporary ones that consent is asked for with, and those that come of it (RFC 5849, 2)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import cast

from sqlalchemy import CursorResult
from sqlalchemy import Delete
from sqlalchemy import Update
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session

from ...auth.tokens import digest_of
from ...auth.tokens import new_token
from ..signals import token_issued
from ..signals import token_revoked
from ..work import Work
from ..work import digest_sent
from .models import TemporaryCredentials
from .models import TokenCredentials
from .vault import lock

#: Random octets of a verifier: people may have to copy it by hand, and it is good for minutes, and for who can sign.
_OCTETS = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A token and its secret, in clear. They cannot be had again."""

    token: str = field(repr=False)
    secret: str = field(repr=False)


class Tokens:
    """The tokens of a provider: ``provider.tokens``.

    :param lifetime: the seconds for which temporary ones are good.
    """

    def __init__(self, work: Work, lifetime: float) -> None:
        self._work = work
        self._lifetime = dt.timedelta(seconds=lifetime)

    def start(self, consumer_key: str, callback: str | None) -> Pair:
        """Give a consumer a temporary token, to ask somebody for consent with.

        :param callback: where the browser is sent afterwards; ``None`` for nowhere.
        """
        pair, moment = Pair(new_token(), new_token()), self._work.now()
        fresh = TemporaryCredentials(
            digest=digest_of(pair.token),
            consumer_key=consumer_key,
            secret=lock(pair.secret),
            callback=callback,
            created_at=moment,
            expires_at=moment + self._lifetime,
        )
        with self._work.writing() as session:
            # They are short-lived, so whoever asks for one clears away what others left.
            session.execute(delete(TemporaryCredentials).where(TemporaryCredentials.expires_at <= moment))
            session.add(fresh)
        return pair

    def temporary(self, token: str) -> TemporaryCredentials | None:
        """Give what is known of a temporary token that is good now; ``None`` if there is none."""
        with self._work.reading() as session:
            found = session.get(TemporaryCredentials, digest_sent(token), populate_existing=True)
            return found if found is not None and self._work.now() < found.expires_at else None

    def allow(self, digest: str, subject: str) -> str | None:
        """Note that somebody consents, and give the verifier that proves it; ``None`` if the token is not waiting for that.

        :param digest: that of the temporary token.
        """
        verifier, kept = secrets.token_hex(_OCTETS), TemporaryCredentials
        waiting = update(kept).where(kept.digest == digest, kept.verifier_digest.is_(None), kept.expires_at > self._work.now())
        with self._work.writing() as session:
            is_noted = _changes_one(session, waiting.values(subject=subject, verifier_digest=digest_of(verifier)))
        return verifier if is_noted else None

    def deny(self, digest: str) -> None:
        """Note that somebody does not consent: the temporary token dies."""
        with self._work.writing() as session:
            session.execute(delete(TemporaryCredentials).where(TemporaryCredentials.digest == digest))

    def trade(self, held: TemporaryCredentials, verifier: str) -> Pair | None:
        """Give a token for a temporary one, which dies; ``None`` if nobody consented, or the verifier is not the one that proves it."""
        kept, pair, moment = TemporaryCredentials, Pair(new_token(), new_token()), self._work.now()
        consented = delete(kept).where(kept.digest == held.digest, kept.verifier_digest == digest_sent(verifier), kept.expires_at > moment)
        subject, consumer_key = held.subject, held.consumer_key
        with self._work.writing() as session:
            # Of two at once the database lets one delete the row.
            if subject is None or not _changes_one(session, consented):
                return None
            given = TokenCredentials(
                digest=digest_of(pair.token), consumer_key=consumer_key, secret=lock(pair.secret), subject=subject, created_at=moment
            )
            session.add(given)
            session.commit()
            self._work.tell(token_issued, grant=given, scopes=[])
        return pair

    def find(self, token: str) -> TokenCredentials | None:
        """Give what is known of a token that is good now; ``None`` if there is none."""
        with self._work.reading() as session:
            found = session.get(TokenCredentials, digest_sent(token), populate_existing=True)
            return found if found is not None and found.revoked_at is None else None

    def list(self, *, subject: str | None = None, consumer_key: str | None = None) -> Sequence[TokenCredentials]:
        """Give the tokens that are good, or those of a subject or a consumer, the oldest first."""
        kept = TokenCredentials
        chosen = select(kept).where(kept.revoked_at.is_(None)).order_by(kept.created_at, kept.digest)
        if subject is not None:
            chosen = chosen.where(kept.subject == subject)
        if consumer_key is not None:
            chosen = chosen.where(kept.consumer_key == consumer_key)
        with self._work.reading() as session:
            return session.scalars(chosen).all()

    def revoke(self, digest: str) -> bool:
        """End a token; tell whether there was one.

        :param digest: that of the token, as :meth:`list` has it.
        """
        with self._work.writing() as session:
            found = session.get(TokenCredentials, digest, populate_existing=True)
            if found is None or found.revoked_at is not None:
                return False
            found.revoked_at = self._work.now()
            session.commit()
            self._work.tell(token_revoked, grant=found, is_whole=True)
            return True


def _changes_one(session: Session, change: Update | Delete) -> bool:
    done = session.execute(change.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount == 1
