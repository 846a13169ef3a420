"""The objects of a model as a list: found, sorted, a page at a time, and made."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import ClassVar
from typing import NamedTuple

from flask import request

from ..contract import accepts
from ..contract import returns
from ..description import refuses
from ..envelope import place_in
from ..errors import ConfigError
from ..errors import Fault
from ..errors import unacceptable
from ..pagination import PageNumber
from ..pagination import paginate
from ..selecting import leave_choices
from ..typing import Pager
from .declaring import Decorator
from .declaring import Verb
from .declaring import usual
from .declaring import write_verbs
from .filters import Filters
from .hooks import Hook
from .hooks import asked_by
from .hooks import hook
from .keys import values_at_address
from .listing import Listing
from .paging.choosing import several
from .paging.reading import read_page
from .paging.records import RecordRange
from .reads import reads_of
from .refusals import refusing
from .representing import input_schema
from .representing import is_said
from .representing import loaded
from .representing import many
from .representing import output_schema
from .resource import OF_MODELS
from .resource import ModelResource
from .scoping import Rows
from .scoping import check_variables
from .scoping import looking_by
from .scoping import rows_of
from .sorting import Sorting
from .store import Query
from .store import Store
from .store import Unfit

_LISTED = {"list_schema", "list_fields", "filters", "search", "sorting", "pagination", "total", "record_range"}

#: All that a class may say.
ATTRIBUTES = OF_MODELS | _LISTED | {"create_schema", "create_fields", "read_only", "item"}


class _Plan(NamedTuple):
    """What became of the attributes of a class at a rule."""

    rows: Rows
    #: What a list shows of each.
    listed: Any
    listing: Listing
    #: The method ``search``, where the class writes one.
    look: Hook | None
    #: What POST takes.
    load: Any
    create: Hook


class ModelCollection(ModelResource):
    """The objects of a model as a list, and new ones: ``/posts``.

    Say by attributes what it is about and what may be done with it. GET is there for ``schema``, POST for ``create_schema``. Whoever
    writes a verb has the last word; its contract is the one that would have been written, unless it has one. Methods ask for what they
    want to know by the names of their parameters, as verbs do: path variables, ``principal``, and ``item``, if there is ``find``.

    Path variables that are named like attributes narrow the list, and what is made gets their values.
    """

    #: What the list shows of each, if that is something else.
    list_schema: ClassVar[Any] = None
    list_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    #: What POST takes.
    create_schema: ClassVar[Any] = None
    create_fields: ClassVar[Sequence[Any] | None] = None  #: The same as names of attributes.
    #: Attributes that nobody writes.
    read_only: ClassVar[Sequence[str]] = ()
    #: Which rows can be asked for.
    filters: ClassVar[Filters | None] = None
    #: In which order they can be asked for, and the usual one.
    sorting: ClassVar[Sorting | None] = None
    #: The attributes that ``?q=`` looks into; or a method ``search(self, select, text)``.
    search: Any = ()
    #: How pages are told from each other, several where the client chooses; ``None`` for all rows at once.
    pagination: ClassVar[Any] = PageNumber()
    #: Whether the rows of all pages are counted; if left out, they are, but not for a cursor.
    total: ClassVar[bool | None] = None
    #: Whether a part of the list may be asked for by ``Range: items=0-9``, too.
    record_range: ClassVar[bool] = False
    #: The resource of one of them: its class or its endpoint. ``Location`` names it for what POST made.
    item: ClassVar[type[Any] | str | None] = None

    _attributes = ATTRIBUTES
    _plan: ClassVar[_Plan]

    @classmethod
    def _declared(cls) -> set[str]:
        found = {"post"} if is_said(cls, "create_") else set[str]()
        return found | {"get"} if is_said(cls) or is_said(cls, "list_") else found

    @classmethod
    def _equip(cls, rule: str, variables: Collection[str]) -> None:
        store, declared = cls.store, cls._declared()
        rows, create = rows_of(cls, store, rule, variables), hook(cls, "create_item", 1)
        check_variables(cls, rule, variables, rows, asked_by(cls, "find", 0) if hasattr(cls, "find") else ())
        look = hook(cls, "search", 2) if callable(cls.search) else None
        shown = output_schema(cls, store, "list_") if "get" in declared else None
        listing = _listing(cls, store, shown)
        load = input_schema(cls, store, "create_") if "post" in declared else None
        cls._plan = _Plan(rows, shown, listing, look, load, create)
        verbs = {"get": _getting, "post": _posting}
        write_verbs(cls, {verb: verbs[verb](cls, rows) for verb in declared}, cls.uses)

    @usual
    def get(self, query: Any = None, page: Any = None, shown: Any = None, **known: Any) -> Any:
        """Give a page of the list."""
        asked = self._asked(query or {}, shown, known)
        try:
            return self.store.query(asked) if page is None else read_page(self.store, asked, page, total=self.total)
        except Unfit as error:
            if not query:
                raise
            detail = "No row can have what is looked for."
            raise unacceptable([Fault(location="query", pointer="", code="invalid", detail=detail)]) from error

    @usual
    def post(self, body: Any, shown: Any = None, **known: Any) -> Any:
        """Make an object."""
        plan = self._plan
        at = plan.rows.values(known)
        values = values_at_address(body, at, plan.load, place_in(request.environ))
        with refusing(plan.load, at), plan.rows.attempt():
            made = loaded(self.store, plan.create.call(self, known, values), shown)
            plan.rows.check_reach(self, known, [made])
        return made

    def _asked(self, query: Mapping[str, Any], shown: Any, known: Mapping[str, Any]) -> Query:
        plan = self._plan
        look = None if plan.look is None else looking_by(plan.look, self, known)
        said = plan.listing.query(query, look)
        return Query(
            comparisons=[*said.comparisons, *plan.rows.listed(known)],
            narrowed_by=[*plan.rows.narrows(self, known), *said.narrowed_by],
            order=said.order,
            reads=None if shown is None else reads_of(shown),
        )


def _listing(cls: type[ModelCollection], store: Store, shown: Any) -> Listing:
    for name, kind in (("filters", Filters), ("sorting", Sorting)):
        if not isinstance(getattr(cls, name), kind | None):
            raise ConfigError(f"{cls.__name__} has {name}={getattr(cls, name)!r}. Give {kind.__name__}(...).")
    search: Any = cls.search
    others = [output_schema(cls, store)] if is_said(cls) else []
    return Listing(store, shown, filters=cls.filters, sorting=cls.sorting, search=True if callable(search) else search, others=others)


def _getting(cls: type[ModelCollection], rows: Rows) -> Verb:
    plan = cls._plan
    contract: list[Decorator] = [returns(many(plan.listed)), accepts(plan.listing.schema, "query")]
    if cls.pagination is not None:
        contract.append(paginate(_pager(cls)))
    contract.append(leave_choices)
    asks = (*rows.asks, *(() if plan.look is None else plan.look.asks))
    return Verb(ModelCollection.get, asks, contract)


def _pager(cls: type[ModelCollection]) -> Pager:
    given = cls.pagination
    for one in given if isinstance(given, tuple | list) else (given,):
        if isinstance(one, type) or not isinstance(one, Pager):
            raise ConfigError(f"{cls.__name__} has pagination={given!r}, where {one!r} is no pager. Give PageNumber(), or Cursor().")
    pager = several(*given) if isinstance(given, tuple | list) else given
    return RecordRange(pager) if cls.record_range else pager


def _posting(cls: type[ModelCollection], rows: Rows) -> Verb:
    plan = cls._plan
    shown = output_schema(cls, rows.store)
    contract = (accepts(plan.load), returns(shown, 201, location=cls.item), refuses(409, 503, *rows.refused_with))
    return Verb(ModelCollection.post, (*rows.asks, *plan.create.asks), contract)
