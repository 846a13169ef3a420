"""What is given to an operation: its arguments, and the types of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..forms import forms_of
from ..kinds import Type
from ..model import ClientOperation
from ..model import Parameter
from .spelling import OF_OBJECTS


class Asked(NamedTuple):
    """A parameter, and what it is called among the arguments."""

    parameter: Parameter
    name: str


def asked(operation: ClientOperation) -> Iterator[Asked]:
    """Give the parameters of an operation. Of two with one name, or that of something else, the second says where it stands, too."""
    names = {"body", "match", *selecting(operation), *OF_OBJECTS}
    for parameter in operation.parameters:
        name = parameter.name
        while name in names:
            name = f"{parameter.where}_{name}"
        names.add(name)
        yield Asked(parameter, name)


def selecting(operation: ClientOperation) -> tuple[str, ...]:
    """Give the parameters that choose members of the answer."""
    return tuple(one.parameter for one in (operation.selection, operation.expansion) if one is not None)


def asked_types(operation: ClientOperation) -> Iterator[Type]:
    """Give the types of all that is given."""
    yield from (one.parameter.type for one in asked(operation))
    yield from (one.type for one in forms_of(operation))
