"""Write what a model resource was told: each flushed at once, so that the database has judged it before the answer is made."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapper
from sqlalchemy.orm import Session

from ...errors import ContractError
from ..store import Conflict
from ..store import Unfit
from .conflicts import told
from .described import takes
from .fitting import fitting


def create(session: Session, model: type[Any], values: Mapping[str, Any]) -> Any:
    """Insert an object. Raises as :meth:`.Store.create` does."""
    return create_many(session, model, (values,))[0]


def create_many(session: Session, model: type[Any], values: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Insert objects, in as few statements as the database can do it."""
    # A class is hashable, whatever its instances are.
    make = _maker(model)  # type: ignore[arg-type]
    with session.no_autoflush:
        items = [make(one) for one in values]
    session.add_all(items)
    with _telling(model):
        session.flush()
    for item, one in zip(items, values, strict=True):
        _forget_order(session, item, one)
    return items


@lru_cache(maxsize=1024)
def _maker(model: type[Any]) -> Callable[[Mapping[str, Any]], Any]:
    """Make what calls a class: a dataclass or an ``__init__`` of one's own may not take all that can be set."""
    parameters = list(inspect.signature(model.__init__).parameters.values())[1:]
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    taken = frozenset(parameter.name for parameter in parameters if parameter.kind is not parameter.POSITIONAL_ONLY)

    def make(values: Mapping[str, Any]) -> Any:
        values = fitting(model, values)
        for name in values:
            _check_taken(model, name, is_new=True)  # type: ignore[arg-type]
        with _validating():
            item = model(**{name: value for name, value in values.items() if takes_all or name in taken})
        if takes_all:
            return item
        return _set(item, {name: value for name, value in values.items() if name not in taken})

    return make


def update(session: Session, item: Any, values: Mapping[str, Any]) -> Any:
    """Change an object. Raises as :meth:`.Store.update` does."""
    return update_many(session, ((item, values),))[0]


def update_many(session: Session, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> Sequence[Any]:
    """Change objects of one model."""
    if not changes:
        return []
    with _telling(type(changes[0][0])):
        with session.no_autoflush:
            for item, values in changes:
                _set(item, fitting(type(item), values))
                _count(item, values)
        session.flush()
    for item, values in changes:
        _forget_order(session, item, values)
    return [item for item, _ in changes]


def _set(item: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        # A class is hashable, whatever its instances are.
        _check_taken(type(item), name, is_new=False)  # type: ignore[arg-type]
        with _validating(name):
            setattr(item, name, value)
    return item


@lru_cache(maxsize=4096)
def _check_taken(model: type[Any], name: str, *, is_new: bool) -> None:
    if not takes(inspect_mapped(model), name, is_new=is_new):
        # As a plain attribute it would be kept nowhere.
        raise ContractError(f"{model.__name__} has no attribute {name!r} that can be written. Drop the field.")


def _forget_order(session: Session, item: Any, values: Mapping[str, Any]) -> None:
    """Have lists that the model puts in order read again, if they are: what was written is in the order of the client."""
    relations = inspect_mapped(type(item)).relationships
    ordered = [name for name in values if name in relations and relations[name].order_by]
    if ordered:
        session.expire(item, ordered)


@contextmanager
def _validating(*names: str) -> Iterator[None]:
    """Refuse what the validators of a model refuse; their words are for developers."""
    try:
        yield
    except ValueError as error:
        raise Unfit(names) from error


def _count(item: Any, values: Mapping[str, Any]) -> None:
    """See to it that a change of relations counts as a version, even if the row itself stays as it was: a tag was added."""
    mapper: Mapper[Any] = inspect_mapped(type(item))
    if mapper.version_id_col is None or not mapper.version_id_generator:
        return
    attributes = inspect_mapped(item).attrs
    if any(name in mapper.relationships and attributes[name].history.has_changes() for name in values):
        version = mapper.get_property_by_column(mapper.version_id_col).key
        setattr(item, version, mapper.version_id_generator(getattr(item, version)))


def delete(session: Session, item: Any) -> None:
    """Delete an object. Raises as :meth:`.Store.delete` does."""
    delete_many(session, (item,))


def delete_many(session: Session, items: Sequence[Any]) -> None:
    """Delete objects of one model."""
    if not items:
        return
    try:
        with _telling(type(items[0])):
            for item in items:
                session.delete(item)
            session.flush()
    except Conflict as error:
        # What is left without its owner may lack a value that it needs: it refers to what was to be deleted, whatever the database says.
        raise Conflict("reference" if error.kind == "required" else error.kind) from error


def flush(session: Session, model: type[Any]) -> None:
    """Write what was changed beside a store. Raises as :meth:`.Store.update` does."""
    with _telling(model):
        session.flush()


@contextmanager
def _telling(model: type[Any] | None, errors: type[Exception] = Exception) -> Iterator[None]:
    """Raise what the database has against a write in the words of stores."""
    try:
        yield
    except errors as error:
        reason = told(error, model)
        if reason is None:
            raise
        raise reason from error


@contextmanager
def attempt(session: Session, model: type[Any] | None = None) -> Iterator[None]:
    """Begin a savepoint: what fails inside is undone, and the rest of the transaction stays.

    :param model: the class whose database is meant, where the session has several.
    """
    # What is neither of the database nor of its driver belongs to whoever raised it.
    with _telling(model, SQLAlchemyError):
        _begin(session, {} if model is None else {"mapper": model})
        with session.begin_nested():
            yield


def _begin(session: Session, bind_arguments: dict[str, Any]) -> None:
    """Begin the transaction where the driver of SQLite has not: its savepoint would be committed when it ends.

    It is one that writes. Who reads first and writes then does not wait for other writers, but fails at once.
    """
    connection = session.connection(bind_arguments=bind_arguments)
    if connection.dialect.name == "sqlite" and _waits_for_begin(connection.connection.driver_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _waits_for_begin(driver: Any) -> bool:
    # With autocommit=True, of Python 3.12 on, no commit() would ever end what was begun.
    return not getattr(driver, "in_transaction", True) and getattr(driver, "autocommit", None) is not True
