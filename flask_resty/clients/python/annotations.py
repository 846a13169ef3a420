"""Types as Python annotates them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kinds import AllOf
from ..kinds import Anything
from ..kinds import Bytes
from ..kinds import Choice
from ..kinds import Either
from ..kinds import ListOf
from ..kinds import MapOf
from ..kinds import Record
from ..kinds import Reference
from ..kinds import Scalar
from ..kinds import TupleOf
from ..kinds import Type

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

#: Gives what a named type is called.
Spell = Callable[[str], str]


def annotation(type: Type, spell: Spell) -> str:
    """Write a type, whose objects all have names."""
    match type:
        case Scalar():
            return _SCALARS[type.kind]
        case Choice():
            return _choice(type.values)
        case Bytes():
            return "bytes"
        case ListOf():
            return f"list[{annotation(type.item, spell)}]"
        case TupleOf():
            # What comes is a list, which a type checker knows no places of.
            return f"list[{_either(annotation(item, spell) for item in type.items)}]"
        case MapOf():
            return f"dict[str, {annotation(type.value, spell)}]"
        case Either():
            return _either(annotation(option, spell) for option in type.options)
        case Reference():
            return spell(type.name)
        case Record() | AllOf() | Anything():
            return "Any" if isinstance(type, Anything) else "dict[str, Any]"


def _either(options: Any) -> str:
    found = list(dict.fromkeys(options))
    if "Any" in found:
        return "Any"
    # None comes last, as people write it.
    return " | ".join([*(one for one in found if one != "None"), *(one for one in found if one == "None")])


def _choice(values: tuple[Any, ...]) -> str:
    if all(value is None or isinstance(value, str | int) for value in values):
        return f"Literal[{', '.join(map(literal, values))}]"
    return _either(_kind(value) for value in values)


def _kind(value: Any) -> str:
    if isinstance(value, list | dict):
        return "list[Any]" if isinstance(value, list) else "dict[str, Any]"
    return "None" if value is None else type(value).__name__


def literal(value: Any) -> str:
    """Write a value of JSON as Python does, with double quotes."""
    if isinstance(value, str):
        said = repr(value)
        return said if '"' in value or "\\'" in said else f'"{said[1:-1]}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(map(literal, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    return repr(value)
