"""The records by which the runtime asks for operations."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from ..forms import forms_of
from ..model import ClientOperation
from ..model import preferred
from .annotations import literal
from .layout import joined
from .naming import Names

#: The header fields that a client sends by itself where the server knows them.
_MANAGED = ("idempotency-key",)


def record(operation: ClientOperation, names: Names, *, is_readable: bool) -> str:
    """Write the record of an operation.

    :param is_readable: whether the state that it changes can be read at the same address.
    """
    return joined("Operation(", _lines(operation, names, is_readable), ")", depth=20)


def _lines(operation: ClientOperation, names: Names, is_readable: bool) -> Iterator[str]:
    yield f"method={literal(operation.method)}"
    yield f"path={literal(operation.path)}"
    if operation.parameters:
        yield joined("parameters=(", _parameters(operation), _end(operation.parameters), depth=8)
    if bodies := list(_bodies(operation)):
        yield joined("bodies=(", bodies, _end(bodies), depth=8)
    if (accept := _accept(operation)) != "application/json":
        yield f"accept={literal(accept)}"
    # What only reads does the same when it is repeated.
    if managed := [name for name in _MANAGED if operation.manages(name) and not operation.is_safe]:
        yield f"managed={literal(tuple(managed))}"
    if operation.pages is not None:
        yield f"pages={literal(operation.pages)}"
    if operation.selection is not None:
        yield f"selection=({literal(operation.selection.parameter)}, {_members(operation.selection.of, names)})"
    if operation.expansion is not None:
        yield f"expansion={literal(operation.expansion.parameter)}"
    if is_readable:
        yield "is_readable=True"


def _parameters(operation: ClientOperation) -> Iterator[str]:
    for one in operation.parameters:
        repeated = ", is_repeated=False" if one.where == "query" and not one.is_repeated else ""
        yield f"Parameter(name={literal(one.name)}, where={literal(one.where)}, check={literal(one.check)}{repeated})"


def _bodies(operation: ClientOperation) -> Iterator[str]:
    for body in forms_of(operation):
        yield f"Body(media_type={literal(body.media_type)}, writing={literal(body.writing)}, check={literal(body.check)})"


def _members(name: str, names: Names) -> str:
    """Write the names that can be selected, which have a type of their own."""
    return f"get_args({names.fields(name)})" if names.member_names(name) else "()"


def _end(items: Sequence[object]) -> str:
    return ",)" if len(items) == 1 else ")"


def _accept(operation: ClientOperation) -> str:
    """Give what is asked for: what the types are of, and problems."""
    successes = [one.contents for one in operation.answers if 200 <= one.status < 300 and one.status != 206 and one.contents]
    if all(preferred(contents).media_type == "application/json" for contents in successes):
        return "application/json"
    found = dict.fromkeys(preferred(contents).media_type for contents in successes)
    if any(preferred(contents).writing in {"bytes", "text"} for contents in successes):
        found = dict.fromkeys(content.media_type for contents in successes for content in contents)
    return ", ".join([*found, "application/problem+json"])
