"""How much, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from ...http.methods import READING
from ...middleware.throttling.app_limiter import limiter_of
from ...operation import Operation
from ..lines import is_open
from ..lines import throttles_of
from .finding import Finding
from .finding import Subject


def unbounded_lists(subject: Subject) -> Iterator[Finding]:
    """Find lists that are given as a whole, however long they are."""
    for operation in subject.operations:
        contract = operation.contract
        is_whole = contract.streams is None and contract.pager is None and operation.method in READING
        if is_whole and contract.shown is not None and _is_unbounded(contract.shown.schema):
            yield Finding("unbounded-list", operation.label, f"{operation.name} gives all items at once.")


def unbounded_bodies(subject: Subject) -> Iterator[Finding]:
    """Find lists that are taken however many items they have, as long as these are small."""
    for operation in subject.operations:
        taken = operation.contract.accepts.get("body")
        if taken is not None and taken.max_size is None and _is_unbounded(taken.schema):
            yield Finding("unbounded-body", operation.label, f"{operation.name} takes as many items as fit into the size of a body.")


def _is_unbounded(schema: Any) -> bool:
    if isinstance(schema, fields.List):
        return not any(isinstance(one, validate.Length) and (one.max or one.equal) for one in schema.validators)
    return isinstance(schema, Schema) and schema.many is True


def unthrottled(subject: Subject) -> Iterator[Finding]:
    """Find what may be asked for as often as one likes: by anybody, or to write."""
    if limiter_of(subject.app) is not None:
        # A Flask-Limiter of the app counts; what it counts is its own business.
        return
    for operation in subject.operations:
        if not throttles_of(operation) and _is_worth_it(operation):
            yield Finding("no-throttle", operation.label, f"{operation.name} may be asked for as often as one likes.")


def _is_worth_it(operation: Operation) -> bool:
    return is_open(operation) or operation.method not in READING
