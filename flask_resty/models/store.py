"""What a model resource needs of persistence: the few methods of a store, and what is said in them.

A store keeps the objects of one model. It flushes what it writes, so that the answer can tell what came of it; it never commits: that
is for the entry ``transaction``, or for whoever began the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from typing import Literal
from typing import NamedTuple
from typing import Protocol
from typing import runtime_checkable

#: Narrows a store's own selection: gets it and gives it back. For SQLAlchemy it is a ``Select`` of the model.
Narrow = Callable[[Any], Any]

#: What a comparison asks of an attribute. ``like`` knows the wildcards ``*`` and ``?`` and no others; ``null`` takes a boolean.
#: ``contains`` and ``startswith`` are texts, ``in`` and ``not_in`` take a sequence. All compare text as databases do, but the ``i`` forms.
Operator = Literal["eq", "ne", "lt", "lte", "gt", "gte", "in", "not_in", "null", "like", "ilike", "contains", "icontains", "startswith"]


class Comparison(NamedTuple):
    """What an attribute of a row has to be like. Behind a relation to many, one of the objects there has to be."""

    #: The name of an attribute, dotted through relations: ``author.username``.
    attribute: str
    operator: Operator
    value: Any


class Either(NamedTuple):
    """What a row has to be like in one way or another: at least one of the comparisons holds."""

    comparisons: Sequence[Comparison]


class Order(NamedTuple):
    """One key that rows are sorted by. Rows without a value come last, in both directions."""

    attribute: str
    is_descending: bool = False


class Reads(NamedTuple):
    """Which attributes of an object are read, as a tree."""

    #: By name: what is read of the object behind it, or of each of them; ``None`` for a plain value.
    attributes: Mapping[str, Reads | None] = {}
    #: Whether something gets the object itself, so that nothing of it may be left out.
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows are wanted, in which order, and how many of them."""

    #: All of them hold.
    comparisons: Sequence[Comparison | Either] = ()
    #: The scope of the caller, filters of one's own, free text.
    narrowed_by: Sequence[Narrow] = ()
    #: What rows are sorted by. Where a part of the rows is wanted, it ends in something unique.
    order: Sequence[Order] = ()
    offset: int = 0
    limit: int | None = None
    #: The values of the order's attributes in the row that the wanted ones come right behind; before which they end, if ``is_backwards``.
    behind: Sequence[Any] | None = None
    #: Whether the last ``limit`` rows are wanted, of all that come before ``behind``. They come in the usual order.
    is_backwards: bool = False
    #: What will be read of each row. A store may then give records that have no more than that; ``None`` is the whole object.
    reads: Reads | None = None


class Attribute(NamedTuple):
    """What a store knows of an attribute of its model."""

    name: str
    #: The Python type of its values, where that is known.
    type: type[Any] | None
    is_nullable: bool = False
    #: Whether no two rows have the same.
    is_unique: bool = False
    #: Whether an object may have several, as behind a relation to many. Comparisons hold if they do for one; there is no order by it.
    is_many: bool = False
    #: Whether it is kept in the row itself, so that the version of the row counts its changes.
    is_kept: bool = True


