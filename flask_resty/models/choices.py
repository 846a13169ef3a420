"""Enums: what their members are called by clients."""

from __future__ import annotations

from enum import Enum


def is_by_value(kind: type[Enum]) -> bool:
    """Tell whether members are written as their values: where all of these are text. Else they are written by name."""
    return all(isinstance(member.value, str) for member in kind)
