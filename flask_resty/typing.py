"""The shapes that plug-ins have."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import Literal
from typing import Protocol
from typing import TypeVar
from typing import runtime_checkable

from flask import Request
from flask import Response
from marshmallow import Schema

#: A handler or any other function that a decorator marks and gives back as it was.
F = TypeVar("F", bound=Callable[..., Any])

#: The rest of the stack, as an entry sees it: it always gives a response, for errors too.
Next = Callable[[Request], Response]

#: What stands in a stack, once it is bound to an operation.
Middleware = Callable[[Request, Next], Response]

#: The four places of a stack, outermost first.
Place = Literal["edge", "identity", "gate", "inner"]

#: Where a request carries data; the keys of a contract.
Location = Literal["body", "query", "headers", "cookies", "path_args", "form", "files"]

#: The four layers that entries are written on, outermost first.
LayerKind = Literal["api", "blueprint", "resource", "verb"]


class HasScopes(Protocol):
    """A principal that may do some things and not others."""

    @property
    def scopes(self) -> Any:
        """The scopes that were granted: any collection of strings."""


class HasRoles(Protocol):
    """A principal that is somebody in the application."""

    @property
    def roles(self) -> Any:
        """The roles that it has: any collection of strings."""


#: Gives a reference to what a request asked for, with some parameters of its query changed; ``None`` drops one.
Refer = Callable[[Mapping[str, str | None]], str]


@runtime_checkable
class Pager(Protocol):
    """What ``@paginate`` takes: how the pages of a long list are told from each other."""

    @property
    def schema(self) -> Schema:
        """What its parameters in the query have to fit."""
        ...

    def page(self, values: Mapping[str, Any], refer: Refer) -> Any:
        """Make the page that the handler gets, of the loaded parameters. What its ``of`` gives is a :class:`flask_resty.Paged`."""
        ...


@runtime_checkable
class RangedPager(Pager, Protocol):
    """A pager that reads ``Range``, too."""

    @property
    def range_unit(self) -> str:
        """What the records are called that ``Range`` counts. It is told in ``Accept-Ranges`` (RFC 9110, 14.3)."""
        ...