@runtime_checkable
class Store(Protocol):
    """Keeps the objects of one model. The values that it is given were validated; names are those of declared attributes only."""

    @property
    def model(self) -> type[Any]:
        """The class of what is kept."""
        ...

    @property
    def key(self) -> tuple[str, ...]:
        """The attributes that tell rows from each other: the primary key."""
        ...

    @property
    def version(self) -> str | None:
        """The attribute that counts the changes of a row, if there is one."""
        ...

    def attribute(self, name: str) -> Attribute | None:
        """Tell of a plain attribute by its name, dotted through relations; ``None`` where there is none."""
        ...

    def query(self, query: Query) -> Sequence[Any]:
        """Give the rows that are wanted: objects, or records of what will be read (mappings).

        :raise Unfit: if something is looked for that no row can have.
        """
        ...

    def count(self, query: Query) -> int:
        """Count the rows that match, whatever part of them is wanted."""
        ...

    def get(self, query: Query, *, is_locked: bool = False) -> Any | None:
        """Give the object that matches, ready to be changed; ``None`` where nothing does.

        :param is_locked: whether nobody else may change it before the transaction ends.
        """
        ...

    def load(self, item: Any, reads: Reads) -> Any:
        """See to it that all that will be read of an object is there, without a query for each of its parts.

        What was changed of it beside the store has to be written by then. Raises as ``update`` does.
        """
        ...

    def values(self, item: Any, attributes: Sequence[str]) -> tuple[Any, ...]:
        """Give the values of attributes of what ``query`` or ``get`` gave: where a page ends, or what a row is called."""
        ...

    def create(self, values: Mapping[str, Any]) -> Any:
        """Keep a new object.

        :raise Conflict: if a constraint forbids it.
        """
        ...

    def update(self, item: Any, values: Mapping[str, Any]) -> Any:
        """Change an object that ``get`` gave.

        :raise Conflict: if a constraint forbids it.
        :raise Stale: if somebody else changed it since it was read.
        """
        ...

    def delete(self, item: Any) -> None:
        """Delete an object that ``get`` gave.

        :raise Conflict: if something refers to it.
        :raise Stale: if somebody else changed it since it was read.
        """
        ...

    def create_many(self, values: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """Keep new objects, all or none, in few statements. Raises as ``create`` does."""
        ...

    def update_many(self, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> Sequence[Any]:
        """Change objects, all or none. Raises as ``update`` does."""
        ...

    def delete_many(self, items: Sequence[Any]) -> None:
        """Delete objects, all or none. Raises as ``delete`` does."""
        ...

    def attempt(self) -> AbstractContextManager[Any]:
        """Begin a part of the transaction: what fails inside is undone, and the rest stays (a savepoint)."""
        ...


@runtime_checkable
class Describing(Protocol):
    """A store that tells all that its objects have, so that slips of developers are found at the start. Others are believed."""

    @property
    def model(self) -> type[Any]:
        """The class of what is kept."""
        ...

    def names(self, path: str = "") -> Collection[str]:
        """Name the plain attributes that may be meant by a path: those of objects, or of what is behind their relations."""
        ...

    def has(self, path: str) -> bool:
        """Tell whether objects may have something of that name, dotted through relations: plain, related, or worked out."""
        ...

    def takes(self, name: str, *, is_new: bool) -> bool:
        """Tell whether objects may be given something of that name, when they are made or later."""
        ...


class StoreError(Exception):
    """What a store cannot do for a reason that lies in the data. Its text is for developers; clients never see it."""


#: Which kind of constraint forbids something.
Kind = Literal["unique", "reference", "required", "check", "unknown"]


class Conflict(StoreError):
    """A constraint forbids it.

    :param kind: ``unique`` where another row has the value, ``reference`` where a row is missing that is referred to, or is referred to
        still, ``required`` where there is no value, ``check`` for other rules, ``unknown`` if the database does not tell.
    :param attributes: the attributes of the model that are concerned, as far as that is known.
    """

    def __init__(self, kind: Kind, attributes: Sequence[str] = ()) -> None:
        super().__init__(f"{kind}: {', '.join(attributes)}")
        self.kind: Kind = kind
        self.attributes = tuple(attributes)


class Stale(StoreError):
    """Somebody else changed or deleted the row since it was read."""


class Busy(StoreError):
    """Others wrote at the same time, so that the database gave up: a deadlock, or a failure to serialize. It may be tried again."""


class Unfit(StoreError):
    """A value is none that can be kept: a text too long or with a NUL in it, a number out of range.

    :param attributes: the attributes of the model that are concerned, as far as that is known.
    """

    def __init__(self, attributes: Sequence[str] = ()) -> None:
        super().__init__(", ".join(attributes))
        self.attributes = tuple(attributes)
