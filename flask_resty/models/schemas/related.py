"""The field ``Related``: what a relation leads to, told by its key."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from ...schema.messages import SENTENCES
from ...schema.messages import Message
from ..store import Store
from .targets import KEY
from .targets import Key
from .targets import Target


class Related(fields.Pluck):
    """Objects of another model, told by their keys. It loads to the objects themselves, which have to be there.

    A key of several attributes is an object that has them as members. What does not exist, or not for the caller, is refused by the code
    ``unknown_reference`` where it was sent; nothing is ever made. All keys of a list are looked for by one query.

    :param target: the store of the other model, the model itself (a class of SQLAlchemy or its dotted name, with the session of the
        app), or the class of a model resource: then its ``scope`` tells which ones there are for the caller.
    :param many: whether it is a list of them, each once.
    :param max_items: the most that a list may have.
    :param key: the field that the key is written by, or one for each of its attributes, where the store does not tell their types.
    :param kwargs: as for all fields of marshmallow.
    :raise ConfigError: for what is no target.
    """

    def __init__(
        self, target: Store | type[Any] | str, *, many: bool = False, max_items: int = 100, key: Key = None, **kwargs: Any
    ) -> None:
        self.target = Target(target, key)
        super().__init__(self.target.key_schema, KEY, many=many, **kwargs)
        if many:
            self.validators = [validate.Length(max=max_items), *self.validators]
        self.post_load = [self._find_all if many else self._find, *self.post_load]

    @property
    def reads(self) -> tuple[str, ...]:
        """The attributes that are read of an object, dotted through the relation."""
        return tuple(f"{self.attribute or self.name}.{name}" for name in self.target.store.key)

    def _find(self, sent: dict[str, Any]) -> Any:
        found = self.target.find(_plucked([sent]))
        if not found:
            raise ValidationError(_UNKNOWN)
        (item,) = found.values()
        return item

    def _find_all(self, sent: list[dict[str, Any]]) -> list[Any]:
        keys = _plucked(sent)
        found = self.target.find(keys) if keys else {}
        seen: set[Hashable] = set()
        wrong: dict[str | int, list[str]] = {}
        for index, key in enumerate(map(self.target.hashable, keys)):
            if key not in found or key in seen:
                wrong[index] = [_REPEATED if key in seen else _UNKNOWN]
            seen.add(key)
        if wrong:
            raise ValidationError(wrong)
        return [found[self.target.hashable(key)] for key in keys]


def _plucked(sent: list[dict[str, Any]]) -> list[Any]:
    # Each has the one member that was plucked, by the name of its attribute.
    return [key for one in sent for key in one.values()]


_UNKNOWN = Message(SENTENCES["unknown_reference"], "unknown_reference")
_REPEATED = Message("May be given only once.", "repeated")
