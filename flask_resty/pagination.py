"""Long lists, a page at a time: what a verb says of its pages, and the page that its handler gets.

A pager reads its parameters out of the query and makes the ``page`` of them; ``page.of`` puts the items of the answer together
with the references to the other pages, which go out as ``Link`` (RFC 8288). :class:`PageNumber` is one; whatever has the
shape of :class:`flask_resty.typing.Pager` is another.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import overload

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from .contract import Contract
from .errors import ConfigError
from .marks import mark
from .marks import marked
from .operation import Operation
from .schematic import keys_of
from .typing import F
from .typing import Pager
from .typing import Refer

#: Databases count in 64 bits with a sign. No offset, and no offset with its page added, is beyond.
_LARGEST = 2**63 - 1

#: What is asked for once more with another page; anything else changes what the pages are of.
_PAGED = frozenset({"GET", "HEAD", "QUERY"})


@dataclass(frozen=True, slots=True)
class Paged:
    """The items of one page, and where the others are: what ``page.of`` gives, for a handler to return."""

    #: The items, or whatever the schema of the answer takes.
    data: Any
    #: The page that was asked for.
    page: Any
    #: The references to other pages, by their relation type: ``first``, ``prev``, ``next``, ``last``.
    links: Mapping[str, str]
    #: How many items there are on all pages, where that is known.
    total: int | None = None
    #: Which part of the list it is, where the client asked for one by ``Range`` (RFC 9110, 14.4): the answer is a 206.
    content_range: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a client asks for: what a handler under :class:`PageNumber` gets as ``page``."""

    #: Its number; the first one is 1.
    number: int
    #: How many items it has, if it is full.
    size: int
    #: Gives the reference to a page by its number.
    at: Callable[[int], str] = field(default="?page={}".format, repr=False, compare=False)

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.number - 1) * self.size

    @property
    def limit(self) -> int:
        """How many items it has, if it is full, by the name that databases have for it."""
        return self.size

    @overload
    def of(self, data: Any, *, total: int) -> Paged: ...

    @overload
    def of(self, data: Any, *, more: bool) -> Paged: ...

    def of(self, data: Any, *, total: int | None = None, more: bool | None = None) -> Paged:
        """Put the items of the page together with the references to others.

        :param data: the items, or whatever the schema of the answer takes.
        :param total: how many items there are on all pages.
        :param more: whether there are items behind this page, where it takes too long to count them.
        :raise TypeError: if neither of the two is said, or both.
        """
        if (total is None) is (more is None):
            raise TypeError("page.of() needs either total= or more=. Say how many items there are in all, or whether there are more.")
        last = None if total is None else max(1, -(-total // self.size))
        numbers = {
            "first": 1,
            "prev": self._before(last),
            "next": self.number + 1 if more or (last is not None and self.number < last) else None,
            "last": last,
        }
        return Paged(data, self, {rel: self.at(number) for rel, number in numbers.items() if number is not None}, total)

    def _before(self, last: int | None) -> int | None:
        before = self.number - 1 if last is None else min(self.number - 1, last)
        return before or None


class PageNumber:
    """Pages by their number: ``?page=3&limit=20``.

    The handler gets a :class:`Page` as ``page``. Pages are counted, so what is inserted while a client goes from one to
    the next moves items over to other pages.

    :param size: how many items a page has, unless the client says something else.
    :param max_size: the most that a client may ask for.
    :param page: the name of the parameter for the number.
    :param limit: the name of the parameter for the size.
    :raise ConfigError: for sizes or names that cannot be.
    """

    def __init__(self, size: int = 20, max_size: int = 100, *, page: str = "page", limit: str = "limit") -> None:
        if not (type(size) is type(max_size) is int and 1 <= size <= max_size <= _LARGEST):
            raise ConfigError(f"PageNumber(size={size!r}, max_size={max_size!r}) cannot be. Give two numbers from 1, the larger one last.")
        if not (isinstance(page, str) and isinstance(limit, str) and page and limit and page != limit):
            raise ConfigError(f"PageNumber(page={page!r}, limit={limit!r}) cannot be. Give two names that differ.")
        self.size, self.max_size = size, max_size
        self._name = page
        number = fields.Int(data_key=page, load_default=1, validate=validate.Range(1, _LARGEST // max_size))
        limited = fields.Int(data_key=limit, load_default=size, validate=validate.Range(1, max_size))
        #: What its parameters have to fit.
        self.schema: Schema = Schema.from_dict({"number": number, "size": limited}, name="PageNumber")()

    def __repr__(self) -> str:
        return f"PageNumber(size={self.size!r}, max_size={self.max_size!r})"

    def page(self, values: Mapping[str, Any], refer: Refer) -> Page:
        """Make the page that a client asks for."""
        return Page(**values, at=lambda number: refer({self._name: str(number)}))


def paginate(pager: Pager) -> Callable[[F], F]:
    """Say that a verb answers a page at a time. Its handler takes ``page`` and returns ``page.of(items, total=...)``.

    The parameters of the pager are a part of the query, beside those of a schema for it. The answer says in ``Link`` (RFC 8288)
    where the other pages are.

    :param pager: how the pages are told from each other: ``PageNumber(size=20, max_size=100)``.
    :raise ConfigError: for what is no pager, and if the verb has one.
    """
    if isinstance(pager, type) or not isinstance(pager, Pager):
        raise ConfigError(f"{pager!r} is no pager. Write @paginate(PageNumber(size=20, max_size=100)).")

    def attach(handler: F) -> F:
        contract: Contract = marked(handler, "contract", Contract())
        if contract.pager is not None:
            raise ConfigError(f"{handler.__qualname__} is paginated twice. Keep one of the two.")
        return mark(handler, "contract", contract._replace(pager=pager))

    return attach


def opened(pager: Pager | None, write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a function of data one that takes a page of them, too, where there are pages."""
    return write if pager is None else lambda data: write(data.data if isinstance(data, Paged) else data)


def check_pager(pager: Pager | None, app: Flask) -> None:
    """Have a pager that needs something of an app look whether it is there.

    :raise ConfigError: (the pager does) if it is not.
    """
    if callable(check := getattr(pager, "check_app", None)):
        check(app)


def check_pagination(operation: Operation, variables: Collection[str]) -> None:
    """Check that a verb which is paginated can be.

    :param variables: the path variables of its rule.
    :raise ConfigError: if it cannot.
    """
    contract, name = operation.contract, operation.name
    if contract.pager is None:
        return
    if operation.method not in _PAGED:
        raise ConfigError(f"{name} is paginated, but only what GET and QUERY answer has pages. Drop @paginate.")
    if "page" in variables:
        raise ConfigError(
            f"{name} is paginated, so the path variable 'page' of {operation.rule!r} would hide its page. Rename the variable."
        )
    if not {"page", "**"} & set(operation.arguments):
        raise ConfigError(f"{name} is paginated, but does not take its page. Add the parameter 'page', or drop @paginate.")
    declared = keys_of(contract.accepts["query"].schema) if "query" in contract.accepts else ()
    for key in keys_of(contract.pager.schema):
        if key in declared:
            raise ConfigError(f"{name} has the parameter {key!r} in its query schema and in {contract.pager!r}. Drop or rename one.")
