"""Pages by how many rows come before them: ``?offset=40&limit=20``."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import overload

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from ...pagination import Paged
from ...typing import Refer
from ..storable import LARGEST
from .parameters import check_names
from .parameters import limit_field


@dataclass(frozen=True, slots=True)
class OffsetPage:
    """The page that a client asks for: what a handler under :class:`LimitOffset` gets as ``page``."""

    #: How many rows come before it.
    offset: int
    #: How many rows it has, if it is full.
    limit: int
    #: Gives the reference to a page by its offset.
    at: Callable[[int], str] = field(default="?offset={}".format, repr=False, compare=False)

    @overload
    def of(self, data: Any, *, total: int) -> Paged: ...

    @overload
    def of(self, data: Any, *, more: bool) -> Paged: ...

    def of(self, data: Any, *, total: int | None = None, more: bool | None = None) -> Paged:
        """Put the rows of the page together with the references to others.

        :param data: the rows, or whatever the schema of the answer takes.
        :param total: how many rows there are on all pages.
        :param more: whether there are rows behind this page, where it takes too long to count them.
        :raise TypeError: if neither of the two is said, or both.
        """
        if (total is None) is (more is None):
            raise TypeError("page.of() needs either total= or more=. Say how many rows there are in all, or whether there are more.")
        end = self.offset + self.limit
        last = None if total is None else max(0, total - 1) // self.limit * self.limit
        offsets = {
            "first": 0,
            "prev": self._before(last),
            "next": end if more or (total is not None and end < total) else None,
            "last": last,
        }
        return Paged(data, self, {rel: self.at(offset) for rel, offset in offsets.items() if offset is not None}, total)

    def _before(self, last: int | None) -> int | None:
        if not self.offset:
            return None
        before = max(0, self.offset - self.limit)
        return before if last is None else min(before, last)


class LimitOffset:
    """Pages by how many rows come before them: ``?offset=40&limit=20``.

    The handler gets an :class:`OffsetPage` as ``page``. Rows are counted, so what is inserted while a client goes from one page to the
    next moves others over; and the database reads all rows that are left out.

    :param size: how many rows a page has, unless the client says something else.
    :param max_size: the most that a client may ask for.
    :param offset: the name of the parameter for the offset.
    :param limit: the name of the parameter for the size.
    :raise ConfigError: for sizes or names that cannot be.
    """

    def __init__(self, size: int = 20, max_size: int = 100, *, offset: str = "offset", limit: str = "limit") -> None:
        check_names("LimitOffset", offset=offset, limit=limit)
        limited = limit_field("LimitOffset", limit, size, max_size)
        self.size, self.max_size = size, max_size
        self._name = offset
        # Not even with a page added is there an offset that databases do not count to.
        skipped = fields.Int(data_key=offset, load_default=0, validate=validate.Range(0, LARGEST - max_size))
        #: What its parameters have to fit.
        self.schema: Schema = Schema.from_dict({"offset": skipped, "limit": limited}, name="LimitOffset")()

    def __repr__(self) -> str:
        return f"LimitOffset(size={self.size!r}, max_size={self.max_size!r})"

    def page(self, values: Mapping[str, Any], refer: Refer) -> OffsetPage:
        """Make the page that a client asks for."""
        return OffsetPage(**values, at=lambda offset: refer({self._name: str(offset)}))
