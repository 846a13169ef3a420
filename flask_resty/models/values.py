"""What is behind the name of an attribute."""

from __future__ import annotations

from typing import Any


def value_of(item: Any, name: str) -> Any:
    """Give the value of an attribute, dotted through others, of an object or of a record. Behind nothing there is ``None``."""
    if isinstance(item, dict) and name in item:
        return item[name]
    for step in name.split("."):
        if item is None:
            return None
        item = item[step] if isinstance(item, dict) else getattr(item, step)
    return item
