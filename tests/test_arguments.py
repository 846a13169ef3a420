"""What a handler asks for, read off its code where that says all."""

from __future__ import annotations

from functools import wraps
from typing import Any

import pytest

from flask_resty import ConfigError
from flask_resty.arguments import check_arguments

PROVIDED = ("body", "item", "shown")


def plain(self: Any, item: Any, body: Any) -> None: ...


def with_defaults(self: Any, item: Any, other: int = 1, *, body: Any, more: int = 2) -> None: ...


def with_rest(self: Any, item: Any, **rest: Any) -> None: ...


def with_all(self: Any, *every: Any, body: Any) -> None: ...


@wraps(plain)
def wrapped(*args: Any, **kwargs: Any) -> None: ...


@pytest.mark.parametrize(
    ("function", "asked"),
    [
        (plain, ("item", "body")),
        (with_defaults, ("item", "body")),
        (with_rest, ("body", "item", "**")),
        (with_all, ("body",)),
        (wrapped, ("item", "body")),
    ],
    ids=["plain", "defaults", "rest", "all", "wrapped"],
)
def test_handler_gets_what_it_names(function, asked):
    assert check_arguments("Thing.get", function, PROVIDED, "/things") == asked


def by_position(self: Any, item: Any, /) -> None: ...


def of_nothing(self: Any, item: Any, *, principal: Any) -> None: ...


@pytest.mark.parametrize(
    ("function", "what"), [(by_position, "by position only"), (of_nothing, "'principal'")], ids=["position", "nothing"]
)
def test_handler_that_cannot_be_called_is_refused(function, what):
    with pytest.raises(ConfigError, match=what):
        check_arguments("Thing.get", function, PROVIDED, "/things")
