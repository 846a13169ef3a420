"""Commit what a request wrote, where it succeeded."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Collection
from random import random
from types import FunctionType
from typing import Any
from typing import ClassVar

from flask import Request
from flask import Response
from werkzeug.local import LocalProxy

from ..errors import UNEXPECTED
from ..errors import ConfigError
from ..errors import Problem
from ..http.content import is_kept
from ..http.methods import UNSAFE
from ..stack import Entry
from ..stack import Seat
from ..stack import checked_methods
from ..typing import Middleware
from ..typing import Next
from ..typing import Place
from .contention import is_contention
from .contention import is_violation
from .contention import taken_contention

#: After how many seconds a client may try again what was in the way of others too often.
_RETRY_AFTER = 1

#: How many seconds the first pause between two attempts takes at most. Each one is up to twice as long as the one before.
_PAUSE = 0.01


class Transaction(Entry):
    """Commits a session when the status is below 400, and rolls it back when it is not.

    It stands inside of all rules and throttles. A commit that fails is an error like any other, and has been rolled back; where a
    constraint forbids it that was deferred until then, the answer is 409.
    Nothing is opened or closed: whoever makes the session does that.

    Where the database gives up because others wrote at the same time (a failure to serialize, a deadlock, a lock that is not given
    free), all that stands inside, the handler included, runs again with the same request, as often as is said. If that is no use, or
    the content was a stream, the answer is 503 with ``Retry-After``. What a handler did elsewhere is not undone, so let it do only
    what may be done twice.

    :param session: a ``Session`` of SQLAlchemy, a ``scoped_session``, a proxy of one; a callable that gives the current
        one; or an extension that has it as ``session``, as Flask-SQLAlchemy does.
    :param methods: the methods that it commits after. Safe ones have nothing to commit.
    :param attempts: how often a request may be carried out, the first time included.
    :raise ConfigError: for what is no session, or makes a new one each time, and for a number that is none of attempts.
    """

    place: ClassVar[Place] = "gate"
    rank: ClassVar[int] = 20
    statuses = (409, 503)

    def __init__(self, session: Any, *, methods: Collection[str] = UNSAFE, attempts: int = 1) -> None:
        if type(attempts) is not int or attempts < 1:
            raise ConfigError(f"transaction({session!r}) has attempts={attempts!r}. Give a whole number, 1 or more.")
        self.session, self.attempts = session, attempts
        self.methods = checked_methods(methods) or frozenset()
        self._current = current_of(session, f"transaction({session!r})")

    def __repr__(self) -> str:
        return f"transaction({session_called(self.session)})"

    def statuses_for(self, method: str) -> tuple[int, ...]:
        """Give what it answers those methods with that it is for."""
        return self.statuses if method in self.methods else ()

    def settle(self, seat: Seat) -> None:
        """Find out whether it fits the operation.

        :raise ConfigError: on a verb that it is not for, for a session that an ``async`` handler would not share, and for a handler
            that runs when all is committed.
        """
        if seat.layer.kind == "verb" and seat.method not in self.methods:
            raise ConfigError(f"{self!r} stands on {seat.layer.name}, but is not for {seat.method}. Name it in methods=, or drop it.")
        if seat.is_late and seat.method in self.methods:
            what = f"{self!r} commits before an answer is sent, but the handler of {seat.method} at {seat.endpoint!r} yields while it is"
            raise ConfigError(f"{what}. Write first and return the items, as in return iter(items), or say @without(Transaction).")
        if seat.is_async and _is_by_thread(self.session):
            who = f"the handler of {seat.method} at {seat.endpoint!r}, or its find"
            what = f"{self!r} has a session for each thread, but {who}, is async and has its own"
            raise ConfigError(f"{what}. Give the scoped_session a scopefunc that goes by the request, or write a plain method.")

    def bind(self, seat: Seat) -> Middleware | None:
        """Make the middleware, where the method is one of those that it is for."""
        return _middleware(self._current, self.attempts) if seat.method in self.methods else None


def session_called(given: Any) -> str:
    """Give what people call a session, or what gives it."""
    # Its own words have an address in memory, and a proxy speaks for what it stands for.
    return given.__qualname__ if type(given) is FunctionType else type(given).__name__


def _is_by_thread(session: Any) -> bool:
    # A proxy is not to be asked for anything before there is a request.
    registry = None if type(session) is LocalProxy else getattr(session, "registry", None)
    return type(registry).__name__ == "ThreadLocalRegistry"


#: The name to use it by: ``middleware=[transaction(session)]``, ``@transaction(session)``.
transaction = Transaction


def _middleware(current: Callable[[], Any], attempts: int) -> Middleware:
    def commit_or_roll_back(request: Request, next: Next) -> Response:
        for number in range(1, attempts):
            response, contention = _attempted(request, next, current)
            if contention is None or not is_kept(request):
                return _answered(request, response, contention)
            _forget(request, response)
            # Two that were in each other's way are not to meet again.
            time.sleep(random() * _PAUSE * 2**number)
        return _answered(request, *_attempted(request, next, current))

    return commit_or_roll_back


def _attempted(request: Request, next: Next, current: Callable[[], Any]) -> tuple[Response | None, BaseException | None]:
    """Carry a request out, and give the answer to it, if there is one; and what others did to it, if that is why it failed."""
    response = next(request)
    contention = taken_contention(request)
    if response.status_code >= 400:
        current().rollback()
        return response, contention
    try:
        _commit(current(), response)
    except Exception as error:
        if is_contention(error):
            return None, error
        # What was written has been judged before, but for constraints that are deferred. What is written only now has a statement.
        if is_violation(error) and getattr(error, "statement", None) is None:
            raise Problem(409, "It does not go together with what is there already.") from error
        raise
    return response, None


def _forget(request: Request, response: Response | None) -> None:
    # What is mended needs no entry in the log.
    request.environ.pop(UNEXPECTED, None)
    if response is not None:
        response.close()


def _answered(request: Request, response: Response | None, contention: BaseException | None) -> Response:
    """Give the answer, or the 503 where there is none that was meant."""
    if response is not None and (contention is None or UNEXPECTED not in request.environ):
        return response
    _forget(request, response)
    detail = "Others write at the same time. Try again."
    raise Problem(503, detail, headers={"Retry-After": str(_RETRY_AFTER)}) from contention


def _commit(session: Any, response: Response) -> None:
    try:
        session.commit()
    except BaseException:
        session.rollback()
        # Nobody will send it.
        response.close()
        raise


def current_of(given: Any, where: str) -> Callable[[], Any]:
    """Make what gives the session of the current request. What is given may be usable inside of a request only.

    :param where: how whoever was given it is called in errors.
    :raise ConfigError: for what is no session, or makes a new one each time.
    """
    # A proxy is not to be asked for anything before there is a request.
    if type(given) is LocalProxy or hasattr(type(given), "commit"):
        return lambda: _unscoped(given)
    if "session" in dir(given):
        return lambda: _unscoped(given.session)
    if not callable(given) or isinstance(given, type):
        raise ConfigError(f"{where} is about no session. Give a session, a function that gives it, or your extension for SQLAlchemy.")
    if hasattr(given, "class_"):
        raise ConfigError(f"{where} would make a new session each time. Give the session of the request, or a scoped_session.")
    return lambda: _unscoped(given())


def _unscoped(session: Any) -> Any:
    session = session._get_current_object() if type(session) is LocalProxy else session
    return session() if hasattr(session, "registry") else session
