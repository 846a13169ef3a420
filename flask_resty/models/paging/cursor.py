"""Pages by the row that they begin behind: they stay where they are, whatever comes and goes, and none costs more than the first."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import Any
from typing import NamedTuple

from flask import Flask
from flask import current_app
from flask import request
from itsdangerous import Signer
from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ...errors import Fault
from ...errors import unacceptable
from ...negotiating import FORMAT
from ...pagination import Paged
from ...schema.messages import Message
from ...selecting import EXPANDING
from ...selecting import PARAMETER
from ...typing import Refer
from ..reads import widened
from ..store import Order
from ..store import Query
from .parameters import check_names
from .parameters import limit_field
from .positions import Member
from .positions import read
from .positions import with_members
from .positions import write
from .tokens import bound_to
from .tokens import check_signing
from .tokens import fingerprint
from .tokens import seal
from .tokens import signer
from .tokens import unseal

#: The app itself. It is asked for its key several times, and each time the proxy would look for it.
_app: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]

#: What is said of every cursor that is not good, whatever is wrong with it.
_REFUSAL = "This is no cursor for this list. Follow its links; where a filter or the order changes, begin anew."

#: The parameters that change how rows are told, not which.
_FREE = frozenset({PARAMETER, EXPANDING, FORMAT})


class Position(NamedTuple):
    """Between which rows a page begins, or ends."""

    #: The values of the row that it begins behind, or ends before; ``None`` for the beginning of the list, or its end.
    values: tuple[Any, ...] | None = None
    #: Whether the page ends there.
    is_backwards: bool = False
    #: Which order the values are of.
    order: str = ""


@dataclass(frozen=True, slots=True)
class CursorPage:
    """The page that a client asks for: what a handler under :class:`Cursor` gets as ``page``."""

    #: How many rows it has, if it is full.
    limit: int
    position: Position = Position()
    #: The name of the parameter for the cursor.
    name: str = "cursor"
    #: Gives the reference to the page at a position; without one, to the first.
    at: Callable[[Position | None], str] = field(default="?cursor={}".format, repr=False, compare=False)

    @property
    def behind(self) -> tuple[Any, ...] | None:
        """The values that rows are sorted by, of the row that it begins behind; before which it ends, if ``is_backwards``."""
        return self.position.values

    @property
    def is_backwards(self) -> bool:
        """Whether it has the last rows of all that come before ``behind``; of the whole list, if that is ``None``."""
        return self.position.is_backwards

    def query(self, query: Query, kinds: Callable[[str], type[Any] | None] = lambda attribute: None) -> Query:
        """Narrow a query down to the rows of this page, and one more, which tells whether there are others.

        :param kinds: gives the type of an attribute; it has to be known of enumerations.
        :raise Problem: 422 for a cursor of another order.
        """
        return replace(
            query,
            offset=0,
            limit=self.limit + 1,
            behind=self._behind(query.order, kinds),
            is_backwards=self.is_backwards,
            reads=widened(query.reads, tuple(order.attribute for order in query.order)),
        )

    def _behind(self, order: Sequence[Order], kinds: Callable[[str], type[Any] | None]) -> tuple[Any, ...] | None:
        values = self.behind
        if values is None:
            return None
        if self.position.order != _name_of(order):
            raise self._refusal()
        if not any(isinstance(value, Member) for value in values):
            return values
        try:
            return with_members(values, [kinds(one.attribute) for one in order])
        except KeyError as error:
            raise self._refusal() from error

    def _refusal(self) -> Exception:
        return unacceptable([Fault(location="query", pointer=f"/{self.name}", code="invalid_cursor", detail=_REFUSAL)])

    def of(
        self,
        data: Sequence[Any],
        *,
        values: Callable[[Any], Sequence[Any]],
        more: bool,
        total: int | None = None,
        order: Sequence[Order] = (),
    ) -> Paged:
        """Put the rows of the page together with the references to others.

        :param data: the rows, in the usual order even where the page was read backwards.
        :param values: gives the values of a row that the list is sorted by. No two rows have the same.
        :param more: whether there are rows behind this page; before it, if ``is_backwards``.
        :param total: how many rows there are on all pages, where that is known.
        :param order: what the list is sorted by, so that a cursor of another order is refused.
        """
        name = _name_of(order)
        positions: dict[str, Position | None] = {"first": None}
        if more if self.is_backwards else self.behind is not None:
            positions["prev"] = Position(tuple(values(data[0])) if data else None, True, name)
        if self.behind is not None if self.is_backwards else more:
            positions["next"] = Position(tuple(values(data[-1])) if data else None, False, name)
        positions["last"] = Position(None, True, name)
        return Paged(data, self, {rel: self.at(position) for rel, position in positions.items()}, total)


def _name_of(order: Sequence[Order]) -> str:
    return fingerprint(order)[:8].decode() if order else ""


class Cursor:
    """Pages by the row that they begin behind: ``?cursor=...&limit=20``.

    The handler gets a :class:`CursorPage` as ``page``. What is inserted or deleted while a client goes from one page to the next moves
    nothing over: no row that stays as it is comes twice, and none is left out. The references lead to both sides.

    A cursor is signed with the ``SECRET_KEY`` of the app, and good for the list that it was given out with: another filter or another
    order, and it is refused with 422. It can be read, so do not sort by what nobody may know.

    :param size: how many rows a page has, unless the client says something else.
    :param max_size: the most that a client may ask for.
    :param cursor: the name of the parameter for the cursor; an empty one is the beginning of the list.
    :param limit: the name of the parameter for the size.
    :raise ConfigError: for sizes or names that cannot be.
    """

    def __init__(self, size: int = 20, max_size: int = 100, *, cursor: str = "cursor", limit: str = "limit") -> None:
        check_names("Cursor", cursor=cursor, limit=limit)
        limited = limit_field("Cursor", limit, size, max_size)
        self.size, self.max_size = size, max_size
        self._name, self._free = cursor, _FREE | {cursor, limit}
        token = fields.Str(data_key=cursor, load_default="")
        #: What its parameters have to fit.
        self.schema: Schema = Schema.from_dict({"cursor": token, "limit": limited}, name="Cursor")()

    def __repr__(self) -> str:
        return f"Cursor(size={self.size!r}, max_size={self.max_size!r})"

    def check_app(self, app: Flask) -> None:
        """Look whether an app has what cursors are signed with.

        :raise ConfigError: if it has no ``SECRET_KEY``.
        """
        check_signing(app)

    def page(self, values: Mapping[str, Any], refer: Refer) -> CursorPage:
        """Make the page that a client asks for.

        :raise ValidationError: for a cursor that is not good.
        :raise ConfigError: if the app has no ``SECRET_KEY``.
        """
        by = signer(_app(), bound_to(request, self._free))

        def at(position: Position | None) -> str:
            return refer({self._name: "" if position is None else seal(by, write(_plain(position)))})

        position = self._position(values["cursor"], by) if values["cursor"] else Position()
        return CursorPage(values["limit"], position, self._name, at)

    def _position(self, token: str, by: Signer) -> Position:
        text = unseal(by, token)
        if text is None:
            raise ValidationError({self._name: [Message(_REFUSAL, "invalid_cursor")]})
        is_backwards, order, is_inside, *values = read(text)
        return Position(tuple(values) if is_inside else None, is_backwards, order)


def _plain(position: Position) -> tuple[Any, ...]:
    return position.is_backwards, position.order, position.values is not None, *(position.values or ())
