"""Loading from named text, such as a query string, where a name may come more than once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from .messages import SENTENCES
from .messages import Message

#: Loads each name with all the values that came.
LoadText = Callable[[Mapping[str, Sequence[Any]]], Any]


def keys_of(schema: Schema) -> tuple[str, ...]:
    """Give the names that a schema loads, as they are sent."""
    return tuple(_key(name, field) for name, field in schema.load_fields.items())


def _key(name: str, field: Any) -> str:
    return name if field.data_key is None else field.data_key


def text_loader(schema: Schema) -> LoadText:
    """Make what loads named text. A field that is no list gets the one value that came, and refuses several."""
    lists = frozenset(_key(name, field) for name, field in schema.load_fields.items() if takes_many(field))

    def load_text(values: Mapping[str, Sequence[Any]]) -> Any:
        folded = {name: list(given) if name in lists else given[0] for name, given in values.items() if given}
        repeated = [name for name, given in values.items() if len(given) > 1 and name not in lists]
        if repeated:
            raise ValidationError(_with_repeated(schema, folded, repeated), data=folded)
        return schema.load(folded)

    return load_text


def takes_many(field: Any) -> bool:
    """Tell whether a field takes all values of a name. One that reads its list from a single text says so itself."""
    is_list = isinstance(field, fields.List | fields.Tuple) or (isinstance(field, fields.Nested) and bool(field.many or field.schema.many))
    return bool(getattr(field, "is_multiple", is_list))


def _with_repeated(schema: Schema, folded: Any, repeated: list[str]) -> dict[str, Any]:
    # What is wrong with one of several values is beside the point, but an unknown name stays unknown.
    found: dict[str, Any] = schema.validate(folded)
    others = {name: messages for name, messages in found.items() if name not in repeated or _is_unknown(messages)}
    return {name: [Message(SENTENCES["repeated"], "repeated")] for name in repeated} | others


def _is_unknown(messages: Any) -> bool:
    return isinstance(messages, list) and any(isinstance(message, Message) and message.code == "unknown" for message in messages)
