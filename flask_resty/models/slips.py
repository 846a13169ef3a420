"""Slips of the author of a model resource that would do nothing, or something else, in silence: told when it is put at a rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from inspect import isfunction
from typing import Any

from ..errors import ConfigError
from ..resource import VERBS
from ..resource import Resource
from .declaring import is_hook
from .declaring import written

_FLAGS = ("record_range", "deletes", "creates", "locks", "streams", "partial")

#: What methods are called that general classes call. ``search`` need not be one.
_HOOKS = ("find", "version", "last_modified", "scope", "search", "create_item", "update_item", "delete_item")

#: How near a name has to be to another one to be a slip.
_NEAR = 0.85


def check_slips(cls: Any) -> None:
    """Check what a class says, as far as that can be told without its model.

    :raise ConfigError: for flags that are none, methods that are nearly hooks, an ``item`` that nobody asks for, and if there is nothing.
    """
    name = cls.__name__
    for flag in _FLAGS:
        if not isinstance(getattr(cls, flag, False), bool):
            raise ConfigError(f"{name} has {flag}={getattr(cls, flag)!r}. Say True or False.")
    total = getattr(cls, "total", None)
    if total is not None and not isinstance(total, bool):
        raise ConfigError(f"{name} has total={total!r}. Say True or False, or nothing.")
    if getattr(cls, "record_range", False) and cls.pagination is None:
        raise ConfigError(f"{name} has record_range=True, but pagination=None. Drop one of the two.")
    if not cls.methods:
        raise ConfigError(f"{name} declares nothing that could be done with it. Give it schema= or fields=, or write a verb.")
    if getattr(cls, "item", None) is not None and "POST" not in cls.methods:
        raise ConfigError(f"{name} has item={cls.item!r}, but no POST that would name it. Give it create_schema= or create_fields=.")
    for method in _others(cls):
        if near := difflib.get_close_matches(method, _HOOKS, 1, _NEAR):
            raise ConfigError(f"{name} has the method {method!r}, which nothing calls. Did you mean {near[0]!r}?")


def _others(cls: type[Resource]) -> Iterator[str]:
    """Name the methods of a class that are neither verbs nor hooks, and no members either."""
    shown = repr([getattr(cls, f"{prefix}fields", None) for prefix in ("", "list_")])
    for name in dir(cls):
        is_own = name not in VERBS and name not in _HOOKS and not hasattr(Resource, name) and not name.startswith("_")
        if is_own and isfunction(getattr(cls, name)) and not is_hook(cls, name) and written(cls, name) and repr(name) not in shown:
            yield name
