"""Dicts of the members that are there, for generated functions."""

from __future__ import annotations

from typing import Any

from marshmallow import missing
from marshmallow.utils import set_value


def present(*members: tuple[str, Any]) -> dict[str, Any]:
    """Give the members that are there."""
    return {key: value for key, value in members if value is not missing}


def placed(*members: tuple[str, Any]) -> dict[str, Any]:
    """Give the members that are there, each where its dotted name says."""
    loaded: dict[str, Any] = {}
    for key, value in members:
        if value is not missing:
            set_value(loaded, key, value)
    return loaded
