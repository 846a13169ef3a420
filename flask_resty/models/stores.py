"""Which store a model resource has."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigError
from ..resource import Resource
from .store import Store


def store_of(cls: type[Resource]) -> Store:
    """Give the store of a class: the one that it names, or one for its model. What is nearer counts, where a class is derived.

    :raise ConfigError: if it names none, or both.
    """
    said = [(vars(base).get("store"), vars(base).get("model")) for base in cls.__mro__]
    store, model = next((each for each in said if each != (None, None)), (None, None))
    if (store is None) is (model is None):
        raise ConfigError(f"{cls.__name__} has {'both store and model' if model else 'no store'}. Say store= or model=, one of the two.")
    found = store_for(model) if store is None else store
    if not isinstance(found, Store):
        raise ConfigError(f"{cls.__name__} has the store {found!r}, which is none. Give SQLAlchemyStore(Model, session), or your own.")
    return found


def store_for(model: Any) -> Any:
    """Give a store for a model of SQLAlchemy, in the session of the app."""
    # Whoever keeps objects somewhere else does without SQLAlchemy.
    from .sql.store import SQLAlchemyStore

    return SQLAlchemyStore(model)
