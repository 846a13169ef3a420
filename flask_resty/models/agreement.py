"""Whether schemas that were written by hand agree with the model: told at the start, as far as the store knows its objects."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.decorators import POST_LOAD

from ..errors import ConfigError
from ..schematic import name_of
from .near import near
from .reads import surely_read
from .store import Describing
from .store import Store


def check_shown(name: str, schema: Schema, store: Store) -> None:
    """Check that objects have what a schema shows of them.

    :param name: what the resource is called in errors.
    :raise ConfigError: if they do not have something.
    """
    if not isinstance(store, Describing):
        return
    for path in surely_read(schema):
        if not store.has(path):
            what = f"{name} shows {path!r} by {name_of(schema)}, which {store.model.__name__} does not have"
            raise ConfigError(f"{what}. {near(store, path, 'Name one that it has.')}")


def check_taken(name: str, schema: Schema, store: Store, *, is_new: bool) -> None:
    """Check that objects can be given what a schema takes.

    :param name: what the resource is called in errors.
    :param is_new: whether objects are made of it, and not changed.
    :raise ConfigError: if they have no place for something.
    """
    # Who makes something else of the values knows what becomes of them.
    if not isinstance(store, Describing) or schema._hooks[POST_LOAD]:
        return
    for member, field in schema.load_fields.items():
        attribute = field.attribute or member
        if not store.takes(attribute, is_new=is_new):
            what = f"{name} takes {attribute!r} by {name_of(schema)}, which cannot be set on {store.model.__name__}"
            method = "create_item" if is_new else "update_item"
            remedy = near(store, attribute, "Name one that it has.")
            raise ConfigError(f"{what}. {remedy} Drop it otherwise, or write {method}().")
