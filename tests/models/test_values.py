"""What is behind the name of an attribute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flask_resty.models.values import value_of

ANN = SimpleNamespace(name="Ann", boss=None)


@pytest.mark.parametrize(
    "item, name, expected",
    [
        pytest.param(ANN, "name", "Ann", id="of-an-object"),
        pytest.param({"name": "Ann"}, "name", "Ann", id="of-a-record"),
        pytest.param(SimpleNamespace(author=ANN), "author.name", "Ann", id="behind-another"),
        pytest.param({"author": {"name": "Ann"}}, "author.name", "Ann", id="behind-a-record"),
        pytest.param({"author.name": "Ann"}, "author.name", "Ann", id="kept-under-its-path"),
        pytest.param(ANN, "boss.name", None, id="behind-nothing"),
    ],
)
def test_value_is_that_behind_the_name(item: Any, name: str, expected: Any) -> None:
    assert value_of(item, name) == expected


def test_what_is_not_there_is_no_value() -> None:
    with pytest.raises(AttributeError):
        value_of(ANN, "age")
