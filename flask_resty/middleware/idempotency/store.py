"""What has to be remembered of a request that came with a key, and what a store is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple
from typing import Protocol
from typing import runtime_checkable


class Claim(NamedTuple):
    """The right to carry a request out, for as long as its lease runs."""

    #: 64 characters that stand for the key, and for who sent it where.
    key: str
    #: What tells the claim from every other one to the same key: the fencing token, 32 characters.
    token: str
    #: 64 characters that are the same for the same request only.
    fingerprint: str


class Held(NamedTuple):
    """What a store has under a key already."""

    fingerprint: str
    #: What was answered, as it was given to ``complete``; ``None`` while the request is carried out.
    answer: bytes | None
    #: For how many seconds it will stand there.
    seconds: float


class ClaimLost(Exception):
    """The lease ran out before the request was carried out, and somebody else has the claim, or had it."""


@runtime_checkable
class Store(Protocol):
    """Where claims and answers are kept. Several threads use one store at once, and several processes if it says so."""

    def claim(self, claim: Claim, lease: float) -> Held | None:
        """Take the key for so many seconds, in one step that no other claim can come in between.

        :return: ``None`` if it was free, or what stood there had run out; else what stands there.
        """

    def complete(self, claim: Claim, answer: bytes, ttl: float) -> None:
        """Keep the answer for so many seconds, if the claim still stands.

        :raise ClaimLost: if it does not.
        """

    def release(self, claim: Claim) -> None:
        """Give the key back, if the claim still stands and no answer is kept."""


@runtime_checkable
class Transactional(Protocol):
    """A store that can keep the answer in the transaction in which the request is carried out."""

    def within(self, sessions: Sequence[Any]) -> Store | None:
        """Give a store whose ``complete`` commits the session of the handler, with the answer in the same transaction.

        Where its ``complete`` fails, nothing of the transaction happened; ``release`` rolls it back.

        :param sessions: what was given to each ``transaction`` around the handler; one at least.
        :return: ``None`` if the store has nothing to do with sessions.
        :raise ConfigError: if it has a session, and none of these is it.
        """
