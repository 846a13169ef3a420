"""In which order clients may ask for rows: ``?sort=-published_at,title``."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..errors import did_you_mean
from ..schema.messages import SENTENCES
from ..schema.messages import Message
from .near import near
from .reserved import may_read
from .reserved import scopes_to_read
from .store import Attribute
from .store import Order
from .store import Store


class Sorting:
    """What the rows of a list can be sorted by.

    Keys are parted by commas; ``-`` before one is for the descending order. Rows without a value come last, in both. Where the keys leave
    it open which row comes first, the primary key decides, so that pages do not overlap.

    :param names: attributes that are keys by their own names.
    :param default: the order where the client says nothing, written as in the parameter. It may name other attributes, too.
    :param parameter: the name of the parameter.
    :param renamed: attributes by the names of keys, dotted through relations: ``author="author.username"``.
    :raise ConfigError: for a name that is there twice or has a comma or a ``-`` in front.
    """

    def __init__(self, *names: str, default: str | None = None, parameter: str = "sort", **renamed: str) -> None:
        self.parameter, self.default = parameter, default
        self.attributes = {**{name: name for name in names}, **renamed}
        if len(self.attributes) < len(names) + len(renamed):
            raise ConfigError(f"Sorting({', '.join(map(repr, names))}) names a key twice. Drop one.")
        for name in self.attributes:
            if not isinstance(name, str) or not name or name.startswith("-") or "," in name:
                raise ConfigError(f"A key of Sorting cannot be called {name!r}. Take a name without a comma, and without '-' in front.")

    def of(self, store: Store, schema: Schema | None = None, others: Sequence[Schema] = ()) -> StoreSorting:
        """Give the orders of a store. Nothing of it is worked out per request.

        :param schema: what shows the rows: its fields tell who may read what, and by what nobody else is to sort.
        :param others: what shows a row elsewhere, and tells that, too.
        :raise ConfigError: for attributes that the store does not have, or that an object may have several of.
        """
        known = {path: _checked(path, store) for path in self.attributes.values()}
        orders = {sign + name: Order(path, sign == "-") for name, path in self.attributes.items() for sign in ("", "-")}
        default = [_default(text, orders, store) for text in self.default.split(",")] if self.default else []
        known.update({order.attribute: _checked(order.attribute, store) for order in default})
        decisive = frozenset(path for path, each in known.items() if each.is_unique and not each.is_nullable and "." not in path)
        found = {text: scopes_to_read((schema, *others), order.attribute) for text, order in orders.items()}
        scopes = {text: taken for text, taken in found.items() if taken}
        made = StoreSorting({self.parameter: SortKeys(orders, scopes)} if orders else {}, self.parameter, orders, (), store.key, decisive)
        return made._replace(default=made.ended(default))


def _default(text: str, orders: Mapping[str, Order], store: Store) -> Order:
    name = text.removeprefix("-")
    if text not in orders and store.attribute(name) is None:
        remedy = did_you_mean(text, orders) if orders else near(store, name, "Drop it.")
        raise ConfigError(f"Sorting has the default {text!r}, which is no key of it. {remedy}")
    return orders.get(text) or Order(name, text.startswith("-"))


def _checked(path: str, store: Store) -> Attribute:
    attribute = store.attribute(path)
    if attribute is None:
        what = f"Sorting has {path!r}, which is no plain attribute of {store.model.__name__}"
        raise ConfigError(f"{what}. {near(store, path, 'Name one.')}")
    if attribute.type is dict:
        raise ConfigError(f"Sorting has {path!r}, which is JSON: not every database sorts by that. Name something else.")
    if attribute.is_many:
        raise ConfigError(f"Sorting has {path!r}, of which one {store.model.__name__} may have several. Name something that it has one of.")
    return attribute


class SortKeys(fields.Field[list[str]]):
    """The keys of an order, as one text: ``-published_at,title``.

    :param keys: those that may be chosen, with and without ``-``.
    :param scopes: for each of them that takes some, the scopes.
    """

    def __init__(self, keys: Collection[str], scopes: Mapping[str, Collection[str]] = MappingProxyType({}), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keys, self.scopes = tuple(keys), scopes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        # More of them than there are cannot all be right.
        found = value.split(",", len(self.keys)) if isinstance(value, str) else [value]
        if any(each not in self.keys for each in found):
            raise ValidationError([Message(f"Must be one of: {', '.join(self.keys)}; or several, parted by commas.", "choice")])
        if len({each.removeprefix("-") for each in found}) < len(found):
            raise ValidationError([Message("A key may be given only once.", "repeated")])
        scopes = {scope for text in found for scope in self.scopes.get(text, ())}
        if not may_read(scopes):
            raise ValidationError([Message(SENTENCES["insufficient_scope"], "insufficient_scope", "never", tuple(sorted(scopes)))])
        return found


class StoreSorting(NamedTuple):
    """The orders of a list, bound to a store."""

    #: What reads the parameter; nothing where clients have no choice.
    fields: Mapping[str, fields.Field[Any]]
    parameter: str
    orders: Mapping[str, Order]
    #: The order where the client says nothing.
    default: tuple[Order, ...]
    key: tuple[str, ...]
    #: The attributes that leave nothing open.
    decisive: frozenset[str]

    def ask(self, values: Mapping[str, Any]) -> tuple[Order, ...]:
        """Say in which order the rows are wanted by the values that were read."""
        said = values.get(self.parameter) if self.fields else None
        return self.default if said is None else self.ended([self.orders[text] for text in said])

    def ended(self, order: Sequence[Order]) -> tuple[Order, ...]:
        """Give an order that leaves nothing open."""
        named = {each.attribute for each in order}
        if named & self.decisive:
            return tuple(order)
        # Where all keys go the same way, an index can be followed from where a page ends.
        is_descending = bool(order) and order[-1].is_descending
        return (*order, *(Order(name, is_descending) for name in self.key if name not in named))
