"""Values as all databases keep them: what one would keep and another one would not is refused, so that all do the same."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from datetime import UTC
from datetime import datetime
from functools import lru_cache
from typing import Any
from typing import NamedTuple

from sqlalchemy import DateTime
from sqlalchemy import Enum
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ..store import Unfit


def fitting(model: type[Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give values for attributes of a model as they are to be kept.

    :raise Unfit: for text with the character NUL, what is none of an enumeration, and a moment that there is not in UTC.
    """
    # A class is hashable, whatever its instances are.
    kinds = _kinds_of(model)  # type: ignore[arg-type]
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    # SQLite keeps what is none of an enumeration, and then nobody can read the row any more.
    unfit = [name for name, value in texts.items() if "\0" in value or value not in kinds.choices.get(name, (value,))]
    if unfit:
        raise Unfit(unfit)
    moments = {name: values[name] for name in kinds.naive if isinstance(values.get(name), datetime) and values[name].tzinfo is not None}
    return {**values, **{name: _in_utc(name, value) for name, value in moments.items()}} if moments else values


def _in_utc(name: str, value: datetime) -> datetime:
    """Give a moment for a column without offsets, which would get the clock of the database, or that of the client."""
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise Unfit((name,)) from error


class _Kinds(NamedTuple):
    """Attributes whose values are looked at."""

    #: The names that there are for values of enumerations.
    choices: Mapping[str, Collection[str]]
    #: Moments without an offset.
    naive: Collection[str]


@lru_cache(maxsize=1024)
def _kinds_of(model: type[Any]) -> _Kinds:
    mapper: Mapper[Any] = inspect(model)
    kinds = {prop.key: prop.columns[0].type for prop in mapper.column_attrs}
    choices = {name: _names(kind) for name, kind in kinds.items() if isinstance(kind, Enum)}
    return _Kinds(choices, [name for name, kind in kinds.items() if isinstance(kind, DateTime) and not kind.timezone])


def _names(kind: Enum) -> Collection[str]:
    # What is both a text and of the class goes as it is.
    members = [one for one in kind.enum_class or () if isinstance(one, str)]
    return frozenset([*kind.enums, *members])
