"""What a client may choose of an answer, said for generated clients in extensions of the Operation Object."""

from __future__ import annotations

from typing import Any

from ..envelope import envelope_of
from ..operation import Operation
from ..schema.expansion import expandable_names
from ..schematic import Binary
from ..selecting import EXPANDING
from ..selecting import PARAMETER
from ..selecting import expands_by_query
from ..selecting import selects_by_query
from .choosing import component_of
from .ground import Ground


def choices_of(operation: Operation, ground: Ground) -> dict[str, Any]:
    """Give the extensions that tell of pages, streams, selections and expansions.

    ``x-pages`` says where in the answer the items of a page are, as a JSON pointer; the next one is told by ``Link: rel="next"``.
    ``x-stream`` says that the items come one after the other. ``x-selection`` and ``x-expansion`` name the parameters by which members
    are chosen, with the component that they are chosen of, or those that there are.
    """
    shown = operation.shown
    if shown is None or isinstance(shown.schema, Binary):
        return {}
    told: dict[str, Any] = {
        "x-pages": _pages(operation) if operation.contract.pager is not None else None,
        "x-stream": operation.contract.streams is not None,
        "x-selection": _selection(shown.schema, ground) if ground.has_selection and selects_by_query(operation) else None,
        "x-expansion": _expansion(shown.schema) if expands_by_query(operation) else None,
    }
    return {name: value for name, value in told.items() if value}


def _pages(operation: Operation) -> dict[str, str]:
    shown = operation.shown
    assert shown is not None
    envelope = envelope_of(operation, shown, operation.emitters[0])
    return {"items": "" if envelope is None else f"/{envelope.member(many=True)}"}


def _selection(schema: Any, ground: Ground) -> dict[str, str] | None:
    component = component_of(schema, ground)
    return None if component is None else {"parameter": PARAMETER, "of": f"#/components/schemas/{component}"}


def _expansion(schema: Any) -> dict[str, Any]:
    return {"parameter": EXPANDING, "members": list(expandable_names(schema))}
