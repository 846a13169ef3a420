"""A dump in progress: where it is, and what comes of a broken promise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any
from typing import Literal

from ..errors import ContractError
from .faults import pointer

logger = logging.getLogger("flask_resty")

Checked = Literal["raise", "log", "off"]


class _Broken(Exception):
    """A promise that was broken, and where."""

    def __init__(self, reason: str, path: Iterable[Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = tuple(path)

    def told(self, name: str) -> str:
        """Say it in one sentence; ``name`` is that of the schema."""
        return f"{name}{pointer(self.path)}: {self.reason}."


class Watch:
    """What is known of a dump in progress."""

    __slots__ = ("broken", "path", "raises")

    def __init__(self, raises: bool) -> None:
        #: The keys and indexes that lead to what is being dumped.
        self.path: list[Any] = []
        self.raises = raises
        #: The first one, where they do not raise.
        self.broken: _Broken | None = None

    def breach(self, reason: str, *inside: Any) -> None:
        """Raise, or take down, that a promise is broken at this place, or at one inside of it."""
        broken = _Broken(reason, (*self.path, *inside))
        if self.raises:
            raise broken
        self.broken = self.broken or broken


#: Dumps what it gets at a path. The watch is ``None`` where nothing is checked, and where a broken promise raises.
Dump = Callable[..., Any]

_watch: ContextVar[Watch | None] = ContextVar("flask_resty.watch", default=None)


def watching() -> Watch:
    """Give the watch of the dump in progress."""
    # A hook may dump in a thread of its own, where nobody has begun to watch.
    return _watch.get() or Watch(raises=True)


def current() -> Watch | None:
    """Give the watch of the dump in progress, if there is one."""
    return _watch.get()


def breach(reason: str) -> None:
    """Tell the watch of the dump in progress of a broken promise at its place."""
    watching().breach(reason)


def within(watch: Watch | None, path: Iterable[Any], call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call what tells its watch of broken promises, at a place of a dump.

    :param watch: the one of the dump in progress; ``None`` for one that raises.
    """
    watch = watch or Watch(raises=True)
    token, before = _watch.set(watch), watch.path
    watch.path = [*path]
    try:
        return call(*args, **kwargs)
    finally:
        watch.path = before
        _watch.reset(token)


def watched(dump: Dump, name: str, check: Checked) -> Callable[..., Any]:
    """Give a dump that raises :exc:`flask_resty.ContractError`, or logs the first broken promise and goes on.

    :param name: how the schema is called in errors.
    """
    if check == "off":
        return lambda obj, *more: dump(obj, None, (), *more)
    return (_raising if check == "raise" else _logging)(dump, name)


def _raising(dump: Dump, name: str) -> Callable[..., Any]:
    def dump_watched(obj: Any, *more: Any) -> Any:
        try:
            return dump(obj, None, (), *more)
        except _Broken as broken:
            raise ContractError(broken.told(name)) from None

    return dump_watched


def _logging(dump: Dump, name: str) -> Callable[..., Any]:
    def dump_watched(obj: Any, *more: Any) -> Any:
        watch = Watch(raises=False)
        try:
            return dump(obj, watch, (), *more)
        finally:
            if watch.broken is not None:
                logger.warning("A response breaks its contract. %s", watch.broken.told(name))

    return dump_watched
