"""Private copies of schemas and their fields, on which methods can be put in the place of marshmallow's own.

A twin shares everything with its original but what was replaced. Fields inside of others are copied with them; schemas
nested in fields when they are first used, as marshmallow itself does it, and each of them once, so that a schema may nest
itself as often as it likes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Hashable
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..schematic import nested_schema
from ..schematic import sameness
from .nesting import Side
from .nesting import fields_of

#: Changes a copy for good.
Change = Callable[[Any], None]

#: By these marshmallow comes to the methods of a schema's author. A twin has them from its original: what a hook remembers
#: on its schema is looked for there by the next hook, by ``Method`` fields, and by whoever made the schema.
_OF_THE_AUTHOR = (
    "_invoke_dump_processors",
    "_invoke_load_processors",
    "_invoke_field_validators",
    "_invoke_schema_validators",
    "get_attribute",
    "handle_error",
)


class Twins:
    """Makes the twins of one schema and of all that is nested in it.

    :param change_schema: changes each copied schema.
    :param change_field: changes each copied field, after those inside of it.
    :param change_key: the same for fields that stand for the keys of a mapping.
    """

    def __init__(self, side: Side, change_schema: Change, change_field: Change, change_key: Change) -> None:
        self._side: Side = side
        self._change_schema = change_schema
        self._change_field = change_field
        self._change_key = change_key
        self._nested: dict[Hashable, Schema] = {}
        #: Each twin and its original, by the identity of either.
        self._pairs: dict[int, tuple[Schema, Schema]] = {}

    def schema(self, schema: Schema) -> Schema:
        """Give the twin of a schema."""
        twin = copy.copy(schema)
        self._pairs[id(twin)] = self._pairs[id(schema)] = (twin, schema)
        copies = {name: self.field(field) for name, field in fields_of(schema, self._side).items()}
        setattr(twin, f"{self._side}_fields", copies)
        for name in _OF_THE_AUTHOR:
            setattr(twin, name, getattr(schema, name))
        self._change_schema(twin)
        return twin

    def field(self, field: Any) -> Any:
        """Give the twin of a field."""
        return self._twin(field, self._change_field)

    def _twin(self, field: Any, change: Change) -> Any:
        twin = copy.copy(field)
        if isinstance(field, fields.List):
            twin.inner = self.field(field.inner)
        elif isinstance(field, fields.Tuple):
            twin.tuple_fields = [self.field(inner) for inner in field.tuple_fields]
        elif isinstance(field, fields.Mapping):
            twin.key_field = field.key_field and self._twin(field.key_field, self._change_key)
            twin.value_field = field.value_field and self.field(field.value_field)
        elif isinstance(field, fields.Enum):
            twin.field = self._twin(_as_nullable_as(field), change)
        elif isinstance(field, fields.Nested):
            self._nest_when_used(twin, field)
        change(twin)
        return twin

    def _nest_when_used(self, twin: Any, field: fields.Nested) -> None:
        is_ready = False

        def lazily(method: Callable[..., Any]) -> Callable[..., Any]:
            def nested(*args: Any, **kwargs: Any) -> Any:
                nonlocal is_ready
                if not is_ready:
                    # Marshmallow looks for the schema here. Threads may come here together: they find the same.
                    twin._schema = self.nested(field)
                    is_ready = True
                return method(*args, **kwargs)

            return nested

        twin._serialize, twin._deserialize = lazily(twin._serialize), lazily(twin._deserialize)

    def nested(self, field: fields.Nested) -> Schema:
        """Give the twin of the schema that is nested in a field."""
        key = sameness(field)
        if key not in self._nested:
            self._nested.setdefault(key, self.schema(nested_schema(field)))
        return self._nested[key]

    def pair(self, schema: Schema) -> tuple[Schema, Schema]:
        """Give a twin and its original, by either of them."""
        if id(schema) not in self._pairs:
            self.schema(schema)
        return self._pairs[id(schema)]


def plain_twins(side: Side, make: Callable[[Schema], Callable[..., Any] | None]) -> Twins:
    """Give what makes twins that do with their fields what is made for them, and are like their originals otherwise.

    :param make: gives what a twin deserializes or serializes with; ``None`` if its author has a way of his own.
    """
    method = "_deserialize" if side == "load" else "_serialize"

    def change(twin: Any) -> None:
        setattr(twin, method, make(twin) or getattr(twin, method))

    return Twins(side, change, _leave, _leave)


def _leave(field: Any) -> None:
    """Change nothing."""


def _as_nullable_as(field: fields.Enum[Any]) -> Any:
    # A member may have the value None. Whether that is allowed is said of the field, never of the one inside.
    inner = copy.copy(field.field)
    inner.allow_none = inner.allow_none or field.allow_none
    return inner
