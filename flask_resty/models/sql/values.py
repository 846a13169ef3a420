"""Values on their way to a database: as it takes them, or not at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import DateTime
from sqlalchemy import Enum
from sqlalchemy import Integer
from sqlalchemy import Uuid
from sqlalchemy import bindparam
from sqlalchemy.types import TypeEngine

#: Integers that a database knows.
SMALLEST, LARGEST = -(2**63), 2**63 - 1


_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


class NoSuchValue(ValueError):
    """No row can have it: a database knows neither such integers, nor text with the character NUL, nor other names of an enumeration."""


def checked(value: Any, kind: TypeEngine[Any]) -> Any:
    """Give a value as it may be sent.

    :raise NoSuchValue: if no row can have it.
    """
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        raise NoSuchValue
    # PostgreSQL refuses it.
    if isinstance(value, str) and ("\0" in value or not _is_text_of(kind, value)):
        raise NoSuchValue
    return _in_utc(value, kind) if isinstance(value, dt.datetime) and isinstance(kind, DateTime) else value


def _is_text_of(kind: TypeEngine[Any], value: str) -> bool:
    """Tell whether a type that is not for any text takes this one."""
    if isinstance(kind, Enum):
        return kind.enum_class is not None or value in kind.enums
    return not isinstance(kind, Uuid) or _UUID.fullmatch(value) is not None


def _in_utc(value: dt.datetime, kind: DateTime) -> dt.datetime:
    """Databases without time zones drop an offset in silence, others take the zone of the connection for one that is not there."""
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
