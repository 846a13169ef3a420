"""What is given to an operation: its arguments, and the forms of its body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..kinds import Anything
from ..kinds import Type
from ..model import ClientOperation
from ..model import Content
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


def forms(operation: ClientOperation) -> tuple[Content, ...]:
    """Give the forms of a body that a client writes: of those that say the same, one; and where there is data, nothing that says less."""
    has_data = any(_is_data(one) for one in operation.bodies)
    found: list[Content] = []
    for one in operation.bodies:
        is_less = has_data and not _is_data(one) and one.writing not in {"form", "multipart"}
        if not is_less and not any(each.writing == one.writing != "bytes" and each.check == one.check for each in found):
            found.append(one)
    return tuple(found)


def _is_data(content: Content) -> bool:
    return content.writing in {"json", "lines", "sequence"} and not isinstance(content.type, Anything)


def asked_types(operation: ClientOperation) -> Iterator[Type]:
    """Give the types of all that is given."""
    yield from (one.parameter.type for one in asked(operation))
    yield from (one.type for one in forms(operation))
