"""What clients may ask of a list, all in all: its filters, its orders, and free text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema
from marshmallow import fields

from ..errors import ConfigError
from .filters import Filters
from .searching import Look
from .searching import search_of
from .sorting import Sorting
from .store import Query
from .store import Store


class Listing:
    """What clients may ask of a list of the rows of a store. Model collections make one; any resource can::

        listing = Listing(store, PostOut(), filters=Filters(status=Filter("status")), sorting=Sorting("title"))

        @accepts(listing.schema, "query")
        def get(self, query): return store.query(listing.query(query))

    :param schema: what shows the rows: its fields read the values, where it has them. Whoever lacks the ``read_scope`` of one may not
        filter or sort by it, and finds nothing in it.
    :param search: the attributes that ``?q=`` looks into; ``True`` where :meth:`query` gets what looks for it.
    :param others: what shows a row elsewhere, and tells, too, who may read what.
    :raise ConfigError: for what the store does not have, and for parameters with the same name.
    """

    def __init__(
        self,
        store: Store,
        schema: Schema | None = None,
        *,
        filters: Filters | None = None,
        sorting: Sorting | None = None,
        search: Sequence[str] | bool = False,
        others: Sequence[Schema] = (),
    ) -> None:
        #: Whose rows are listed.
        self.store = store
        self._filters = (filters or Filters()).of(store, schema, others)
        self._sorting = (sorting or Sorting()).of(store, schema, others)
        self._search = search_of(store, search, schemas=(schema, *others))
        parameters = list(_parameters(self._filters.fields, self._sorting.fields, self._search.fields))
        for name, count in Counter(name for name, _ in parameters).items():
            if count > 1:
                raise ConfigError(f"Two of filters, sorting and search have the parameter {name!r}. Rename one.")
        #: What the query has to fit. Where nothing is offered, it takes nothing.
        self.schema: Schema = _schema(parameters)

    def query(self, values: Mapping[str, Any], look: Look | None = None) -> Query:
        """Give what a store is asked by the values that were read. It says nothing of scope and page: put them to it.

        :param look: looks for free text in the place of the attributes.
        """
        comparisons, narrowed = self._filters.ask(values)
        found, looked = self._search.ask(values, look)
        return Query(comparisons=[*comparisons, *found], narrowed_by=[*narrowed, *looked], order=self._sorting.ask(values))


def _parameters(*parts: Mapping[str, fields.Field[Any]]) -> Iterator[tuple[str, fields.Field[Any]]]:
    for part in parts:
        yield from part.items()


def _schema(parameters: Sequence[tuple[str, fields.Field[Any]]]) -> Schema:
    for name, field in parameters:
        field.attribute = field.data_key = name
    # A class has names that mean something to it. Those of parameters are the clients'.
    return Schema.from_dict({f"parameter_{place}": field for place, (_, field) in enumerate(parameters)}, name="ListQuery")()
