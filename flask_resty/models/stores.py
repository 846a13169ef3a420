"""Which store a model resource has."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigError
from ..resource import Resource
from . import sql
from .store import Store


def store_of(cls: type[Resource]) -> Store:
    """Give the store of a class: the one that it names, or one for its model. What is nearer counts, where a class is derived.

    :raise ConfigError: if it names none, or both.
    """
    said = [(vars(base).get("store"), vars(base).get("model")) for base in cls.__mro__]
    store, model = next((each for each in said if each != (None, None)), (None, None))
    if (store is None) is (model is None):
        raise ConfigError(f"{cls.__name__} has {'both store and model' if model else 'no store'}. Say store= or model=, one of the two.")
    found = store if model is None else store_for(model)
    # A class has all that its instances have, but is none.
    if isinstance(found, type) or not isinstance(found, Store):
        raise ConfigError(f"{cls.__name__} has the store {found!r}, which is none. Give SQLAlchemyStore(Model, session), or your own.")
    return found


def store_for(model: type[Any] | str, session: Any = None) -> Store:
    """Give a store for a model of SQLAlchemy.

    :param session: as for :class:`SQLAlchemyStore`; that of the app if left out.
    """
    # Asked for here only, so that whoever keeps objects somewhere else does without SQLAlchemy.
    return sql.SQLAlchemyStore(model, session)
