"""Which rows a request is about: those of the address that it goes to, of the scope of its caller, and not deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from inspect import Parameter
from typing import Any

from flask import has_request_context
from flask import request

from ..errors import ConfigError
from ..errors import ContractError
from ..errors import Problem
from ..principal import principal_of
from ..resource import Resource
from .by_key import rows_by_key
from .declaring import written
from .hooks import Hook
from .hooks import hook
from .keys import Given
from .keys import Key
from .keys import address_key
from .near import near
from .store import Comparison
from .store import Narrow
from .store import Query
from .store import Reads
from .store import Store


@dataclass(frozen=True, slots=True)
class SoftDelete:
    """How a row is marked as deleted that stays where it is."""

    attribute: str
    #: The type of the attribute: a moment, a day or a flag.
    kind: type[Any]

    @property
    def is_there(self) -> Comparison:
        """What holds for a row that is not deleted."""
        return Comparison(self.attribute, "eq", False) if self.kind is bool else Comparison(self.attribute, "null", True)

    def values(self) -> dict[str, Any]:
        """Give what a row gets when it is deleted."""
        now = dt.datetime.now(dt.UTC)
        return {self.attribute: True if self.kind is bool else now if self.kind is dt.datetime else now.date()}

    def is_gone(self, store: Store, item: Any) -> bool:
        """Tell whether an object is deleted."""
        (value,) = store.values(item, [self.attribute])
        return bool(value)


def soft_delete_of(name: str, attribute: str | None, store: Store) -> SoftDelete | None:
    """Read how the rows of a resource are marked as deleted; ``None`` where they go.

    :raise ConfigError: for an attribute that is not there or cannot say it.
    """
    if attribute is None:
        return None
    known = store.attribute(attribute)
    if known is None or known.type not in {None, dt.datetime, dt.date, bool}:
        what = f"{name} has soft_delete={attribute!r}, which is no moment, day or flag of {store.model.__name__}"
        usual = "Name an attribute of type datetime, date or bool."
        raise ConfigError(f"{what}. {near(store, attribute, usual) if known is None else usual}")
    if known.type is not bool and not known.is_nullable:
        what = f"{name} has soft_delete={attribute!r}, which is never NULL, so that all of {store.model.__name__} are deleted"
        raise ConfigError(f"{what}. Name one that is NULL until then, or a flag.")
    # Types of one's own need not tell what they are.
    return SoftDelete(attribute, known.type or dt.datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that a resource is about."""

    store: Store
    key: Key
    #: The method ``scope``, where the class writes one.
    scope: Hook | None
    soft_delete: SoftDelete | None

    @property
    def asks(self) -> list[Parameter]:
        """What has to be known of a request."""
        return [*self.key.asks, *(() if self.scope is None else self.scope.asks)]

    def comparisons(self, known: Mapping[str, Any]) -> list[Comparison]:
        """Say which rows are at the address of a request, deleted ones included."""
        return self.key.comparisons(_completed(known, (part.variable for part in self.key))) if self.key else []

    def values(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Give the attributes that an object gets of the address that it is made at."""
        return self.key.values(_completed(known, (part.variable for part in self.key))) if self.key else {}

    def listed(self, known: Mapping[str, Any]) -> list[Comparison]:
        """Say which rows are listed at the address of a request: not those that are deleted."""
        found = self.comparisons(known)
        return found if self.soft_delete is None else [*found, self.soft_delete.is_there]

    def narrows(self, resource: Resource, known: Mapping[str, Any]) -> list[Narrow]:
        """Give what narrows them to those that the caller may reach."""
        return [] if self.scope is None else [narrow_by(self.scope, resource, _completed(known, (one.name for one in self.scope.asks)))]

    def one(self, resource: Resource, known: Mapping[str, Any], *, is_locked: bool) -> Any:
        """Give the object at an address, ``None`` if nothing is there.

        :raise Problem: 404 where nothing can be there, 410 where it was deleted.
        """
        query = Query(comparisons=self.comparisons(known), narrowed_by=self.narrows(resource, known))
        item = self.store.get(query, is_locked=is_locked)
        if item is not None and self.soft_delete is not None and self.soft_delete.is_gone(self.store, item):
            # RFC 9110, 15.5.11.
            raise Problem(410, "What was at this address is gone.")
        return item

    @property
    def refused_with(self) -> tuple[int, ...]:
        """The statuses with which :meth:`check_reach` refuses."""
        return () if self.scope is None else (403,)

    def attempt(self) -> AbstractContextManager[Any]:
        """Begin what is undone where it turns out to be out of scope, whoever commits."""
        return nullcontext() if self.scope is None else self.store.attempt()

    def check_reach(self, resource: Resource, known: Mapping[str, Any], written: Iterable[Any]) -> None:
        """Refuse what was written out of the scope of the caller, as a database does whose rows have policies.

        :raise Problem: 403, so that it is undone.
        """
        if self.scope is None:
            return
        narrows, names, model = self.narrows(resource, known), self.store.key, self.store.model
        keys = [self.store.values(item, names) for item in written if isinstance(item, model)]
        there = rows_by_key(self.store, names, keys, Query(narrowed_by=narrows, reads=_reads(names)))
        if len({self.store.values(row, names) for row in there}) < len(set(keys)):
            raise Problem(403, "The credentials do not allow what would come of this.")


@lru_cache(maxsize=1024)
def _reads(names: tuple[str, ...]) -> Reads:
    # One and the same, as stores keep what they work out for it.
    return Reads(dict.fromkeys(names))


def _completed(known: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    """Give what is known of a request, with what a method left out that called the usual one: it must not get more rows by that."""
    if all(name in known for name in names) or not has_request_context():
        return known
    return {**(request.view_args or {}), "principal": principal_of(request.environ), **known}


def rows_of(cls: type[Resource], store: Store, rule: str, variables: Collection[str]) -> Rows:
    """Read off a class at a rule which rows it is about.

    :raise ConfigError: for a key or a mark of deletion that the model does not have.
    """
    key: Given | None = getattr(cls, "key", None)
    return Rows(
        store=store,
        key=address_key(cls.__name__, key, store, rule, variables),
        scope=hook(cls, "scope", 1) if written(cls, "scope") else None,
        soft_delete=soft_delete_of(cls.__name__, getattr(cls, "soft_delete", None), store),
    )


def check_variables(cls: type[Resource], rule: str, variables: Collection[str], rows: Rows, asked: Collection[Parameter] = ()) -> None:
    """Check that each path variable of a rule narrows what is there: whatever stands in its place, there would be the same.

    :param asked: what other methods ask for.
    :raise ConfigError: if one does not.
    """
    asks = [*asked, *(() if rows.scope is None else rows.scope.asks)]
    names = {part.variable for part in rows.key}.union(one.name for one in asks)
    for variable in variables:
        if variable not in names and not any(one.kind is one.VAR_KEYWORD for one in asks):
            what = f"{cls.__name__} is at {rule!r}, where {variable!r} is no attribute of {rows.store.model.__name__}, and scope() does not"
            raise ConfigError(f"{what} ask for it. Say with key= which attribute it is, or ask for it.")


def narrow_by(hook: Hook, resource: Resource, known: Mapping[str, Any]) -> Narrow:
    """Make what narrows a selection by the scope of a resource.

    :raise ContractError: (what is made does) if the method gives nothing.
    """
    return lambda select: _narrowed(hook, resource, hook.call(resource, known, select))


def looking_by(hook: Hook, resource: Resource, known: Mapping[str, Any]) -> Callable[[Any, str], Any]:
    """Make what narrows a selection to what a text is found in, by the method ``search`` of a resource.

    :raise ContractError: (what is made does) if the method gives nothing.
    """
    return lambda select, text: _narrowed(hook, resource, hook.call(resource, known, select, text))


def _narrowed(hook: Hook, resource: Resource, selection: Any) -> Any:
    if selection is None:
        name = f"{type(resource).__name__}.{hook.function.__name__}"
        raise ContractError(f"{name}() returned None. Return the selection, narrowed or as it was.")
    return selection
