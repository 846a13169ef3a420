"""Patches as components of the document: those of JSON (RFC 6902), and what is merged (RFC 7396)."""

from __future__ import annotations

from typing import Any

from marshmallow import missing

from ..schematic import key_of
from .ground import Ground
from .json_schema.nullable import nullable

_POINTER = {"type": "string", "description": "A place, as a JSON pointer (RFC 6901).", "pattern": "^(/([^/~]|~[01])*)*$"}


def _step(description: str, ops: list[str], **members: dict[str, Any]) -> dict[str, Any]:
    properties = {"op": {"type": "string", "enum": ops}, "path": _POINTER, **members}
    return {"type": "object", "description": description, "properties": properties, "required": list(properties)}


_PATCH = {
    "type": "array",
    "description": "Changes, made one after the other: all of them or none (RFC 6902).",
    "items": {
        "oneOf": [
            _step("Puts a value at a place, or compares it with the one that is there.", ["add", "replace", "test"], value={}),
            _step("Takes away what is at a place.", ["remove"]),
            _step("Brings what is at one place to another.", ["move", "copy"], **{"from": _POINTER}),
        ]
    },
}


def json_patch_schema(ground: Ground) -> dict[str, Any]:
    """Give a reference to the schema of JSON patches."""
    ground.schemas["JSONPatch"] = _PATCH
    return ground.reference("schemas", "JSONPatch")


def merge_patch_schema(schema: Any, ground: Ground) -> dict[str, Any]:
    """Give the schema of merge patches for an object of a schema: its patch, in which ``null`` takes away what has a default."""
    described = ground.of(schema, "patch")
    reference = described.get("$ref")
    removable = {key_of(name, field) for name, field in schema.load_fields.items() if field.load_default is not missing}
    if reference is None or not removable:
        return described
    patch = ground.components.at(reference)
    name = f"{reference.rpartition('/')[2].removesuffix('Patch')}MergePatch"
    members = {key: nullable(member) if key in removable else member for key, member in patch["properties"].items()}
    if members == patch["properties"]:
        return described
    ground.schemas[name] = {**patch, "properties": members}
    return ground.reference("schemas", name)
