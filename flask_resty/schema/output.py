"""The check of what goes out: a twin of a schema that looks at each value while it is dumped."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import uuid
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import missing

from ..errors import ContractError
from .faults import pointer
from .twin import is_stock
from .twin import twin_schema


class Broken(Exception):
    """A value that its field does not promise. The path grows on the way out."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path: list[Any] = []

    def at(self, key: Any) -> Broken:
        """Say one more step of where it is, from the outside."""
        self.path.insert(0, key)
        return self

    def error(self, name: str) -> ContractError:
        """Give the error for the log."""
        return ContractError(f"{name}{pointer(tuple(self.path))}: {self.reason}.")


def checked_schema(schema: Schema, *, required: bool) -> Schema:
    """Give a twin whose ``dump`` raises :class:`Broken` for what the schema does not promise."""

    def change_field(field: Any) -> None:
        field._serialize = _checked(field, field._serialize)
        if required and field.dump_default is missing and not field.metadata.get("optional"):
            field.serialize = _present(field.serialize)

    return twin_schema(schema, ("dump_fields",), _change_schema, change_field)


def _change_schema(twin: Any) -> None:
    for name, field in twin.dump_fields.items():
        field.serialize = _placed(field.serialize, name if field.data_key is None else field.data_key)
    twin._serialize = _counted(twin._serialize)


def _placed(serialize: Callable[..., Any], key: str) -> Callable[..., Any]:
    def placed(*args: Any, **kwargs: Any) -> Any:
        try:
            return serialize(*args, **kwargs)
        except Broken as broken:
            raise broken.at(key) from None

    return placed


def _present(serialize: Callable[..., Any]) -> Callable[..., Any]:
    def present(*args: Any, **kwargs: Any) -> Any:
        value = serialize(*args, **kwargs)
        if value is missing:
            raise Broken("it is missing, and neither has a dump_default nor is marked metadata={'optional': True}")
        return value

    return present


def _counted(serialize: Callable[..., Any]) -> Callable[..., Any]:
    """Dump a collection item by item, so that a broken one has its index."""

    def counted(obj: Any, *, many: bool = False) -> Any:
        if not many or obj is None:
            return serialize(obj, many=False)
        if not _is_many(obj):
            raise Broken(f"many items were promised, {type(obj).__name__} came")
        return _each(lambda item: serialize(item, many=False), obj)

    return counted


def _each(dump: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    dumped: list[Any] = []
    try:
        for item in items:
            dumped.append(dump(item))
    except Broken as broken:
        raise broken.at(len(dumped)) from None
    return dumped


def _checked(field: Any, serialize: Callable[..., Any]) -> Callable[..., Any]:
    if isinstance(field, fields.List) and is_stock(field, fields.List, "_serialize"):
        serialize = _list(field)
    is_right, promised = _check(field)
    allows_none = field.allow_none or not field._CHECK_ATTRIBUTE or is_right is None

    def checked(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            if not allows_none:
                raise Broken("None is not allowed; say allow_none=True if it is")
        elif is_right is not None and not is_right(value):
            raise Broken(f"{promised} was promised, {type(value).__name__} came")
        return serialize(value, attr, obj, **kwargs)

    return checked


def _list(field: fields.List[Any]) -> Callable[..., Any]:
    def serialize(value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        inner = field.inner._serialize
        return None if value is None else _each(lambda item: inner(item, attr, obj, **kwargs), value)

    return serialize


def _is_many(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value.is_finite() if isinstance(value, Decimal) else _is_integer(value)


def _is_date(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


Check = tuple[Callable[[Any], bool] | None, str]


def _instance(*types: type) -> Check:
    return lambda value: isinstance(value, types), types[0].__name__


def _nested(field: Any) -> Check:
    many = field.many or getattr(field.nested, "many", False)
    return (_is_many, "an iterable") if many else (lambda value: not isinstance(value, str | int | float | list), "an object")


def _enum(field: Any) -> Check:
    return lambda value: isinstance(value, field.enum), f"a member of {field.enum.__name__}"


_IPS = _instance(ipaddress.IPv4Address, ipaddress.IPv6Address)
_INTERFACES = _instance(ipaddress.IPv4Interface, ipaddress.IPv6Interface)

#: For each class of marshmallow, its check and what it promises; the nearest in a field's ancestry counts.
_CHECKS: dict[type, Callable[[Any], Check]] = {
    fields.String: lambda field: _instance(str),
    fields.UUID: lambda field: _instance(uuid.UUID, str),
    fields.IP: lambda field: _IPS,
    fields.IPInterface: lambda field: _INTERFACES,
    fields.Integer: lambda field: (_is_integer, "an integer"),
    fields.Float: lambda field: (_is_number, "a finite number"),
    fields.Decimal: lambda field: (_is_number, "a finite number"),
    fields.Boolean: lambda field: _instance(bool),
    fields.DateTime: lambda field: _instance(dt.datetime),
    fields.NaiveDateTime: lambda field: (lambda value: isinstance(value, dt.datetime) and value.tzinfo is None, "a naive datetime"),
    fields.AwareDateTime: lambda field: (lambda value: isinstance(value, dt.datetime) and value.tzinfo is not None, "an aware datetime"),
    fields.Date: lambda field: (_is_date, "a date"),
    fields.Time: lambda field: _instance(dt.time),
    fields.TimeDelta: lambda field: _instance(dt.timedelta),
    fields.Enum: _enum,
    fields.List: lambda field: (_is_many, "an iterable"),
    fields.Tuple: lambda field: (_is_many, "an iterable"),
    fields.Dict: lambda field: _instance(Mapping),
    fields.Nested: _nested,
    fields.Pluck: _nested,
}


def _check(field: Any) -> Check:
    for base in type(field).__mro__:
        if base in _CHECKS:
            return _CHECKS[base](field) if is_stock(field, base, "_serialize") else (None, "")
    return None, ""
