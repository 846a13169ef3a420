"""Free text that clients look for: ``?q=dune``."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from ..errors import ConfigError
from .near import near
from .reserved import may_read
from .reserved import scopes_to_read
from .store import Comparison
from .store import Either
from .store import Narrow
from .store import Store
from .typed import NO_NUL

#: Databases limit the length of a pattern.
LONGEST_TEXT = 200

#: Looks for a text: gets the selection of the store and the text, and gives the selection back, narrowed.
Look = Callable[[Any, str], Any]


class StoreSearch(NamedTuple):
    """Free text, looked for in the rows of a store: in some attributes, whatever the case, or by a function of one's own."""

    #: What reads the parameter; nothing where there is no search.
    fields: Mapping[str, fields.Field[Any]]
    parameter: str
    attributes: tuple[str, ...]
    #: The scopes that a caller needs for an attribute. Nothing is found in it for others.
    scopes: Mapping[str, Collection[str]]

    def ask(self, values: Mapping[str, Any], look: Look | None = None) -> tuple[list[Either], list[Narrow]]:
        """Say what is asked of a store by the values that were read.

        :param look: looks for the text in the place of the attributes.
        """
        text = values.get(self.parameter) if self.fields else None
        if text is None:
            return [], []
        if look is not None:
            return [], [lambda selection: look(selection, text)]
        return [Either([Comparison(name, "icontains", text) for name in self.attributes if may_read(self.scopes[name])])], []


def search_of(store: Store, attributes: Sequence[str] | bool, parameter: str = "q", schemas: Sequence[Schema | None] = ()) -> StoreSearch:
    """Give the search of a store.

    :param attributes: in what is looked for the text; ``True`` where somebody else looks for it, ``False`` where nobody does.
    :param parameter: the name of the parameter.
    :param schemas: what shows the rows: its fields tell who may read what.
    :raise ConfigError: for attributes that the store does not have, and for what is no text.
    """
    if isinstance(attributes, str):
        raise ConfigError(f"search={attributes!r} has to be a tuple of attributes. Write search=({attributes!r},).")
    names = () if isinstance(attributes, bool) else tuple(attributes)
    for name in names:
        attribute = store.attribute(name)
        if attribute is None or attribute.type not in {None, str}:
            what = f"search={names!r} names {name!r}, which is no text of {store.model.__name__}"
            remedy = near(store, name, "") if attribute is None else ""
            raise ConfigError(f"{what}. {remedy or 'Name attributes that are text.'}")
    field = fields.String(validate=[validate.Length(max=LONGEST_TEXT), NO_NUL])
    scopes = {name: scopes_to_read(schemas, name) for name in names}
    return StoreSearch({parameter: field} if attributes else {}, parameter, names, scopes)
