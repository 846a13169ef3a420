"""Spans of time, as developers give them."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest

from flask_resty import ConfigError
from flask_resty.http.seconds import seconds_of
from flask_resty.http.seconds import whole_seconds


@pytest.mark.parametrize(("span", "seconds"), [(0, 0), (1.5, 1.5), (timedelta(hours=1), 3600.0), (timedelta(milliseconds=1500), 1.5)])
def test_span_is_a_number_of_seconds(span: Any, seconds: float) -> None:
    assert seconds_of("x", span) == seconds


@pytest.mark.parametrize("span", [-1, True, None, "20", math.nan, math.inf, timedelta(seconds=-1)], ids=repr)
def test_what_is_no_span_is_told_with_its_remedy(span: Any) -> None:
    with pytest.raises(ConfigError, match=r"^JWKS\(ttl\)=.* is no span of time\. Give seconds"):
        seconds_of("JWKS(ttl)", span)


@pytest.mark.parametrize(("span", "seconds"), [(0, 0), (20, 20), (timedelta(hours=1), 3600), (timedelta(0), 0)])
def test_span_is_a_number_of_whole_seconds(span: Any, seconds: int) -> None:
    assert whole_seconds("x", span) == seconds


@pytest.mark.parametrize("span", [-1, True, 1.5, "20", timedelta(seconds=-1), timedelta(milliseconds=1500)])
def test_what_is_no_span_of_whole_seconds_is_told_with_its_remedy(span: Any) -> None:
    with pytest.raises(ConfigError, match=r"^Cache\(max_age\)=.* is no span of time\. Give whole seconds"):
        whole_seconds("Cache(max_age)", span)
