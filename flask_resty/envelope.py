"""What bodies are wrapped in, both ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from .contract import Accepts
from .contract import Envelope
from .contract import Returns
from .errors import Fault
from .media import Emitter
from .media import Parser
from .operation import Operation
from .schema.faults import Misplaced
from .schema.faults import faults
from .schema.faults import pointer
from .schema.faults import unknown
from .schematic import OneOf

#: The key in the WSGI environment for where in the body of a request its data are.
_KEY = "flask_resty.place"


def note_place(environ: dict[str, Any], member: str) -> None:
    """Keep where in the body the data are, for :func:`place_in`."""
    environ[_KEY] = member


def place_in(environ: dict[str, Any]) -> tuple[str, ...]:
    """Give where in the body of a request its data are: nothing, or the member of its envelope."""
    return (environ[_KEY],) if _KEY in environ else ()


def as_envelope(envelope: Envelope | str) -> Envelope:
    """Give the envelope that is meant by one, or by the name of its member."""
    return Envelope(envelope) if isinstance(envelope, str) else envelope


def envelope_of(operation: Operation, said: Accepts | Returns, format: Emitter | Parser, status: int = 200) -> Envelope | None:
    """Give the envelope that content in a format has: what the verb says of it, or else what a layer does, which is of successes.

    :param status: that of the answer; what is sent is treated as a success.
    """
    if _is_streamed(operation, said, status):
        return None
    envelope = operation.envelope if said.envelope is None and status < 300 else said.envelope
    return None if envelope is None or not format.enveloped else as_envelope(envelope)


def _is_streamed(operation: Operation, said: Accepts | Returns, status: int) -> bool:
    """Tell whether items come one after the other: nothing is around them."""
    return said.stream if isinstance(said, Accepts) else status == 200 and operation.contract.streams is not None


def around(schema: Any, member: str | None, *, has_meta: bool = False) -> Any:
    """Give the schema of the envelope that data of a schema are in; the same schema if there is none.

    :param schema: a marshmallow schema, a field, or alternatives.
    :param member: the name that the data have there.
    :param has_meta: whether something is beside them.
    """
    if member is None:
        return schema
    if isinstance(schema, OneOf):
        return OneOf(*(around(each, member) for each in schema.schemas))
    inside = fields.Nested(schema, many=schema.many) if isinstance(schema, Schema) else schema
    return Schema.from_dict({member: inside, **({"meta": fields.Raw()} if has_meta else {})}, name="Envelope")()


def wrapper(envelope: Envelope, many: bool) -> Callable[[Any, Any], dict[str, Any]]:
    """Make what wraps data that go out; it gets what the handler returned, too."""
    member, meta = envelope.member(many), envelope.meta

    def wrap(dumped: Any, data: Any) -> dict[str, Any]:
        return {member: dumped} if meta is None else {member: dumped, "meta": dict(meta(data))}

    return wrap


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
