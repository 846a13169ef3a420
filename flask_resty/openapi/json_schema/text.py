"""What names of members may be, as they are always text."""

from __future__ import annotations

from .values import INTEGER
from .values import NUMBER
from .view import Described

_PATTERNS = {"integer": f"^{INTEGER}$", "number": f"^{NUMBER}$"}


def as_text(described: Described) -> Described:
    """Give the description of the text that stands for a value; nothing where not much can be said."""
    if "enum" in described:
        return {"enum": [_text(value) for value in described["enum"]]}
    if "const" in described:
        return {"const": _text(described["const"])}
    kind = described.get("type")
    if kind == "boolean":
        return {"enum": ["true", "false"]}
    if kind in _PATTERNS:
        return {"pattern": _PATTERNS[kind]}
    # That they are text goes without saying.
    return {name: value for name, value in described.items() if name != "type"} if kind == "string" else {}


def _text(value: object) -> str:
    return ("false", "true")[value] if isinstance(value, bool) else str(value)
