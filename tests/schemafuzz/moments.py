"""Dates and times that are out of the ordinary."""

from __future__ import annotations

import datetime as dt


class Moment(dt.datetime):
    """A datetime of a class of its own, as some libraries have them."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        return f"moment {super().isoformat(sep, timespec)}"


class Day(dt.date):
    """A date of a class of its own."""


class Nowhere(dt.tzinfo):
    """A time zone that does not say what its offset is."""

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta | None:
        return None

    def dst(self, moment: dt.datetime | None) -> dt.timedelta | None:
        return None

    def tzname(self, moment: dt.datetime | None) -> str | None:
        return None

    def __repr__(self) -> str:
        return "Nowhere()"


#: Offsets that few have: with minutes, with seconds, with microseconds, and zero under another name.
EAST = dt.timezone(dt.timedelta(hours=5, minutes=45))
SECONDS = dt.timezone(-dt.timedelta(hours=3, minutes=2, seconds=7))
FRACTION = dt.timezone(dt.timedelta(seconds=1, microseconds=1))
ZERO = dt.timezone(dt.timedelta(0), "Zero")
