"""Problem documents (RFC 9457) as components of the document."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from ..description import reason_of
from ..errors import phrase
from ..operation import Operation
from ..outcomes import ONLY_OF
from ..outcomes import Outcome
from .content import is_of_data
from .content import opaque
from .ground import Ground
from .headers import headers_of

_FAULT = {
    "type": "object",
    "description": "One mistake in what was sent.",
    "properties": {
        "location": {"type": "string", "description": "Where it was: body, query, headers, cookies, path_args, form or files."},
        "pointer": {"type": "string", "description": "The place inside of it, a JSON pointer (RFC 6901)."},
        "code": {"type": "string", "description": "A stable word for programs."},
        "detail": {"type": "string", "description": "A sentence for people."},
        "suggestion": {"type": "string", "description": "The name that was probably meant."},
        "scope": {"type": "string", "description": "The scopes that would allow it, parted by spaces."},
    },
    "required": ["location", "pointer", "code", "detail"],
}

_PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
    "required": ["type", "title", "status"],
}


#: The fields that go with a status, besides those that go with no other; a refusal need not have all of them.
_BESIDE = {415: ("Accept", "Accept-Encoding"), 429: ("RateLimit", "RateLimit-Policy")}


def problem_response(outcome: Outcome, beside: Collection[str], ground: Ground) -> dict[str, Any]:
    """Give the Response Object of a refusal, or a reference to the component that it is.

    :param beside: the media types of problems that only its operation has, see :func:`problem_types_beside`.
    """
    if beside or outcome.problem is not None or outcome.reason != reason_of(outcome.status):
        return _response(outcome, (*ground.problem_types, *beside), ground)
    name = _name(outcome.status)
    if name not in ground.responses:
        ground.responses[name] = _response(outcome, ground.problem_types, ground)
    return ground.reference("responses", name)


def problem_types_beside(operation: Operation, ground: Ground) -> Collection[str]:
    """Give the media types that problems have because of what a verb writes, beside those of all problems of the Api."""
    if ground.shape is not None:
        return ()
    problems = (offer.emitter.problem for offer in operation.offers)
    return dict.fromkeys(one.media_type for one in problems if one is not None and one.media_type not in ground.problem_types)


@lru_cache(128)
def _name(status: int) -> str:
    return re.sub(r"[^A-Za-z]", "", phrase(status).title())


def _response(outcome: Outcome, media_types: tuple[str, ...], ground: Ground) -> dict[str, Any]:
    schema = _schema(outcome, ground)
    content = {name: {"schema": schema if is_of_data(name) else opaque(name)} for name in media_types}
    own = (name for name, statuses in ONLY_OF.items() if outcome.status in statuses)
    headers = headers_of((*own, *_BESIDE.get(outcome.status, ())), ground)
    return {"description": outcome.reason, **({"headers": headers} if headers else {}), "content": content}


def _schema(outcome: Outcome, ground: Ground) -> dict[str, Any]:
    if ground.shape is not None:
        return {}
    ground.schemas["Fault"], ground.schemas["Problem"] = _FAULT, _PROBLEM
    usual = {"$ref": "#/components/schemas/Problem"}
    problem = outcome.problem
    if problem is None:
        return usual
    said: list[dict[str, Any]] = [usual, {"properties": {"type": {"const": problem.type}}}]
    if problem.schema is not None:
        said.append(ground.of(problem.schema() if isinstance(problem.schema, type) else problem.schema))
    return {"allOf": said}
