"""The check of what goes out: a twin of a schema that looks at each value while it is dumped."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from functools import partial
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ..schematic import is_stock
from ..schematic import key_of
from .promises import Promise
from .promises import is_many
from .promises import is_object
from .promises import promise_of
from .terms import Terms
from .terms import complaint_of
from .twin import Twins
from .watch import watching

#: Gives what a twin serializes with; ``None`` if its author has a way of his own.
Serializer = Callable[[Schema], Callable[..., Any] | None]

MISSING = "it is missing, and neither has a dump_default nor is marked metadata={'optional': True}"


def checking_twins(serializer: Serializer, terms: Terms) -> Twins:
    """Give what makes twins whose dumps tell what a schema does not promise."""
    change_field = partial(_change_field, terms)
    return Twins("dump", partial(_change_schema, serializer, terms), change_field, change_field)


def _change_schema(serializer: Serializer, terms: Terms, twin: Any) -> None:
    for name, field in twin.dump_fields.items():
        field.serialize = _placed(field, key_of(name, field), terms.requires(field))
    twin._serialize = serializer(twin) or _counted(twin._serialize)


def _placed(field: Any, key: str, required: bool) -> Callable[..., Any]:
    """Make what dumps a field that is at a place, and may have more places inside."""
    serialize = field.serialize

    def placed(attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        watch = watching()
        path = watch.path
        depth = len(path)
        path.append(key)
        try:
            value = serialize(attr, obj, accessor, **kwargs)
            if value is missing and required:
                watch.breach(MISSING)
        finally:
            del path[depth:]
        return value

    return placed


def _counted(serialize: Callable[..., Any]) -> Callable[..., Any]:
    def counted(obj: Any, *, many: bool = False) -> Any:
        if not many:
            if not is_object(obj):
                watching().breach(f"an object was promised, {type(obj).__name__} came")
            return serialize(obj, many=False)
        if not is_many(obj):
            watching().breach(f"many items were promised, {type(obj).__name__} came")
        return serialize(None, many=False) if obj is None else _each(counted, obj)

    return counted


def _each(dump: Callable[..., Any], items: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
    """Dump item by item, so that a wrong one has its index."""
    path = watching().path
    dumped: list[Any] = []
    path.append(0)
    for path[-1], item in enumerate(items):
        dumped.append(dump(item, *args, **kwargs))
    path.pop()
    return dumped


def _change_field(terms: Terms, field: Any) -> None:
    for base, holding in _HOLDING.items():
        if isinstance(field, base) and is_stock(field, base, "_serialize"):
            field._serialize = holding(field)
    promise = promise_of(field)
    if promise is not None:
        field._serialize = _checked(field._serialize, promise)
    if validators := terms.validators(field):
        field._serialize = _validated(field._serialize, complaint_of(validators))


def _checked(serialize: Callable[..., Any], promise: Promise) -> Callable[..., Any]:
    exact, complaint = promise.exact, promise.complaint

    def checked(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if type(value) not in exact and (wrong := complaint(value)) is not None:
            watching().breach(wrong)
        return serialize(value, attr, obj, **kwargs)

    return checked


def _validated(serialize: Callable[..., Any], complaint: Callable[[Any], str | None]) -> Callable[..., Any]:
    def validated(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        # After the check of the type, which validators rely on.
        dumped = serialize(value, attr, obj, **kwargs)
        if value is not None and (wrong := complaint(value)) is not None:
            watching().breach(wrong)
        return dumped

    return validated


def _list(field: Any) -> Callable[..., Any]:
    inner = field.inner._serialize

    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else _each(inner, value, attr, obj, **kwargs)

    return serialize


def _tuple(field: Any) -> Callable[..., Any]:
    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        items = tuple(value)
        if len(items) != len(field.tuple_fields):
            watching().breach(f"{len(field.tuple_fields)} items were promised, {len(items)} came")
        pairs = zip(field.tuple_fields, items, strict=True)
        return tuple(_each(lambda pair: pair[0]._serialize(pair[1], attr, obj, **kwargs), pairs))

    return serialize


def _mapping(field: Any) -> Callable[..., Any]:
    if field.key_field is None and field.value_field is None:
        return field._serialize  # type: ignore[no-any-return]
    write_key = _same if field.key_field is None else field.key_field._serialize
    write = _same if field.value_field is None else field.value_field._serialize

    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        path = watching().path
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
_HOLDING: dict[type[Any], Callable[[Any], Callable[..., Any]]] = {
    fields.List: _list,
    fields.Tuple: _tuple,
    fields.Mapping: _mapping,
}
