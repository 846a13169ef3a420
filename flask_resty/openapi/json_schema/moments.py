"""Dates and times: their formats, and patterns for what no registered format says.

RFC 3339 knows moments with an offset only. For those without, OpenAPI's registry has ``date-time-local``, which validators do not know; so
a pattern says the same.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import fields

from .calendar import pattern_of
from .view import Described
from .view import View

_HOURS = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_HOURS}(?::[0-5][0-9](?:\.[0-9]+)?)?"

_AWARE: Described = {"type": "string", "format": "date-time"}
_NAIVE: Described = {"type": "string", "format": "date-time-local", "pattern": f"^{pattern_of('%Y-%m-%d')}T{_TIME}$"}
_TIME_OF_DAY: Described = {"type": "string", "pattern": f"^{_TIME}(?:Z|[+-]{_HOURS})?$"}

#: RFC 5322, 3.3.
_INTERNET = f"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), {pattern_of('%d %b %Y %H:%M:%S')} [+-](?:[01][0-9]|2[0-3])[0-5][0-9]$"

#: The last moment that there is, in seconds since 1970.
_LAST = int(dt.datetime.max.replace(tzinfo=dt.UTC).timestamp()) - 1

_ISO = frozenset({"iso", "iso8601"})


def moment(field: Any, view: View) -> Described:
    """Describe a date with a time."""
    form = field.format or field.DEFAULT_FORMAT
    if form in _ISO:
        return _iso(field, view)
    if form == "rfc":
        return {"type": "string", "pattern": _INTERNET}
    if form in {"timestamp", "timestamp_ms"}:
        return {"type": "number", **({} if view.is_output else {"minimum": 0, "maximum": _LAST * (1000 if form == "timestamp_ms" else 1)})}
    return _formatted(form)


def _iso(field: Any, view: View) -> Described:
    if isinstance(field, fields.AwareDateTime) and (view.is_output or field.default_timezone is None):
        return dict(_AWARE)
    if isinstance(field, fields.NaiveDateTime) and (view.is_output or field.timezone is None):
        return dict(_NAIVE)
    return {"anyOf": [dict(_AWARE), dict(_NAIVE)]}


def _formatted(form: str) -> Described:
    pattern = None if "%b" in form else pattern_of(form)
    return {"type": "string"} if pattern is None else {"type": "string", "pattern": f"^{pattern}$"}


def date(field: Any, view: View) -> Described:
    """Describe a date."""
    form = field.format or field.DEFAULT_FORMAT
    return {"type": "string", "format": "date"} if form in _ISO else _formatted(form)


def time(field: Any, view: View) -> Described:
    """Describe a time of day. (The format ``time`` would demand an offset.)"""
    form = field.format or field.DEFAULT_FORMAT
    return dict(_TIME_OF_DAY) if form in _ISO else _formatted(form)


def span(field: Any, view: View) -> Described:
    """Describe a span of time, which is a number of units."""
    least = in_units(field, dt.timedelta.min)
    most = dt.timedelta.max // dt.timedelta(**{field.precision: 1})
    # Where floats do not tell numbers from their neighbours any more, the longest span may be read as a longer one.
    bounds = {"minimum": least, "maximum": most if most < 2**53 else -least}
    return {"type": "number", **({} if view.is_output else bounds)}


def in_units(field: Any, value: dt.timedelta) -> float:
    """Give a span of time as the number that is sent."""
    units = value / dt.timedelta(**{field.precision: 1})
    return int(units) if units == int(units) else units
