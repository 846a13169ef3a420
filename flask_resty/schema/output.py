"""The check of what goes out: a twin of a schema that looks at each value while it is dumped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterable
from contextvars import ContextVar
from functools import partial
from typing import Any
from typing import Literal

from marshmallow import fields
from marshmallow import missing

from ..errors import ContractError
from .faults import pointer
from .promises import is_many
from .promises import is_object
from .promises import promise_of
from .twin import Twins
from .twin import is_stock

logger = logging.getLogger("flask_resty")


class _Broken(Exception):
    """A promise that was broken, and where."""

    def __init__(self, reason: str, path: Iterable[Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = tuple(path)

    def told(self, name: str) -> str:
        """Say it in one sentence; ``name`` is that of the schema."""
        return f"{name}{pointer(self.path)}: {self.reason}."


class _Watch:
    """A dump in progress: where it is, and what comes of a broken promise."""

    __slots__ = ("broken", "path", "raises")

    def __init__(self, raises: bool) -> None:
        self.path: list[Any] = []
        self.raises = raises
        #: The first one, where they do not raise.
        self.broken: _Broken | None = None

    def breach(self, reason: str) -> None:
        broken = _Broken(reason, self.path)
        if self.raises:
            raise broken
        self.broken = self.broken or broken


_watch: ContextVar[_Watch | None] = ContextVar("flask_resty.watch", default=None)


def _watching() -> _Watch:
    # A hook may dump in a thread of its own, where nobody has begun to watch.
    return _watch.get() or _Watch(raises=True)


def watched(dump: Callable[[Any], Any], name: str, check: Literal["raise", "log"]) -> Callable[[Any], Any]:
    """Give a dump by a twin that raises :exc:`flask_resty.ContractError`, or logs the first broken promise and goes on.

    :param name: how the schema is called in errors.
    """
    raises = check == "raise"

    def dump_watched(obj: Any) -> Any:
        watch = _Watch(raises)
        token = _watch.set(watch)
        try:
            return dump(obj)
        except _Broken as broken:
            raise ContractError(broken.told(name)) from None
        finally:
            _watch.reset(token)
            if watch.broken is not None:
                logger.warning("A response breaks its contract. %s", watch.broken.told(name))

    return dump_watched


def checking_twins(*, required: bool) -> Twins:
    """Give what makes twins whose dumps tell what a schema does not promise.

    :param required: whether it promises that each field is there.
    """
    return Twins("dump_fields", partial(_change_schema, required), _change_field, _change_field)


def _change_schema(required: bool, twin: Any) -> None:
    for name, field in twin.dump_fields.items():
        is_optional = not required or field.dump_default is not missing or field.metadata.get("optional")
        field.serialize = _placed(field.serialize, name if field.data_key is None else field.data_key, not is_optional)
    twin._serialize = _counted(twin._serialize)


def _placed(serialize: Callable[..., Any], key: str, required: bool) -> Callable[..., Any]:
    def placed(attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        watch = _watching()
        path = watch.path
        depth = len(path)
        path.append(key)
        try:
            value = serialize(attr, obj, accessor, **kwargs)
            if value is missing and required:
                watch.breach("it is missing, and neither has a dump_default nor is marked metadata={'optional': True}")
        finally:
            del path[depth:]
        return value

    return placed


def _counted(serialize: Callable[..., Any]) -> Callable[..., Any]:
    def counted(obj: Any, *, many: bool = False) -> Any:
        if not many:
            if not is_object(obj):
                _watching().breach(f"an object was promised, {type(obj).__name__} came")
            return serialize(obj, many=False)
        if not is_many(obj):
            _watching().breach(f"many items were promised, {type(obj).__name__} came")
        return serialize(None, many=False) if obj is None else _each(counted, obj)

    return counted


def _each(dump: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """Dump item by item, so that a broken one has its index."""
    path = _watching().path
    dumped: list[Any] = []
    path.append(0)
    for path[-1], item in enumerate(items):
        dumped.append(dump(item))
    path.pop()
    return dumped


def _change_field(field: Any) -> None:
    for base, inside in _INSIDE.items():
        if isinstance(field, base) and is_stock(field, base, "_serialize"):
            field._serialize = inside(field)
    promise = promise_of(field)
    if promise is not None:
        allows_none = field.allow_none or field.dump_default is None
        field._serialize = _checked(field._serialize, promise.words, promise.exact, promise.is_kept, allows_none)


def _checked(
    serialize: Callable[..., Any], words: str, exact: frozenset[type], is_kept: Callable[[Any], bool], allows_none: bool
) -> Callable[..., Any]:
    def checked(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if type(value) not in exact:
            if value is None:
                if not allows_none:
                    _watching().breach("None is not allowed; say allow_none=True if it is")
            elif not is_kept(value):
                _watching().breach(f"{words} was promised, {type(value).__name__} came")
        return serialize(value, attr, obj, **kwargs)

    return checked


def _list(field: Any) -> Callable[..., Any]:
    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        inner = field.inner._serialize
        return None if value is None else _each(lambda item: inner(item, attr, obj, **kwargs), value)

    return serialize


def _tuple(field: Any) -> Callable[..., Any]:
    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        items = tuple(value)
        if len(items) != len(field.tuple_fields):
            _watching().breach(f"{len(field.tuple_fields)} items were promised, {len(items)} came")
        pairs = zip(field.tuple_fields, items, strict=True)
        return tuple(_each(lambda pair: pair[0]._serialize(pair[1], attr, obj, **kwargs), pairs))

    return serialize


def _mapping(field: Any) -> Callable[..., Any]:
    if field.key_field is None and field.value_field is None:
        return field._serialize  # type: ignore[no-any-return]

    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        write_key = _same if field.key_field is None else field.key_field._serialize
        write = _same if field.value_field is None else field.value_field._serialize
        path = _watching().path
        dumped = field.mapping_type()
        for key, inner in value.items():
            path.append(key)
            dumped[write_key(key, None, None, **kwargs)] = write(inner, None, None, **kwargs)
            path.pop()
        return dumped

    return serialize


def _same(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
    return value


#: What holds other fields: how it dumps them, so that each has its place.
_INSIDE: dict[type, Callable[[Any], Callable[..., Any]]] = {fields.List: _list, fields.Tuple: _tuple, fields.Mapping: _mapping}
