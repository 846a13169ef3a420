"""From an annotation to the field of what a function gives."""

from __future__ import annotations

import types
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from inspect import iscoroutinefunction
from inspect import unwrap
from typing import Any
from typing import Union
from typing import get_args
from typing import get_origin
from typing import get_type_hints

from marshmallow import Schema
from marshmallow import fields

from ...errors import ConfigError
from ..choices import is_by_value

_MANY = {list, tuple, set, frozenset, Collection, Iterable, Sequence}


def returned_field(function: Callable[..., Any], where: str) -> fields.Field[Any]:
    """Make the field of what a function is annotated to give.

    :param where: how it is called in errors.
    :raise ConfigError: if it is not annotated, or with what no field is known for, and for an ``async def``.
    """
    if iscoroutinefunction(function):
        raise ConfigError(f"{where} is worked out by an async def, which nobody waits for while an answer is written. Write a plain def.")
    try:
        hints = get_type_hints(unwrap(getattr(function, "func", function)))
    except NameError as error:
        raise ConfigError(
            f"{where} is annotated with {error.name!r}, which is not there when the app runs. Import it, or give a field."
        ) from error
    if "return" not in hints:
        raise ConfigError(f"{where} does not say what it gives. Annotate it, as in '-> int', or give a field.")
    return annotated_field(hints["return"], where)


def annotated_field(hint: Any, where: str) -> fields.Field[Any]:
    """Make the field for values of a type."""
    options = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    kinds = [one for one in options if one is not type(None)]
    field = fields.Raw(allow_none=True) if hint is Any or len(kinds) != 1 else _plain(kinds[0], where)
    field.allow_none = field.allow_none or len(kinds) < len(options)
    return field


def _plain(hint: Any, where: str) -> fields.Field[Any]:
    kind, arguments = get_origin(hint) or hint, get_args(hint)
    if kind in _MANY:
        return fields.List(annotated_field(arguments[0] if arguments else Any, where))
    if kind in {dict, Mapping}:
        return fields.Dict()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return fields.Enum(kind, by_value=is_by_value(kind))
    if kind is Decimal:
        return fields.Decimal(as_string=True)
    made = next((made for known, made in Schema.TYPE_MAPPING.items() if known is kind and known is not bytes), None)
    if made is None:
        raise ConfigError(f"{where} gives {kind!r}, for which no field is known. Give a field.")
    return made()
