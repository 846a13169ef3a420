"""The field ``Expandable``: an object that is told in short, unless the client asks for all of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..errors import ConfigError


class Expandable(fields.Nested):
    """An object beside another: an answer tells its id or its address, or nothing of it, unless ``?expand=name`` asks for the whole.

    By itself, in a schema that marshmallow dumps, it is the whole object. It is for output alone.

    :param nested: the schema of the object: a class, an instance, or a function that gives one.
    :param collapsed: the field that is written in its place; ``None`` if there is nothing. It reads the attribute that it names itself,
        or else that of this one.
    :param many: whether there is a list of objects.
    :param attribute: the attribute that has the object, if it is not called as the field is.
    :param allow_none: whether there may be none.
    :param data_key: the name of the member, if it is not that of the field.
    :param metadata: as for all fields of marshmallow.
    :raise ConfigError: if ``collapsed`` is something else.
    """

    def __init__(
        self,
        nested: Any,
        /,
        *,
        collapsed: fields.Field[Any] | None,
        many: bool = False,
        attribute: str | None = None,
        allow_none: bool = False,
        data_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(collapsed, fields.Field | None):
            raise ConfigError(f"Expandable(collapsed={collapsed!r}) cannot be written in short. Give a field, as fields.Int(), or None.")
        super().__init__(
            nested, many=many, attribute=attribute, allow_none=allow_none, data_key=data_key, metadata=dict(metadata or {}), dump_only=True
        )
        self.collapsed = collapsed

    def in_short(self) -> fields.Field[Any] | None:
        """Give the field that is written in its place, bound as this one is; ``None`` if there is none."""
        if self.collapsed is None:
            return None
        short = copy.deepcopy(self.collapsed)
        short.data_key = self.data_key
        short.attribute = short.attribute if short.attribute is not None else self.attribute
        short.allow_none = short.allow_none or self.allow_none
        parent = self.parent
        short._bind_to_schema(self.name, parent if isinstance(parent, Schema) else None)  # type: ignore[arg-type]
        return short
