"""A value as text: two texts are equal only where no user could tell the values apart."""

from __future__ import annotations

import re
import types
from collections import OrderedDict
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from enum import Enum
from typing import Any

from marshmallow import ValidationError

#: What their ``repr`` tells whole, if nothing is derived from them.
PLAIN = {bool, int, str, bytes, float, type(None)}


def describe(value: Any, seen: dict[int, Any] | None = None, *, drain: bool = False) -> str:
    """Give the text of a value.

    :param seen: the mutable objects met before, which are named instead of described, so that two texts tell also
        which objects are shared. More are added.
    :param drain: whether an iterator is exhausted to see what is left in it.
    """
    return _without_addresses(_Describer({} if seen is None else seen, drain).text(value))


class _Describer:
    def __init__(self, seen: dict[int, Any], drain: bool) -> None:
        self.seen = seen
        self.drain = drain

    def text(self, value: Any) -> str:
        kind = type(value)
        if kind in PLAIN:
            return repr(value)
        if isinstance(value, Enum):
            return f"{kind.__name__}.{value.name}"
        if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType | types.MethodType | types.MethodWrapperType):
            return f"<{kind.__name__} {value.__qualname__}>"
        if (number := self.number(value)) is not None:
            return f"<again {number}>"
        return self.body(value, kind)

    def number(self, value: Any) -> int | None:
        """Give the place of an object among those met before, which it enters if it is new and can be changed."""
        if id(value) in self.seen:
            return int(self.seen[id(value)][0])
        if isinstance(value, list | dict | set | Iterator) or hasattr(value, "__dict__"):
            # The object itself is kept, as its id could be given to another one else.
            self.seen[id(value)] = (len(self.seen), value)
        return None

    def body(self, value: Any, kind: type) -> str:
        name = kind.__name__
        if isinstance(value, BaseException):
            return self.exception(value)
        if kind is dict:
            return self.items(value)
        if kind is list:
            return f"[{', '.join(map(self.text, value))}]"
        if isinstance(value, dict | OrderedDict | types.MappingProxyType):
            return f"{name}{self.items(value)}{self.attributes(value)}"
        if isinstance(value, list | tuple):
            return f"{name}[{', '.join(map(self.text, list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)))}]"
        if isinstance(value, Set):
            return f"{name}{sorted(map(self.text, value))}"
        if isinstance(value, Iterator):
            return f"{name}<{self.rest(value)}>"
        if isinstance(value, str | int | float | bytes):
            return f"{name}({_root(value).__repr__(value)}){self.attributes(value)}"
        return f"{name}:{value!r}{self.attributes(value)}"

    def items(self, value: Any) -> str:
        pairs = dict.items(value) if isinstance(value, dict) else Mapping.items(value)
        return f"{{{', '.join(f'{self.text(key)}: {self.text(item)}' for key, item in pairs)}}}"

    def attributes(self, value: Any) -> str:
        return self.items(vars(value)) if getattr(value, "__dict__", None) else ""

    def rest(self, value: Iterator[Any]) -> str:
        if not self.drain:
            return "..."
        try:
            return ", ".join(map(self.text, value))
        except Exception as error:
            return self.text(error)

    def exception(self, error: BaseException) -> str:
        name = type(error).__name__
        if not isinstance(error, ValidationError):
            return f"{name}: {error}"
        parts = (error.messages, error.field_name, error.kwargs, error.data, error.valid_data, error.args)
        messages, field_name, kwargs, data, valid_data, args = map(self.text, parts)
        return f"{name}: {messages}\n  field_name={field_name} kwargs={kwargs} args={args}\n  data={data}\n  valid_data={valid_data}"


def _root(value: Any) -> Any:
    return next(kind for kind in (bool, int, float, str, bytes) if isinstance(value, kind))


def _without_addresses(text: str) -> str:
    """Take out what differs between two runs, in whatever case."""
    return re.sub(r"0x[0-9a-f]{6,}", "0x...", text, flags=re.IGNORECASE)
