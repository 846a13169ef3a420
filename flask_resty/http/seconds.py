"""Spans of time that a developer gives: seconds, and for header fields whole ones (RFC 9111, 1.2.2; RFC 9110, 10.2.3)."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from ..errors import ConfigError

_SECOND = timedelta(seconds=1)


def seconds_of(what: str, span: Any) -> float:
    """Give a span as a number of seconds.

    :param what: what the span is for, as its author wrote it, for the error.
    :param span: seconds, or a ``timedelta``.
    :raise ConfigError: for what is no such span, and for one that is negative or endless.
    """
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
        raise ConfigError(f"{what}={span!r} is no span of time. Give seconds, 0 or more, or a timedelta.")
    return seconds


def whole_seconds(what: str, span: Any) -> int:
    """Give a span as a number of seconds.

    :param what: what the span is for, as its author wrote it, for the error.
    :param span: whole seconds, or a ``timedelta`` of them.
    :raise ConfigError: for what is no such span, and for one that is negative.
    """
    seconds = span // _SECOND if isinstance(span, timedelta) and not span % _SECOND else span
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
        raise ConfigError(f"{what}={span!r} is no span of time. Give whole seconds, 0 or more, or a timedelta of them.")
    return seconds
