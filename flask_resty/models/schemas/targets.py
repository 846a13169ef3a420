"""Where relations lead to: the objects of a store, of those that exist for the caller."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Hashable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from typing import cast

from flask import has_request_context
from flask import request
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ...errors import ConfigError
from ...principal import principal_of
from ...resource import Resource
from ...schema.messages import SENTENCES
from ...schema.messages import Message
from .. import sql
from ..declaring import written
from ..hooks import Hook
from ..hooks import hook
from ..resource import store_of
from ..scoping import narrow_by
from ..scoping import soft_delete_of
from ..store import Attribute
from ..store import Comparison
from ..store import Narrow
from ..store import Query
from ..store import Store
from ..typed import field_for
from .computed import computed

#: The member that a key is, among those of what it leads to.
KEY = "key"

#: What the attributes of a key are written by.
Key = fields.Field[Any] | Mapping[str, fields.Field[Any]] | None


class Target:
    """The objects that a relation may lead to. What they are is looked up when it is first needed, as models may be named by text.

    :param given: a store, a model, or the class of a model resource.
    :param key: the field that the key is written by, or one for each of its attributes.
    :raise ConfigError: for anything else.
    """

    def __init__(self, given: Store | type[Any] | str, key: Key) -> None:
        self._resource = given if isinstance(given, type) and issubclass(given, Resource) else None
        if not isinstance(given, type | str) and not isinstance(given, Store):
            raise ConfigError(f"Related({given!r}) leads nowhere. Give a store, a model or the class of a model resource.")
        self._given = given
        self._key = key

    @cached_property
    def store(self) -> Store:
        """The store that keeps them."""
        if self._resource is not None:
            return store_of(self._resource)
        return sql.SQLAlchemyStore(self._given) if isinstance(self._given, type | str) else self._given

    def key_schema(self) -> Schema:
        """Make a schema with one member, the key: that of an object with several attributes is an object itself."""
        made = {name: self._key_field(name) for name in self.store.key}
        if len(made) == 1:
            return Schema.from_dict({KEY: next(iter(made.values()))}, name="Key")()
        several: fields.Field[Any] = fields.Nested(Schema.from_dict(made, name="KeyOfSeveral"), required=True)
        return Schema.from_dict({KEY: computed(several, lambda item: item)}, name="Key")()

    def _key_field(self, name: str) -> fields.Field[Any]:
        given = self._key.get(name) if isinstance(self._key, Mapping) else self._key
        known = self.store.attribute(name)
        if given is None and (known is None or known.type is None):
            raise ConfigError(
                f"{self.store!r} does not tell of what type its key {name!r} is. Say how it is written: Related(..., key=...)."
            )
        made = copy.copy(given) if given is not None else field_for(name, cast("Attribute", known), None, None)
        made.required, made.attribute = True, name
        return made

    # -- looking for them ----------------------------------------------------------------------------------------------

    def find(self, keys: Sequence[Any]) -> dict[Hashable, Any]:
        """Give what exists for the caller, by its key."""
        names, narrows = self.store.key, self._narrows()
        if len(names) == 1:
            comparisons = [Comparison(names[0], "in", keys), *self._comparisons]
            found = self.store.query(Query(comparisons=comparisons, narrowed_by=narrows))
        else:
            # Lists of such keys are rare, and each of their attributes alone would match more than was asked for.
            found = [item for key in keys if (item := self._get(key, narrows)) is not None]
        return {self._key_of(item): item for item in found}

    def _get(self, key: Mapping[str, Any], narrows: Sequence[Narrow]) -> Any:
        own = [Comparison(name, "eq", value) for name, value in zip(self.store.key, self._values(key), strict=True)]
        return self.store.get(Query(comparisons=[*own, *self._comparisons], narrowed_by=narrows))

    def hashable(self, key: Any) -> Hashable:
        """Give a key as it tells objects from each other."""
        return key if len(self.store.key) == 1 else self._values(key)

    def _values(self, key: Mapping[str, Any]) -> tuple[Any, ...]:
        # Part of a document may do where it changes one, but part of a key never does.
        lack = {name: [Message(SENTENCES["required"], "required")] for name in self.store.key if name not in key}
        if lack:
            raise ValidationError(lack)
        return tuple(key[name] for name in self.store.key)

    def _key_of(self, item: Any) -> Hashable:
        values = self.store.values(item, self.store.key)
        return values[0] if len(values) == 1 else values

    # -- whom they are for ---------------------------------------------------------------------------------------------

    @cached_property
    def _comparisons(self) -> list[Comparison]:
        attribute = getattr(self._resource, "soft_delete", None)
        soft_delete = None if self._resource is None else soft_delete_of(self._resource.__name__, attribute, self.store)
        return [] if soft_delete is None else [soft_delete.is_there]

    def _narrows(self) -> list[Narrow]:
        if self._resource is None or self._scope is None:
            return []
        principal = principal_of(request.environ) if has_request_context() else None
        resource = self._resource()
        # A class that names its model has a store only where it is served.
        vars(resource)["store"] = self.store
        return [narrow_by(self._scope, resource, {"principal": principal})]

    @cached_property
    def _scope(self) -> Hook | None:
        if self._resource is None or written(self._resource, "scope") is None:
            return None
        scope = hook(self._resource, "scope", 1)
        for one in scope.asks:
            is_needed = one.default is inspect.Parameter.empty and one.kind is inspect.Parameter.KEYWORD_ONLY
            if is_needed and one.name != "principal":
                what = f"Related({self._resource.__name__}) cannot ask its scope, which needs {one.name!r} of an address"
                raise ConfigError(f"{what}. Give Related the store, or the parameter a default.")
        return scope
