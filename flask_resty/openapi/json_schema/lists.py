"""Lists that are one text of the query, parted by commas."""

from __future__ import annotations

from typing import Any

from .view import Described
from .view import Describer
from .view import View


def comma_list(field: Any, view: View, describer: Describer) -> Described:
    """Describe several values in one parameter."""
    return {"type": "array", "items": describer.field(field.inner, view), "maxItems": field.most}


def sort_keys(field: Any, view: View, describer: Describer) -> Described:
    """Describe the keys of an order."""
    return {"type": "array", "items": {"type": "string", "enum": list(field.keys)}, "minItems": 1, "uniqueItems": True}
