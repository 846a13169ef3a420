"""Bodies of requests, and content by media type, which answers have, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .impacts import Change
from .references import Node
from .references import objects
from .references import resolved
from .schemas import Schemas
from .schemas import Side

#: What a change of the media types is called, on each side.
_REMOVED = {"request": "body-format-removed", "answer": "answer-format-removed"}
_ADDED = {"request": "body-format-added", "answer": "answer-format-added"}


def compare_bodies(schemas: Schemas, operation: str, old: Any, new: Any) -> Iterator[Change]:
    """Compare what an operation reads."""
    where, before, after = f"{operation} body", resolved(schemas.old, old), resolved(schemas.new, new)
    was, is_needed = before.get("required") is True, after.get("required") is True
    if is_needed and not was:
        yield Change("body-demanded", where, "It was optional, and has to be sent." if before else "It is new, and has to be sent.")
    elif before and after and was and not is_needed:
        yield Change("body-relaxed", where, "It had to be sent, and is optional.")
    elif after and not before:
        yield Change("body-added", where, "It is new, and optional.")
    if before and not after:
        yield Change("body-removed", where, "It is heeded no more.")
    elif before:
        yield from compare_content(schemas, "request", where, before, after)


def compare_content(schemas: Schemas, side: Side, where: str, old: Node, new: Node) -> Iterator[Change]:
    """Compare content, media type by media type."""
    before, after = ({_name(name): one for name, one in objects(said.get("content"))} for said in (old, new))
    for media_type, content in before.items():
        if media_type in after:
            yield from schemas.compare(side, where, content.get("schema", {}), after[media_type].get("schema", {}))
        else:
            yield Change(_REMOVED[side], where, f"{media_type} is there no more.")
    yield from (Change(_ADDED[side], where, f"{name} is new.") for name in after if name not in before)


def _name(media_type: str) -> str:
    # Upper and lower case are one, and so is space around parameters (RFC 9110, 8.3.1).
    return ";".join(part.strip().lower() for part in media_type.split(";"))
