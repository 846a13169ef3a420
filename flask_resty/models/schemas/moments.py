"""Moments: columns of date and time, with an offset or without."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from marshmallow import fields
from sqlalchemy.engine.default import DefaultDialect

from ...schema.messages import Message

#: Any moment that says nothing of an offset.
_NAIVE = dt.datetime(2000, 1, 1)


class Moment(fields.AwareDateTime):
    """A moment of a column with a time zone. Databases that have none keep it in UTC, so it is shown with that offset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        #: It dumps text, so nobody has to look for ``NaN`` in what is dumped.
        self.is_finite = True

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | float | None:
        aware = value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value
        return super()._serialize(aware, attr, obj, **kwargs)


def moment_class(kind: sa.types.TypeEngine[Any]) -> type[fields.DateTime]:
    """Give the class of field for a column of date and time."""
    if isinstance(kind, sa.types.TypeDecorator) and (given := _given_back(kind)) is not None:
        return fields.NaiveDateTime if given.tzinfo is None else fields.AwareDateTime
    return Moment if getattr(kind, "timezone", False) else fields.NaiveDateTime


def _given_back(kind: sa.types.TypeDecorator[Any]) -> dt.datetime | None:
    """Give what a type decorator makes of a moment that it reads: nothing else tells of its offset."""
    try:
        given = kind.process_result_value(_NAIVE, DefaultDialect())
    except Exception:
        # It may need the real database, or have no way of its own to read.
        return None
    return given if isinstance(given, dt.datetime) else None


def in_utc(value: dt.datetime) -> dt.datetime:
    """Give a moment as it is kept: databases without time zones keep no more than what the clock says."""
    try:
        return value.astimezone(dt.UTC)
    except OverflowError as error:
        # Such as the first hour of year 1, somewhere in the east.
        raise ValidationError(Message("There is no such moment in UTC.", "format")) from error
