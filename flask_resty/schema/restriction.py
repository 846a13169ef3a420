"""Restricted schemas: as a caller may read or write them who has some scopes and lacks others.

What a caller may not read is not there, for selections, tags and everybody else. What it may not write is refused, wherever in the data
it comes, and is not required.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from typing import ClassVar
from typing import Literal

from marshmallow import INCLUDE
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import missing

from ..schematic import OneOf
from ..schematic import key_of
from ..schematic import nested_schema_or_none
from ..schematic import sameness
from .messages import message_of
from .narrowing import changed
from .narrowing import fill
from .nesting import Side
from .nesting import fields_of
from .nesting import slot_of
from .scopes import scopes_in
from .scopes import taken

#: What comes of what is loaded: something new, or what is there already, replaced as a whole or patched.
Writing = Literal["new", "replaced", "patched"]

#: The attribute of a restricted copy that has what it is a copy of.
_WHOLE = "_resty_whole"


@lru_cache(1024)
def restrict(schema: Any, scopes: frozenset[str], side: Side, *, writing: Writing = "new") -> Any:
    """Give a copy of a schema for callers who have these scopes and no others; the schema itself where nothing is taken away.

    To dump, the fields whose scopes are missing are not there, for hooks neither. To load, they are not required, whatever is sent for
    them is refused with the code ``insufficient_scope``, and a patch does not see them, nor what may not be read.

    :param writing: what comes of what is loaded. Of what was there before, a field that may not be written has no default: that would
        change it.
    """
    return _Restriction(scopes, side, writing).of(schema)


def unseen(field: Any) -> Any:
    """Give a copy of a field for who patches what it cannot see: it need not be sent, and no default takes the place of what is there."""
    return changed(field, required=False, load_default=missing)


def whole(schema: Any) -> Any:
    """Give the schema that a restricted one is a copy of."""
    return getattr(schema, _WHOLE, schema)


class _Restriction:
    """Makes restricted copies for one side. Schemas that nest each other come out as copies that do."""

    def __init__(self, scopes: frozenset[str], side: Side, writing: Writing) -> None:
        self._scopes = scopes
        self._side: Side = side
        self._writing = writing
        self._copies: dict[Hashable, Any] = {}

    def of(self, schema: Any) -> Any:
        """Give the copy of a schema or a field."""
        if self._allows(schema):
            return schema
        if isinstance(schema, OneOf):
            return changed(schema, schemas=tuple(map(self.of, schema.schemas)))
        return self._schema(schema, id(schema), schema.unknown) if isinstance(schema, Schema) else self._field(schema)

    def _allows(self, schema: Any) -> bool:
        # A patch looks at what is there before it changes it.
        sides: tuple[Side, ...] = ("dump",) if self._side == "dump" else ("load", "dump")
        return all(scopes_in(schema, side) <= self._scopes for side in sides)

    def _schema(self, schema: Schema, kind: Hashable, unknown: str) -> Any:
        if kind in self._copies:
            return self._copies[kind]
        # Kept before it is complete: what is nested in it may nest it again.
        restricted: Any = copy.copy(schema)
        self._copies[kind] = restricted
        own = fields_of(schema, self._side)
        kept = {name: self._member(field) for name, field in own.items()}
        lost = {name for name, field in kept.items() if field is None}
        copies = {name: field for name, field in kept.items() if field is not None and field is not own[name]}
        fill(restricted, schema, [name for name in schema.fields if name not in lost], copies)
        setattr(restricted, _WHOLE, schema)
        if self._side == "load":
            # What is patched is dumped by the schema that loads it.
            shown = restricted.dump_fields.items()
            restricted.dump_fields = {
                name: field for name, field in shown if not (isinstance(field, Withheld) or self._lacks(field, "dump"))
            }
            restricted.load_fields |= _by_attribute(restricted.load_fields) if unknown == INCLUDE else {}
        return restricted

    def _member(self, field: Any) -> Any:
        """Give a field as it is, its copy, or ``None`` where nobody is to see it."""
        lacking = self._lacks(field, self._side)
        if lacking:
            return None if self._side == "dump" else Withheld(field, lacking, field.load_default if self._writing == "new" else missing)
        is_unseen = self._writing == "patched" and bool(self._lacks(field, "dump"))
        return unseen(self._field(field)) if is_unseen else self._field(field)

    def _lacks(self, field: Any, side: Side) -> tuple[str, ...]:
        return tuple(scope for scope in taken(field, side) if scope not in self._scopes)

    def _field(self, field: Any) -> Any:
        if self._allows(field):
            return field
        if isinstance(field, fields.Nested):
            nested: Any = nested_schema_or_none(field)
            unknown = field.unknown or nested.unknown
            return changed(field, _schema=self._schema(nested, (sameness(field), unknown), unknown))
        if isinstance(field, fields.Tuple):
            return changed(field, tuple_fields=[self._field(item) for item in field.tuple_fields])
        name: Any = slot_of(field)
        return changed(field, **{name: self._field(getattr(field, name))})


def _by_attribute(loaded: Mapping[str, Any]) -> dict[str, Withheld]:
    """Withhold what would come in as unknown, under the name by which the handler knows a field that is withheld."""
    known = {key_of(name, field) for name, field in loaded.items()}
    withheld = {(field.attribute or name).partition(".")[0]: field for name, field in loaded.items() if isinstance(field, Withheld)}
    # (No field of a class has a name with a space in it.)
    return {f"as {name}": Withheld(field, field.scopes, key=name) for name, field in withheld.items() if name not in known}


class Withheld(fields.Field[Any]):
    """Stands where a field is that a caller may not write. Whatever is sent is refused.

    :param default: what is loaded where nothing is sent.
    :param key: another name under which it may not be sent.
    """

    #: However often it is sent, as in a query, it is refused for the same.
    is_multiple: ClassVar[bool] = True

    def __init__(self, field: Any, scopes: tuple[str, ...], default: Any = missing, *, key: str | None = None) -> None:
        metadata = field.metadata if key is None else {}
        super().__init__(load_default=default, data_key=key or field.data_key, attribute=field.attribute, load_only=True, metadata=metadata)
        self.name, self.parent, self.root = field.name, field.parent, field.root
        self.scopes = scopes

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse a value, or give the default where none came.

        :raise marshmallow.ValidationError: for any value.
        """
        if value is missing:
            default: Any = self.load_default
            return default() if callable(default) else default
        raise ValidationError([message_of("insufficient_scope", self.scopes)])
