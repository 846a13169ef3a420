"""SQLAlchemy as a store: one mapped class, in the session of the request."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Mapper

from ..store import Attribute
from ..store import Query
from ..store import Reads
from ..values import value_of
from . import described
from . import reading
from . import writing
from .attributes import attribute_of
from .attributes import key_of
from .attributes import version_of
from .mapped import mapped
from .mapped import mapper_of
from .sessions import session_of


class SQLAlchemyStore:
    """Keeps the objects of a mapped class of SQLAlchemy. Lists that only read columns are read without making objects.

    Nothing is committed: say ``transaction(session)`` in a stack. Scopes and filters of one's own get a ``Select`` of the model and
    give it back, narrowed by ``where`` or ``join``.

    :param model: a mapped class, or its dotted name where it cannot be imported yet: ``"blog.models.Post"``.
    :param session: a ``Session``, a ``scoped_session``, a proxy of one; a callable that gives the current one; or an extension that has
        it as ``session``, as Flask-SQLAlchemy and Flask-SQLAlchemy-Lite do. Left out, it is that of the app's own extension.
    :raise ConfigError: for what is no mapped class or no session.
    """

    def __init__(self, model: type[Any] | str, session: Any = None) -> None:
        self._given = model if isinstance(model, str) else mapped(model)
        name = model if isinstance(model, str) else model.__name__
        self._name = f"SQLAlchemyStore({name})"
        self._session = session_of(session, self._name)

    def __repr__(self) -> str:
        return self._name

    @property
    def model(self) -> type[Any]:
        """The mapped class.

        :raise ConfigError: if there is none of the name that was given.
        """
        return self._mapper.class_

    @cached_property
    def _mapper(self) -> Mapper[Any]:
        return mapper_of(self._given)

    @property
    def session(self) -> Any:
        """The session of the current request."""
        return self._session()

    @property
    def key(self) -> tuple[str, ...]:
        """The attributes of the primary key, in its order."""
        return self._key

    @cached_property
    def _key(self) -> tuple[str, ...]:
        return key_of(self._mapper)

    @property
    def version(self) -> str | None:
        """The attribute of the mapper's ``version_id_col``."""
        return version_of(self._mapper)

    def attribute(self, name: str) -> Attribute | None:
        """Tell of a column, an expression in the place of one, a synonym or a hybrid property."""
        return attribute_of(self._mapper, name)

    def names(self, path: str = "") -> Collection[str]:
        """Name the plain attributes that may be meant by a path: those of objects, or of what is behind their relations."""
        return list(described.names_for(self._mapper, path))

    def has(self, path: str) -> bool:
        """Tell whether objects may have something of that name, dotted through relations."""
        return described.has(self._mapper, path)

    def takes(self, name: str, *, is_new: bool) -> bool:
        """Tell whether something of that name can be set on objects, or given when they are made."""
        return described.takes(self._mapper, name, is_new=is_new)

    # -- reading -------------------------------------------------------------------------------------------------------

    def query(self, query: Query) -> Sequence[Any]:
        """Give the rows that are wanted: dicts where columns will be read and nothing else, else objects."""
        return self._reader.rows(self.session, query)

    def count(self, query: Query) -> int:
        """Count the rows that match."""
        return self._reader.count(self.session, query)

    def get(self, query: Query, *, is_locked: bool = False) -> Any | None:
        """Give the object that matches; if it is to be locked, by ``SELECT ... FOR UPDATE``.

        :raise Busy: if the database gives up waiting for it.
        """
        return self._reader.one(self.session, query, is_locked=is_locked)

    def load(self, item: Any, reads: Reads) -> Any:
        """Load what is lacking of all that will be read: one statement for the object, and one for each relation to many.

        What was changed since it was written is written first, so that it is judged, and its version is the one that it will have.

        :raise Conflict: if a constraint forbids it. ``Stale``, ``Busy`` and ``Unfit``, as the methods that write do.
        """
        writing.flush(self.session, self.model)
        return self._reader.completed(self.session, item, reads)

    def values(self, item: Any, attributes: Sequence[str]) -> tuple[Any, ...]:
        """Give values of attributes. A record has those of the key, and those that it was sorted by."""
        return tuple(value_of(item, name) for name in attributes)

    @cached_property
    def _reader(self) -> reading.Reader:
        return reading.Reader(self.model)

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, values: Mapping[str, Any]) -> Any:
        """Insert an object."""
        return writing.create(self.session, self.model, values)

    def update(self, item: Any, values: Mapping[str, Any]) -> Any:
        """Change an object."""
        return writing.update(self.session, item, values)

    def delete(self, item: Any) -> None:
        """Delete an object."""
        writing.delete(self.session, item)

    def create_many(self, values: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """Insert objects."""
        return writing.create_many(self.session, self.model, values)

    def update_many(self, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> Sequence[Any]:
        """Change objects."""
        return writing.update_many(self.session, changes)

    def delete_many(self, items: Sequence[Any]) -> None:
        """Delete objects."""
        writing.delete_many(self.session, items)

    def attempt(self) -> AbstractContextManager[Any]:
        """Begin a savepoint."""
        return writing.attempt(self.session, self.model)
