"""What stands around the operations of an Api in an app, and what of it an entry of a stack may know."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask

from .errors import Shape
from .problems import Handlers
from .stack import Placed
from .stack import Seat


class Surroundings(NamedTuple):
    """What all operations of one Api in one app share."""

    app: Flask
    handlers: Handlers
    shape: Shape | None
    #: The header fields that they read and write.
    reads: frozenset[str]
    writes: frozenset[str]


def seat(around: Surroundings, stack: tuple[Placed, ...], placed: Placed, endpoint: str, method: str) -> Seat:
    """Give what an entry may know of the operation that it is bound to."""
    return Seat(app=around.app, endpoint=endpoint, method=method, layer=placed.layer, stack=stack, reads=around.reads, writes=around.writes)
