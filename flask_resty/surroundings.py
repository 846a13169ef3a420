"""What stands around the operations of an Api in an app, and what of it an entry of a stack may know."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask
from flask import Request

from .errors import Shape
from .problems import Handlers
from .stack import Placed
from .stack import Seat

Read = Callable[[Request], bytes]


class Surroundings(NamedTuple):
    """What all operations of one Api in one app share."""

    app: Flask
    handlers: Handlers
    shape: Shape | None
    #: The header fields that they read and write.
    reads: frozenset[str]
    writes: frozenset[str]


def seating(
    around: Surroundings, stack: tuple[Placed, ...], endpoint: str, method: str, *, read: Read = Request.get_data
) -> Callable[[Placed], Seat]:
    """Make what gives each entry of a stack what it may know of the operation that it is bound to.

    :param read: reads the content of a request, under the limit of the operation.
    """

    def seat(placed: Placed) -> Seat:
        return Seat(
            app=around.app,
            endpoint=endpoint,
            method=method,
            layer=placed.layer,
            stack=stack,
            reads=around.reads,
            writes=around.writes,
            read=read,
        )

    return seat
