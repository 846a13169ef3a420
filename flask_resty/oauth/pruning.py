"""Pruning: deleting what has ended, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import cast

from sqlalchemy import ColumnElement
from sqlalchemy import Delete
from sqlalchemy import delete
from sqlalchemy import exists
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session

from .models import AccessToken
from .models import AuthorizationCode
from .models import Grant
from .models import RefreshToken
from .work import Work

#: How many rows are deleted at once. A database takes so many parameters, and is back for others soon.
_BATCH = 500


def prune(work: Work, progress: Callable[[int], None]) -> int:
    """Delete the codes and tokens that have ended, then the grants that have no token left, and tell how many rows they were.

    Used codes stay as long as what they led to, so that their reuse is noticed.

    :param progress: is told after each batch how many rows are deleted so far.
    """
    return counted(_batches(work), progress)


def counted(batches: Iterable[int], progress: Callable[[int], None]) -> int:
    """Delete batch by batch, and tell how many rows they were."""
    deleted = 0
    for batch in batches:
        deleted += batch
        progress(deleted)
    return deleted


def _batches(work: Work) -> Iterator[int]:
    moment = work.now()
    yield from emptied(work, AccessToken.digest, AccessToken.expires_at <= moment)
    yield from emptied(work, RefreshToken.digest, RefreshToken.expires_at <= moment)
    yield from emptied(work, AuthorizationCode.digest, AuthorizationCode.expires_at <= moment, AuthorizationCode.used_at.is_(None))
    yield from _without_tokens(work)


def emptied(work: Work, digest: InstrumentedAttribute[str], *ended: ColumnElement[bool]) -> Iterator[int]:
    """Delete the rows that have ended, and give the size of each batch.

    :param digest: the key of the table.
    """
    while True:
        with work.writing() as session:
            keys = session.scalars(select(digest).where(*ended).limit(_BATCH)).all()
            _delete(session, delete(cast("type[DeclarativeBase]", digest.class_)).where(digest.in_(keys)))
        if not keys:
            return
        yield len(keys)


def _without_tokens(work: Work) -> Iterator[int]:
    # Each grant is looked at once: those that stay would be found again and again from the start. They are locked in order, as
    # who revokes them does it, or each could wait for the other for ever.
    last = 0
    bare = select(Grant.id).where(~exists().where(AccessToken.grant_id == Grant.id), ~exists().where(RefreshToken.grant_id == Grant.id))
    while True:
        with work.writing() as session:
            keys = session.scalars(bare.where(Grant.id > last).order_by(Grant.id).limit(_BATCH).with_for_update()).all()
            # Not every database deletes what refers to a row by itself.
            _delete(session, delete(AuthorizationCode).where(AuthorizationCode.grant_id.in_(keys)))
            _delete(session, delete(Grant).where(Grant.id.in_(keys)))
        if not keys:
            return
        last = keys[-1]
        yield len(keys)


def _delete(session: Session, rows: Delete) -> None:
    session.execute(rows.execution_options(synchronize_session=False))
