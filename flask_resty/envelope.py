"""What a body is wrapped in, when it comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from marshmallow import ValidationError

from .contract import Envelope
from .errors import Fault
from .schema.faults import Misplaced
from .schema.faults import faults
from .schema.faults import pointer
from .schema.faults import unknown


def as_envelope(envelope: Envelope | str) -> Envelope:
    """Give the envelope that is meant by one, or by the name of its member."""
    return Envelope(envelope) if isinstance(envelope, str) else envelope


def load_inside(member: str, data: Any, load: Callable[[Any], Any]) -> Any:
    """Load what a body is wrapped around; nothing else may be in it.

    :param member: the name that it has there.
    :raise Misplaced: for all that is wrong, each at its place in the body.
    """
    place = pointer((member,))
    if not isinstance(data, dict):
        raise Misplaced(Fault(location="body", pointer="", code="type", detail="Invalid input type."))
    others = unknown("body", (name for name in data if name != member))
    if member not in data:
        missing = Fault(location="body", pointer=place, code="required", detail="Missing data for required field.")
        raise Misplaced(missing, *others)
    try:
        value = load(data[member])
    except ValidationError as error:
        inside = (replace(fault, pointer=place + fault.pointer) for fault in faults(error, "body"))
        raise Misplaced(*inside, *others) from error
    if others:
        raise Misplaced(*others)
    return value
