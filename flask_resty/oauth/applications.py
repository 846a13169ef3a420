"""Applications: what clients of OAuth 2 and consumers of OAuth 1.0 have in common, from registration to the end."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any
from typing import Generic
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session

from ..auth.tokens import new_token
from .columns import Application
from .columns import Status
from .issuing import checked_subject
from .refusal import Refusal
from .registration import checked_description
from .registration import checked_name
from .registration import checked_status
from .signals import client_created
from .signals import client_status_changed
from .signals import secret_rotated
from .work import Work

ApplicationT = TypeVar("ApplicationT", bound=Application)


class Applications(Generic[ApplicationT]):
    """The applications in one table: they are found, listed and decided upon.

    :param key: the column of their identifiers.
    :param end: takes from an application, at a moment, all that it was granted.
    """

    def __init__(
        self,
        work: Work,
        kind: type[ApplicationT],
        key: InstrumentedAttribute[str],
        end: Callable[[Session, str, dt.datetime], None],
    ) -> None:
        self._work = work
        self._kind = kind
        self._key = key
        self._end = end

    def find(self, identifier: str) -> ApplicationT | None:
        """Give one of them, whatever its status; ``None`` if there is none."""
        with self._work.reading() as session:
            return self._found(session, identifier)

    def list(self, *, status: Status | None = None, owner: str | None = None) -> Sequence[ApplicationT]:
        """Give all of them, or those with a status or an owner, the oldest first."""
        chosen = select(self._kind).order_by(self._kind.created_at, self._key)
        if status is not None:
            chosen = chosen.where(self._kind.status == status)
        if owner is not None:
            chosen = chosen.where(self._kind.owner == owner)
        with self._work.reading() as session:
            return session.scalars(chosen).all()

    def approve(self, identifier: str) -> ApplicationT:
        """Let one have tokens. What it had before it was revoked stays dead.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(identifier, "approved")

    def reject(self, identifier: str) -> ApplicationT:
        """Turn one down.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(identifier, "rejected")

    def revoke(self, identifier: str) -> ApplicationT:
        """Take from one, at once, all that it was granted, and let it have nothing more.

        :raise Refusal: ``invalid_client`` if there is none.
        """
        return self._set_status(identifier, "revoked")

    def _set_status(self, identifier: str, after: Status) -> ApplicationT:
        with self._work.writing() as session:
            application = self._required(session, identifier)
            before, moment = application.status, self._work.now()
            if before == after:
                return application
            application.status, application.updated_at = after, moment
            # Its tokens are not good whatever they say; nor shall they be if it is approved again, and what came about meanwhile.
            self._end(session, identifier, moment)
            session.commit()
            self._work.tell(client_status_changed, client=application, before=before, after=after)
            return application

    def _add(self, application: ApplicationT) -> None:
        with self._work.writing() as session:
            session.add(application)
            session.commit()
            self._work.tell(client_created, client=application)

    def _rotate(self, identifier: str, take: Callable[[ApplicationT, str], None]) -> str:
        secret = new_token()
        with self._work.writing() as session:
            application = self._required(session, identifier)
            application.updated_at = self._work.now()
            take(application, secret)
            session.commit()
            self._work.tell(secret_rotated, client=application)
        return secret

    def _required(self, session: Session, identifier: str) -> ApplicationT:
        application = self._found(session, identifier)
        if application is None:
            raise Refusal("invalid_client", f"There is no such {self._kind.__name__.lower()}.")
        return application

    def _found(self, session: Session, identifier: str) -> ApplicationT | None:
        # What a database balks at is nobody's name (RFC 6749, appendix A.1).
        is_possible = identifier.isascii() and identifier.isprintable()
        return session.get(self._kind, identifier, populate_existing=True) if is_possible else None


def new_identifier() -> str:
    """Give an identifier that nobody has: letters and digits alone, for it is typed into commands, where "-" would start an option."""
    return secrets.token_hex(16)


def described(name: str, description: str, owner: str | None, status: Status, moment: dt.datetime) -> dict[str, Any]:
    """Give the columns of a new application that each has.

    :raise Refusal: ``invalid_client_metadata`` for what cannot be registered.
    """
    return {
        "name": checked_name(name),
        "description": checked_description(description),
        "owner": None if owner is None else checked_subject(owner),
        "status": checked_status(status),
        "created_at": moment,
        "updated_at": moment,
    }
