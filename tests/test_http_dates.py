"""The dates of HTTP (RFC 9110, 5.6.7)."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.http.dates import http_date
from flask_resty.http.dates import http_moment
from flask_resty.http.dates import parse_date

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
    ids=["today's", "RFC 850", "asctime"],
)
def test_all_three_forms_are_understood(text: str) -> None:
    assert parse_date(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "0", "yesterday", "1994-11-06T08:49:37Z", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 +0000"),
        *("sun, 06 nov 1994 08:49:37 gmt", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT"),
        *(
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT",
        ),
        *("Sun, 06 Nov 1994 08:49:37 GMT\n", "Sun, 0६ Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "x" * 100_000),
    ],
)
def test_what_is_no_date_is_none(text: Any) -> None:
    assert parse_date(text) is None


def test_a_leap_second_is_the_last_of_its_minute() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_two_digits_are_never_more_than_fifty_years_ahead() -> None:
    this = datetime.now(UTC).year
    for ahead in (0, 50, 51, 99):
        found = parse_date(f"Sunday, 06-Nov-{(this + ahead) % 100:02} 08:49:37 GMT")
        assert found is not None and found.year == (this + ahead if ahead <= 50 else this + ahead - 100)


@pytest.mark.parametrize(
    "moment",
    [MOMENT, MOMENT.replace(tzinfo=None), MOMENT.astimezone(timezone(timedelta(hours=5))), MOMENT + timedelta(microseconds=999_999)],
    ids=["UTC", "without a zone", "of another zone", "with a fraction"],
)
def test_moments_are_written_in_whole_seconds_of_utc(moment: datetime) -> None:
    assert http_date(moment) == "Sun, 06 Nov 1994 08:49:37 GMT"


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))
def test_what_is_written_is_read(moment: datetime) -> None:
    assert parse_date(http_date(moment)) == http_moment(moment)
