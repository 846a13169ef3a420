"""How requests may end, as Responses Objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..contract import WITHOUT_CONTENT
from ..contract import Returns
from ..description import said_of
from ..envelope import envelope_of
from ..media import Emitter
from ..offers import is_short
from ..offers import usual_of
from ..operation import Operation
from ..outcomes import Outcome
from ..outcomes import outcomes_of
from ..schematic import Binary
from ..schematic import is_many
from .content import BYTE_RANGES
from .content import in_short
from .content import is_of_data
from .content import is_of_items
from .content import opaque
from .ground import Ground
from .headers import headers_of
from .problems import problem_response
from .problems import problem_types_beside
from .wrapping import wrapped


def responses_of(operation: Operation, ground: Ground) -> dict[str, Any]:
    """Give the Responses Object of an operation, with the answers to callers without credentials where these are others."""
    examples, beside = said_of(operation).examples, problem_types_beside(operation, ground)
    others = {} if operation.anonymous is None else {one.status: one for one in outcomes_of(operation.anonymous, ground.app)}
    told: dict[str, Any] = {}
    for outcome in outcomes_of(operation, ground.app):
        made = problem_response(outcome, beside, ground) if outcome.is_problem else _response(operation, outcome, ground)
        if operation.anonymous is not None and outcome.status in others and not outcome.is_problem:
            _add(made, _content(operation.anonymous, others[outcome.status], ground))
        told[str(outcome.status)] = _exemplified(made, examples, outcome.status) if examples else made
    return told


def _response(operation: Operation, outcome: Outcome, ground: Ground) -> dict[str, Any]:
    parts = {"headers": headers_of(outcome.headers, ground), "content": _content(operation, outcome, ground)}
    return {"description": outcome.reason, **{name: part for name, part in parts.items() if part}}


def _add(response: dict[str, Any], content: Mapping[str, Any]) -> None:
    """Put the content that others get beside that of a response."""
    mine = response.setdefault("content", {}) if content else {}
    for name, one in content.items():
        before = mine.get(name, one)
        mine[name] = before if before == one else {**before, "schema": {"anyOf": [before.get("schema", {}), one.get("schema", {})]}}


def _exemplified(response: dict[str, Any], examples: Mapping[str | int, Any], status: int) -> dict[str, Any]:
    if status not in examples or "content" not in response:
        return response
    shown = {name: {**one, "example": examples[status]} if is_of_data(name) else one for name, one in response["content"].items()}
    return {**response, "content": shown}


def _content(operation: Operation, outcome: Outcome, ground: Ground) -> dict[str, Any]:
    said = outcome.said
    if outcome.status in WITHOUT_CONTENT:
        return {}
    if said is None:
        # Nothing is promised, so anything may come.
        return {offer.emitter.media_type: {} for offer in operation.offers}
    if isinstance(said.schema, Binary):
        parts = (BYTE_RANGES,) if outcome.status == 206 else ()
        return {media_type: {"schema": opaque(media_type)} for media_type in (*said.schema.media_types, *parts)}
    if said.schema is None:
        return {}
    emitters = dict.fromkeys(usual_of(operation, said, offer) for offer in operation.offers)
    return {emitter.media_type: _media_type(operation, outcome.status, said, emitter, ground) for emitter in emitters}


def _media_type(operation: Operation, status: int, said: Returns, emitter: Emitter, ground: Ground) -> dict[str, Any]:
    """Give the Media Type Object of an answer in one format."""
    name = emitter.media_type
    if is_short(name):
        return {"schema": in_short(operation.names_rule)}
    schematic = said.versions.get(name, said.schema)
    is_streamed = status == 200 and operation.contract.streams is not None
    forms = _forms(operation, schematic, emitter, ground)
    if is_of_items(name):
        return {"schema": _any_of(forms if is_streamed else [*map(_each, forms)]), "x-stream": True}
    if not is_of_data(name):
        return {"schema": opaque(name)}
    described = _any_of([{"type": "array", "items": one} for one in forms] if is_streamed else forms)
    return {"schema": wrapped(described, envelope_of(operation, said, emitter, status), many=is_many(schematic), is_output=True)}


def _forms(operation: Operation, schematic: Any, emitter: Emitter, ground: Ground) -> list[dict[str, Any]]:
    """Give the forms in which data may be shown: as a whole, and with the members that were selected."""
    shown = operation.shown
    full = ground.of(schematic)
    is_chosen = shown is not None and schematic is shown.versions.get(emitter.media_type, shown.schema)
    if not (is_chosen and operation.is_selectable and ground.has_selection):
        return [full]
    part = ground.of(schematic, part=True)
    return [full] if part == full else [full, part]


def _each(described: dict[str, Any]) -> dict[str, Any]:
    """Give what each item fits, where the items of a list are written one after the other; what is no list is the only item."""
    one: dict[str, Any] = described.get("items", described)
    return _any_of(described["prefixItems"]) if "prefixItems" in described else one


def _any_of(forms: list[dict[str, Any]]) -> dict[str, Any]:
    return forms[0] if len(forms) == 1 else {"anyOf": forms}
