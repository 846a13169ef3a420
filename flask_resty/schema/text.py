"""Loading from named text, such as a query string, where a name may come more than once."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..schematic import key_of
from ..schematic import keys_of
from ..schematic import nested_schema
from .messages import Message
from .messages import message_of

#: Loads each name with all the values that came.
LoadText = Callable[[Mapping[str, Sequence[Any]]], Any]


def text_loader(schema: Schema, load: Callable[[Any], Any], validate: Callable[[Any], Any]) -> LoadText:
    """Make what loads named text. A field that is no list gets the one value that came, and refuses several.

    :param load: loads each name with one value, or the list of them.
    :param validate: gives the messages of what is wrong with the same.
    """
    by_key = {key_of(name, field): field for name, field in schema.load_fields.items()}

    @cache
    def is_list(name: str) -> bool:
        return takes_many(by_key[name])

    def load_text(values: Mapping[str, Sequence[Any]]) -> Any:
        lists = {name for name in values if name in by_key and is_list(name)}
        folded = {name: list(given) if name in lists else given[0] for name, given in values.items() if given}
        repeated = [name for name, given in values.items() if len(given) > 1 and name not in lists]
        if repeated:
            raise ValidationError(_with_repeated(keys_of(schema), validate(folded), repeated), data=folded)
        return load(folded)

    return load_text


def takes_many(field: Any) -> bool:
    """Tell whether a field takes all values of a name. One that reads its list from a single text says so itself."""
    if hasattr(field, "is_multiple"):
        return bool(field.is_multiple)
    if isinstance(field, fields.Nested):
        # The copy is asked, because it keeps the schema that it finds.
        return bool(field.many or nested_schema(field).many)
    return isinstance(field, fields.List | fields.Tuple)


def _with_repeated(keys: tuple[str, ...], found: dict[str, Any], repeated: list[str]) -> dict[str, Any]:
    # What is wrong with one of several values is beside the point, but an unknown name stays unknown.
    others = {name: messages for name, messages in found.items() if name not in repeated or _is_unknown(messages)}
    errors = {name: [message_of("repeated")] for name in repeated} | others
    return {name: errors[name] for name in (*keys, *errors) if name in errors}


def _is_unknown(messages: Any) -> bool:
    return isinstance(messages, list) and any(isinstance(message, Message) and message.code == "unknown" for message in messages)
