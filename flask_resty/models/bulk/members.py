"""The members by which a client says which object it means, and in which version: called and written as it knows them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ...errors import ConfigError
from ...schematic import key_of
from ..near import near
from ..store import Store
from ..typed import field_for


def member(name: str, attribute: str, store: Store, shown: Schema | None) -> fields.Field[Any]:
    """Give the field for an attribute that says which object is meant.

    :param name: what the resource is called in errors.
    :param shown: what shows the objects: the member is called as there.
    :raise ConfigError: if there is no such attribute, or it is not known how its values are written.
    """
    known = store.attribute(attribute)
    if known is None:
        what = f"{name} knows objects by {attribute!r}, which {store.model.__name__} does not have"
        raise ConfigError(f"{what}. {near(store, attribute, 'Name one that it has.')}")
    try:
        field = field_for(attribute, known, None, shown)
    except ConfigError as error:
        what = f"{name} knows objects by {attribute!r}, but not how clients write its values"
        raise ConfigError(f"{what}. Show it by a field of the schema that can load them, too.") from error
    field.data_key = called(attribute, shown)
    return field


def called(attribute: str, shown: Schema | None) -> str:
    """Give what clients call an attribute."""
    for name, field in ({} if shown is None else shown.dump_fields).items():
        if (field.attribute or name) == attribute:
            return key_of(name, field)
    return attribute
