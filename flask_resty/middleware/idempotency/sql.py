"""Remember in an SQL database: beside what requests write, and in one transaction with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from ...errors import ConfigError
from ..transactions import current_of
from ..transactions import session_called
from .store import Claim
from .store import ClaimLost
from .store import Held

try:
    import sqlalchemy as sa
    from sqlalchemy.exc import IntegrityError
except ImportError as error:
    raise ConfigError("SQLStore needs SQLAlchemy. Install flask-resty-api[sqlalchemy].") from error

#: What keeps MySQL from making a column of it that ends at 64 KiB.
_LARGEST = 2**24 - 1


class SQLStore:
    """Keeps claims and answers in a table of an SQL database.

    Under ``transaction(session)``, with the same session, an answer is committed together with what the handler wrote: both
    are there, or nothing is. Claims are made on connections of their own, each statement in its own transaction. So the session's
    transaction begins anew once the key is claimed: what an authenticator wrote through it is committed.

    Without ``transaction``, the handler commits by itself, and the answer is kept in a transaction of its own, afterwards.

    :param bind: the session, as :class:`~flask_resty.middleware.transaction` takes it; or an ``Engine``, for a database that
        no session of a handler writes to.
    :param metadata: where its table is declared, so that it is created and migrated with yours; one of its own if left out.
    :param table: the name of the table.
    :raise ConfigError: for what is no session. Without SQLAlchemy, the import of this class fails with one, too.
    """

    def __init__(self, bind: Any, *, metadata: sa.MetaData | None = None, table: str = "idempotency_keys") -> None:
        self.bind = bind
        #: The table: ``store.table.metadata.create_all(engine)`` creates it.
        self.table = _table(sa.MetaData() if metadata is None else metadata, table)
        self._session = None if isinstance(bind, sa.Engine) else current_of(bind, f"SQLStore({bind!r})")

    def __repr__(self) -> str:
        return f"SQLStore({self.bind!r})" if self._session is None else f"SQLStore({session_called(self.bind)})"

    def claim(self, claim: Claim, lease: float) -> Held | None:
        """Take the key, unless it is held."""
        with closing(self._connect()) as connection:
            while True:
                found = _run(connection, sa.select(self.table).where(self.table.c.key == claim.key))
                now = _now()
                if found is not None and found.expires > now:
                    return Held(found.fingerprint, found.answer, (found.expires - now) / 1000)
                if self._takes(connection, claim, found, _later(now, lease)):
                    return None

    def _takes(self, connection: sa.Connection, claim: Claim, found: Any, expires: int) -> bool:
        """Write the claim, unless another one was faster since it was looked for."""
        values = {**claim._asdict(), "answer": None, "expires": expires}
        if found is not None:
            is_as_found = self._of(claim._replace(token=found.token)) & (self.table.c.expires == found.expires)
            return bool(_run(connection, self.table.update().where(is_as_found).values(values)))
        try:
            _run(connection, self.table.insert().values(values))
        except IntegrityError:
            return False
        return True

    def complete(self, claim: Claim, answer: bytes, ttl: float) -> None:
        """Keep the answer, in a transaction of its own."""
        with closing(self._connect()) as connection:
            if not _run(connection, self.completion(claim, answer, ttl)):
                raise ClaimLost

    def completion(self, claim: Claim, answer: bytes, ttl: float) -> sa.Update:
        """Give the statement that keeps an answer: it changes one row, or none if the claim was lost."""
        return self.table.update().where(self._of(claim)).values(answer=answer, expires=_later(_now(), ttl))

    def release(self, claim: Claim) -> None:
        """Give the key back."""
        # A commit whose outcome nobody was told of may have kept the answer after all.
        is_open = self._of(claim) & self.table.c.answer.is_(None)
        with closing(self._connect()) as connection:
            _run(connection, self.table.delete().where(is_open))

    def purge(self) -> int:
        """Delete what has run out, for a job that does so from time to time. Give the number of keys."""
        with closing(self._connect()) as connection:
            return int(_run(connection, self.table.delete().where(self.table.c.expires <= _now())))

    def within(self, sessions: Sequence[Any]) -> SQLStoreWithin | None:
        """Give a store that commits its session together with the answer; ``None`` if it was given an engine.

        :raise ConfigError: if another session is committed around the handler.
        """
        if self._session is None:
            return None
        if all(session is not self.bind for session in sessions):
            raise ConfigError(
                f"{self!r} and transaction({sessions[-1]!r}) are about two sessions. Give the same one to both, or an engine to the store."
            )
        return SQLStoreWithin(self, self._session)

    def _of(self, claim: Claim) -> sa.ColumnElement[bool]:
        return (self.table.c.key == claim.key) & (self.table.c.token == claim.token)

    def _connect(self) -> sa.Connection:
        bind = self.bind if self._session is None else self._session().get_bind(clause=self.table)
        connection: sa.Connection = bind.engine.connect()
        # What the engine demands of transactions, such as SERIALIZABLE, is not meant for single statements.
        return connection.execution_options(isolation_level="AUTOCOMMIT")


class SQLStoreWithin:
    """An :class:`SQLStore` under ``transaction(session)``."""

    def __init__(self, store: SQLStore, session: Callable[[], Any]) -> None:
        self._store = store
        self._session = session

    def claim(self, claim: Claim, lease: float) -> Held | None:
        """Take the key, unless it is held."""
        # A transaction that an authenticator began would not see the claim under REPEATABLE READ, would keep SQLite from
        # writing it, and would hold one connection while it waits for a second one.
        self._session().commit()
        return self._store.claim(claim, lease)

    def complete(self, claim: Claim, answer: bytes, ttl: float) -> None:
        """Commit the session, with the answer in the same transaction, unless the claim was lost."""
        session = self._session()
        session.flush()
        # From here to the commit the row is locked: whoever wants to take the claim over waits, and then sees the answer.
        if not session.execute(self._store.completion(claim, answer, ttl)).rowcount:
            session.rollback()
            raise ClaimLost
        session.commit()

    def release(self, claim: Claim) -> None:
        """Roll the session back, and give the key back."""
        # First, because what it wrote may lock the table, as with SQLite.
        self._session().rollback()
        self._store.release(claim)


def _table(metadata: sa.MetaData, name: str) -> sa.Table:
    if name in metadata.tables:
        return metadata.tables[name]
    return sa.Table(
        name,
        metadata,
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", sa.LargeBinary(_LARGEST)),
        # Milliseconds since 1970, because no two databases agree about moments.
        sa.Column("expires", sa.BigInteger, nullable=False, index=True),
    )


def _run(connection: sa.Connection, statement: sa.Executable) -> Any:
    """Run one statement in a transaction of its own. Give the row that it found, or the number of those that it changed."""
    # Where "begin" is an event that says BEGIN, as with SQLite, there is a transaction in spite of AUTOCOMMIT.
    with connection.begin():
        result = connection.execute(statement)
        return result.first() if result.returns_rows else result.rowcount


def _now() -> int:
    return int(time.time() * 1000)


def _later(now: int, seconds: float) -> int:
    return now + max(1, round(seconds * 1000))
