"""Spans of time in header fields: whole seconds (RFC 9111, 1.2.2; RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..errors import ConfigError

_SECOND = timedelta(seconds=1)


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
