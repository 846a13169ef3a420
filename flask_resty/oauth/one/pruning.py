"""Pruning: deleting the tokens that have ended, a little at a time."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

from ..pruning import counted
from ..pruning import emptied
from ..work import Work
from .models import TemporaryCredentials
from .models import TokenCredentials


def prune(work: Work, progress: Callable[[int], None]) -> int:
    """Delete the temporary tokens that have ended and the tokens that were revoked, and tell how many rows they were.

    :param progress: is told after each batch how many rows are deleted so far.
    """
    return counted(_batches(work), progress)


def _batches(work: Work) -> Iterator[int]:
    yield from emptied(work, TemporaryCredentials.digest, TemporaryCredentials.expires_at <= work.now())
    # They are no good again, and a token that there is not gets the same answer.
    yield from emptied(work, TokenCredentials.digest, TokenCredentials.revoked_at.is_not(None))
