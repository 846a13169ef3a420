"""Read what a query asks for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select
from sqlalchemy import func
from sqlalchemy import inspect
from sqlalchemy import select
from sqlalchemy import tuple_
from sqlalchemy.exc import DataError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import LoaderCriteriaOption
from sqlalchemy.orm import Mapper

from ...errors import ContractError
from ...middleware.contention import state_of
from ..store import Query
from ..store import Reads
from ..store import Unfit
from .attributes import key_of
from .columnar import is_columnar
from .comparisons import clause
from .conflicts import told
from .fetching import fetching
from .kept import Kept
from .loading import mapped_reads
from .loading import options_of
from .parts import Part
from .parts import parameters_of
from .parts import wanted_by
from .pieces import Piece
from .pieces import pieces_of
from .pieces import without

_WHOLE = Reads(is_whole=True)

#: What is wrong with values, as PostgreSQL says it: not written so, out of range, no such moment, no such text.
_OF_VALUES = frozenset({"22P02", "22003", "22007", "22008", "22021", "22P05"})

#: By this execution option a selection is known to come of the one that was given: one that begins anew would lose what narrowed it before.
_ORIGIN = "resty_origin"


class Reader:
    """Reads the rows of one mapped class."""

    def __init__(self, model: type[Any]) -> None:
        self._model = model
        self._mapper: Mapper[Any] = inspect(model)
        self._parts = Kept[Part]()
        self._options = Kept[Sequence[Any]]()

    # -- many ----------------------------------------------------------------------------------------------------------

    def rows(self, session: Any, query: Query) -> Sequence[Any]:
        """Give the rows that are wanted, in their order."""
        narrowed, clauses = self._narrowed(query) if query.narrowed_by else None, self._clauses(session, query)
        may_be_columnar = narrowed is None or not _has_options(narrowed)

        def read(part: Part, query: Query) -> Sequence[Any]:
            # What is executed again as it is has not to be looked through again by SQLAlchemy.
            statement = part.statement if narrowed is None else part.of(narrowed)
            return self._found(session, part, statement.where(*clauses) if clauses else statement, parameters_of(query))

        with _judging_values():
            part = self._part(session, query, may_be_columnar=may_be_columnar)
            found = read(part, query) if not part.is_in_pieces else self._in_pieces(session, query, read, may_be_columnar=may_be_columnar)
        return found[::-1] if query.is_backwards else found

    def _in_pieces(
        self, session: Any, query: Query, read: Callable[[Part, Query], Sequence[Any]], *, may_be_columnar: bool
    ) -> Sequence[Any]:
        found: Sequence[Any] = ()
        for piece in pieces_of(query):
            part, left = self._part(session, query, piece, may_be_columnar=may_be_columnar), without(query, len(found))
            if left.limit != 0:
                rows = read(part, left)
                found = [*found, *rows] if found else rows
        return found

    def _found(self, session: Any, part: Part, statement: Select[Any], parameters: dict[str, Any]) -> Sequence[Any]:
        if part.plan is not None:
            fetch = fetching(session)
            return part.plan.records(fetch, fetch(self._mapper, statement, parameters))
        objects: list[Any] = session.scalars(statement, parameters).unique().all()
        return objects

    def _part(self, session: Any, query: Query, piece: Piece | None = None, *, may_be_columnar: bool) -> Part:
        reads = query.reads or _WHOLE
        wanted = wanted_by(query, session.get_bind(mapper=self._mapper).dialect.name, piece)

        # Whoever listens may hide rows, also of those behind relations. They are told apart only where objects are loaded.
        may_be_columnar = may_be_columnar and not session.dispatch.do_orm_execute

        def make() -> Part:
            return Part(self._model, wanted, reads, is_columnar=may_be_columnar and is_columnar(self._mapper, reads))

        return self._parts.get(reads, (wanted, may_be_columnar), make)

    def _narrowed(self, query: Query) -> Select[Any]:
        if not query.narrowed_by:
            return select(self._model)
        statement = select(self._model).execution_options(**{_ORIGIN: self._model})
        for narrow in query.narrowed_by:
            statement = narrow(statement)
            if not (isinstance(statement, Select) and statement.get_execution_options().get(_ORIGIN) is self._model):
                what = f"A scope, filter or search of {self._model.__name__} did not give back the selection that it got"
                raise ContractError(f"{what}, and who may see what would be lost. Narrow that one: return select.where(...).")
        return statement

    def _clauses(self, session: Any, query: Query) -> Sequence[Any]:
        dialect = session.get_bind(mapper=self._mapper).dialect
        return [clause(self._model, one, dialect) for one in query.comparisons]

    def count(self, session: Any, query: Query) -> int:
        """Count all rows that match."""
        statement = self._narrowed(query).where(*self._clauses(session, query))
        if query.narrowed_by:
            # Who narrows may say that rows are distinct, or join what multiplies them.
            key = [getattr(self._model, name) for name in key_of(self._mapper)]
            statement = select(func.count()).select_from(statement.order_by(None).with_only_columns(*key).subquery())
        else:
            statement = statement.with_only_columns(func.count(), maintain_column_froms=True)
        with _judging_values():
            counted: int = session.scalar(statement)
        return counted

    # -- one -----------------------------------------------------------------------------------------------------------

    def one(self, session: Any, query: Query, *, is_locked: bool) -> Any | None:
        """Give the object that matches.

        :raise Busy: if the database gives up waiting for it.
        """
        reads = query.reads or _WHOLE
        # It may be changed, so all of it is there.
        options = self._options.get(reads, "whole", lambda: options_of(self._model, reads._replace(is_whole=True)))
        statement = self._narrowed(query).where(*self._clauses(session, query)).options(*options)
        try:
            with _judging_values():
                return self._locked(session, statement) if is_locked else session.scalars(statement).unique().first()
        except Unfit:
            return None
        except StatementError as error:
            # A type of the model's own would not take the value: no row can have it. What the database says is another thing.
            if isinstance(error, DBAPIError) or not isinstance(error.orig, ValueError):
                raise
            return None

    def _locked(self, session: Any, statement: Select[Any]) -> Any | None:
        # What was read before it was locked may be old.
        fresh = statement.execution_options(populate_existing=True)
        # Those of the class itself: of a derived one there may be no row, and what may be none is not locked.
        tables = self._mapper.tables
        try:
            if _is_merged(statement):
                # Databases lock no rows of these. Whoever waited for the lock has to look again.
                session.execute(self._behind_merged(statement).with_for_update(of=tables))
                return session.scalars(fresh).unique().first()
            return session.scalars(fresh.with_for_update(of=tables)).unique().first()
        except Exception as error:
            reason = told(error, self._model)
            if reason is None:
                raise
            raise reason from error

    def _behind_merged(self, statement: Select[Any]) -> Any:
        """Select the rows themselves whose keys a statement gives."""
        keys = [getattr(self._model, name) for name in key_of(self._mapper)]
        found = statement.with_only_columns(*keys).order_by(None)
        return select(*keys).where(tuple_(*keys).in_(found) if len(keys) > 1 else keys[0].in_(found))

    def completed(self, session: Any, item: Any, reads: Reads) -> Any:
        """Load what is lacking of an object."""
        if isinstance(item, self._model) and not _is_there(item, mapped_reads(self._mapper, reads)):
            key = zip(key_of(self._mapper), self._mapper.primary_key_from_instance(item), strict=True)
            at = [getattr(self._model, name) == value for name, value in key]
            options = self._options.get(reads, "read", lambda: options_of(self._model, reads))
            session.scalars(select(self._model).where(*at).options(*options, *_criteria_of(item))).unique().all()
        return item


@contextmanager
def _judging_values() -> Iterator[None]:
    """Tell of values that only the database knows to be none of a type of its own, such as addresses of networks."""
    try:
        yield
    except DataError as error:
        if state_of(error.orig) in _OF_VALUES:
            raise Unfit from error
        raise


def _has_options(statement: Select[Any]) -> bool:
    """Tell whether a statement has options that are also for what is loaded besides, such as ``with_loader_criteria``."""
    return bool(getattr(statement, "_with_options", True)) or bool(statement.get_execution_options().keys() - {_ORIGIN})


def _criteria_of(item: Any) -> list[LoaderCriteriaOption]:
    """Give what was said of all rows when an object was loaded: it counts for what is loaded of it later, too."""
    return [option for option in inspect(item).load_options if isinstance(option, LoaderCriteriaOption)]


def _is_merged(statement: Select[Any]) -> bool:
    """Tell whether rows of a statement are several of the database in one."""
    return bool(getattr(statement, "_distinct", False) or getattr(statement, "_group_by_clauses", ()))


def _is_there(item: Any, reads: Reads) -> bool:
    """Tell whether all that will be read of an object is loaded."""
    state = inspect(item, raiseerr=False)
    # What is behind a property may be anything.
    missing: Collection[str] = () if state is None else state.unloaded
    for name, inside in reads.attributes.items():
        if name in missing:
            return False
        if inside is not None and not all(_is_there(one, inside) for one in _behind(getattr(item, name))):
            return False
    return True


def _behind(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | set | tuple) else () if value is None else (value,)
