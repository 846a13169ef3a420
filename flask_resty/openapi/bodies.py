"""The content of a request, as a Request Body Object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract import Accepts
from ..description import said_of
from ..envelope import envelope_of
from ..http import json_patch
from ..http import merge_patch
from ..media import Parser
from ..media.form import MULTIPART
from ..media.form import URLENCODED
from ..offers import is_short
from ..offers import parsers_for
from ..operation import Operation
from ..patching import is_patched
from ..patching import parsers_of
from ..schematic import Binary
from ..schematic import is_many
from .content import in_short
from .content import is_of_data
from .content import is_of_items
from .content import opaque
from .ground import Ground
from .parameters import fields_of
from .patches import json_patch_schema
from .patches import merge_patch_schema
from .wrapping import wrapped


def body_of(operation: Operation, ground: Ground) -> dict[str, Any] | None:
    """Give the Request Body Object of an operation; ``None`` where it takes no content."""
    accepts = operation.contract.accepts
    sizes = [said.max_size for said in accepts.values() if said.max_size is not None]
    content = _of_form(operation, ground) if "form" in accepts or "files" in accepts else dict(_of_body(operation, ground))
    if not content:
        return None
    described = {"description": f"At most {max(sizes):,} bytes."} if sizes else {}
    return {**described, "content": content, "required": not _may_be_empty(operation)}


def _may_be_empty(operation: Operation) -> bool:
    """Tell whether no content is content, too: a stream without items, or a text without characters."""
    said = operation.contract.accepts.get("body")
    return said is not None and (said.stream or all(parser.media_type.startswith("text/plain") for parser in parsers_of(operation)))


def _of_body(operation: Operation, ground: Ground) -> Iterator[tuple[str, dict[str, Any]]]:
    said = operation.contract.accepts.get("body")
    if said is None:
        return
    if isinstance(said.schema, Binary):
        yield from ((media_type, {"schema": opaque(media_type)}) for media_type in said.schema.media_types)
        return
    schemas, examples = parsers_for(operation, said), said_of(operation).examples
    for parser in parsers_of(operation):
        made = _media_type(operation, said, parser, schemas.get(parser, said.schema), ground)
        is_shown = "body" in examples and is_of_data(parser.media_type) and parser.media_type != json_patch.MEDIA_TYPE
        yield parser.media_type, {**made, "example": examples["body"]} if is_shown else made


def _media_type(operation: Operation, said: Accepts, parser: Parser, schematic: Any, ground: Ground) -> dict[str, Any]:
    """Give the Media Type Object of content in one format."""
    name = parser.media_type
    if is_patched(operation) and name == json_patch.MEDIA_TYPE:
        return {"schema": json_patch_schema(ground)}
    if is_patched(operation) and name == merge_patch.MEDIA_TYPE:
        described = merge_patch_schema(schematic, ground)
        return {"schema": wrapped(described, envelope_of(operation, said, parser), many=False, is_output=False)}
    if is_short(name):
        return {"schema": in_short(operation.names_rule)}
    if not is_of_data(name) and not is_of_items(name):
        return {"schema": opaque(name)}
    described = ground.of(schematic, "patch" if is_patched(operation) else "input")
    if said.stream and is_of_items(name):
        return {"schema": described, "x-stream": True}
    if said.stream:
        return {"schema": {"type": "array", "items": described}, "x-stream": True}
    envelope = envelope_of(operation, said, parser)
    return {"schema": wrapped(described, envelope, many=is_many(schematic), is_output=False)}


def _of_form(operation: Operation, ground: Ground) -> dict[str, Any]:
    accepts = operation.contract.accepts
    if "files" not in accepts:
        schema = ground.components.of(accepts["form"].schema, side="input", textual=True)
        return {URLENCODED: {"schema": schema}, MULTIPART: {"schema": schema}}
    members = {key: field for place in ("form", "files") if place in accepts for key, field in fields_of(accepts[place].schema)}
    schema = {
        "type": "object",
        "properties": {key: ground.components.of(field, side="input", textual=True) for key, field in members.items()},
        "required": [key for key, field in members.items() if field.required],
        "additionalProperties": False,
    }
    return {MULTIPART: {"schema": schema}}
