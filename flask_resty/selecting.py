"""Which members a client wants to see: what the request says of it, read and checked before the handler runs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace

from flask import Flask
from flask import Request
from marshmallow import ValidationError

from .errors import Fault
from .operation import SELECTING
from .operation import Operation
from .operation import Representation
from .rendering import compiled_output
from .schema import faults
from .schema import parse_selection
from .schema.faults import Misplaced

#: The parameter of the query that selects members.
PARAMETER = "fields"

#: The header field that does, as WSGI names it.
FIELD = "HTTP_X_FIELDS"

#: Gives the selection of a request, in its one spelling; it gets the values of the parameter, and what was agreed on.
Select = Callable[[Request, Sequence[str], Representation], str]


def selects_by_query(operation: Operation) -> bool:
    """Tell whether a parameter of the query selects members: not where the verb has one of that name itself."""
    return operation.is_selectable and PARAMETER not in operation.parameters


def selector(operation: Operation, app: Flask) -> Select:
    """Make what reads the selection of a request, from the query or else from a header field.

    What is made raises :exc:`Misplaced` for a text that is no selection, and for names that the representation does not have.
    """

    def select(request: Request, sent: Sequence[str], representation: Representation) -> str:
        texts = [("query", f"/{PARAMETER}", text) for text in sent]
        if FIELD in request.environ:
            texts.append(("headers", f"/{SELECTING}", request.environ[FIELD]))
        if not texts:
            return ""
        location, pointer, text = texts[-1]
        if len(texts) > 1:
            raise Misplaced(Fault(location=location, pointer=pointer, code="repeated", detail="Select members once."))
        try:
            selection = parse_selection(text)
            compiled_output(operation.selected_schema(representation), app).select(selection)
        except ValidationError as error:
            raise Misplaced(*_at(pointer, faults(error, location))) from error
        return selection.text

    return select


def _at(pointer: str, found: Iterable[Fault]) -> list[Fault]:
    return [replace(fault, pointer=f"{pointer}{fault.pointer}") for fault in found]
