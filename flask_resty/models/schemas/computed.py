"""Members that are worked out: by a function, or by a property of the model."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from typing import TypeVar

from marshmallow import fields

from ...errors import ConfigError

F = TypeVar("F", bound=Callable[..., Any])


def reading(*attributes: str) -> Callable[[F], F]:
    """Say which attributes of an object a function reads, so that no more than these is loaded for it.

    :param attributes: their names, dotted through relations: ``"content"``, ``"author.name"``.
    :raise ConfigError: without any.
    """
    if not attributes or not all(isinstance(name, str) for name in attributes):
        raise ConfigError(f"reading{attributes!r} names no attributes. Name them, or drop it.")

    def mark(function: F) -> F:
        function.reads = attributes  # type: ignore[attr-defined]
        return function

    return mark


def computed(field: fields.Field[Any], function: Callable[[Any], Any]) -> fields.Field[Any]:
    """Give a copy of a field that is dumped of what a function gives for the object."""
    made = copy.copy(field)
    reads = getattr(function, "reads", None)
    made.get_value = _Compute(function if reads is None else _of_records(function))  # type: ignore[method-assign]
    if reads is not None:
        made.reads = reads  # type: ignore[attr-defined]
    return made


class _Compute:
    """Stands for the method of a field that reads its value."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __call__(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        return self._function(obj)


def _of_records(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    # A store may give no more of a row than a record of what is read.
    return lambda obj: function(_Record(obj) if type(obj) is dict else obj)


class _Record:
    """A record whose members are read like attributes."""

    __slots__ = ("_members",)

    def __init__(self, members: dict[str, Any]) -> None:
        self._members = members

    def __getattr__(self, name: str) -> Any:
        try:
            return _seen(self._members[name])
        except KeyError:
            raise AttributeError(
                f"A function that is computed from {', '.join(self._members)} reads {name!r}. Name it in reading()."
            ) from None


def _seen(value: Any) -> Any:
    if type(value) is list:
        return [_seen(one) for one in value]
    return _Record(value) if type(value) is dict else value
