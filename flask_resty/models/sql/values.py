"""Values on their way to a database: as it takes them, or not at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import DateTime
from sqlalchemy import Dialect
from sqlalchemy import Enum
from sqlalchemy import Integer
from sqlalchemy import SmallInteger
from sqlalchemy import String
from sqlalchemy import TypeDecorator
from sqlalchemy import Uuid
from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import type_coerce
from sqlalchemy.types import TypeEngine

from ..storable import is_storable

_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


class NoSuchValue(ValueError):
    """No row can have it: a database knows neither such integers, nor text with the character NUL, nor other names of an enumeration."""


def checked(value: Any, kind: TypeEngine[Any], dialect: Dialect) -> Any:
    """Give a value as it may be sent.

    :raise NoSuchValue: if no row can have it.
    """
    if not is_storable(value) or (isinstance(value, str) and not _is_text_of(kind, value)):
        raise NoSuchValue
    if isinstance(kind, TypeDecorator):
        _check_bound(value, kind, dialect)
    return _in_utc(value, kind) if isinstance(value, dt.datetime) and isinstance(kind, DateTime) else value


def _is_text_of(kind: TypeEngine[Any], value: str) -> bool:
    """Tell whether a type that is not for any text takes this one."""
    if isinstance(kind, Enum):
        return kind.enum_class is not None or value in kind.enums
    return not isinstance(kind, Uuid) or _UUID.fullmatch(value) is not None


def _check_bound(value: Any, kind: TypeDecorator[Any], dialect: Dialect) -> None:
    """Look whether a type of the model's own takes a value."""
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    try:
        made = value if bind is None else bind(value)
    except (ValueError, ArithmeticError) as error:
        raise NoSuchValue from error
    # Such a column is compared by its own type, into which PostgreSQL fails to make what is too large for it.
    if isinstance(made, int) and isinstance(kind.impl_instance, Integer) and made.bit_length() >= _bits_of(kind.impl_instance):
        raise NoSuchValue


def _bits_of(kind: Integer) -> int:
    return 16 if isinstance(kind, SmallInteger) else 64 if isinstance(kind, BigInteger) else 32


def as_text(column: Any, value: str, dialect: Dialect) -> tuple[Any, str]:
    """Give what is looked for in a column, and the column, as the database has them, and as text."""
    kind = column.type
    if isinstance(kind, TypeDecorator):
        # With wildcards around it, a type of the model's own need not know it any more. Even without, it is a piece only.
        with suppress(ValueError, ArithmeticError, NotImplementedError):
            made = kind.process_bind_param(value, dialect)
            value = made if isinstance(made, str) else value
        kind = kind.load_dialect_impl(dialect)
        column = type_coerce(column, kind)
    # Enumerations, UUIDs and addresses are types of their own for some databases, which have no LIKE for them.
    of_database = kind.dialect_impl(dialect)
    is_text = isinstance(of_database, String) and not isinstance(of_database, Enum)
    return column if is_text else cast(column, String()), value


def _in_utc(value: dt.datetime, kind: DateTime) -> dt.datetime:
    """Give a moment in UTC, with an offset exactly if its column keeps one.

    Databases without time zones drop an offset in silence, others take the zone of the connection for one that is not there.
    """
    try:
        moment = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    except OverflowError as error:
        raise NoSuchValue from error
    return moment if kind.timezone else moment.replace(tzinfo=None)


def bound(value: Any, kind: TypeEngine[Any]) -> Any:
    """Give the parameter for a value that is compared with what has some type."""
    return bindparam(None, value, type_=compared_as(kind))


def bound_each(values: Sequence[Any], kind: TypeEngine[Any]) -> Any:
    """Give the parameter for several values."""
    return bindparam(None, list(values), type_=compared_as(kind), expanding=True)


def compared_as(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Give the type of parameters that are compared with what has some type."""
    # What is too large for a small column is in none of its rows, but PostgreSQL fails to make it as small.
    return BigInteger() if isinstance(kind, Integer) else kind
