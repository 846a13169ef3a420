"""Values that may be ``null``."""

from __future__ import annotations

from .view import Described


def nullable(described: Described) -> Described:
    """Give the description of values that may also be ``null``."""
    kind = described.get("type")
    if "const" in described or (kind is None and described) or any("enum" in one for one in described.get("allOf", ())):
        return _or_null(described)
    if kind is None or "null" in kind:
        return described
    made = {**described, "type": [kind, "null"] if isinstance(kind, str) else [*kind, "null"]}
    return {**made, "enum": [*described["enum"], None]} if "enum" in described else made


def _or_null(described: Described) -> Described:
    if described.keys() == {"anyOf"}:
        return {"anyOf": [*described["anyOf"], {"type": "null"}]}
    if described.keys() == {"enum"}:
        return {"enum": [*described["enum"], None]}
    return {"anyOf": [described, {"type": "null"}]}
