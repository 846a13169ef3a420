"""The page as a format: an emitter like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..media import JSON_EMITTER
from ..media import Emitter
from .scene import scene
from .sheet import POLICY
from .sheet import render

#: What a mistake has that can be told by itself.
_OF_FAULT = {"location", "pointer", "code", "detail"}


def emit(data: Any, schema: Any = None) -> bytes:
    """Write the page of a resource: what it says, as JSON for people, and what can be done with it.

    Outside of a request there is only what it says.

    :raise ContractError: for what JSON cannot say.
    """
    return render(JSON_EMITTER.emit(data, None).decode(), scene(data))


def emit_problem(problem: Mapping[str, Any], schema: Any = None) -> bytes:
    """Write the page of an error, of its problem document (RFC 9457)."""
    return render(JSON_EMITTER.emit(problem, None).decode(), scene(None), problem=problem, faults=_faults(problem.get("errors")))


def _faults(errors: Any) -> tuple[Mapping[str, Any], ...]:
    # An extension member may have that name, and be anything.
    found = errors if isinstance(errors, list) else []
    return tuple(each for each in found if isinstance(each, Mapping) and _OF_FAULT <= each.keys())


_FIELDS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}

#: Writes ``text/html``: a page of the resource for people.
PAGE = Emitter("text/html", emit, problem=Emitter("text/html", emit_problem, fields=_FIELDS), fields=_FIELDS)
