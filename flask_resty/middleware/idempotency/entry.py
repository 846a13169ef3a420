"""Carry a request out once, however often it is sent (draft-ietf-httpapi-idempotency-key-header-07)."""

from __future__ import annotations

import logging
import math
import secrets
from collections.abc import Callable
from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar

from flask import Request
from flask import Response

from ...errors import ConfigError
from ...errors import Problem
from ...http.methods import UNSAFE
from ...stack import Entry
from ...stack import Seat
from ...stack import checked_methods
from ...typing import Middleware
from ...typing import Next
from ...typing import Place
from ..transactions import Transaction
from .answer import Answer
from .key import FIELD
from .key import fingerprint
from .key import parse
from .key import refused
from .key import scoped
from .store import Claim
from .store import ClaimLost
from .store import Held
from .store import Store
from .store import Transactional

logger = logging.getLogger("flask_resty")

#: The field that tells a client that what it sees was answered before.
REPLAYED = "Idempotency-Replayed"


def _in_seconds(span: float | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else span


class Idempotency(Entry):
    """Carries a request with an ``Idempotency-Key`` out once, and answers its repeats with what was answered before.

    A key counts for one principal (or all who are anonymous), one method and one path. While its request is carried out,
    repeats get 409; with another request it gets 422. What failed, with a status of 400 or above, may be repeated with the same
    key. Of a stream, and of content larger than ``max_size``, it is only kept that it was sent: a repeat gets 409.

    It stands innermost at the gate, inside of ``transaction``. The nearest one counts.

    :param store: where keys are kept: a :class:`MemoryStore`, a :class:`RedisStore`, an :class:`SQLStore`, or your own.
    :param required: whether a request without a key is refused with 400.
    :param ttl: how long answers are kept: seconds, or a ``timedelta``.
    :param lease: how long a request may be carried out, in the same way, before others may take it that its worker has died. Longer than
        any worker may live for one request: its timeout in seconds, and some more.
    :param max_size: the largest content of an answer that is kept, in bytes.
    :param methods: the methods that it is for: POST and PATCH if left out. A key on any other is ignored.
    :raise ConfigError: for a store that is none, times and sizes that make no sense, and methods that change nothing.
    """

    place: ClassVar[Place] = "gate"
    rank: ClassVar[int] = 30
    once: ClassVar[str | None] = "idempotency"
    reads = (FIELD,)
    writes: ClassVar[tuple[str, ...]] = (REPLAYED, "Retry-After")
    statuses = (400, 409, 422, 503)

    def __init__(
        self,
        store: Store,
        *,
        required: bool = False,
        ttl: float | timedelta = 24 * 60 * 60,
        lease: float | timedelta = 60,
        max_size: int = 256 * 1024,
        methods: Collection[str] = ("POST", "PATCH"),
    ) -> None:
        self.store, self.required = store, required
        self.ttl, self.lease = map(_in_seconds, (ttl, lease))
        self.max_size = max_size
        self.methods = checked_methods(methods) or frozenset()
        self._check()

    def __repr__(self) -> str:
        return f"Idempotency({self.store!r})"

    def _check(self) -> None:
        if isinstance(self.store, type) or not isinstance(self.store, Store):
            raise ConfigError(f"{self!r} has no store. Give a MemoryStore(), a RedisStore(...), an SQLStore(...) or one of your own.")
        for name in ("ttl", "lease"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
                raise ConfigError(f"{self!r} has {name}={value!r}. Give a number of seconds, more than 0.")
        if self.lease > self.ttl:
            raise ConfigError(f"{self!r} keeps answers for {self.ttl!r} s, and claims for {self.lease!r} s. Let ttl be no less than lease.")
        if type(self.max_size) is not int or self.max_size < 0:
            raise ConfigError(f"{self!r} has max_size={self.max_size!r}. Give a number of bytes.")
        if useless := self.methods.difference(UNSAFE):
            raise ConfigError(
                f"{self!r} is for {', '.join(sorted(useless))}, which may be repeated anyway. Name some of {', '.join(UNSAFE)}."
            )

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what it answers those methods with that it is for."""
        return self.statuses if method in self.methods else ()

    def settle(self, seat: Seat) -> None:
        """Find out whether it fits the operation."""
        if seat.layer.kind == "verb" and seat.method not in self.methods:
            raise ConfigError(
                f"{self!r} stands on {seat.layer.name}, but is not for {seat.method}. Say methods=[{seat.method!r}], or drop it."
            )
        self._within(seat)

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware, where the method is one of those that it is for."""
        if seat.method not in self.methods:
            return None
        within = self._within(seat)
        carry_out = self._with_commit(within) if within is not None else self._with_note(self.store)
        store, response_class = within or self.store, seat.app.response_class

        def once(request: Request, next: Next) -> Response:
            text = request.environ.get("HTTP_IDEMPOTENCY_KEY")
            if text is None and not self.required:
                return next(request)
            if text is None:
                raise refused(400, "required", f"The {FIELD} is missing.")
            key = scoped(request, seat.app.name, parse(text))
            claim = Claim(key, secrets.token_hex(16), fingerprint(request, seat))
            held = store.claim(claim, self.lease)
            return carry_out(claim, next(request)) if held is None else self._repeated(held, claim, response_class)

        return once

    def _within(self, seat: Seat) -> Store | None:
        """Give the store that keeps the answer in the transaction of the handler, if there is one."""
        if not isinstance(self.store, Transactional):
            return None
        entries = (placed.entry for placed in seat.stack)
        sessions = [entry.session for entry in entries if isinstance(entry, Transaction) and seat.method in entry.methods]
        return self.store.within(sessions) if sessions else None

    def _with_commit(self, store: Store) -> Callable[[Claim, Response], Response]:
        """Make what keeps an answer together with what the handler wrote: what it cannot keep has not happened."""

        def keep(claim: Claim, response: Response) -> Response:
            if response.status_code >= 400:
                return _released(store, claim, response)
            try:
                store.complete(claim, Answer.of(response, self.max_size).encoded(), self.ttl)
            except ClaimLost as error:
                response.close()
                raise _in_flight(1) from error
            except BaseException:
                _released(store, claim, response).close()
                raise
            return response

        return keep

    def _with_note(self, store: Store) -> Callable[[Claim, Response], Response]:
        """Make what keeps an answer after the fact: the client is told of what happened, whether that can be kept or not."""

        def keep(claim: Claim, response: Response) -> Response:
            if response.status_code >= 400:
                return _released(store, claim, response)
            try:
                store.complete(claim, Answer.of(response, self.max_size).encoded(), self.ttl)
            except ClaimLost:
                logger.warning(
                    "A request took longer than its lease of %s s, so a repeat of it may have been carried out, too.", self.lease
                )
            except Exception:
                logger.exception("An answer could not be kept. A repeat of its request will be carried out once its lease ran out.")
            return response

        return keep

    def _repeated(self, held: Held, claim: Claim, response_class: type[Response]) -> Response:
        """Answer a repeat, or what only looks like one."""
        if held.fingerprint != claim.fingerprint:
            raise refused(422, "reused", f"This {FIELD} was used for another request. Take a new one for each.")
        if held.answer is None:
            # To wait as long as it has taken so far asks seldom if it takes long, and soon if it does not.
            raise _in_flight(min(max(self.lease - held.seconds, 1), held.seconds))
        answer = Answer.decoded(held.answer)
        if answer.content is None:
            told = f"This request was carried out, with the status {answer.status}. What was answered is not kept."
            raise refused(409, "not_kept", told)
        response = answer.respond(response_class)
        response.headers[REPLAYED] = "true"
        return response


def _in_flight(seconds: float) -> Problem:
    return refused(409, "in_flight", "This request is being carried out already.", max(1, math.ceil(seconds)))


def _released(store: Store, claim: Claim, response: Response) -> Response:
    try:
        store.release(claim)
    except Exception:
        logger.exception("A key could not be given back. Until its lease runs out, repeats of its request are refused.")
    return response
