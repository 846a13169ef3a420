"""How a field gets its value from an object, as source."""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from marshmallow import fields

from .dump_parts import Member
from .dump_values import METHODS
from .objects import NO_ITEM
from .stock import is_exactly
from .stock import keeps
from .writer import Writer

#: What would change how a field gets its value.
READS = ("serialize", "get_value")


def is_read_plainly(field: Any) -> bool:
    """Tell whether a field gets its value as most do: what the object has by its name."""
    return bool(field._CHECK_ATTRIBUTE) and keeps(field, fields.Field, READS)


def write_read(write: Writer, member: Member) -> None:
    """Write how a field gets what the object has by its name."""
    value, obj = member.value, member.place.obj
    key = member.name if member.field.attribute is None else member.field.attribute
    if "." in key or member.place.reading == "asking":
        get = write.value("get_value", member.place.schema.get_attribute)
        write.line(f"{value} = {get}({obj}, {key!r}, missing)")
        return
    is_item = member.place.reading == "item"
    is_name = key.isidentifier() and key.isascii() and not iskeyword(key)
    by_attribute = f"{obj}.{key}" if is_name else f"getattr({obj}, {key!r})"
    with write.block("try:"):
        write.line(f"{value} = {obj}[{key!r}]" if is_item else f"{value} = {by_attribute}")
    with write.block(f"except {write.value('NO_ITEM', NO_ITEM) if is_item else 'AttributeError'}:"):
        write.line(f"{value} = getattr({obj}, {key!r}, missing)" if is_item else f"{value} = missing")


def function_of(field: Any) -> Callable[[Any], Any] | None:
    """Give the function that a field calls with the object, if that is all it does; ``None`` for other fields."""
    function: Callable[[Any], Any] | None = None
    if is_exactly(field, fields.Function, *READS, *METHODS):
        function = field.serialize_func
    elif is_exactly(field, fields.Method, *READS, *METHODS):
        function = field._serialize_method
    return function
