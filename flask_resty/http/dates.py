"""The dates of HTTP (RFC 9110, 5.6.7)."""

from __future__ import annotations

import re
from datetime import UTC
from datetime import datetime
from email.utils import format_datetime

_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
_MONTH = "(?P<month>" + "|".join(_MONTHS) + ")"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"

#: All three forms have to be understood: the one of today, that of RFC 850, and that of C's ``asctime``.
_FORMS = (
    re.compile(rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_TIME} GMT"),
    re.compile(rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT"),
    re.compile(rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} (?P<day>[0-9]{{2}}| [0-9]) {_TIME} (?P<year>[0-9]{{4}})"),
)


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP does, in whole seconds. One without a time zone is taken as UTC."""
    return format_datetime(http_moment(moment), usegmt=True)


def http_moment(moment: datetime) -> datetime:
    """Give a moment in UTC and in whole seconds, which is all that HTTP tells apart. One without a time zone is taken as UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.replace(microsecond=0)


def parse_date(text: str | None) -> datetime | None:
    """Read a date in any of the three forms; ``None`` for what is none. Who gets one that is none ignores the field."""
    if text is None:
        return None
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    year = int(found["year"])
    try:
        return datetime(
            year if len(found["year"]) == 4 else _whole(year),
            _MONTHS[found["month"]],
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            # A leap second is the last one of its minute.
            min(int(found["second"]), 59) if found["second"] <= "60" else 60,
            tzinfo=UTC,
        )
    except ValueError:
        return None


def _whole(year: int) -> int:
    """Give the year that two digits stand for: none that would be more than 50 years in the future."""
    this = datetime.now(UTC).year
    year += this - this % 100
    return year - 100 if year > this + 50 else year
