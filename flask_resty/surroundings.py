"""What stands around the operations of an Api in an app, and what of it an entry of a stack may know."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from inspect import iscoroutinefunction
from inspect import isgeneratorfunction
from typing import NamedTuple

from flask import Flask

from .body import content_reader
from .operation import SELECTING
from .operation import Operation
from .operation import header_name
from .problems import Handlers
from .problems import Wording
from .schematic import keys_of
from .stack import Layer
from .stack import Placed
from .stack import Seat

#: Stands for the layer until the entry is known.
_NOWHERE = Layer("verb", "")


class Surroundings(NamedTuple):
    """What all operations of one Api in one app share."""

    app: Flask
    handlers: Handlers
    #: Gives how problems are worded, of an operation or where none is asked.
    wording: Callable[[Operation | None], Wording]
    #: The header fields that they read and write.
    reads: frozenset[str]
    writes: frozenset[str]


def seating(app: Flask, operation: Operation, around: Surroundings | None = None) -> Callable[[Placed], Seat]:
    """Make what gives each entry of an operation's stack what it may know of that.

    :param around: what all operations share; left out as long as they are not all known.
    """
    accepted = operation.contract.accepts
    pattern = Seat(
        app=app,
        endpoint=operation.endpoint,
        method=operation.method,
        layer=_NOWHERE,
        stack=operation.stack,
        reads=frozenset() if around is None else around.reads,
        writes=frozenset() if around is None else around.writes,
        read=content_reader(operation, app),
        headers=(*_declared(operation), *((SELECTING,) if operation.is_selectable else ())),
        cookies=keys_of(accepted["cookies"].schema) if "cookies" in accepted else (),
        is_async=iscoroutinefunction(operation.handler) or _is_found_async(operation),
        is_late=operation.contract.streams is not None and isgeneratorfunction(operation.handler),
    )
    return lambda placed: pattern._replace(layer=placed.layer)


def _is_found_async(operation: Operation) -> bool:
    return operation.found_by is not None and iscoroutinefunction(operation.resource.find)


def _declared(operation: Operation) -> Iterator[str]:
    said = operation.contract.accepts.get("headers")
    return map(header_name, () if said is None else keys_of(said.schema))


def seating_without_verb(around: Surroundings, stack: tuple[Placed, ...], endpoint: str, method: str) -> Callable[[Placed], Seat]:
    """Make what gives each entry of a stack what it may know, where no verb is asked."""
    pattern = Seat(app=around.app, endpoint=endpoint, method=method, layer=_NOWHERE, stack=stack, reads=around.reads, writes=around.writes)
    return lambda placed: pattern._replace(layer=placed.layer)
