"""Values as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from ...errors import ContractError
from ...media.plain import plain
from .view import Described

#: Stands for what JSON cannot say.
UNWRITABLE: Any = object()

_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (list, "array"),
    (dict, "object"),
    (type(None), "null"),
)


def written(value: Any) -> Any:
    """Give a value as it is written in JSON, or ``UNWRITABLE``."""
    if value is UNWRITABLE or type(value) in {str, int, bool, type(None)}:
        return value
    try:
        made = plain(value)
    except (ContractError, RecursionError, ValueError):
        return UNWRITABLE
    return UNWRITABLE if isinstance(made, float) and not isfinite(made) else made


def type_of(values: Iterable[Any]) -> Described:
    """Say the type of values in JSON, where they have one."""
    names = {next(name for kind, name in _TYPES if isinstance(value, kind)) for value in values}
    if names == {"integer", "number"}:
        return {"type": "number"}
    return {"type": names.pop()} if len(names) == 1 else {}
