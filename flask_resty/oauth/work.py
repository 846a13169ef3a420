"""Work: a session for as long as something takes, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from typing import TypeAlias

from blinker import NamedSignal
from sqlalchemy.orm import Session
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

from ..auth.tokens import digest_of
from ..errors import ConfigError

#: Where sessions come from.
Source: TypeAlias = Session | scoped_session[Any] | sessionmaker[Any] | Callable[[], Session]


class Work:
    """Opens sessions, and ends what it began: a ``sessionmaker`` is asked each time, other sessions stay the application's.

    :param source: a session, or what gives one.
    :param now: gives the seconds since the epoch.
    :param sender: who sends the signals.
    :raise ConfigError: if ``source`` is neither.
    """

    def __init__(self, source: Source, now: Callable[[], float], sender: object) -> None:
        if not isinstance(source, Session) and not callable(source):
            raise ConfigError(
                f"Registry cannot take sessions from {type(source).__name__!r}. "
                "Give it a sessionmaker, a session of SQLAlchemy, or a function that gives one."
            )
        self._source = source
        self._now = now
        self._sender = sender

    def now(self) -> dt.datetime:
        """Give the present moment."""
        return dt.datetime.fromtimestamp(self._now(), dt.UTC)

    def tell(self, signal: NamedSignal, **what: Any) -> None:
        """Send a signal."""
        signal.send(self._sender, **what)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session to look things up with."""
        if isinstance(self._source, sessionmaker):
            # What it gives is still to be read when the session is closed.
            with self._source(expire_on_commit=False) as session:
                yield session
        else:
            yield self._source if isinstance(self._source, Session) else self._source()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session to change things with: all of it is committed at the end, or nothing if something is raised."""
        with self.reading() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise


def digest_sent(text: str) -> str:
    """Give the digest of a code, a token or a secret that somebody sent; what has other letters is none of ours."""
    return digest_of(text if text.isascii() else "")
