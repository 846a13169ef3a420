"""Envelopes around what is described."""

from __future__ import annotations

from typing import Any

from ..contract import Envelope


def wrapped(described: dict[str, Any], envelope: Envelope | None, *, many: bool, is_output: bool) -> dict[str, Any]:
    """Give the schema of data in their envelope."""
    if envelope is None:
        return described
    members = {envelope.member(many): described}
    if is_output and envelope.meta is not None:
        members["meta"] = {"type": "object"}
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}
