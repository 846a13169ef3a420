"""Code of the user: validators, hooks, defaults. Each notes that it was called."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable
from collections.abc import MutableMapping
from typing import Any

from marshmallow import ValidationError
from marshmallow import missing

from .description import describe
from .journal import note


def holds(when: str, value: Any) -> bool:
    """Say whether something happens: never, always, or for about half of all values."""
    return when == "always" or (when == "sometimes" and zlib.crc32(describe(value).encode()) % 2 == 1)


def refuses(name: str, when: str, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """Give a validator that raises a ``ValidationError`` of the given arguments."""

    def validator(value: Any) -> Any:
        note(name, value)
        if holds(when, value):
            raise ValidationError(*args, **kwargs)
        return False

    return validator


def breaks(name: str, when: str) -> Callable[[Any], Any]:
    """Give a function of one value that has a bug."""

    def function(value: Any) -> Any:
        note(name, value)
        if holds(when, value):
            raise LookupError(f"{name} is broken")
        return value

    return function


def gives(name: str, make: Callable[[], Any]) -> Callable[[], Any]:
    """Give a default that is made by a call."""

    def default() -> Any:
        note(name)
        return make()

    return default


def turns(name: str, how: str) -> Callable[[Any], Any]:
    """Give a function of one value that gives another one."""

    def function(value: Any) -> Any:
        note(name, value)
        return CHANGES[how](value)

    return function


def reads(name: str, how: str) -> Callable[[Any], Any]:
    """Give a function that computes a member of an object which is dumped."""

    def function(obj: Any) -> Any:
        note(name, type(obj))
        return CHANGES[how](name)

    return function


def hook(name: str, how: str, data: Any, *rest: Any, **options: Any) -> Any:
    """Do what a hook of a schema does."""
    note(name, data, *rest, options)
    return CHANGES[how](data)


def judge(name: str, when: str, error: tuple[Any, ...], data: Any, *rest: Any, **options: Any) -> None:
    """Do what a validating method of a schema does."""
    note(name, data, *rest, options)
    if holds(when, data):
        raise ValidationError(*error)


def _marked(value: Any) -> Any:
    if isinstance(value, MutableMapping):
        value["mark"] = len(value)
    elif isinstance(value, list):
        value.append(value[0] if value else {})
    return value


def _refuse(*args: Any) -> Callable[[Any], Any]:
    def refuse(value: Any) -> Any:
        raise ValidationError(*args)

    return refuse


def _fail(value: Any) -> Any:
    raise ArithmeticError("broken")


#: What code of the user makes of a value. Those that stand first are drawn most often.
CHANGES: dict[str, Callable[[Any], Any]] = {
    "same": lambda value: value,
    "copy": lambda value: copy.copy(value) if isinstance(value, dict | list) else value,
    "mark": _marked,
    "text": lambda value: str(type(value).__name__),
    "wrap": lambda value: {"a": value},
    "list": lambda value: [value],
    "none": lambda value: None,
    "missing": lambda value: missing,
    "number": lambda value: 1,
    "refuse": _refuse("Refused."),
    "refuse all": _refuse(["One.", "Two."]),
    "refuse deep": _refuse({"a": ["Deep."]}),
    "refuse one": _refuse("Refused.", "a"),
    "break": _fail,
}
