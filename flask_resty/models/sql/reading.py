"""Read what a query asks for."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy import func
from sqlalchemy import inspect
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapper

from ..store import Query
from ..store import Reads
from .attributes import key_of
from .columnar import is_columnar
from .conditions import clause
from .conflicts import told
from .kept import Kept
from .loading import mapped_reads
from .loading import options_of
from .parts import Part
from .parts import parameters_of
from .parts import wanted_by

_WHOLE = Reads(is_whole=True)


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
        if not query.narrowed_by:
            part = self._part(session, query, may_be_columnar=True)
            statement = part.statement
        else:
            narrowed = self._narrowed(query)
            part = self._part(session, query, may_be_columnar=not _has_options(narrowed))
            statement = part.of(narrowed)
        clauses = self._clauses(query)
        # What is executed again as it is has not to be looked through again by SQLAlchemy.
        found = _found(session, part, statement.where(*clauses) if clauses else statement, parameters_of(query))
        return found[::-1] if query.is_backwards else found

    def _part(self, session: Any, query: Query, *, may_be_columnar: bool) -> Part:
        reads = query.reads or _WHOLE
        wanted = wanted_by(query, session.get_bind(mapper=self._mapper).dialect.name)

        def make() -> Part:
            return Part(self._model, wanted, reads, is_columnar=may_be_columnar and is_columnar(self._mapper, reads))

        return self._parts.get(reads, (wanted, may_be_columnar), make)

    def _narrowed(self, query: Query) -> Select[Any]:
        statement = select(self._model)
        for narrow in query.narrowed_by:
            statement = narrow(statement)
        return statement

    def _clauses(self, query: Query) -> Sequence[Any]:
        return [clause(self._model, one) for one in query.conditions]

    def count(self, session: Any, query: Query) -> int:
        """Count all rows that match."""
        statement = self._narrowed(query).where(*self._clauses(query))
        if query.narrowed_by:
            # Who narrows may say that rows are distinct, or join what multiplies them.
            key = [getattr(self._model, name) for name in key_of(self._mapper)]
            statement = select(func.count()).select_from(statement.order_by(None).with_only_columns(*key).subquery())
        else:
            statement = statement.with_only_columns(func.count(), maintain_column_froms=True)
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
        statement = self._narrowed(query).where(*self._clauses(query)).options(*options)
        try:
            return self._locked(session, statement) if is_locked else session.scalars(statement).unique().first()
        except StatementError as error:
            # A type of the model's own would not take the value: no row can have it. What the database says is another thing.
            if isinstance(error, DBAPIError) or not isinstance(error.orig, ValueError):
                raise
            return None

    def _locked(self, session: Any, statement: Select[Any]) -> Any | None:
        # What was read before it was locked may be old.
        statement = statement.with_for_update(of=self._model).execution_options(populate_existing=True)
        try:
            return session.scalars(statement).unique().first()
        except Exception as error:
            reason = told(error, self._model)
            if reason is None:
                raise
            raise reason from error

    def completed(self, session: Any, item: Any, reads: Reads) -> Any:
        """Load what is lacking of an object."""
        if isinstance(item, self._model) and not _is_there(item, mapped_reads(self._mapper, reads)):
            key = zip(key_of(self._mapper), self._mapper.primary_key_from_instance(item), strict=True)
            at = [getattr(self._model, name) == value for name, value in key]
            options = self._options.get(reads, "read", lambda: options_of(self._model, reads))
            session.scalars(select(self._model).where(*at).options(*options)).unique().all()
        return item


def _found(session: Any, part: Part, statement: Select[Any], parameters: dict[str, Any]) -> list[Any]:
    if part.plan is not None:
        return part.plan.records(session, session.execute(statement, parameters).all())
    objects: list[Any] = session.scalars(statement, parameters).unique().all()
    return objects


def _has_options(statement: Select[Any]) -> bool:
    """Tell whether a statement has options that are also for what is loaded besides, such as ``with_loader_criteria``."""
    return bool(getattr(statement, "_with_options", True)) or bool(statement.get_execution_options())


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


def value_of(item: Any, name: str) -> Any:
    """Give the value of an attribute, dotted through relations, of an object or of a record."""
    if isinstance(item, dict) and name in item:
        return item[name]
    for step in name.split("."):
        if item is None:
            return None
        item = item[step] if isinstance(item, dict) else getattr(item, step)
    return item
