"""Records that lie in rows: what is shown of them can be made of the rows themselves, without the records in between."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import NamedTuple
from typing import overload


@dataclass(slots=True)
class Shape:
    """What a record is made of: places in a row."""

    #: By its name, the place of each value.
    values: dict[str, int] = field(default_factory=dict)
    #: Records of what is behind relations to one.
    ones: dict[str, Shape] = field(default_factory=dict)
    #: By the name of a relation to many: which of the groups it is, and the places of what its groups are found by.
    groups: dict[str, tuple[int, Sequence[int]]] = field(default_factory=dict)
    #: The place of what is NULL where there is no such object.
    presence: int | None = None
    #: The one value that stands for the whole record.
    bare: str | None = None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Layout:
    """How the records of one class lie in rows."""

    shape: Shape
    #: How many values a row has.
    width: int
    #: How those behind relations to many lie in rows of their own.
    groups: Sequence[Layout] = ()
    #: Of such: the places of the values of their owner.
    owner: Sequence[int] = ()


class Loaded(NamedTuple):
    """Rows, and those of each of their groups."""

    rows: Sequence[Any]
    groups: Sequence[Loaded] = ()


#: Makes something of rows: a list, or for the rows of a group a dict of lists by the values of their owner.
Make = Callable[[Loaded], Any]


def making(make: Callable[..., Any], groups: Sequence[Make]) -> Make:
    """Give what makes something of rows by a function of them, and of what is made of their groups."""
    return lambda loaded: make(loaded.rows, *[of(inside) for of, inside in zip(groups, loaded.groups, strict=True)])


class Records(Sequence[Any]):
    """Records that are made when somebody looks at one of them.

    :param make: makes all of them.
    """

    __slots__ = ("_made", "_make", "layout", "loaded")

    def __init__(self, layout: Layout, loaded: Loaded, make: Make) -> None:
        self.layout = layout
        self.loaded = loaded
        self._make = make
        self._made: list[Any] | None = None

    @property
    def is_made(self) -> bool:
        """Whether somebody has looked at them, and may have changed them."""
        return self._made is not None

    @property
    def all(self) -> list[Any]:
        """All records."""
        made: list[Any] = self._make(self.loaded) if self._made is None else self._made
        self._made = made
        return made

    def __len__(self) -> int:
        return len(self.loaded.rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice) and self._made is None:
            return Records(self.layout, self.loaded._replace(rows=self.loaded.rows[index]), self._make)
        return self.all[index]

    def __iter__(self) -> Any:
        return iter(self.all)

    def __eq__(self, other: object) -> bool:
        return self.all == (other.all if isinstance(other, Records) else other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.all)
