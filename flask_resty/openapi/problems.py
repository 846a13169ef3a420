"""Problem documents (RFC 9457) as components of the document."""

from __future__ import annotations

import re
from collections.abc import Collection
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

#: The fields that go with a status, besides those that go with no other; a refusal need not have all of them.
_BESIDE = {415: ("Accept", "Accept-Encoding"), 429: ("RateLimit", "RateLimit-Policy")}


def problem_response(outcome: Outcome, beside: Collection[str], ground: Ground) -> dict[str, Any]:
    """Give the Response Object of a refusal, or a reference to the component that it is.

    :param beside: the media types of problems that only its operation has, see :func:`problem_types_beside`.
    """
    if beside or outcome.problem is not None or outcome.reason != reason_of(outcome.status):
        return _response(outcome, (*ground.problem_types, *beside), ground)
    found = ground.refusals.get(outcome.status)
    if found is None:
        name = re.sub(r"[^A-Za-z]", "", phrase(outcome.status).title())
        ground.responses[name] = _response(outcome, ground.problem_types, ground)
        found = ground.refusals[outcome.status] = ground.reference("responses", name)
    return found


def problem_types_beside(operation: Operation, ground: Ground) -> Collection[str]:
    """Give the media types that problems have because of what a verb writes, beside those of all problems of the Api."""
    if ground.shape is not None:
        return ()
    problems = (offer.emitter.problem for offer in operation.offers)
    return dict.fromkeys(one.media_type for one in problems if one is not None and one.media_type not in ground.problem_types)


def _response(outcome: Outcome, media_types: tuple[str, ...], ground: Ground) -> dict[str, Any]:
    schema = _schema(outcome, ground)
    content = {name: {"schema": schema if is_of_data(name) else opaque(name)} for name in media_types}
    own = (name for name, statuses in ONLY_OF.items() if outcome.status in statuses)
    headers = headers_of((*own, *_BESIDE.get(outcome.status, ())), ground)
    return {"description": outcome.reason, **({"headers": headers} if headers else {}), "content": content}


def _schema(outcome: Outcome, ground: Ground) -> dict[str, Any]:
    if ground.shape is not None:
        return {}
    usual = ground.components.problem()
    problem = outcome.problem
    if problem is None:
        return usual
    said: list[dict[str, Any]] = [usual, {"properties": {"type": {"const": problem.type}}}]
    if problem.schema is not None:
        said.append(ground.of(problem.schema() if isinstance(problem.schema, type) else problem.schema))
    return {"allOf": said}
