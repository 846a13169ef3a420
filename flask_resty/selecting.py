"""Which members a client wants to see, and which of them as a whole: what the request says of it, checked before the handler runs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

from flask import Flask
from flask import Request
from marshmallow import ValidationError

from .contract import Contract
from .errors import ConfigError
from .errors import Fault
from .marks import mark
from .marks import marked
from .negotiating import FORMAT
from .operation import SELECTING
from .operation import Operation
from .operation import Representation
from .rendering import compiled_output
from .schema import faults
from .schema import parse_selection
from .schema.expansion import expand
from .schema.expansion import parse_expansion
from .schema.faults import Misplaced
from .schematic import keys_of
from .typing import F

#: The parameter of the query that selects members.
PARAMETER = "fields"

#: The header field that does, as WSGI names it.
FIELD = "HTTP_X_FIELDS"

#: The parameter that asks for members as a whole that are told in short.
EXPANDING = "expand"

#: The name among the values of a request of the representation that was chosen by all this.
CHOSEN = "representation"

#: Makes of the representation that was agreed on the one that a request asks for; it gets the parameters of the query.
Select = Callable[[Request, Mapping[str, Sequence[str]], Representation], Representation]


def selects_by_query(operation: Operation) -> bool:
    """Tell whether a parameter of the query selects members: not where the verb has one of that name itself."""
    return operation.is_selectable and PARAMETER not in operation.parameters


def expands_by_query(operation: Operation) -> bool:
    """Tell whether a parameter of the query asks for members as a whole: not where the verb has one of that name itself."""
    return operation.is_expandable and EXPANDING not in operation.parameters


def leave_choices(handler: F) -> F:
    """Say that a verb may not have a parameter of its own in the place of one that chooses a representation."""
    contract: Contract = marked(handler, "contract", Contract())
    return mark(handler, "contract", contract._replace(leaves_choices=True))


def check_choices(operation: Operation) -> None:
    """Check that nothing takes the place of a parameter that chooses a representation unless its author wrote that.

    :raise ConfigError: for parameters of pagers, and for those that follow from what a class declares.
    """
    chosen = {PARAMETER: operation.is_selectable, EXPANDING: operation.is_expandable, FORMAT: operation.format_in_url}
    pager = operation.contract.pager
    names = operation.parameters if operation.contract.leaves_choices else () if pager is None else keys_of(pager.schema)
    for name in names:
        if chosen.get(name, False):
            what = f"{operation.name} has the parameter {name!r}, by which clients choose a representation there"
            raise ConfigError(f"{what}. Call yours something else.")


def selector(operation: Operation, app: Flask) -> Select:
    """Make what reads the choices of a request, from the query or else from a header field.

    What is made raises :exc:`Misplaced` for a text that is none, and for names that the representation does not have.
    """
    is_selectable, by_query, expands = operation.is_selectable, selects_by_query(operation), expands_by_query(operation)

    def select(request: Request, query: Mapping[str, Sequence[str]], representation: Representation) -> Representation:
        if expands and EXPANDING in query:
            representation = representation._replace(expansion=_expansion(operation, query[EXPANDING], representation))
        texts = [("query", f"/{PARAMETER}", text) for text in (query.get(PARAMETER, ()) if by_query else ())]
        if is_selectable and FIELD in request.environ:
            texts.append(("headers", f"/{SELECTING}", request.environ[FIELD]))
        if not texts:
            return representation
        location, pointer, text = texts[-1]
        if len(texts) > 1:
            raise Misplaced(Fault(location=location, pointer=pointer, code="repeated", detail="Select members once."))
        try:
            selection = parse_selection(text)
            schema = expand(operation.selected_schema(representation), representation.expansion)
            compiled_output(schema, app).select(selection)
        except ValidationError as error:
            raise Misplaced(*_at(pointer, faults(error, location))) from error
        return representation._replace(selection=selection.text)

    return select


def _expansion(operation: Operation, texts: Sequence[str], representation: Representation) -> str:
    pointer = f"/{EXPANDING}"
    if len(texts) > 1:
        raise Misplaced(Fault(location="query", pointer=pointer, code="repeated", detail="Say all that is to be expanded at once."))
    try:
        text = parse_expansion(texts[0])
        expand(operation.selected_schema(representation), text)
    except ValidationError as error:
        raise Misplaced(*_at(pointer, faults(error, "query"))) from error
    return text


def _at(pointer: str, found: Iterable[Fault]) -> list[Fault]:
    return [replace(fault, pointer=f"{pointer}{fault.pointer}") for fault in found]
