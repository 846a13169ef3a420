"""What an operation demands of its callers, as data: for the document of an Api, and for whoever lists its routes."""

from __future__ import annotations

from typing import NamedTuple

from .auth import Authenticator
from .auth.rules import Rule
from .auth.security import SecurityScheme
from .operation import Operation


class Demand(NamedTuple):
    """One way to be let in (OpenAPI 3.1, Security Requirement Object)."""

    #: The schemes that are all needed together; none where no credentials are needed.
    schemes: tuple[SecurityScheme, ...] = ()
    #: The scopes that the caller needs.
    scopes: tuple[str, ...] = ()


def demands_of(operation: Operation) -> tuple[Demand, ...]:
    """Give the ways to be let in, any one of which will do; nothing where nobody asks who calls.

    What predicates and roles ask for is no scope, so it is not here: the entries of the stack tell of it (``operation.explain()``).
    """
    authenticator: Authenticator | None = operation.find("authenticator")
    if authenticator is None:
        return ()
    scopes: list[tuple[str, ...]] = [()]
    for rule in (placed.entry for placed in operation.stack if isinstance(placed.entry, Rule)):
        scopes = [tuple(dict.fromkeys([*some, *more])) for some in scopes for more in rule.scopes_asked]
    known = tuple(Demand(schemes, some) for schemes in authenticator.security for some in dict.fromkeys(scopes))
    is_open = operation.anonymous is not None or (authenticator.is_lifted(operation.stack) and () in scopes)
    return (*known, Demand()) if is_open else known
