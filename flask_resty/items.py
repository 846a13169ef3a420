"""The items of a body that is read as a stream: each one validated when the handler asks for it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from typing import NamedTuple

from marshmallow import ValidationError

from .errors import Fault
from .errors import unacceptable
from .http.inflow import Inflow
from .media import Line
from .schema import faults
from .schema.bounds import MOST
from .schema.faults import Misplaced
from .schema.messages import SENTENCES


class Received(NamedTuple):
    """An item as it came."""

    #: The line of the content that it begins on; the first is 1.
    number: int
    #: The item, loaded by the schema; ``None`` where something is wrong with it.
    item: Any
    #: What is wrong with it. The pointers begin with the index of the item, the details with the line.
    faults: tuple[Fault, ...] = ()


class Items(Iterator[Any]):
    """The items of a body, read from the connection while one asks for them, in constant memory.

    Going through it gives the items that are good, up to the first one that is not. From there on the rest is looked at only, and at the
    end a :class:`Problem` tells of all mistakes, or of the first 500: so what was done with the items before has to be undone, as
    ``transaction`` does for a status of 400 or more.

    :meth:`lines` gives the good and the bad ones side by side, for who takes a part.

    Both read from the same content, which comes once. Where it cannot be read any further, both raise a :class:`Problem`: 413 where
    the body or one item is too large, 400 where the client broke off.
    """

    def __init__(self, received: Iterator[Received]) -> None:
        self._received = received
        self._good = _good(received)

    def __next__(self) -> Any:
        return next(self._good)

    def lines(self) -> Iterator[Received]:
        """Give every item with the line that it begins on: the item, or what is wrong with it."""
        return self._received


def _good(received: Iterator[Received]) -> Iterator[Any]:
    found: list[Fault] = []
    for each in received:
        if not each.faults and not found:
            yield each.item
        found += each.faults
        if len(found) > MOST:
            found[MOST:] = [Fault(location="body", pointer="", code="more", detail=SENTENCES["more"])]
            break
    if found:
        raise unacceptable(found)


def receive(lines: Iterator[Line], inflow: Inflow, load: Callable[[Any], Any], most: int) -> Iterator[Received]:
    """Give the items of a body, loaded.

    :param lines: reads them from the inflow.
    :param most: how many bytes one of them may have.
    """
    index = 0
    while True:
        inflow.allow(most)
        line = next(lines, None)
        if line is None:
            return
        yield _received(index, line, load)
        index += 1


def _received(index: int, line: Line, load: Callable[[Any], Any]) -> Received:
    try:
        found = [line.fault] if line.fault is not None else []
        item = None if found else load(line.data)
    except ValidationError as error:
        item, found = None, faults(error, "body")
    except Misplaced as error:
        item, found = None, [*error.found]
    return Received(line.number, item, tuple(_placed(fault, index, line.number) for fault in found))


def _placed(fault: Fault, index: int, number: int) -> Fault:
    return replace(fault, pointer=f"/{index}{fault.pointer}", detail=f"Line {number}: {fault.detail}")
