"""Pruning: deleting what has ended, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any
from typing import TypeAlias

from sqlalchemy import Delete
from sqlalchemy import Select
from sqlalchemy import delete
from sqlalchemy import exists
from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import AccessToken
from .models import AuthorizationCode
from .models import Grant
from .models import RefreshToken
from .work import Work

#: What ends by itself, and is known by its digest.
Ending: TypeAlias = type[AccessToken | RefreshToken | AuthorizationCode]

#: How many rows are deleted at once. A database takes so many parameters, and is back for others soon.
_BATCH = 500


def prune(work: Work, progress: Callable[[int], None]) -> int:
    """Delete the codes and tokens that have ended, then the grants that have no token left, and tell how many rows they were.

    Used codes stay as long as what they led to, so that their reuse is noticed.

    :param progress: is told after each batch how many rows are deleted so far.
    """
    deleted = 0
    for batch in _batches(work):
        deleted += batch
        progress(deleted)
    return deleted


def _batches(work: Work) -> Iterator[int]:
    moment = work.now()
    yield from _emptied(work, AccessToken, select(AccessToken.digest).where(AccessToken.expires_at <= moment))
    yield from _emptied(work, RefreshToken, select(RefreshToken.digest).where(RefreshToken.expires_at <= moment))
    codes = select(AuthorizationCode.digest).where(AuthorizationCode.expires_at <= moment, AuthorizationCode.used_at.is_(None))
    yield from _emptied(work, AuthorizationCode, codes)
    yield from _without_tokens(work)


def _emptied(work: Work, kind: Ending, ended: Select[Any]) -> Iterator[int]:
    while True:
        with work.writing() as session:
            keys = session.scalars(ended.limit(_BATCH)).all()
            _delete(session, delete(kind).where(kind.digest.in_(keys)))
        if not keys:
            return
        yield len(keys)


def _without_tokens(work: Work) -> Iterator[int]:
    # Each grant is looked at once: those that stay would be found again and again from the start.
    last = 0
    bare = select(Grant.id).where(~exists().where(AccessToken.grant_id == Grant.id), ~exists().where(RefreshToken.grant_id == Grant.id))
    while True:
        with work.writing() as session:
            keys = session.scalars(bare.where(Grant.id > last).order_by(Grant.id).limit(_BATCH)).all()
            # Not every database deletes what refers to a row by itself.
            _delete(session, delete(AuthorizationCode).where(AuthorizationCode.grant_id.in_(keys)))
            _delete(session, delete(Grant).where(Grant.id.in_(keys)))
        if not keys:
            return
        last = keys[-1]
        yield len(keys)


def _delete(session: Session, rows: Delete) -> None:
    session.execute(rows.execution_options(synchronize_session=False))
