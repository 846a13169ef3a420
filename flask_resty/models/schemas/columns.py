"""From a column to a field: what marshmallow-sqlalchemy makes of it, and what it leaves open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any
from typing import Literal

import sqlalchemy as sa
from marshmallow import fields
from marshmallow import validate
from marshmallow_sqlalchemy import ModelConverter
from marshmallow_sqlalchemy.exceptions import ModelConversionError
from sqlalchemy.orm import ColumnProperty

from ...errors import ConfigError
from ..choices import is_by_value
from .base64 import Base64
from .limits import limits_of
from .moments import in_utc
from .moments import moment_class

#: Whether a schema writes what is shown, or reads what clients send.
Side = Literal["dump", "load"]

_CONVERTER = ModelConverter()


def column_field(prop: ColumnProperty[Any], side: Side, where: str) -> fields.Field[Any]:
    """Make the field of a column, or of an expression in the place of one.

    :param where: how its schema is called in errors.
    :raise ConfigError: for a column whose type no field is known for.
    """
    field = _converted(prop, where)
    if side == "dump":
        _only_show(field, is_nullable=_is_nullable(prop.columns[0]))
    else:
        _only_take(field, prop.columns[0])
    return field


def _converted(prop: ColumnProperty[Any], where: str) -> fields.Field[Any]:
    kind = prop.columns[0].type
    try:
        made: fields.Field[Any] = _CONVERTER.property2field(prop, **_said_of(kind, where))
    except ModelConversionError as error:
        what = f"{where} has {prop.key!r}, whose type {type(kind).__name__} says nothing of its values"
        raise ConfigError(f"{what}. Give the column a type, leave it out by exclude=, or write the schema by hand.") from error
    return made


def _said_of(kind: sa.types.TypeEngine[Any], where: str) -> dict[str, Any]:
    """Give the class of the field, where it is another than marshmallow-sqlalchemy takes, and what it is made of."""
    python_type = _python_type(kind)
    if isinstance(kind, sa.PickleType):
        # What a client writes there would be loaded by pickle.
        raise ModelConversionError
    if getattr(kind, "enums", None) is not None:
        return _said_of_enum(kind)
    if isinstance(kind, sa.Uuid) and not kind.as_uuid:
        return {"field_class": fields.String}
    if python_type is bytes:
        return {"field_class": Base64}
    if python_type is dt.datetime:
        return {"field_class": moment_class(kind)}
    if python_type is Decimal:
        return {"field_class": fields.Decimal, "as_string": True}
    if isinstance(kind, sa.ARRAY):
        return {"field_class": fields.List, "cls_or_instance": _item(kind, where)}
    return {}


def _python_type(kind: sa.types.TypeEngine[Any]) -> type[Any] | None:
    try:
        found = kind.python_type
    except NotImplementedError:
        found = object
    # What decorates a type need not say what comes of it: then it is mostly what the type itself gives.
    return _python_type(kind.impl_instance) if found is object and isinstance(kind, sa.types.TypeDecorator) else found


def _said_of_enum(kind: Any) -> dict[str, Any]:
    cls: type[Enum] | None = kind.enum_class
    return {"field_class": fields.String} if cls is None else {"field_class": fields.Enum, "by_value": is_by_value(cls)}


def _item(kind: sa.ARRAY[Any], where: str) -> fields.Field[Any]:
    """Make the field of the items of an array, which may be arrays."""
    item = _converted(ColumnProperty(sa.Column("item", kind.item_type, nullable=False)), where)
    item.required, item.validators = False, [*item.validators, *limits_of(item, kind.item_type)]
    for _ in range((kind.dimensions or 1) - 1):
        item = fields.List(item)
    return item


def _is_nullable(column: Any) -> bool:
    # Expressions do not tell. What is reflected tells it of primary keys, too, though they never are.
    return bool(getattr(column, "nullable", True)) and not getattr(column, "primary_key", False)


def _only_show(field: fields.Field[Any], *, is_nullable: bool) -> None:
    """Take from a field what is about writing. What is in the database is shown, whatever is allowed by now."""
    field.required, field.allow_none, field.validators = False, is_nullable, []


def _only_take(field: fields.Field[Any], column: Any) -> None:
    field.allow_none = _is_nullable(column)
    field.validators = [*field.validators, *limits_of(field, column.type)]
    if isinstance(field, fields.Decimal):
        # What does not fit is refused, not rounded.
        field.places = None
    if isinstance(field, fields.AwareDateTime):
        field.post_load = [*field.post_load, in_utc]
    if isinstance(field, fields.List):
        # More would be for a table of its own.
        field.validators = [*field.validators, validate.Length(max=1000)]
    _default(field, column)


def _default(field: fields.Field[Any], column: Any) -> None:
    """Say what is kept where nothing is sent, so that who replaces an object leaves nothing of the old one."""
    default = column.default
    if default is not None and default.is_scalar and isinstance(default.arg, str | int | float | Decimal | Enum):
        field.required, field.load_default = False, default.arg
    elif default is None and column.server_default is None and field.allow_none:
        field.required, field.load_default = False, None
