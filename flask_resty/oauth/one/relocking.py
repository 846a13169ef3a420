"""Relocking: when ``SECRET_KEY`` has changed, all secrets are encrypted anew."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..work import Work
from .models import Consumer
from .models import TemporaryCredentials
from .models import TokenCredentials
from .vault import relock

KindT = TypeVar("KindT", Consumer, TemporaryCredentials, TokenCredentials)


def relock_all(work: Work) -> int:
    """Encrypt all secrets by the key of today, and tell how many there are."""
    with work.writing() as session:
        return _relock(session, Consumer) + _relock(session, TemporaryCredentials) + _relock(session, TokenCredentials)


def _relock(session: Session, kind: type[KindT]) -> int:
    locked = [row for row in session.scalars(select(kind)) if row.secret is not None]
    for row in locked:
        row.secret = relock(str(row.secret))
    return len(locked)
