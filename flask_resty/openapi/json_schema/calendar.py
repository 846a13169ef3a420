"""Patterns for dates, down to the days of each month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: There is no year 0. (Nothing looks ahead, as not all engines can.)
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"

#: For months of a length: their numbers, their names and their days.
_MONTHS = (
    ("0[13578]|1[02]", "Jan|Mar|May|Jul|Aug|Oct|Dec", "0[1-9]|[12][0-9]|3[01]"),
    ("0[469]|11", "Apr|Jun|Sep|Nov", "0[1-9]|[12][0-9]|30"),
    ("02", "Feb", "0[1-9]|1[0-9]|2[0-8]"),
)

#: What directives of ``strftime`` write wherever a program runs, but for dates.
_TIMES = {"%H": "(?:[01][0-9]|2[0-3])", "%M": "[0-5][0-9]", "%S": "[0-5][0-9]", "%f": "[0-9]{6}", "%%": "%"}


@lru_cache(256)
def pattern_of(form: str) -> str | None:
    """Give the pattern for what a format of ``strftime`` writes; ``None`` where that is not known.

    ``%b`` is the English name of the month, which is not always true of ``strftime``: it is for formats of our own.
    """
    if not set(re.findall("%.", form)) <= {"%Y", "%m", "%b", "%d", *_TIMES}:
        return None
    if "%d" not in form:
        return _filled(form, {"%Y": _YEAR, "%m": "(?:0[1-9]|1[0-2])"})
    ways = [_filled(form, {"%Y": _YEAR, "%m": f"(?:{number})", "%b": f"(?:{name})", "%d": f"(?:{days})"}) for number, name, days in _MONTHS]
    return f"(?:{'|'.join([*ways, _filled(form, {'%Y': _LEAP_YEAR, '%m': '02', '%b': 'Feb', '%d': '29'})])})"


def _filled(form: str, said: Mapping[str, str]) -> str:
    known = {**_TIMES, **said}
    parts = re.split("(%.)", form)
    return "".join(known[part] if part in known else re.sub(r"[$()*+.?\[\\\]^{|}]", r"\\\g<0>", part) for part in parts)
