"""Both resources of a model at once: the collection, and the item."""

from __future__ import annotations

from typing import Any

from ..api import Api
from ..api import Blueprint
from ..errors import ConfigError
from ..errors import did_you_mean
from . import collection as collections
from . import item as items
from .collection import ModelCollection
from .item import ModelItem
from .stores import store_of


def pair(target: Api | Blueprint, rule: str, collection: type[ModelCollection], item: type[ModelItem], key: str | None = None) -> None:
    """Register a collection at a rule, and the resource of one of its objects below it: calls ``resource`` twice.

    :param target: the Api or the blueprint.
    :param rule: the rule of the collection, as in ``/posts``.
    :param key: what the rule of an item ends in, as in ``<slug>`` or ``<int:id>``; the primary key if left out.
    :raise ConfigError: as ``resource`` does.
    """
    if key is None:
        key = "/".join(f"<{name}>" for name in store_of(item).key)
    target.resource(rule)(collection)
    target.resource(f"{rule}/{key}")(item)


def resources_of(model: type[Any], session: Any = None, **attributes: Any) -> tuple[type[ModelCollection], type[ModelItem]]:
    """Make the two resources of a model that nobody wants to write classes for, as where a database is reflected.

    They are called after the model: ``PostList`` and ``PostItem``, at the endpoints ``post_list`` and ``post_item``.

    :param session: as for :class:`SQLAlchemyStore`.
    :param attributes: those of the classes; each gets those that it knows.
    :raise ConfigError: for an attribute that neither of them knows.
    """
    # Not at the top: a model elsewhere than in SQLAlchemy has classes that are written.
    from .sql.store import SQLAlchemyStore

    known = collections.ATTRIBUTES | items.ATTRIBUTES
    for name in attributes.keys() - known:
        raise ConfigError(f"resources_of({model.__name__}, ...) has no attribute {name!r}. {did_you_mean(name, known)}")
    given = {"store": SQLAlchemyStore(model, session), "__module__": model.__module__, **attributes}
    item: type[ModelItem] = _class(f"{model.__name__}Item", ModelItem, given, items.ATTRIBUTES)
    return _class(f"{model.__name__}List", ModelCollection, {"item": item, **given}, collections.ATTRIBUTES), item


def _class(name: str, base: type[Any], given: dict[str, Any], known: frozenset[str]) -> Any:
    return type(name, (base,), {key: value for key, value in given.items() if key in known or key.startswith("__")})
