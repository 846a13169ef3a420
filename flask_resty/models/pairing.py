"""Both resources of a model at once: the collection, and the item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from ..api import Api
from ..blueprint import Blueprint
from ..errors import ConfigError
from ..errors import did_you_mean
from . import sql
from .collection import ATTRIBUTES as OF_COLLECTIONS
from .collection import ModelCollection
from .item import ATTRIBUTES as OF_ITEMS
from .item import ModelItem
from .resource import store_of


def pair(target: Api | Blueprint, rule: str, collection: type[ModelCollection], item: type[ModelItem], key: str | None = None) -> None:
    """Register a collection at a rule, and the resource of one of its objects below it: calls ``resource`` twice.

    :param target: the Api or the blueprint.
    :param rule: the rule of the collection, as in ``/posts``.
    :param key: what the rule of an item ends in, as in ``<slug>`` or ``<int:id>``; its ``key``, or the primary key, if left out.
    :raise ConfigError: as ``resource`` does.
    """
    if not isinstance(target, Api | Blueprint):
        raise ConfigError(f"pair({target!r}, ...) puts resources nowhere. Give it an Api or a Blueprint of flask_resty.")
    if key is None:
        said = store_of(item).key if item.key is None else item.key
        key = "/".join(f"<{name}>" for name in ([said] if isinstance(said, str) else said))
    target.resource(rule)(collection)
    target.resource(f"{rule}/{key}")(item)


def resources_of(model: type[Any], session: Any = None, **attributes: Any) -> tuple[type[ModelCollection], type[ModelItem]]:
    """Make the two resources of a model that nobody wants to write classes for, as where a database is reflected.

    They are called after the model: ``PostList`` and ``PostItem``, at the endpoints ``post_list`` and ``post_item``.

    :param session: as for :class:`SQLAlchemyStore`.
    :param attributes: those of the classes; each gets those that it knows.
    :raise ConfigError: for an attribute that neither of them knows.
    """
    known, store = OF_COLLECTIONS | OF_ITEMS, sql.SQLAlchemyStore(model, session)
    name = store.model.__name__
    for attribute in attributes.keys() - known:
        raise ConfigError(f"resources_of({name}, ...) has no attribute {attribute!r}. {did_you_mean(attribute, known)}")
    given = {"store": store, "__module__": store.model.__module__, **attributes}
    is_made = any(attributes.get(name) is not None for name in ("create_schema", "create_fields"))
    item: type[ModelItem] = _class(f"{name}Item", ModelItem, {"key": _variables(store.key), **given}, OF_ITEMS)
    return _class(f"{name}List", ModelCollection, {**({"item": item} if is_made else {}), **given}, OF_COLLECTIONS), item


def _variables(key: Sequence[str]) -> Mapping[str, str] | None:
    """Give path variables for attributes whose names cannot be some: a column may be called ``Order ID``. ``None`` if all can."""
    made = {re.sub(r"^(?![a-zA-Z_])|[^a-zA-Z0-9_]", "_", name): name for name in key}
    return None if list(made) == list(key) or len(made) < len(key) else made


def _class(name: str, base: type[Any], given: dict[str, Any], known: frozenset[str]) -> Any:
    return type(name, (base,), {key: value for key, value in given.items() if key in known or key.startswith("__")})
